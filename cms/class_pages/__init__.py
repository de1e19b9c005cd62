"""The public page of a class and of a course, with what machines and friends are told of it."""
