"""Style of a design: plain rules only, kept inside of its own sheets."""

import re
from typing import Final

from django.utils.translation import gettext as _

from certificates.designs.faults import Fault

MOST_LETTERS: Final = 20_000
_SELECTOR = re.compile(r"[\w\s.,:>+~*()\[\]=\"'-]+")
_OPEN_COMMENT = re.compile(r"/\*")
# Whatever could fetch, run, leave the sheet or hide what must be seen.
_ADDRESS = re.compile(
    r"(?<![\w-])[\w-]*(?:url|image-set|image|src|element|attr|env|cross-fade)\s*\([^)]*\)?", re.I
)
_FORBIDDEN = re.compile(
    r"(?<![\w-])(expression|javascript|behavior|position\s*:\s*(?:fixed|running)|string-set|bookmark-label"
    r"|content\s*:|font-face|-weasy[\w-]*|float\s*:\s*footnote|anchor\s*:|link\s*:|lang\s*:"
    # The trial measures where letters are laid out, not where these would move or fade them.
    r"|(?:transform|translate|rotate|scale|opacity|clip|clip-path)\s*:)",
    re.I,
)


def declaration_faults(text: str) -> list[str]:
    """What may not stand between braces, or in a `style` attribute."""
    bare = _without_comments(text)
    faults = []
    if "\\" in bare or "<" in bare:
        faults.append(_("The signs \\ and < may not stand in a style."))
    if "@" in bare:
        faults.append(_("Rules that begin with @ may not stand in a style: %s") % _near(bare, "@"))
    if found := _ADDRESS.search(bare):
        faults.append(_("Address that is not allowed: %s") % found[0][:200])
    if found := _FORBIDDEN.search(bare) or _OPEN_COMMENT.search(bare):
        faults.append(_("This may not stand in a style: %s") % found[0][:80])
    return faults


def style_faults(text: str) -> list[Fault]:
    """What may not stand in the style of a design."""
    if len(text) > MOST_LETTERS:
        return [Fault(_("The style is too long."), field="style")]
    bare = _without_comments(text)
    faults = [
        Fault(fault, number, "style")
        for number, line in enumerate(bare.splitlines(), 1)
        for fault in declaration_faults(line)
    ]
    rules, rest = _rules(bare)
    strange = [selector for selector, _body in rules if not _SELECTOR.fullmatch(selector)]
    for found in () if faults else filter(None, (rest, *strange)):
        fault = _("No rule of a style: %s") % found.strip()[:80]
        faults.append(Fault(fault, field="style"))
    # A rule may be spread over lines so that no line shows what it says.
    if not faults:
        faults = [Fault(fault, field="style") for fault in declaration_faults(text)]
    return faults


def scoped(text: str, scope: str) -> str:
    """The same rules, for what lies inside of `scope` alone."""
    rules = (
        (
            ", ".join(f"{scope} {one.strip()}" for one in _apart(selector)),
            " ".join(body.split()),
        )
        for selector, body in _rules(_without_comments(text))[0]
    )
    return "\n".join(f"{selectors} {{ {body} }}" for selectors, body in rules)


def _apart(selectors: str) -> list[str]:
    """Cut at commas that stand in no parentheses."""
    depth, parts = 0, [""]
    for letter in selectors:
        depth += (letter == "(") - (letter == ")")
        if letter == "," and depth == 0:
            parts.append("")
        else:
            parts[-1] += letter
    return parts


def _rules(bare: str) -> tuple[list[tuple[str, str]], str]:
    """Selectors with what stands between their braces, and the first thing that is no rule."""
    *pieces, rest = bare.split("}")
    strange = (piece for piece in pieces if piece.count("{") != 1)
    return [piece.partition("{")[::2] for piece in pieces], next(strange, rest.strip())


def _without_comments(text: str) -> str:
    """Lines keep their numbers. Read once from left to right, however often one is begun."""
    kept, rest = "", text
    while "/*" in rest:
        before, _sign, rest = rest.partition("/*")
        comment, end, after = rest.partition("*/")
        if not end:
            return f"{kept}{before}/*{rest}"
        kept, rest = kept + before + "\n" * comment.count("\n"), after
    return kept + rest


def _near(text: str, sign: str) -> str:
    return text[text.index(sign) :][:60]
