"""Two records of one person become one, and two again exactly as they were."""

import datetime as dt
import uuid

import pytest

from courses.models import AuditEntry
from enrollment.models import Affiliation, Enrollment, Trainee
from enrollment.models.people import ORGANIZERS
from enrollment.people import duplicates, merging
from enrollment.registering.registration import register_trainee, withdraw
from enrollment.registering.steps import RegistrationRefused
from tests.factories.courses import TrainingClassFactory, days_ahead
from tests.factories.enrollment import (
    AgencyFactory,
    EnrollmentFactory,
    TraineeFactory,
    UserFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def work(person, agency, first, last=None):
    return Affiliation.objects.create(
        trainee=person, agency=agency, valid_from=first, valid_to=last
    )


def refusal_code(call, *args, **kwargs) -> str:
    with pytest.raises(merging.MergeRefused) as refused:
        call(*args, **kwargs)
    return refused.value.code


def picture():
    """Everything a merge may touch."""
    people = Trainee.objects.order_by("pk").values(
        "pk",
        "user",
        "full_name",
        "birth_date",
        "birth_year",
        "gender",
        "email",
        "consent",
        "consented_at",
        "calendar_key",
        "merged_into",
        "search_text",
    )
    return (
        list(people),
        list(Enrollment.objects.order_by("pk").values_list("pk", "trainee", "state")),
        list(Affiliation.objects.order_by("pk").values()),
    )


@pytest.fixture
def two_records(db):
    """The desk wrote the person down in 2010; years later the person registered online."""
    agency = AgencyFactory()
    old = TraineeFactory(full_name="Nguyen Thi Hoa", birth_year=1980, gender="female")
    work(old, agency, dt.date(2009, 1, 1), dt.date(2012, 12, 31))
    EnrollmentFactory(trainee=old, agency=agency)
    new = TraineeFactory(
        full_name="Nguyễn Thị Hòa",
        birth_year=1980,
        birth_date=dt.date(1980, 3, 16),
        email="hoa@example.org",
        user=UserFactory(),
        calendar_key=uuid.uuid4(),
    )
    work(new, AgencyFactory(), dt.date(2013, 1, 1))
    training_class = TrainingClassFactory(starts_on=days_ahead(40), ends_on=days_ahead(41))
    EnrollmentFactory(trainee=new, training_class=training_class)
    return old, new


def test_kept_record_stands_for_both(two_records, organizer):
    old, new = two_records
    user, key = new.user, new.calendar_key

    done = merging.merge(old, new, by=organizer, reason="một người")

    old.refresh_from_db()
    new.refresh_from_db()
    assert old.enrollments.count() == 2
    assert old.affiliations.count() == 2
    assert (old.user, old.calendar_key, old.email) == (user, key, "hoa@example.org")
    assert (old.birth_date, old.gender) == (dt.date(1980, 3, 16), "female")
    assert (new.user, new.calendar_key, new.merged_into) == (None, None, old)
    assert list(Trainee.objects.present()) == [old]
    assert done.moved["user"] == user.pk
    chains = AuditEntry.objects.filter(action="trainee.merged").values_list("chain__key", flat=True)
    assert set(chains) == {f"trainee:{old.pk}", f"trainee:{new.pk}"}


@pytest.mark.parametrize("swapped", [False, True])
def test_undoing_restores_exactly(two_records, organizer, swapped):
    kept, merged = reversed(two_records) if swapped else two_records
    before = picture()

    done = merging.merge(kept, merged, by=organizer, reason="nhầm")
    assert picture() != before
    merging.undo(done, by=organizer)

    assert picture() == before
    assert AuditEntry.objects.filter(action="trainee.unmerged").count() == 2


def test_what_came_after_the_merge_stays_with_the_kept_record(two_records, organizer):
    old, new = two_records
    done = merging.merge(old, new, by=organizer, reason="x")
    later = EnrollmentFactory(
        trainee=Trainee.objects.get(pk=old.pk),
        training_class=TrainingClassFactory(starts_on=days_ahead(60), ends_on=days_ahead(60)),
    )
    Trainee.objects.filter(pk=old.pk).update(email="moi@example.org")

    merging.undo(done, by=organizer)

    later.refresh_from_db()
    old.refresh_from_db()
    assert (later.trainee, old.email) == (old, "moi@example.org")


def test_two_on_the_list_of_one_class_are_refused(organizer):
    first = EnrollmentFactory()
    second = EnrollmentFactory(training_class=first.training_class)

    assert (
        refusal_code(merging.merge, first.trainee, second.trainee, by=organizer, reason="x")
        == "both_in_class"
    )
    withdraw(second, by=organizer)
    merging.merge(first.trainee, second.trainee, by=organizer, reason="x")
    assert first.trainee.enrollments.count() == 2


def test_two_accounts_are_refused(organizer):
    first, second = TraineeFactory(user=UserFactory()), TraineeFactory(user=UserFactory())

    assert refusal_code(merging.merge, first, second, by=organizer, reason="x") == "two_accounts"


def test_record_merges_once_and_not_with_itself(organizer):
    first, second, third = TraineeFactory.create_batch(3)
    merging.merge(first, second, by=organizer, reason="x")

    assert refusal_code(merging.merge, first, first, by=organizer, reason="x") == "same_record"
    assert refusal_code(merging.merge, third, second, by=organizer, reason="x") == "merged"
    assert refusal_code(merging.merge, second, third, by=organizer, reason="x") == "merged"


def test_overlapping_work_stays_behind_and_comes_back_untouched(organizer):
    kept, merged = TraineeFactory.create_batch(2)
    mine = work(kept, AgencyFactory(), dt.date(2009, 1, 1))
    past = work(merged, AgencyFactory(), dt.date(2005, 1, 1), dt.date(2008, 12, 31))
    same = work(merged, AgencyFactory(), dt.date(2009, 1, 1))

    plan = merging.plan(kept, merged)
    done = merging.merge(kept, merged, by=organizer, reason="x")

    assert (plan.affiliations, plan.left_behind) == ([past], [same])
    assert set(kept.affiliations.all()) == {mine, past}
    merging.undo(done, by=organizer)
    assert set(merged.affiliations.all()) == {past, same}


def test_merges_are_undone_from_the_last_to_the_first(organizer):
    first, second, third = TraineeFactory.create_batch(3)
    EnrollmentFactory(trainee=first)
    before = picture()
    earlier = merging.merge(second, first, by=organizer, reason="x")
    later = merging.merge(third, second, by=organizer, reason="x")

    assert merging.standing_for(Trainee.objects.get(pk=first.pk)) == third
    assert refusal_code(merging.undo, earlier, by=organizer) == "merged_later"
    merging.undo(later, by=organizer)
    merging.undo(earlier, by=organizer)
    assert picture() == before
    assert refusal_code(merging.undo, earlier, by=organizer) == "undone"


def test_merged_record_can_be_registered_nowhere(organizer):
    kept, merged = TraineeFactory.create_batch(2)
    merging.merge(kept, merged, by=organizer, reason="x")

    with pytest.raises(RegistrationRefused) as refused:
        register_trainee(merged, TrainingClassFactory(), agency=AgencyFactory())

    assert refused.value.code == "merged"
    assert not Enrollment.objects.exists()


def test_merged_record_is_seen_by_nobody(organizer):
    kept, merged = TraineeFactory.create_batch(2)
    merging.merge(kept, merged, by=organizer, reason="x")

    assert list(Trainee.objects.visible_to(UserFactory(role=ORGANIZERS))) == [kept]


# Duplicates


def pairs():
    return [(one.first, one.second) for one in duplicates.pairs_of(list(duplicates.suspects()))]


@pytest.mark.parametrize(
    ("first", "second", "is_suspect"),
    [
        ({"full_name": "Nguyễn Thị Hoà"}, {"full_name": "Nguyen Thi Hoa"}, True),
        ({"birth_year": 1980}, {"birth_year": None}, True),
        ({"birth_year": None}, {"birth_year": 1980}, True),
        ({"birth_year": 1980}, {"birth_year": 1981}, False),
        ({"birth_date": dt.date(1980, 1, 2)}, {"birth_year": 1980}, True),
        ({"birth_date": dt.date(1980, 1, 2)}, {"birth_date": dt.date(1980, 1, 2)}, True),
        ({"birth_date": dt.date(1980, 1, 2)}, {"birth_date": dt.date(1980, 2, 1)}, False),
        ({"full_name": "Bùi Văn An"}, {"full_name": "Bùi Văn Anh"}, False),
        (
            {"full_name": "Bùi Văn An", "email": "a@example.org"},
            {"full_name": "Lê Thị Bé", "email": "a@example.org", "birth_year": 1990},
            True,
        ),
    ],
)
def test_who_is_suspected(db, first, second, is_suspect):
    plain = {"full_name": "Nguyễn Văn Ánh", "birth_year": 1980}
    one, other = TraineeFactory(**plain | first), TraineeFactory(**plain | second)

    assert pairs() == ([(one, other)] if is_suspect else [])
    assert (duplicates.liken(one, other) is not None) == is_suspect


def test_pair_known_apart_is_not_asked_about_again(organizer):
    one, other = TraineeFactory.create_batch(2, full_name="Nguyễn Văn Ánh")

    merging.keep_apart(other, one, by=organizer)
    merging.keep_apart(one, other, by=organizer)

    assert pairs() == []


def test_merged_records_are_no_suspects(organizer):
    one, other = TraineeFactory.create_batch(2, full_name="Nguyễn Văn Ánh")
    merging.merge(one, other, by=organizer, reason="x")

    assert pairs() == []


def test_the_likeliest_pair_comes_first(db):
    plain = {"full_name": "Nguyễn Văn Ánh"}
    TraineeFactory(**plain, birth_year=1980)
    exact = [TraineeFactory(full_name="Bùi Thị Bé", birth_date=dt.date(1990, 1, 1)) for _n in "ab"]
    TraineeFactory(full_name="Nguyen Van Anh", birth_year=None)

    assert pairs()[0] == tuple(exact)
