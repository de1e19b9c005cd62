"""The named places of a letter, and how they are filled: replaced as text, nothing is evaluated."""

import re
from collections.abc import Collection, Iterable, Mapping
from typing import Final

from django.utils.translation import gettext_lazy as _

# Whatever stands in braces is meant as a placeholder: an attribute, an index or a format is none.
IN_BRACES: Final = re.compile(r"\{([^{}]*)\}")
TOO_MANY_BREAKS: Final = re.compile(r"\n{3,}")

LABELS: Final = {
    "full_name": _("full name"),
    "class_title": _("title of the class"),
    "class_code": _("code of the class"),
    "dates": _("days of the class"),
    "sessions": _("sessions with their times"),
    "venue": _("venue and address"),
    "contact": _("contact"),
    "issuing_body": _("body that holds the class"),
    "class_url": _("address of the class's page"),
    "my_training_url": _("address of “My training”"),
    "calendar_url": _("address of the page of the own calendar"),
    "agency": _("agency"),
    "reason": _("reason"),
    "withdraw_until": _("last day to withdraw"),
    "place_in_queue": _("place on the waiting list"),
    "offer_until": _("until when the offer can be answered"),
    "offer_url": _("address where the offer is answered"),
    "replaced_by": _("name of the person who comes instead"),
    "new_class": _("class to which the registration was moved"),
    "former_class": _("class from which the registration was moved"),
    "deadline": _("deadline of the nominations"),
    "seats": _("number of seats given"),
    "seats_unfilled": _("number of seats without a name"),
    "note": _("note to the agencies"),
    "agency_url": _("address of the page of the agency"),
    "approvals_url": _("address where the agency approves"),
    "serial": _("serial number of the certificate"),
    "new_serial": _("serial number of the corrected certificate"),
    "revocation_decision": _("decision on the revocation"),
    "answer_until": _("day by which the request is answered"),
    "asked_for": _("what was asked for"),
    "missed_session": _("session that was to be excused"),
    "excuse_answer": _("answer to the excuse"),
}


def names_in(text: str) -> list[str]:
    """What stands in braces, each once, in order."""
    return list(dict.fromkeys(IN_BRACES.findall(text)))


def unknown_in(text: str, allowed: Collection[str]) -> list[str]:
    """What stands in braces and is no placeholder of this letter."""
    return [name for name in names_in(text) if name not in allowed]


def fill(text: str, values: Mapping[str, str]) -> str:
    """The text with its placeholders replaced in one pass: a value that looks like one stays text.

    A line vanishes when a placeholder in it has nothing to say.
    """
    lines = (_fill_line(line, values) for line in text.splitlines())
    filled = "\n".join(line for line in lines if line is not None)
    return TOO_MANY_BREAKS.sub("\n\n", filled).strip()


def fill_subject(text: str, values: Mapping[str, str]) -> str:
    """One line whatever the values hold: no header can be smuggled in."""
    filled = IN_BRACES.sub(lambda found: values.get(found[1], found[0]), text)
    return " ".join(filled.split())


def _fill_line(line: str, values: Mapping[str, str]) -> str | None:
    known = [name for name in names_in(line) if name in values]
    if any(not values[name] for name in known):
        return None
    return IN_BRACES.sub(lambda found: values.get(found[1], found[0]), line)


def samples(names: Iterable[str]) -> dict[str, str]:
    """Stand-ins for a preview without a person: the meaning of each placeholder."""
    return {name: f"[{LABELS[name]}]" for name in names}
