"""How log lines look: one line of key=value, times in UTC, no personal data put in by us."""

import structlog

shared_processors = [
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
]
console_renderer = structlog.processors.KeyValueRenderer(
    key_order=["timestamp", "level", "logger", "event"],
)
