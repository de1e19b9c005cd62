"""The year book timed on both databases, and how its cost grows: `make bench-year-book`."""
