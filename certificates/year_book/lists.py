"""The list behind each figure of a year. Its rows add up to the figure, or it is refused."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy, pgettext_lazy

from certificates.sums import must_add_up
from certificates.year_book.figures import AgencyRow, ClassRow, YearlySummary
from certificates.year_book.lines import PersonLine
from certificates.year_book.narrowing import (
    PEOPLE,
    Part,
    classes_in,
    figure_of,
    holds_line,
    part_of,
)

TITLES: Final[Mapping[str, Any]] = {
    "classes": gettext_lazy("Classes"),
    "participations": gettext_lazy("Participations"),
    "persons": gettext_lazy("Persons"),
    "women": gettext_lazy("Women"),
    "completed": gettext_lazy("Completed"),
    "not_completed": gettext_lazy("Not completed"),
    "undecided": gettext_lazy("Result not decided"),
    "certificates": gettext_lazy("Certificates"),
    "periods": gettext_lazy("Periods by class"),
    "agencies": gettext_lazy("Agencies that sent someone"),
    "silent": gettext_lazy("Agencies that sent nobody"),
}
_PARTICIPATIONS = ngettext_lazy("%(shown)s participation", "%(shown)s participations", "count")
_AGENCIES = ngettext_lazy("%(shown)s agency", "%(shown)s agencies", "count")
UNITS: Final[Mapping[str, Any]] = {
    **dict.fromkeys(PEOPLE, _PARTICIPATIONS),
    "classes": ngettext_lazy("%(shown)s class", "%(shown)s classes", "count"),
    "persons": ngettext_lazy("%(shown)s person", "%(shown)s persons", "count"),
    "certificates": ngettext_lazy("%(shown)s certificate", "%(shown)s certificates", "count"),
    "periods": ngettext_lazy("%(shown)s period", "%(shown)s periods", "count"),
    "agencies": _AGENCIES,
    "silent": _AGENCIES,
}
