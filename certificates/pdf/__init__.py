"""The only package that renders PDF; empty, so that the child starts without Django."""
