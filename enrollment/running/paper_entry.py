"""From a signed sheet to marks: the rows of the sheet, a dry run with names, then all at once."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Any, Final

from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses import audit
from courses.models import Session, TrainingClass
from courses.refusals import Refusal
from courses.scheduling import chain_of
from enrollment.models import (
    Attendance,
    AttendanceMark,
    Enrollment,
    ExcuseRequest,
    PaperSheet,
    SheetNumber,
)
from enrollment.running.closing import correct_marks, put_marks
from enrollment.running.marking import NewMark
from enrollment.running.sheet_words import Entry, Problem, read_sheet
from enrollment.seating import seats

Mark = Attendance.Mark
PROBLEMS: Final = {
    "unknown_word": gettext_lazy("“%(typed)s” is no mark of the sheet."),
    "wrong_minutes": gettext_lazy("“%(typed)s”: minutes go with late and left early, up to 600."),
    "no_number": gettext_lazy("“%(typed)s” is no number."),
    "wrong_number": gettext_lazy("The sheet has no row %(typed)s."),
    "double": gettext_lazy("Row %(typed)s is named more than once."),
}


class PaperRefused(Refusal):
    """A sheet that cannot be stored as it was typed."""


@dataclass(frozen=True)
class Line:
    """What would become of one person: the mark now, and the mark after."""

    number: int
    enrollment: Enrollment
    before: str
    mark: str
    minutes: int | None = None
    # An accepted excuse of somebody who signed, or was written down as absent.
    is_excused: bool = False

    @property
    def before_label(self) -> str:
        return str(Mark(self.before).label) if self.before else ""

    @property
    def mark_label(self) -> str:
        return str(Mark(self.mark).label) if self.mark else ""

    @property
    def is_change(self) -> bool:
        return self.before != self.mark or self.minutes is not None


@dataclass
class DryRun:
    """The sheet as it was understood; nothing is stored."""

    lines: list[Line] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    # Rows of people who have left the class since it was printed.
    left: list[SheetNumber] = field(default_factory=list)
    # Of the class, but not on this version of the sheet: they get no mark from it.
    not_printed: list[Enrollment] = field(default_factory=list)
    typed: frozenset[int] = frozenset()

    @property
    def named(self) -> list[Line]:
        """Those who are not simply present."""
        return [line for line in self.lines if line.number in self.typed]

    @property
    def kept(self) -> list[Line]:
        """Not on the paper, but marked before: such a mark stands."""
        rest = (line for line in self.lines if line.number not in self.typed)
        return [line for line in rest if line.before and line.before != Mark.PRESENT]

    @property
    def present(self) -> int:
        return sum(line.mark == Mark.PRESENT for line in self.lines)


def number_rows(training_class: TrainingClass, *, anew: bool = False, by: Any = None) -> int:
    """Give everybody of the class a row on the sheet; returns the version that is printed now.

    Rows never move: who comes later gets the next number. Only `anew` begins another version in
    the order of the roster.
    """
    with transaction.atomic():
        seats.lock_class(training_class)
        rows = SheetNumber.objects.filter(training_class=training_class)
        version = rows.aggregate(last=Max("version"))["last"] or 1
        if anew and rows.exists():
            version += 1
            audit.record(
                "sheet.numbered_anew",
                chain=chain_of(training_class),
                by=by,
                data={"version": version},
            )
        printed = rows.filter(version=version)
        last = printed.aggregate(last=Max("number"))["last"] or 0
        people = Enrollment.objects.for_class(training_class).confirmed()
        new = people.exclude(pk__in=printed.values("enrollment")).in_roster_order()
        SheetNumber.objects.bulk_create(
            SheetNumber(
                training_class=training_class, version=version, number=number, enrollment=one
            )
            for number, one in enumerate(new, last + 1)
        )
    return version


def printed_rows(training_class: TrainingClass, version: int) -> list[SheetNumber]:
    """The rows of one version with their people, those who left included."""
    rows = SheetNumber.objects.filter(training_class=training_class, version=version)
    return list(rows.select_related("enrollment__trainee").order_by("number"))


def versions(training_class: TrainingClass) -> list[int]:
    """The newest first; empty before a sheet was ever printed."""
    rows = SheetNumber.objects.filter(training_class=training_class)
    return list(rows.order_by("-version").values_list("version", flat=True).distinct())


def try_sheet(session: Session, typed: str, *, version: int) -> DryRun:
    """Read what was typed and show what it would do."""
    rows = printed_rows(session.training_class, version)
    reading = read_sheet(typed, last_number=rows[-1].number if rows else 0)
    by_number = {entry.number: entry for entry in reading.entries}
    run = DryRun(problems=[_in_words(one) for one in reading.problems], typed=frozenset(by_number))
    marks = dict(session.attendance.values_list("enrollment", "mark"))
    accepted = ExcuseRequest.objects.filter(session=session, state=ExcuseRequest.State.ACCEPTED)
    excused = set(accepted.values_list("enrollment", flat=True))
    for row in rows:
        entry, person = by_number.get(row.number), row.enrollment
        if person.state != Enrollment.State.CONFIRMED:
            if entry:
                run.left.append(row)
            continue
        before = marks.get(person.pk, "")
        run.lines.append(_line(row, entry, before, is_excused=person.pk in excused))
    people = Enrollment.objects.for_class(session.training_class).confirmed()
    printed = [row.enrollment_id for row in rows]
    run.not_printed = list(people.exclude(pk__in=printed).in_roster_order())
    return run


def _line(row: SheetNumber, entry: Entry | None, before: str, *, is_excused: bool) -> Line:
    person = row.enrollment
    if entry is None:
        # A default never changes a mark that somebody made; an excuse of who signed gives way.
        came_after_all = is_excused and before == Mark.EXCUSED
        mark = Mark.PRESENT.value if not before or came_after_all else before
        return Line(row.number, person, before, mark, is_excused=is_excused)
    mark, minutes = str(entry.mark), entry.minutes
    if mark == Mark.ABSENT and is_excused:
        mark = Mark.EXCUSED.value
    return Line(row.number, person, before, mark, minutes, is_excused)


def store_sheet(
    session: Session,
    typed: str,
    *,
    version: int,
    by: Any,
    reason: str = "",
    scan: ContentFile | None = None,
    at: dt.datetime | None = None,
) -> DryRun:
    """Store what the dry run shows; a closed session takes it as a correction with a reason."""
    at = at or timezone.now()
    in_class = session.training_class
    with transaction.atomic():
        seats.lock_class(in_class)
        session.refresh_from_db(fields=["locked_at"])
        run = try_sheet(session, typed, version=version)
        if run.problems:
            raise PaperRefused(_("The sheet could not be read in full."), code="not_read")
        marks = list(_marks(session, run.lines))
        if session.locked_at:
            correct_marks(in_class, marks, by=by, reason=reason, at=at)
        else:
            put_marks(in_class, marks, by=by, at=at)
        sheet = _keep_sheet(session, typed, version, by=by, at=at)
    if scan is not None:
        # After the transaction: a file cannot be taken back.
        sheet.file.save(f"{sheet.public_id}{PurePath(scan.name or '').suffix}", scan)
    return run


def _keep_sheet(
    session: Session, typed: str, version: int, *, by: Any, at: dt.datetime
) -> PaperSheet:
    sheet = PaperSheet.objects.create(
        training_class=session.training_class,
        session=session,
        version=version,
        typed=typed,
        recorded_at=at,
        recorded_by=by,
    )
    audit.record(
        "sheet.entered",
        chain=chain_of(session.training_class),
        by=by,
        subject=f"session:{session.pk}",
        data={"sheet": sheet.pk, "version": version},
    )
    return sheet


def _marks(session: Session, lines: Iterable[Line]) -> Iterable[NewMark]:
    for line in lines:
        if line.is_change:
            yield NewMark(
                session.pk,
                line.enrollment.public_id,
                line.mark,
                line.minutes,
                source=AttendanceMark.Source.PAPER,
            )


def _in_words(problem: Problem) -> str:
    text = str(PROBLEMS[problem.code]) % {"typed": problem.typed}
    return (
        _("Line %(line)s: %(text)s") % {"line": problem.line, "text": text}
        if problem.line
        else text
    )
