"""The lines behind the figures of a year: everybody who took part, as plain values that keep."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Self

from django.db.models import OuterRef, Subquery, Value
from django.db.models.functions import Coalesce

from certificates.models import Certificate, PaperCertificate
from certificates.year_book.records import enrollments_counted

_FIELDS = (
    "training_class__code",
    "trainee__public_id",
    "full_name",
    "position",
    "agency__code",
    "agency_name",
    "agency_level__code",
    "is_woman",
    "outcome",
    "ranking",
    "serial",
    "trainee__sort_key",
    "trainee__birth_year",
    "trainee_id",
)
_ORDER = len(_FIELDS) - 3  # from here on, what people are put in order by


@dataclass(frozen=True, slots=True)
class PersonLine:
    """One person in one class. Names as they were then; no birth date, number or address."""

    class_code: str
    person: str  # public identity of the record; the same in all classes of the person
    full_name: str
    position: str
    agency_code: str
    agency: str
    level_code: str
    is_woman: bool
    outcome: str
    ranking: str
    serial: str  # of the valid certificate, "" without one
    order: int  # place of the person among those of the year, by name

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, form: Mapping[str, Any]) -> Self:
        return cls(**form)


def year_lines(year: int) -> tuple[PersonLine, ...]:
    """All participations of the year by class and name; one query."""
    rows = list(_participations(year).values_list(*_FIELDS))
    places = _places(rows)
    return tuple(_line(row, places[row[-1]]) for row in rows)


def year_lists(year: int) -> dict[str, list[dict[str, Any]]]:
    """The lines as they are kept when the year is closed; classes and agencies are figures."""
    return {"participations": [line.as_json() for line in year_lines(year)]}


def kept_lines(lists: Mapping[str, Iterable[Mapping[str, Any]]]) -> tuple[PersonLine, ...]:
    """The lines that `year_lists` gave."""
    return tuple(PersonLine.from_json(form) for form in lists["participations"])


def _line(row: tuple[Any, ...], place: int) -> PersonLine:
    code, person, *rest = row[:_ORDER]
    fields: list[Any] = [code, str(person), *rest, place]
    return PersonLine(*fields)


def _participations(year: int) -> Any:
    of_this = {"enrollment": OuterRef("pk")}
    serials = [
        Subquery(kind.objects.valid().filter(**of_this).order_by("-pk").values("serial")[:1])
        for kind in (Certificate, PaperCertificate)
    ]
    counted = enrollments_counted(year).annotate(serial=Coalesce(*serials, Value("")))
    return counted.order_by(
        "training_class__starts_on",
        "training_class__code",
        "trainee__sort_key",
        "trainee__birth_year",
        "pk",
    )


def _places(rows: Sequence[tuple[Any, ...]]) -> dict[int, int]:
    """Everybody's place by name, whoever has the same name by year of birth."""
    people = {(row[_ORDER], row[_ORDER + 1] or 0, row[_ORDER + 2]) for row in rows}
    return {person: place for place, (_key, _year, person) in enumerate(sorted(people), 1)}
