"""The text of a file, read by kind in a process of its own; nothing here knows the database."""
