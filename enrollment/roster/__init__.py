"""Rosters: what an agency sends in as a file or a paste, read, judged row by row, committed."""
