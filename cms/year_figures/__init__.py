"""Figures of a year and indicators, as articles cite them and the public may see them."""
