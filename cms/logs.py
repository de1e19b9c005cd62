"""How log lines look: one line of key=value, times in UTC, no personal data put in by us."""

import re
from typing import Any, Final

import structlog
from structlog.typing import EventDict, Processor

# An address with such a key opens something without signing in.
SECRET: Final = re.compile(r"(/(?:offer|my/calendar|verify)/)[0-9A-Za-z-]{16,}")


def hide_keys(_logger: Any, _method: str, line: EventDict) -> EventDict:
    """Whoever reads the log must not be able to answer an offer or to look a certificate up."""
    if isinstance(line.get("event"), str):
        line["event"] = SECRET.sub(r"\1…", line["event"])
    return line


shared_processors: list[Processor] = [
    hide_keys,
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
