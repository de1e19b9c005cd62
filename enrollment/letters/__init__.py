"""Letters: their words, their calendars, the outbox, and when which go out."""
