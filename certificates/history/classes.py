"""Which classes the rows mean, put together by code, or by title and days; new or on record."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from django.utils import timezone
from django.utils.translation import gettext as _

from certificates.history import columns
from certificates.history import verdicts as v
from certificates.history.entries import Entry
from certificates.history.verdicts import ERROR, Judged, PastClass
from certificates.models import ClosedYear
from courses import vietnamese
from courses.dates import short_date
from courses.models import Category, Course, IssuingBody, TrainingClass, Venue

# Of a class without a code: year, and a running number.
MADE_CODE: Final = "%(year)s-R%(number)02d"
MOST_NAMED: Final = 8


@dataclass(frozen=True)
class Usual:
    """What holds for rows that say nothing else: chosen when the file is sent."""

    category: int | None = None
    body: int | None = None
    venue: int | None = None


def find_classes(rows: list[Judged], usual: Usual, *, today: dt.date | None = None) -> None:
    """Give each row its class; a few queries for all of them."""
    finder = _Finder(usual, today or timezone.localdate())
    finder.read(rows)
    for one in rows:
        finder.find(one)
    finder.give_codes()


class _Finder:
    def __init__(self, usual: Usual, today: dt.date) -> None:
        self.usual, self.today = usual, today
        self.classes: dict[Any, PastClass] = {}
        self.closed = set(ClosedYear.objects.standing().values_list("year", flat=True))
        self.categories = _by_names(Category.objects.all(), "name", "name_en", "slug")
        self.bodies = _by_names(IssuingBody.objects.all(), "name", "serial_prefix")
        self.venues = _by_names(Venue.objects.all(), "name")
        self.courses = _by_names(Course.objects.all(), "name", "name_en")

    def read(self, rows: Iterable[Judged]) -> None:
        """The classes on record that the rows may mean."""
        codes = {one.entry.code for one in rows if one.entry.code}
        days = {one.entry.starts_on for one in rows if not one.entry.code and one.entry.starts_on}
        spelled = codes | {code.upper() for code in codes} | {code.lower() for code in codes}
        known = TrainingClass.objects.select_related("issuing_body")
        self.by_code = {one.code.casefold(): one for one in known.filter(code__in=spelled)}
        recorded = known.filter(starts_on__in=days, recorded_at__isnull=False)
        self.by_title = {
            (vietnamese.fold(one.title), one.starts_on, one.ends_on): one
            for one in recorded.order_by("-pk")
        }

    def find(self, one: Judged) -> None:
        entry = one.entry
        key = self._key(entry)
        past = self.classes.get(key)
        if past is None:
            past = self._make(one)
            if not one.is_open:
                return
            self.classes[key] = past
        else:
            _compare(one, past)
        one.training_class = past

    def _key(self, entry: Entry) -> Any:
        if entry.code:
            return entry.code.casefold()
        return vietnamese.fold(entry.text(columns.TITLE)), entry.starts_on, entry.ends_on

    def _make(self, one: Judged) -> PastClass:
        entry = one.entry
        past = PastClass(entry.code, entry, self._known(entry))
        if past.known:
            self._check_known(one, past.known)
        else:
            self._check_complete(one)
            self._find_lists(one, past)
        self._check_years(one, past)
        return past

    def _known(self, entry: Entry) -> TrainingClass | None:
        if entry.code:
            return self.by_code.get(entry.code.casefold())
        return self.by_title.get(self._key(entry))

    def _check_known(self, one: Judged, known: TrainingClass) -> None:
        entry = one.entry
        if known.recorded_at is None:
            told = _(
                "The class %(code)s is kept in this system itself; its people come from there."
            )
            one.add(ERROR, v.CLASS_OURS, told % {"code": known.code}, columns.CODE)
            return
        told = _("The class %(code)s is on record with another value: %(value)s.")
        title = entry.text(columns.TITLE)
        if title and vietnamese.fold(title) != vietnamese.fold(known.title):
            values = {"code": known.code, "value": known.title}
            one.add(ERROR, v.CLASS_DIFFERS, told % values, columns.TITLE)
        for name, day in ((columns.STARTS, known.starts_on), (columns.ENDS, known.ends_on)):
            if entry.days.get(name) not in (None, day):
                values = {"code": known.code, "value": short_date(day)}
                one.add(ERROR, v.CLASS_DIFFERS, told % values, name)

    def _check_complete(self, one: Judged) -> None:
        entry = one.entry
        if not entry.text(columns.TITLE):
            one.add(
                ERROR, v.CLASS_INCOMPLETE, _("The title of the class is missing."), columns.TITLE
            )
        if not entry.starts_on or not entry.ends_on:
            box = columns.ENDS if entry.starts_on else columns.STARTS
            if all(box != name for name, _heading, _why in entry.problems):
                told = _("The first or the last day of the class is missing.")
                one.add(ERROR, v.CLASS_INCOMPLETE, told, box)
        elif entry.starts_on > entry.ends_on:
            told = _("The last day is before the first day.")
            one.add(ERROR, v.DATE_ORDER, told, columns.ENDS)

    def _check_years(self, one: Judged, past: PastClass) -> None:
        ends_on = past.last_day
        if ends_on is None:
            return
        if ends_on >= self.today:
            told = _("The class is not over yet; it belongs to the classes of this system.")
            one.add(ERROR, v.YEAR_FUTURE, told, columns.ENDS)
        elif ends_on.year in self.closed:
            told = _("The year %(year)s is closed. An administrator can open it again.")
            one.add(ERROR, v.YEAR_CLOSED, told % {"year": str(ends_on.year)}, columns.ENDS)

    def _find_lists(self, one: Judged, past: PastClass) -> None:
        """Field, issuing body and venue: those of the row, else the usual ones."""
        entry = one.entry
        past.category = self._listed(one, columns.FIELD, self.categories, self.usual.category)
        past.body = self._listed(one, columns.BODY, self.bodies, self.usual.body)
        place = vietnamese.fold(entry.text(columns.VENUE))
        past.venue = self.venues.get(place) if place else _by_id(self.venues, self.usual.venue)
        if not place and past.venue is None:
            told = _("The venue is missing; choose one for rows without.")
            one.add(ERROR, v.CLASS_INCOMPLETE, told, columns.VENUE)
        past.course = self.courses.get(vietnamese.fold(entry.text(columns.TITLE)))

    def _listed(self, one: Judged, name: str, known: dict[str, Any], usual: int | None) -> Any:
        text = one.entry.text(name)
        found = known.get(vietnamese.fold(text)) if text else _by_id(known, usual)
        if found is None:
            names = sorted({str(each) for each in known.values()})
            listed = "; ".join(names[:MOST_NAMED]) + ("…" if names[MOST_NAMED:] else "")
            told = _("“%(text)s” is not in the list. There are: %(names)s.")
            missing = _("%(label)s is missing; choose one for rows without. There are: %(names)s.")
            values = {"text": text, "names": listed, "label": columns.LABELS[name]}
            one.add(ERROR, v.CLASS_INCOMPLETE, (told if text else missing) % values, name)
        return found

    def give_codes(self) -> None:
        """Running numbers of the year for new classes without a code, in the order of the file."""
        nameless = [one for one in self.classes.values() if one.is_new and not one.code]
        taken = {one.code.casefold() for one in self.classes.values() if one.code}
        years = {one.entry.ends_on.year for one in nameless if one.entry.ends_on}
        for year in years:
            codes = TrainingClass.objects.filter(code__istartswith=f"{year}-R")
            taken |= {code.casefold() for code in codes.values_list("code", flat=True)}
        for one in self.classes.values():
            if one.known:
                one.code = one.known.code
            elif not one.code and one.entry.ends_on:
                one.code = _free_code(one.entry.ends_on.year, taken)


def _free_code(year: int, taken: set[str]) -> str:
    number = 1
    while (code := MADE_CODE % {"year": year, "number": number}).casefold() in taken:
        number += 1
    taken.add(code.casefold())
    return code


def _compare(one: Judged, past: PastClass) -> None:
    """The rows of one class say the same of it."""
    first = past.entry
    told = _("Line %(line)s says of the class %(code)s: %(value)s.")
    values: dict[str, Any] = {"line": first.row.line, "code": past.code}
    title, known = one.entry.text(columns.TITLE), first.text(columns.TITLE)
    if title and known and vietnamese.fold(title) != vietnamese.fold(known):
        one.add(ERROR, v.CLASS_DIFFERS, told % (values | {"value": known}), columns.TITLE)
    for name in (columns.STARTS, columns.ENDS):
        day, before = one.entry.days.get(name), first.days.get(name)
        if day and before and day != before:
            shown = values | {"value": short_date(before)}
            one.add(ERROR, v.CLASS_DIFFERS, told % shown, name)
    pairs = (
        (columns.PERIODS, one.entry.periods, first.periods),
        (columns.HALF_DAYS, one.entry.half_days, first.half_days),
    )
    for name, count, other in pairs:
        if count and other and count != other:
            one.add(ERROR, v.CLASS_DIFFERS, told % (values | {"value": other}), name)
    # What a later row tells for the first time is taken.
    first.periods, first.half_days = (
        first.periods or one.entry.periods,
        first.half_days or one.entry.half_days,
    )


def _by_names(found: Iterable[Any], *names: str) -> dict[str, Any]:
    known: dict[str, Any] = {}
    for one in found:
        for name in names:
            if key := vietnamese.fold(getattr(one, name)):
                known.setdefault(key, one)
    return known


def _by_id(known: dict[str, Any], pk: int | None) -> Any:
    return next((one for one in known.values() if one.pk == pk), None)
