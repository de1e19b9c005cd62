"""The listed places of a design: what stands there, with a sample; anything else is refused."""

import dataclasses
from typing import TYPE_CHECKING, Final, Literal

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

# slot: differs from sheet to sheet; fixed: the same for a body and a language, or for a design;
# block: something drawn, which stands alone in its element.
Kind = Literal["slot", "fixed", "block"]


@dataclasses.dataclass(frozen=True)
class Placeholder:
    name: str
    meaning: "str | StrPromise"
    kind: Kind = "slot"
    # May be empty, so what holds it must vanish then.
    is_optional: bool = False


_PERSON = (
    Placeholder("full_name", _("full name")),
    Placeholder("birth", _("date of birth, or the year alone"), is_optional=True),
    Placeholder("sex", _("sex"), is_optional=True),
    Placeholder("position", _("position"), is_optional=True),
    Placeholder("agency", _("agency, with the one above it"), is_optional=True),
)
_CLASS = (
    Placeholder("class_title", _("title of the class")),
    Placeholder("held", _("days, periods and place in one sentence")),
    Placeholder("dates", _("days of the class")),
    Placeholder("periods", _("number of periods"), is_optional=True),
    Placeholder("venue", _("venue"), is_optional=True),
    Placeholder("ranking", _("ranking"), is_optional=True),
    Placeholder("decision", _("decision, with the word before it"), is_optional=True),
)
_PAPER = (
    Placeholder("serial", _("serial number")),
    Placeholder("register_number", _("register number")),
    Placeholder("address", _("address at which the certificate is checked")),
    Placeholder("address_site", _("the same address up to its code"), "fixed"),
    Placeholder("code", _("the code at the end of that address")),
    Placeholder("place_and_date", _("place and date of issue")),
    Placeholder("authority", _("line above the office of who signs"), is_optional=True),
    Placeholder("office", _("office of who signs")),
    Placeholder("signer", _("name of who signs")),
)
_BODY = (
    Placeholder("parent_body", _("body above the issuing one"), "fixed", is_optional=True),
    Placeholder("issuing_body", _("issuing body"), "fixed"),
    Placeholder("heading_1", _("first line of the heading"), "fixed", is_optional=True),
    Placeholder("heading_2", _("second line of the heading"), "fixed", is_optional=True),
)
_WORDS = (
    Placeholder("kind", _("the word “Certificate”"), "fixed"),
    Placeholder("subtitle", _("the words below it"), "fixed"),
    Placeholder("certifies", _("the words before the name"), "fixed"),
    Placeholder("completed", _("the words before the class"), "fixed"),
    # Not the same for all: of some people the year alone is known.
    Placeholder("word_birth", _("the words before the date of birth")),
    Placeholder("word_sex", _("the word before the sex"), "fixed"),
    Placeholder("word_position", _("the word before the position"), "fixed"),
    Placeholder("word_agency", _("the word before the agency"), "fixed"),
    Placeholder("word_ranking", _("the word before the ranking"), "fixed"),
    Placeholder("word_serial", _("the words before the serial number"), "fixed"),
    Placeholder("word_register", _("the words before the register number"), "fixed"),
    Placeholder("word_check", _("the words before the address"), "fixed"),
    Placeholder("word_programme", _("heading of the programme"), "fixed"),
)
_SECOND = (
    Placeholder("second_kind", _("“Certificate” in the second language"), "fixed", True),
    Placeholder("second_subtitle", _("the words below it, second language"), "fixed", True),
    Placeholder("second_certifies", _("the words before the name, second language"), "fixed", True),
    Placeholder(
        "second_completed", _("the words before the class, second language"), "fixed", True
    ),
    Placeholder("second_class_title", _("title of the class, second language"), is_optional=True),
    Placeholder("second_held", _("days and periods, second language"), is_optional=True),
    Placeholder("second_ranking", _("ranking, second language"), is_optional=True),
)
_BLOCKS = (
    Placeholder("qr", _("QR code with the address"), "block"),
    Placeholder("photo", _("frame in which a photo is glued"), "block", is_optional=True),
    Placeholder("programme", _("table of topics and periods"), "block", is_optional=True),
)
GROUPS: Final = (
    (pgettext_lazy("design", "Person"), _PERSON),
    (_("Class"), _CLASS),
    (pgettext_lazy("design", "Paper"), _PAPER),
    (_("Issuing body"), _BODY),
    (_("Words in the language of the issuing body"), _WORDS),
    (_("Second language"), _SECOND),
    (_("Drawings, each alone in its element"), _BLOCKS),
)
PLACEHOLDERS: Final = {one.name: one for _title, group in GROUPS for one in group}
# Besides placeholders, `data-when` knows the mark of the heading.
FLAGS: Final = ("star", "rule")
