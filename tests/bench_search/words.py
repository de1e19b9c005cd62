"""Word lists of office texts: what letters, plans and reports of agencies are put together from."""

import json
from pathlib import Path
from typing import Any, Final

LISTS: Final[dict[str, Any]] = json.loads(Path(__file__).with_name("words.json").read_text())
# Name, sign and how many of a hundred.
KINDS: Final = [tuple(row) for row in LISTS["kinds"]]
PROVINCIAL: Final = [tuple(row) for row in LISTS["provincial"]]
DISTRICTS: Final[list[str]] = LISTS["districts"]
SUBJECTS: Final[list[str]] = LISTS["subjects"]
ACTORS: Final[list[str]] = LISTS["actors"]
ACTS: Final[list[str]] = LISTS["acts"]
ENDS: Final[list[str]] = LISTS["ends"]
FRAMES: Final[list[str]] = LISTS["frames"]
# Villages are many and each is named rarely: what a rare word is made of.
FIRST: Final[list[str]] = LISTS["first"]
SECOND: Final[list[str]] = LISTS["second"]
