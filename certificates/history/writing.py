"""What an old list becomes: classes, people, participations and papers, stored pile by pile."""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from certificates.history import columns
from certificates.history.verdicts import Judged, Judgment, PastClass, PastPerson
from certificates.models import HistoryImport, PaperCertificate
from courses import audit, vietnamese
from courses.models import AttendanceRule, Category, Course, RankingScheme, TrainingClass, Venue
from courses.refusals import Refusal
from courses.scheduling import chain_of
from enrollment.models import Enrollment, EnrollmentChange, Trainee

RULE: Final = "recorded"
State = Enrollment.State
COURSE_CODE: Final = "OLD-%s"
LONGEST_COURSE_CODE: Final = 30
AT_ONCE: Final = 500
# In their order: each stands upon those before.
PILES: Final = ("classes", "people", "enrollments", "papers", "acts")


@dataclass
class Writer:
    """Stores what was judged, pile by pile, and keeps the ids of what it made."""

    source: HistoryImport
    by: Any
    at: dt.datetime
    made: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))

    def write(self, judgment: Judgment, *, step: Callable[[int], None]) -> None:
        """`step` hears after each pile how many there are."""
        rows = judgment.accepted
        for place, pile in enumerate(PILES, start=1):
            getattr(self, f"_add_{pile}")(rows)
            step(place)
        self.made = dict(self.made)

    def _add_classes(self, rows: list[Judged]) -> None:
        known = {id(one.training_class): one.training_class for one in rows}
        classes = [past for past in known.values() if past]
        fresh = [past for past in classes if past.is_new]
        if not fresh:
            return
        venues = self._venues(fresh)
        rules = list(AttendanceRule.objects.order_by("valid_from", "pk"))
        schemes = list(RankingScheme.objects.order_by("valid_from", "pk"))
        courses: dict[int, Course] = {}
        built = []
        for past in fresh:
            past.venue = past.venue or venues[vietnamese.fold(past.entry.text(columns.VENUE))]
            past.course = past.course or self._course(past.category, courses)
            built.append(self._class(past, _valid_on(rules, past), _valid_on(schemes, past)))
        TrainingClass.objects.bulk_create(built, batch_size=AT_ONCE)
        for past, one in zip(fresh, built, strict=True):
            past.known = one
            self.made["classes"].append(one.pk)

    def _venues(self, fresh: list[PastClass]) -> dict[str, Venue]:
        """Those that stand in the file alone."""
        names: dict[str, str] = {}
        for past in fresh:
            if past.venue is None:
                name = past.entry.text(columns.VENUE)
                names.setdefault(vietnamese.fold(name), name)
        venues = {key: Venue.objects.create(name=name) for key, name in names.items()}
        self.made["venues"] += [venue.pk for venue in venues.values()]
        return venues

    def _course(self, category: Category | None, courses: dict[int, Course]) -> Course:
        """A class whose title is no course of ours stands under one course of its field."""
        assert category is not None  # noqa: S101  an accepted class has one
        if category.pk not in courses:
            code = (COURSE_CODE % category.slug.upper())[:LONGEST_COURSE_CODE]
            name = _("Recorded classes: %(field)s") % {"field": category.name}
            courses[category.pk], is_new = Course.objects.get_or_create(
                code=code, defaults={"name": name[:200], "category": category}
            )
            if is_new:
                self.made["courses"].append(courses[category.pk].pk)
        return courses[category.pk]

    def _class(self, past: PastClass, rule: Any, scheme: Any) -> TrainingClass:
        entry = past.entry
        assert entry.starts_on and entry.ends_on  # noqa: S101, PT018  of an accepted class
        begins = timezone.make_aware(dt.datetime.combine(entry.starts_on, dt.time()))
        title = entry.text(columns.TITLE)
        return TrainingClass(
            code=past.code,
            course=past.course,
            title=title,
            status=TrainingClass.Status.PUBLISHED,
            starts_on=entry.starts_on,
            ends_on=entry.ends_on,
            venue=past.venue,
            issuing_body=past.body,
            capacity=0,
            registration=TrainingClass.Registration.NOMINATION,
            registration_opens_at=begins,
            registration_closes_at=begins,
            reminder_days=0,
            attendance_rule=rule,
            ranking_scheme=scheme,
            list_closed_at=self.at,
            finalized_at=self.at,
            recorded_at=self.at,
            recorded_periods=entry.periods,
            recorded_sessions=entry.half_days,
            search_text=vietnamese.fold(f"{past.code} {title} "),
        )

    def _add_people(self, rows: list[Judged]) -> None:
        people = [one.person for one in rows if one.person]
        known = {one.trainee.pk for one in people if one.trainee}
        fresh = list({id(one): one for one in people if one.trainee is None}.values())
        built = [_trainee(one) for one in fresh]
        Trainee.objects.bulk_create(built, batch_size=AT_ONCE)
        for person, trainee in zip(fresh, built, strict=True):
            person.trainee = trainee
            self.made["trainees"].append(trainee.pk)
        # Whoever merges a record away meanwhile is waited for by the rows that point to it.
        if Trainee.objects.present().filter(pk__in=known).count() != len(known):
            raise Refusal(
                _("A record was meanwhile merged into another one. Check the file again."),
                code="merged",
            )

    def _add_enrollments(self, accepted: list[Judged]) -> None:
        rows = [one for one in accepted if one.enrollment is None]
        built = [self._enrollment(one) for one in rows]
        Enrollment.objects.bulk_create(built, batch_size=AT_ONCE)
        for one, enrollment in zip(rows, built, strict=True):
            one.enrollment = enrollment
            self.made["enrollments"].append(enrollment.pk)
        changes = (
            EnrollmentChange(
                enrollment=one, from_state="", to_state=one.state, at=self.at, by=self.by, rule=RULE
            )
            for one in built
        )
        EnrollmentChange.objects.bulk_create(changes, batch_size=AT_ONCE)
        self._count_seats(rows)

    def _enrollment(self, one: Judged) -> Enrollment:
        entry, place = one.entry, one.place
        assert one.training_class and one.person and place  # noqa: S101, PT018  an accepted row
        periods = one.training_class.entry.periods
        return Enrollment(
            training_class=one.training_class.known,
            trainee=one.person.trainee,
            agency_id=place.agency_id,
            agency_name=place.name,
            agency_parent_names=place.parent_names,
            agency_level_id=place.level_id,
            state=State.CONFIRMED,
            source=Enrollment.Source.RECORDED,
            registered_at=self.at,
            full_name=entry.person.full_name,
            position=entry.person.position,
            outcome=entry.outcome,
            periods_total=periods if entry.outcome else None,
            ranking=entry.text(columns.RANKING),
        )

    def _count_seats(self, rows: list[Judged]) -> None:
        """As many seats as people: the class is over, and nobody else will come."""
        counted: dict[int, int] = defaultdict(int)
        for one in rows:
            if one.enrollment:
                counted[one.enrollment.training_class_id] += 1
        for pk, count in counted.items():
            TrainingClass.objects.filter(pk=pk).update(
                capacity=F("capacity") + count, seats_taken=F("seats_taken") + count
            )

    def _add_papers(self, rows: list[Judged]) -> None:
        papers = (self._paper(one) for one in rows if one.has_certificate)
        PaperCertificate.objects.bulk_create(papers, batch_size=AT_ONCE)

    def _paper(self, one: Judged) -> PaperCertificate:
        entry = one.entry
        held = one.training_class and one.training_class.known
        assert one.enrollment and held  # noqa: S101, PT018  stored before
        one.enrollment.training_class = held
        paper = PaperCertificate(
            enrollment=one.enrollment,
            source=self.source,
            serial=entry.text(columns.SERIAL),
            register_number=entry.text(columns.REGISTER),
            issuer=one.issuer,
            issued_on=entry.issued_on,
            full_name=entry.person.full_name,
            recorded_at=self.at,
            recorded_by=self.by,
        )
        paper.take_facts(one.enrollment)
        paper.derive()
        return paper

    def _add_acts(self, rows: list[Judged]) -> None:
        """One act for each class, not one for each person."""
        people: dict[int, list[Judged]] = defaultdict(list)
        classes = {}
        for one in rows:
            if one.training_class and one.training_class.known:
                classes[one.training_class.known.pk] = one.training_class.known
                people[one.training_class.known.pk].append(one)
        acts = [
            audit.Act(
                "class.recorded",
                chain=chain_of(training_class),
                subject=str(self.source.public_id),
                data={
                    "code": training_class.code,
                    "people": len(people[pk]),
                    "certificates": sum(one.has_certificate for one in people[pk]),
                },
            )
            for pk, training_class in classes.items()
        ]
        audit.record_many(acts, by=self.by)


def _valid_on(rules: list[Any], past: PastClass) -> Any:
    """The rule of that day; a class older than all of them has the first one."""
    day = past.day
    held = [
        rule
        for rule in rules
        if day and rule.valid_from <= day and (rule.valid_to is None or rule.valid_to >= day)
    ]
    if not rules:
        raise Refusal(_("There is no attendance rule or ranking scheme yet."), code="no_rules")
    return (held or rules)[0]


def _trainee(person: PastPerson) -> Trainee:
    told = person.entry.person
    trainee = Trainee(
        full_name=told.full_name,
        birth_date=told.birth.date,
        birth_year=told.birth.year,
        gender=told.gender,
    )
    trainee.derive()
    return trainee
