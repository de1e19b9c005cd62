"""Searching 74,292 documents, timed on both databases."""
