"""Who on record is meant by a row: certain, likely, or somebody to ask about."""

from dataclasses import dataclass

from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext as _

from courses import vietnamese
from courses.models import TrainingClass
from enrollment.forms.fields import Birth
from enrollment.models import Affiliation, Agency, Enrollment, Trainee
from enrollment.models.people import normal_email
from enrollment.roster.people import Person
from enrollment.roster.verdicts import FOREIGN, NAMESAKE, OTHER, Judged


@dataclass
class _Record:
    """A person on record, and the path of where he or she works now."""

    trainee: Trainee
    key: str
    path: str
    # Whether this class has a registration of the person.
    is_registered: bool


def find_people(
    judged: list[Judged], training_class: TrainingClass, agency: Agency, *, is_discreet: bool
) -> None:
    """Who is on record already; the same name alone makes nobody the same person."""
    names = {vietnamese.fold(one.person.full_name) for one in judged}
    emails = {one.person.email for one in judged if one.person.email}
    asked = Q(name_key__in=names) | Q(email__in=emails) | Q(user__email__in=emails)
    records: dict[str, list[_Record]] = {}
    for record in _records(Trainee.objects.present().filter(asked), training_class):
        if is_discreet and not _is_ours(record, agency):
            continue
        records.setdefault(vietnamese.fold(record.trainee.full_name), []).append(record)
    for one in judged:
        candidates = records.get(vietnamese.fold(one.person.full_name), [])
        _match(one, candidates, agency)


def _records(found: "QuerySet[Trainee]", training_class: TrainingClass) -> list[_Record]:
    trainees = list(found.select_related("user"))
    paths = _paths_of(trainees)
    active = Enrollment.objects.active().for_class(training_class)
    registered = set(active.values_list("trainee", flat=True))
    return [
        _Record(
            trainee,
            vietnamese.sort_key(trainee.full_name),
            paths.get(trainee.pk, ""),
            trainee.pk in registered,
        )
        for trainee in trainees
    ]


def _paths_of(trainees: list[Trainee]) -> dict[int, str]:
    """Where each of them works, or was the last time that we heard of it."""
    came = Enrollment.objects.filter(trainee__in=trainees).order_by("registered_at", "pk")
    works = Affiliation.objects.filter(trainee__in=trainees)
    # The later ones stand over the earlier ones; a place that nobody has left comes last.
    works = works.order_by(F("valid_to").asc(nulls_last=True), "valid_from", "pk")
    paths = dict(came.values_list("trainee", "agency__path"))
    return paths | dict(works.values_list("trainee", "agency__path"))


def _match(one: Judged, candidates: list[_Record], agency: Agency) -> None:
    person = one.person
    key = vietnamese.sort_key(person.full_name)
    same_name = [r for r in candidates if r.key == key]
    certain = [r for r in same_name if _is_certain(person, r)]
    ours = [r for r in candidates if _is_ours(r, agency)]
    chosen = next((r for r in ours if str(r.trainee.public_id) == one.row.same), None)
    if chosen:
        one.trainee = chosen.trainee
    elif len(certain) == 1 and certain[0] in ours:
        one.trainee = certain[0].trainee
    elif one.row.same == OTHER:
        return
    elif certain and not any(r in ours for r in certain):
        one.verdict = FOREIGN
        one.message = _("This person is on record elsewhere; the organizers can help.")
    else:
        likely = [r for r in ours if _is_likely(person, r, key)]
        _ask(one, likely)


def _is_ours(record: _Record, agency: Agency) -> bool:
    return not record.path or record.path.startswith(agency.path)


def _is_certain(person: Person, record: _Record) -> bool:
    """The same name and the same full date of birth, or the same address."""
    trainee = record.trainee
    if person.birth.date and trainee.birth_date:
        return person.birth.date == trainee.birth_date
    addresses = {normal_email(trainee.email), trainee.user.email if trainee.user else ""}
    return bool(person.email) and person.email in addresses


def _is_likely(person: Person, record: _Record, key: str) -> bool:
    """The same name, or the same but for accents where one of the two was typed without any."""
    if record.key == key:
        return True
    typed = (person.full_name, record.trainee.full_name)
    return any(vietnamese.fold(name) == name.casefold() for name in typed)


def _ask(one: Judged, likely: list[_Record]) -> None:
    """The same year and nothing else known is the same person; whatever differs is asked about."""
    same = [r for r in likely if r.path and _has_same_year(one.person, r.trainee)]
    # Who was named by this very list before is nobody to be asked about.
    named = [r for r in likely if r.is_registered and _may_be(one.person, r.trainee)]
    if len(likely) == len(same) == 1 or len(named) == 1:
        one.trainee = (named or same)[0].trainee
        return
    if not likely:
        return
    one.verdict = NAMESAKE
    one.namesakes = [record.trainee for record in likely]
    births = ", ".join(t.birth or _("birth not known") for t in one.namesakes)
    told = _("A person of this name is on record (%(births)s). Say whether it is the same.")
    one.message = told % {"births": births}


def _has_same_year(person: Person, trainee: Trainee) -> bool:
    """The same year, and on one side at least not more than the year."""
    return person.birth.year is not None and (
        person.birth.year == trainee.birth_year and not (person.birth.date and trainee.birth_date)
    )


def _may_be(person: Person, trainee: Trainee) -> bool:
    return births_agree(person.birth, Birth(trainee.birth_date, trainee.birth_year))


def births_agree(first: Birth, second: Birth) -> bool:
    """What is known of both is the same."""
    if first.date and second.date:
        return first.date == second.date
    return None in (first.year, second.year) or first.year == second.year
