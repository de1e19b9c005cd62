"""Public pages timed against the server they stand on: `make bench-pages`."""
