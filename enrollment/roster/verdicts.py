"""What would become of each row if the roster were committed now; a few queries for all rows."""

import datetime as dt
import functools
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from django.db.models import F, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses import vietnamese
from courses.models import TrainingClass
from courses.refusals import Refusal
from enrollment.forms.fields import Birth
from enrollment.models import Affiliation, Agency, Enrollment, Trainee
from enrollment.models.people import normal_email
from enrollment.registering import admission
from enrollment.registering.obstacles import Nominee, find_obstacles
from enrollment.roster.people import Person, person_of
from enrollment.roster.sheets import Roster, Row
from enrollment.seating import seats

KNOWN: Final = "known"
NEW: Final = "new"
WAITING: Final = "waiting"
ALREADY_REGISTERED: Final = "already_registered"
LEFT_OUT: Final = "left_out"
INVALID: Final = "invalid"
LEGACY: Final = "legacy_encoding"
TWICE: Final = "twice_in_file"
FOREIGN: Final = "foreign_agency"
NAMESAKE: Final = "namesake"

ACCEPTED: Final = (KNOWN, NEW, WAITING)
UNCHANGED: Final = (ALREADY_REGISTERED, LEFT_OUT)
LABELS: Final = {
    INVALID: gettext_lazy("To be mended"),
    LEGACY: gettext_lazy("Old encoding"),
    TWICE: gettext_lazy("Twice in the file"),
    FOREIGN: gettext_lazy("Other agency"),
    "clash": gettext_lazy("Clashes with another class"),
    "not_target_group": gettext_lazy("Not meant by the class"),
    "prerequisite_missing": gettext_lazy("Misses a course"),
    "repeated_too_soon": gettext_lazy("Repeated too soon"),
    NAMESAKE: gettext_lazy("Namesake on record"),
    WAITING: gettext_lazy("To the waiting list"),
    NEW: gettext_lazy("New person"),
    KNOWN: gettext_lazy("Known person"),
    ALREADY_REGISTERED: gettext_lazy("Already registered"),
    LEFT_OUT: gettext_lazy("Left out"),
}
OTHER: Final = "other"


@dataclass
class Judged:
    """A row with its verdict; `message` says why, in the user's language."""

    row: Row
    person: Person
    verdict: str = ""
    message: str = ""
    agency: Agency | None = None
    trainee: Trainee | None = None
    namesakes: list[Trainee] = field(default_factory=list)
    # A seat, a place in the queue, or a wait for a yes.
    state: str = ""

    @property
    def is_accepted(self) -> bool:
        return self.verdict in ACCEPTED

    @property
    def is_refused(self) -> bool:
        return self.verdict not in ACCEPTED and self.verdict not in UNCHANGED

    @property
    def label(self) -> str:
        return str(LABELS.get(self.verdict, self.verdict))

    @functools.cached_property
    def nominee(self) -> Nominee:
        """Asked for once agency and person are settled."""
        assert self.agency is not None  # noqa: S101  an accepted row has one
        trainee = self.trainee or _new_trainee(self.person)
        return Nominee(trainee, self.agency, self.person.position)


@dataclass
class Judgment:
    """All rows, and why nothing could be committed at all now, if so."""

    rows: list[Judged]
    closed: Refusal | None = None

    @property
    def counts(self) -> dict[str, int]:
        """How many rows of each verdict, in the order of urgency."""
        counted = Counter(row.verdict for row in self.rows)
        return {verdict: counted[verdict] for verdict in LABELS if counted[verdict]}

    @property
    def accepted(self) -> int:
        return sum(row.is_accepted for row in self.rows)

    @property
    def refused(self) -> int:
        return sum(row.is_refused for row in self.rows)

    @property
    def states(self) -> Counter[str]:
        """What the accepted rows would become."""
        return Counter(row.state for row in self.rows if row.is_accepted)


def judge(
    roster: Roster,
    training_class: TrainingClass,
    agency: Agency,
    *,
    source: str = Enrollment.Source.AGENCY,
    seen_from: Agency | None = None,
    at: dt.datetime | None = None,
) -> Judgment:
    """Look at every row as `nominate` would, and find what a person has to decide before.

    An agency that looks (`seen_from`) gets the same answers whoever is on record elsewhere.
    """
    judged = [Judged(row, person_of(roster, row)) for row in roster.rows]
    for one in judged:
        _judge_alone(one)
    at = at or timezone.now()
    _find_agencies(_open(judged), agency, day=timezone.localdate(at))
    _find_people(_open(judged), training_class, agency, is_discreet=seen_from is not None)
    _find_twins(_open(judged))
    _find_obstacles(_open(judged), training_class, source=source, seen_from=seen_from)
    _find_seats(_open(judged), training_class, source=source, at=at)
    return Judgment(judged, _closed(training_class, agency, source=source, at=at))


def _open(judged: Sequence[Judged]) -> list[Judged]:
    return [one for one in judged if not one.verdict]


def _judge_alone(one: Judged) -> None:
    """What can be said of a row without looking at anything else."""
    if one.row.left_out:
        one.verdict = LEFT_OUT
    elif one.person.encodings:
        one.verdict = LEGACY
        one.message = _("Written in %(encoding)s; agree to have it written in Unicode.") % {
            "encoding": ", ".join(sorted(one.person.encodings))
        }
    elif one.person.problems:
        one.verdict = INVALID
        one.message = " ".join(
            f"{heading}: {why}" if heading else why for _f, heading, why in one.person.problems
        )
    else:
        one.message = " ".join(one.person.notes)


def _find_agencies(judged: list[Judged], agency: Agency, *, day: dt.date) -> None:
    """The agency a row names: the sender, one below it, or another one, which is refused."""
    if not any(one.person.agency for one in judged):
        for one in judged:
            one.agency = agency
        return
    by_name: dict[str, list[Agency]] = {}
    for candidate in Agency.objects.existing_on(day).select_related("level"):
        for name in {vietnamese.fold(candidate.name), vietnamese.fold(candidate.code)}:
            by_name.setdefault(name, []).append(candidate)
    for one in judged:
        _find_agency(one, agency, by_name)


def _find_agency(one: Judged, agency: Agency, by_name: dict[str, list[Agency]]) -> None:
    named = by_name.get(vietnamese.fold(one.person.agency), [])
    own = [other for other in named if other.path.startswith(agency.path)]
    if agency in own or not named:
        # A department that is no agency of its own works under the name of the sender.
        one.agency = agency
    elif len(own) == 1:
        one.agency = own[0]
    elif own:
        one.verdict = INVALID
        one.message = _("Several agencies are called “%(name)s”. Write the code instead.") % {
            "name": one.person.agency
        }
    else:
        one.verdict = FOREIGN
        one.message = _("“%(name)s” does not belong to %(agency)s.") % {
            "name": one.person.agency,
            "agency": agency.name,
        }


@dataclass
class _Record:
    """A person on record, and the path of where he or she works now."""

    trainee: Trainee
    key: str
    path: str
    # Whether this class has a registration of the person.
    is_registered: bool


def _find_people(
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
    return _births_agree(person.birth, Birth(trainee.birth_date, trainee.birth_year))


def _births_agree(first: Birth, second: Birth) -> bool:
    """What is known of both is the same."""
    if first.date and second.date:
        return first.date == second.date
    return None in (first.year, second.year) or first.year == second.year


def _find_twins(judged: list[Judged]) -> None:
    """The second row of the same person; rows that differ in nothing known are the same."""
    seen: dict[Any, list[Judged]] = {}
    for one in judged:
        key = vietnamese.sort_key(one.person.full_name)
        for earlier in seen.setdefault(key, []):
            if _are_same(one, earlier):
                one.verdict = TWICE
                one.message = _("The same person stands in line %(line)s.") % {
                    "line": earlier.row.line
                }
                break
        else:
            seen[key].append(one)


def _are_same(one: Judged, other: Judged) -> bool:
    if one.trainee or other.trainee:
        return one.trainee == other.trainee
    return _births_agree(one.person.birth, other.person.birth)


def _find_obstacles(judged: list[Judged], training_class: TrainingClass, **how: Any) -> None:
    obstacles = find_obstacles([one.nominee for one in judged], training_class, **how)
    for one, obstacle in zip(judged, obstacles, strict=True):
        if obstacle:
            one.verdict, one.message = str(obstacle.code), obstacle.text


def _find_seats(
    judged: list[Judged], training_class: TrainingClass, *, source: str, at: dt.datetime
) -> None:
    """The exact rule: in the order of the list, own given seats, common ones, then the queue."""
    asked: dict[int, str] = {}
    for one in judged:
        one.verdict = KNOWN if one.trainee else NEW
        one.state = _asked_first(one, asked, training_class, source=source, at=at)
    seated = [one for one in judged if not one.state]
    plan = seats.plan_seats(training_class, [one.nominee.agency for one in seated])
    for one, waits in zip(seated, plan.waits, strict=True):
        one.state = Enrollment.State.WAITING if waits else Enrollment.State.CONFIRMED
        if waits:
            told = _("No seat is left: to the waiting list.")
            one.verdict, one.message = WAITING, f"{told} {one.message}".strip()


def _asked_first(
    one: Judged, asked: dict[int, str], training_class: TrainingClass, **how: Any
) -> str:
    agency = one.nominee.agency
    if agency.pk not in asked:
        asked[agency.pk] = admission.asked_first(training_class, agency, **how)
    return asked[agency.pk]


def _closed(
    training_class: TrainingClass, agency: Agency, *, source: str, at: dt.datetime
) -> Refusal | None:
    try:
        admission.check_open(training_class, agency=agency, source=source, at=at)
    except Refusal as refusal:
        return refusal
    return None


def _new_trainee(person: Person) -> Trainee:
    return Trainee(
        full_name=person.full_name,
        birth_date=person.birth.date,
        birth_year=person.birth.year,
        gender=person.gender,
        email=person.email,
    )
