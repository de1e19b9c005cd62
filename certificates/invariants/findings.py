"""What a check yields: on which subject, and what does not hold."""

from collections.abc import Iterator

Findings = Iterator[tuple[str, str]]
