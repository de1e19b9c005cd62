"""What a check of an uploaded file can end with; the words stand in the template."""

from typing import Final, Literal, get_args

Verdict = Literal[
    "genuine", "altered", "added", "other_key", "unsigned", "not_pdf", "unreadable", "too_large"
]
VERDICTS: Final[frozenset[str]] = frozenset(get_args(Verdict))
