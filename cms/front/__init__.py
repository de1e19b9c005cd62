"""The home page: notices, next classes, quick ways for each role."""
