"""Closing a year: what is kept of it, amendments beside it, and the check of its hashes."""
