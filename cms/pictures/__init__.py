"""Uploaded pictures: opened by a process with limits, kept as new files without a history."""
