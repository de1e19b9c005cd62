"""The training of one person over all years, with the sums of each year and of all."""

import dataclasses
import datetime as dt
from typing import ClassVar, Literal

from django.utils.translation import pgettext

from certificates.documents.shared import (
    NOTHING,
    Paper,
    SignatureBlock,
    css_lengths,
    figure,
    grouped,
)
from certificates.sums import must_add_up, must_fit_into

# Millimeters: number, class, days, work, attended, held, result, certificate.
_WIDTHS = (9.0, 70.0, 24.0, 60.0, 15.0, 15.0, 24.0, 45.0)
_ROWS_ON_A_PAGE = 8

For = Literal["desk", "agency", "person"]


@dataclasses.dataclass(frozen=True)
class TranscriptRow:
    """One class; `work` is position and agency as of that day."""

    title: str
    code: str
    first_day: str
    last_day: str
    position: str
    agency: str
    periods_held: int
    periods_attended: int | None  # None: not known
    result: str
    is_completed: bool
    serial: str = ""
    certificate_notes: tuple[str, ...] = ()
    name_then: str = ""  # where it was another one


@dataclasses.dataclass(frozen=True)
class TranscriptSums:
    classes: int
    completed: int
    periods_held: int
    periods_attended: int
    certificates: int


@dataclasses.dataclass(frozen=True)
class TranscriptYear:
    year: int
    rows: tuple[TranscriptRow, ...]
    sums: TranscriptSums


@dataclasses.dataclass(frozen=True, kw_only=True)
class Transcript(Paper):
    template: ClassVar[str] = "certificates/pdf/transcript.html"

    full_name: str
    facts: tuple[tuple[str, str], ...]
    scope: str = ""  # which part of the history this is, where it is not all
    years: tuple[TranscriptYear, ...]
    total: TranscriptSums
    made_for: For = "desk"
    made_on: dt.date
    verify_url: str
    signature: SignatureBlock | None = None

    def check(self) -> None:
        for year in self.years:
            _must_agree(str(year.year), _row_figures(year.rows), year.sums)
        _must_agree(self.title(), [dataclasses.astuple(one.sums) for one in self.years], self.total)

    def title(self) -> str:
        return pgettext("paper", "Record of training")

    def page_estimate(self) -> int:
        return 1 + self.total.classes // _ROWS_ON_A_PAGE

    def words(self) -> dict[str, object]:
        return {
            "paper": self,
            "is_landscape": True,
            "head": [
                pgettext("paper", "No."),
                pgettext("transcript", "Class"),
                pgettext("transcript", "Days"),
                pgettext("transcript", "Position and agency then"),
                pgettext("transcript", "Periods attended"),
                pgettext("transcript", "Periods held"),
                pgettext("paper", "Result"),
                pgettext("transcript", "Certificate"),
            ],
            "widths": css_lengths(_WIDTHS, "mm"),
            "years": self._years(),
            "total": _printed_sums(self.total),
            "total_words": self._sentence(),
            "remarks": self._remarks(),
            "place_and_date": self.heading.place_and_date(self.made_on),
        }

    def _years(self) -> list[dict[str, object]]:
        printed: list[dict[str, object]] = []
        number = 0
        for year in self.years:
            first, number = number + 1, number + len(year.rows)
            rows = [(str(at), row, _periods(row)) for at, row in enumerate(year.rows, first)]
            sums = _printed_sums(year.sums)
            if all(row.periods_attended is None for row in year.rows):
                sums["attended"] = ""  # not known, which is not none
            printed.append({"year": str(year.year), "rows": rows, "sums": sums})
        return printed

    def _sentence(self) -> str:
        form = pgettext(
            "transcript",
            "In all: {classes} classes, of which completed: {completed}; "
            "{attended} of {held} periods attended; certificates: {certificates}",
        )
        return form.format(
            classes=grouped(self.total.classes),
            completed=grouped(self.total.completed),
            attended=grouped(self.total.periods_attended),
            held=grouped(self.total.periods_held),
            certificates=grouped(self.total.certificates),
        )

    def _remarks(self) -> list[str]:
        form = pgettext("transcript", "Certificates can be checked at {address} by their code.")
        remarks = [form.format(address=self.verify_url)]
        if any(row.periods_attended is None for year in self.years for row in year.rows):
            remarks.append(
                pgettext(
                    "transcript",
                    "Empty: the old papers do not say how many periods were attended; "
                    "such classes add nothing to that sum.",
                )
            )
        if self.made_for == "person":
            remarks.append(
                pgettext("transcript", "Printed by the person; not signed by the issuing body.")
            )
        return remarks


def _row_figures(rows: tuple[TranscriptRow, ...]) -> list[tuple[int, ...]]:
    return [
        (
            1,
            int(row.is_completed),
            row.periods_held,
            row.periods_attended or 0,
            int(bool(row.serial)),
        )
        for row in rows
    ]


def _must_agree(where: str, parts: list[tuple[int, ...]], sums: TranscriptSums) -> None:
    for place, figure_of_all in enumerate(dataclasses.astuple(sums)):
        must_add_up(where, [part[place] for part in parts], figure_of_all)
    must_fit_into(where, sums.periods_attended, sums.periods_held)
    must_fit_into(where, sums.completed, sums.classes)


def _periods(row: TranscriptRow) -> tuple[str, str]:
    attended = "" if row.periods_attended is None else str(row.periods_attended)
    return attended, str(row.periods_held) if row.periods_held else NOTHING


def _printed_sums(sums: TranscriptSums) -> dict[str, str]:
    classes = pgettext("transcript", "{classes} classes, completed: {completed}").format(
        classes=grouped(sums.classes), completed=grouped(sums.completed)
    )
    return {
        "classes": classes,
        "attended": figure(sums.periods_attended),
        "held": figure(sums.periods_held),
        "certificates": pgettext("transcript", "{number} certificates").format(
            number=figure(sums.certificates)
        ),
    }
