"""News: lists and archive, the article with its neighbors, feeds, approval by a second person."""
