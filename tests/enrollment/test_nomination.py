"""Many people named at once: all or none, each with seat, history, log and letter."""

import datetime as dt
import uuid

import pytest

from django.core.files.base import ContentFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from courses import audit
from courses.models import AuditEntry
from enrollment.models import (
    Affiliation,
    AgencySeats,
    Enrollment,
    Letter,
    NominationBatch,
    NominationRound,
    Trainee,
)
from enrollment.nominating.nomination import LetterOfAgency, NominationRefused, nominate
from enrollment.registering.obstacles import Nominee
from enrollment.registering.registration import register_trainee
from enrollment.registering.steps import RegistrationRefused
from tests.factories.courses import TrainingClassFactory
from tests.factories.enrollment import AgencyFactory, EnrollmentFactory, TraineeFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.database]

State = Enrollment.State


def named(agency, count=1, **person):
    return [Nominee(TraineeFactory(**person), agency, "Văn thư") for _number in range(count)]


def states(batch):
    return list(batch.enrollments.order_by("pk").values_list("state", flat=True))


def counters(training_class):
    training_class.refresh_from_db()
    return (
        training_class.seats_taken,
        training_class.seats_reserved,
        training_class.waiting_count,
    )


def give(training_class, **seats):
    """Seats for one agency in an open round, as `rounds.give_seats` leaves them."""
    round_, _created = NominationRound.objects.get_or_create(
        training_class=training_class,
        defaults={
            "opened_at": timezone.now() - dt.timedelta(days=1),
            "deadline": timezone.now() + dt.timedelta(days=5),
        },
    )
    training_class.seats_reserved += seats["given"] - seats.get("taken", 0)
    training_class.save()
    return AgencySeats.objects.create(round=round_, **seats)


def test_nominate_gives_seats_history_log_and_letters():
    training_class, agency = TrainingClassFactory(), AgencyFactory(name="Huyện ủy Yên Thủy")
    people = named(agency, 2, email="an@example.org")
    user = UserFactory()

    batch = nominate(training_class, agency, people, by=user)

    assert states(batch) == [State.CONFIRMED, State.CONFIRMED]
    assert counters(training_class) == (2, 0, 0)
    first = batch.enrollments.order_by("pk")[0]
    assert (first.agency_name, first.position, first.source) == (
        "Huyện ủy Yên Thủy",
        "Văn thư",
        "agency",
    )
    assert [c.rule for c in first.changes.all()] == ["registered_agency"]
    actions = AuditEntry.objects.order_by("pk").values_list("action", "actor")
    log = [row for row in actions if row[0].startswith(("nomination", "enrollment"))]
    assert log == [("nomination.sent", user.pk), *[("enrollment.confirmed", user.pk)] * 2]
    assert audit.broken_chains() == []
    assert Letter.objects.filter(kind="confirmed", to="an@example.org").count() == 2


def test_nominate_takes_the_seats_of_the_agency_then_common_ones_then_the_queue():
    training_class, agency = TrainingClassFactory(capacity=3), AgencyFactory()
    given = give(training_class, agency=agency, given=2)

    batch = nominate(training_class, agency, named(agency, 5), by=None)

    rows = batch.enrollments.order_by("pk").values_list("state", "seat_of")
    assert list(rows) == [
        ("confirmed", given.pk),
        ("confirmed", given.pk),
        ("confirmed", None),
        ("waiting", None),
        ("waiting", None),
    ]
    given.refresh_from_db()
    assert given.taken == 2
    assert counters(training_class) == (3, 0, 2)


def test_nominate_counts_like_one_registration_after_another():
    """The bulk verb and the single one must not drift apart."""
    results = []
    for in_bulk in (True, False):
        training_class = TrainingClassFactory(capacity=7)
        above = AgencyFactory()
        below = AgencyFactory(parent=above)
        outside = AgencyFactory()
        rows = [
            give(training_class, agency=above, given=2, held=1),
            give(training_class, agency=below, given=2, held=2),
            give(training_class, agency=outside, given=1),
        ]
        agencies = [below, above, below, below, above, below, below, above]
        people = [Nominee(TraineeFactory(), agency) for agency in agencies]
        if in_bulk:
            nominate(training_class, above, people, by=None)
        else:
            for person in people:
                register_trainee(
                    person.trainee, training_class, agency=person.agency, source="agency"
                )
        for row in rows:
            row.refresh_from_db()
        own = [row.pk for row in rows]
        seated = training_class.enrollments.order_by("pk").values_list("state", "seat_of")
        results.append(
            (
                [(state, own.index(seat) if seat else None) for state, seat in seated],
                [(row.taken, row.held, row.released) for row in rows],
                counters(training_class),
            )
        )
    assert results[0] == results[1]


def test_nominate_puts_new_people_on_record_where_they_work():
    training_class, agency = TrainingClassFactory(), AgencyFactory()
    new = Trainee(full_name="Bùi Thị Đào", birth_year=1985)

    nominate(training_class, agency, [Nominee(new, agency, "Chuyên viên")], by=None)

    stored = Trainee.objects.get()
    assert (stored.given_name, stored.search_text) == ("Đào", "bui thi dao")
    works = Affiliation.objects.get()
    assert (works.trainee, works.agency, works.position) == (stored, agency, "Chuyên viên")
    assert AuditEntry.objects.filter(action="trainee.added").count() == 1


def test_nominate_leaves_a_known_affiliation_alone():
    training_class, agency = TrainingClassFactory(), AgencyFactory()
    people = named(agency)
    people[0].trainee.affiliations.create(
        agency=agency, position="Phó Chánh Văn phòng", valid_from=dt.date(2020, 1, 1)
    )

    nominate(training_class, agency, people, by=None)

    assert Affiliation.objects.get().position == "Phó Chánh Văn phòng"


def test_nominate_names_nobody_when_one_cannot_be_named_and_says_who():
    training_class, agency = TrainingClassFactory(), AgencyFactory()
    there = EnrollmentFactory(training_class=training_class, agency=agency)
    elsewhere = EnrollmentFactory(agency=agency)
    people = [
        *named(agency),
        Nominee(there.trainee, agency),
        Nominee(elsewhere.trainee, agency),
        Nominee(TraineeFactory(), AgencyFactory()),
        *named(agency) * 2,
        Nominee(Trainee(full_name="Người Mới"), agency),
    ]

    with pytest.raises(NominationRefused) as refused:
        nominate(training_class, agency, people, by=None)

    codes = {number: why.code for number, why in refused.value.refused.items()}
    assert codes == {1: "already_registered", 2: "clash", 3: "foreign_agency", 5: "twice"}
    assert there.trainee.full_name in refused.value.text
    assert training_class.enrollments.count() == 1
    assert not NominationBatch.objects.exists()
    assert not Trainee.objects.filter(full_name="Người Mới").exists()


def test_nominate_twice_with_one_key_is_one_nomination():
    training_class, agency, key = TrainingClassFactory(), AgencyFactory(), uuid.uuid4()
    people = named(agency)
    first = nominate(training_class, agency, people, by=None, request_key=key)

    again = nominate(training_class, agency, people, by=None, request_key=key)

    assert again == first
    assert counters(training_class) == (1, 0, 0)
    with pytest.raises(RegistrationRefused) as refused:
        nominate(training_class, AgencyFactory(), people, by=None, request_key=key)
    assert refused.value.code == "request_reused"


def test_nominate_keeps_the_letter_out_of_public_reach(settings):
    training_class, agency = TrainingClassFactory(), AgencyFactory()
    letter = LetterOfAgency(
        "12-CV/VPHU", dt.date(2026, 11, 2), ContentFile(b"%PDF-1.7"), "Công văn cử.PDF"
    )

    batch = nominate(training_class, agency, named(agency), by=None, letter=letter)

    batch.refresh_from_db()
    assert (batch.letter_number, batch.letter_name) == ("12-CV/VPHU", "Công văn cử.PDF")
    with batch.letter_file.open() as stored:
        assert stored.read() == b"%PDF-1.7"
    assert str(settings.PRIVATE_MEDIA_ROOT) in batch.letter_file.path


def test_nominate_refuses_nobody_and_a_round_that_is_over():
    training_class, agency = TrainingClassFactory(), AgencyFactory()
    row = give(training_class, agency=agency, given=2)
    with pytest.raises(RegistrationRefused) as refused:
        nominate(training_class, agency, [], by=None)
    assert refused.value.code == "nobody"

    row.round.deadline = timezone.now() - dt.timedelta(seconds=1)
    row.round.save()
    with pytest.raises(RegistrationRefused) as refused:
        nominate(training_class, agency, named(agency), by=None)
    assert refused.value.code == "closed"


def test_nominate_asks_the_organizers_where_they_decide():
    training_class = TrainingClassFactory(registration="approval", approval="both")
    agency = AgencyFactory()

    batch = nominate(training_class, agency, named(agency), by=None)

    assert states(batch) == [State.PENDING]
    assert counters(training_class) == (0, 0, 0)


def test_a_long_list_costs_no_more_queries_than_a_short_one():
    training_class, agency = TrainingClassFactory(capacity=20), AgencyFactory()
    new = [
        Nominee(Trainee(full_name=f"Người Thứ {n}", email=f"n{n}@x.vn"), agency) for n in range(30)
    ]
    counted = []
    for people in (new[:1], new[1:]):
        with CaptureQueriesContext(connection) as queries:
            nominate(training_class, agency, people, by=None)
        counted.append(len(queries))
    assert counted[1] <= counted[0] + 2
