"""Storms of registrations against the running site, with processes killed in the midst of them.

The short form (`test_storm.py`) runs with the other tests; the full one is `make storm`.
"""
