"""The lists behind the figures of a year, each of which adds up to its figure."""
