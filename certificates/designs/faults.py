"""What is wrong with a design, line by line, in words its editor can act on."""

import dataclasses


@dataclasses.dataclass(frozen=True)
class Fault:
    """`line` is 0 where it cannot be told."""

    text: str
    line: int = 0
    # Box of the form: "markup", "back" or "style".
    field: str = "markup"
