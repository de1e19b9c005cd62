"""Which color stands on which: shown on the living page, computed by the tests."""

GROUNDS = ["paper", "surface", "sunken"]
TONES = ["success", "warning", "danger", "info"]
TINTS = [f"{tone}-tint" for tone in TONES]

# Text, with the grounds it is written on (WCAG 1.4.3: 4.5; in the sets of high contrast: 7).
TEXTS: dict[str, list[str]] = {
    "ink": [*GROUNDS, "neutral-tint", "gold-tint", "red-tint", *TINTS],
    "ink-soft": [*GROUNDS, "neutral-tint", "gold-tint", *TINTS],
    "link": [*GROUNDS, "gold-tint", *TINTS],
    "on-red": ["red", "red-hover"],
    "on-bar": ["bar"],
} | {tone: [*GROUNDS, f"{tone}-tint"] for tone in TONES}

# What tells a control, a state or a figure (WCAG 1.4.11: 3; in the sets of high contrast: 4.5).
SIGNS: dict[str, list[str]] = {
    "line-strong": GROUNDS,
    "focus": [*GROUNDS, "gold-tint", *TINTS],
    "gold": ["bar"],
    "chart": GROUNDS,
} | {tone: ["neutral-tint"] for tone in TONES}

# Hairlines between rows, the shadow at an edge: nothing depends on them.
ORNAMENTS = {"line", "edge"}
