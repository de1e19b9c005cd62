"""Lines of the register as a workbook, with the columns that are seen on the screen."""

import datetime as dt
from collections.abc import Callable, Collection, Iterable
from typing import Any, Final

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from certificates.models import Certificate
from courses.dates import birth_text
from courses.spreadsheets import file_of, with_sheet

Reader = Callable[[Certificate], Any]


def _birth(certificate: Certificate) -> str:
    person = certificate.content["person"]
    day = dt.date.fromisoformat(person["birth_date"]) if person["birth_date"] else None
    return birth_text(day, person["birth_year"])


def _revoked_on(certificate: Certificate) -> dt.date | None:
    return timezone.localdate(certificate.revoked_at) if certificate.revoked_at else None


# Column of the screen, heading, width, what stands in it.
_CELLS: Final[tuple[tuple[str, Any, int, Reader], ...]] = (
    ("number", gettext_lazy("Register number"), 12, lambda one: one.register_number),
    ("name", gettext_lazy("Full name"), 30, lambda one: one.content["person"]["full_name"]),
    ("name", gettext_lazy("Date of birth"), 13, _birth),
    ("serial", gettext_lazy("Serial number"), 18, lambda one: one.serial),
    ("agency", gettext_lazy("Position"), 24, lambda one: one.content["person"]["position"]),
    ("agency", gettext_lazy("Agency"), 36, lambda one: one.content["person"]["agency"]),
    (
        "class_title",
        gettext_lazy("Code of the class"),
        12,
        lambda one: one.content["class"]["code"],
    ),
    ("class_title", gettext_lazy("Class"), 44, lambda one: one.content["class"]["title"]),
    ("ranking", gettext_lazy("Ranking"), 12, lambda one: one.content["ranking"]),
    ("issued_on", gettext_lazy("Issued on"), 12, lambda one: one.issued_on),
    ("handed_over_on", gettext_lazy("Handed over on"), 12, lambda one: one.handed_over_on),
    ("handed_over_on", gettext_lazy("Handed over to"), 24, lambda one: one.handed_over_to),
    ("state", gettext_lazy("State"), 14, lambda one: state_of(one)),
    ("remarks", gettext_lazy("Revoked on"), 12, _revoked_on),
    ("remarks", gettext_lazy("Number of the decision"), 18, lambda one: one.revoked_decision),
    ("remarks", gettext_lazy("Reason"), 36, lambda one: one.revoked_reason),
    (
        "remarks",
        gettext_lazy("Replaced by"),
        18,
        lambda one: one.replaced_by.serial if one.is_replaced else "",
    ),
)


def register_workbook(certificates: Iterable[Certificate], shown: Collection[str]) -> bytes:
    """One row per line of the register; `shown` are columns of the screen."""
    wanted = {"number", "name", *shown}
    cells = [cell for cell in _CELLS if cell[0] in wanted]
    rows = ([read(one) for _name, _head, _width, read in cells] for one in certificates)
    headings = [str(heading) for _name, heading, _width, _read in cells]
    widths = [width for _name, _heading, width, _read in cells]
    return file_of(with_sheet(_("Certificate register"), headings, rows, widths=widths))


def state_of(certificate: Certificate) -> str:
    """One word, as on the screen."""
    if certificate.is_replaced:
        return _("Replaced")
    if certificate.is_revoked:
        return _("Revoked")
    if certificate.handed_over_on:
        return _("Handed over")
    return _("Issued")
