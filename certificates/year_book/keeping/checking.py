"""Whether a closed year is still what was closed: rows, files and the log held against each other.

Row and file could be changed together; then the log, whose entries form a chain (I10), tells.
"""

import datetime as dt
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from certificates.models import ClosedYear, ClosedYearFile, YearAmendment
from certificates.sums import TotalsDisagree
from certificates.year_book.figures import YearlySummary
from certificates.year_book.keeping import content
from certificates.year_book.keeping.amending import hash_before, hash_of
from certificates.year_book.keeping.closing import chain_of_year
from courses.models import AuditEntry

PARTS: Final[Mapping[str, Any]] = {
    "closing": _("Closing"),
    "reopening": _("Opening again"),
    "content": _("Figures and lists"),
    "figures": _("Figures in the database"),
    "file": _("File"),
    "amendment": _("Amendment"),
}
WORDS: Final[Mapping[str, Any]] = {
    "changed": _("was changed after it was stored"),
    "missing": _("is missing or cannot be read"),
    "not_logged": _("is not what the log says"),
    "gone": _("stands in the log and is gone"),
}


@dataclass(frozen=True)
class Fault:
    """What is wrong, as stable codes; `which` is the name of a file or the number of an amendment.

    `reason` is told instead of the word of the code where there is one.
    """

    part: str
    code: str
    which: str = ""
    reason: str = ""

    @property
    def name(self) -> str:
        return f"{PARTS[self.part]} {self.which}".strip()

    @property
    def text(self) -> str:
        return self.reason or str(WORDS[self.code])

    def __str__(self) -> str:
        return f"{self.name}: {self.text}"


def faults_of_year(year: int) -> Iterator[Fault]:
    """Of all closings of the year, whether they hold or not."""
    closings = list(ClosedYear.objects.filter(year=year).order_by("closed_at", "pk"))
    log = _Log(year)
    for closed in closings:
        yield from _faults_of(closed, log)
    known = {str(closed.public_id) for closed in closings}
    for subject in log.told("year.closed"):
        if subject not in known:
            yield Fault("closing", "gone")


def _faults_of(closed: ClosedYear, log: "_Log") -> Iterator[Fault]:
    subject = str(closed.public_id)
    logged = log.told("year.closed").get(subject, {})
    if (logged.get("hash"), logged.get("note")) != (closed.content_hash, closed.note):
        yield Fault("closing", "not_logged")
    logged = log.told("year.reopened").get(subject, {})
    if logged.get("reason", "") != closed.reopened_reason or bool(logged) == closed.is_closed:
        yield Fault("reopening", "not_logged")
    yield from _faults_of_content(closed)
    yield from _faults_of_files(closed, log.parts("year.file_kept", subject, "name"))
    yield from _faults_of_amendments(closed, log.parts("year.amended", subject, "number"))


def _faults_of_content(closed: ClosedYear) -> Iterator[Fault]:
    """Figures and lists in the file, the figures in the row, and whether they add up."""
    try:
        body = content.read(closed)
    except OSError:
        yield Fault("content", "missing")
        return
    if content.digest(body) != closed.content_hash:
        yield Fault("content", "changed")
        return
    frozen = json.loads(body)
    if (frozen["year"], frozen["figures"]) != (closed.year, closed.figures):
        yield Fault("figures", "changed")
    if dt.datetime.fromisoformat(frozen["closed_at"]) != closed.closed_at:
        yield Fault("closing", "changed")
    try:
        YearlySummary.from_json(frozen["figures"]["summary"]).check()
        content.check_lists(frozen)
    except TotalsDisagree as error:
        yield Fault("content", "totals_disagree", reason=error.text)


def _faults_of_files(closed: ClosedYear, logged: dict[Any, str]) -> Iterator[Fault]:
    files = list(closed.files.all())
    for one in files:
        if logged.get(one.name) != one.content_hash:
            yield Fault("file", "not_logged", one.name)
        elif code := _fault_of_file(one):
            yield Fault("file", code, one.name)
    for name in logged.keys() - {one.name for one in files}:
        yield Fault("file", "gone", name)


def _fault_of_file(kept: ClosedYearFile) -> str:
    try:
        with kept.file.open() as file:
            body = file.read()
    except OSError:
        return "missing"
    return "" if content.digest(body) == kept.content_hash else "changed"


def _faults_of_amendments(closed: ClosedYear, logged: dict[Any, str]) -> Iterator[Fault]:
    """Each follows from the one before it, beginning with the closing itself."""
    amendments = list(closed.amendments.order_by("number"))
    before: list[YearAmendment] = []
    for one in amendments:
        if hash_of(one, after=hash_before(closed, before)) != one.content_hash:
            yield Fault("amendment", "changed", str(one.number))
        elif logged.get(one.number) != one.content_hash:
            yield Fault("amendment", "not_logged", str(one.number))
        before.append(one)
    for number in logged.keys() - {one.number for one in amendments}:
        yield Fault("amendment", "gone", str(number))


class _Log:
    """What the log of the year says, read once."""

    def __init__(self, year: int) -> None:
        entries = AuditEntry.objects.filter(chain__key=chain_of_year(year))
        self._entries = list(entries.order_by("number"))

    def told(self, action: str) -> dict[str, dict[str, Any]]:
        """What the log says of the act, by closing."""
        return {one.subject: one.data for one in self._entries if one.action == action}

    def parts(self, action: str, subject: str, name: str) -> dict[Any, str]:
        """Hashes of the files or amendments of one closing, by their name or number."""
        return {
            one.data[name]: one.data["hash"]
            for one in self._entries
            if one.action == action and one.subject == subject
        }
