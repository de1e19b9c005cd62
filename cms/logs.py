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
# Through the standard library, so that standard output stays free for what commands answer.
structlog.configure(
    processors=[*shared_processors, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
    logger_factory=structlog.stdlib.LoggerFactory(),
    cache_logger_on_first_use=True,
)
