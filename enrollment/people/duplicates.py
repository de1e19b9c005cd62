"""Which records may be one person: namesakes whose births agree, and people with one address."""

from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Coalesce, NullIf
from django.utils.translation import gettext as _

from enrollment.models import Enrollment, KnownApart, Trainee

# Points of a reason; the more, the likelier. Measured against nothing: they only sort the list.
SAME_ADDRESS: Final = 50
SAME_NAME: Final = 20
SAME_NAME_WITHOUT_ACCENTS: Final = 10
SAME_BIRTH_DATE: Final = 40
SAME_BIRTH_YEAR: Final = 15
SAME_AGENCY: Final = 25
OTHER_SEX: Final = -30


@dataclass(frozen=True)
class Likeness:
    """Two records and why they may be one person."""

    first: Trainee
    second: Trainee
    score: int
    reasons: list[str]


def suspects() -> "QuerySet[Trainee]":
    """Records that have a likely twin further up; those known to be two people are left out."""
    # Two questions, so that each finds its answer by its own index.
    twins = Q(Exists(_others(_same_name()))) | Q(Exists(_others(_same_address())))
    return Trainee.objects.present().filter(twins).order_by("sort_key", "pk")


def _others(alike: Q) -> "QuerySet[Trainee]":
    """For one row of an outer query, the records with a larger id that are alike in this."""
    apart = KnownApart.objects.filter(first=OuterRef(OuterRef("pk")), second=OuterRef("pk"))
    return Trainee.objects.present().filter(alike, ~Exists(apart), pk__gt=OuterRef("pk"))


def _same_name() -> Q:
    return Q(name_key=OuterRef("name_key")) & _agrees("birth_year") & _agrees("birth_date")


def _agrees(field: str) -> Q:
    """The same on both sides, or unknown on one of them."""
    return Q(**{field: None}) | Q(**{field: Coalesce(OuterRef(field), F(field))})


def _same_address() -> Q:
    # No address at all is like no other one; asked so, the index answers at once.
    return Q(email=NullIf(OuterRef("email"), Value("")))


def pairs_of(people: list[Trainee]) -> list[Likeness]:
    """The pairs of one page of suspects, the likeliest first; two queries."""
    keys = {person.name_key for person in people}
    addresses = {person.email for person in people if person.email}
    rows = Trainee.objects.present().filter(Q(name_key__in=keys) | Q(email__in=addresses))
    others = list(rows.select_related("user").prefetch_related("affiliations__agency"))
    ids = {person.pk for person in people}
    apart = set(KnownApart.objects.filter(first__in=ids).values_list("first_id", "second_id"))
    by_id = {person.pk: person for person in others}
    found = [
        liken(by_id[person.pk], other)
        for person in people
        for other in others
        if other.pk > person.pk and (person.pk, other.pk) not in apart
    ]
    return sorted((one for one in found if one), key=lambda one: -one.score)


def liken(first: Trainee, second: Trainee) -> Likeness | None:
    """How alike the two are; None when nothing speaks for one person, or the births against it."""
    same_address = bool(first.email) and first.email == second.email
    same_name = first.name_key == second.name_key
    if not same_address and not (same_name and births_agree(first, second)):
        return None
    reasons = _reasons(first, second, same_address, same_name)
    return Likeness(
        first=first,
        second=second,
        score=sum(points for points, _text in reasons),
        reasons=[text for _points, text in reasons],
    )


def births_agree(first: Trainee, second: Trainee) -> bool:
    """What both know of the birth is the same."""
    if first.birth_date and second.birth_date:
        return first.birth_date == second.birth_date
    years = (first.birth_year, second.birth_year)
    return None in years or years[0] == years[1]


def _reasons(
    first: Trainee, second: Trainee, same_address: bool, same_name: bool
) -> list[tuple[int, str]]:
    found: list[tuple[int, Any]] = []
    if same_address:
        found.append((SAME_ADDRESS, _("same e-mail address")))
    if first.full_name == second.full_name:
        found.append((SAME_NAME, _("same name")))
    elif same_name:
        found.append((SAME_NAME_WITHOUT_ACCENTS, _("same name but for accents")))
    if first.birth_date and first.birth_date == second.birth_date:
        found.append((SAME_BIRTH_DATE, _("same date of birth")))
    elif first.birth_year and first.birth_year == second.birth_year:
        found.append((SAME_BIRTH_YEAR, _("same year of birth")))
    if _agencies(first) & _agencies(second):
        found.append((SAME_AGENCY, _("worked at the same agency")))
    if first.gender and second.gender and first.gender != second.gender:
        found.append((OTHER_SEX, _("but not the same sex")))
    return found


def _agencies(person: Trainee) -> set[int]:
    return {work.agency_id for work in person.affiliations.all()}


def pairs_about(person: Trainee) -> list[Likeness]:
    """The pairs in which this record stands, the likeliest first."""
    same = Q(name_key=person.name_key)
    if person.email:
        same |= Q(email=person.email)
    rows = Trainee.objects.present().filter(same).exclude(pk=person.pk)
    apart = Q(known_apart__second=person) | Q(
        pk__in=KnownApart.objects.filter(first=person).values("second")
    )
    others = rows.exclude(apart).select_related("user").prefetch_related("affiliations__agency")
    found = [liken(person, other) for other in others[:20]]
    return sorted((one for one in found if one), key=lambda one: -one.score)


@dataclass(frozen=True)
class Side:
    """One of two records as they are shown beside each other."""

    person: Trainee
    enrollments: list[Enrollment]


def side(person: Trainee) -> Side:
    """With its classes, the latest first."""
    rows = person.enrollments.select_related("training_class")
    return Side(person, list(rows.order_by("-training_class__starts_on", "-pk")))
