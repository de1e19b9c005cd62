"""What is kept of a person: one record per account, affiliations with a beginning and an end."""

import datetime as dt
import uuid

import pytest

from courses.models import AuditEntry
from courses.refusals import Refusal
from enrollment.models import Affiliation, Enrollment, Trainee
from enrollment.people.profile import save_profile, work_at
from enrollment.registering.newcomers import register_new_person, register_self
from tests.factories.courses import TrainingClassFactory, days_ahead
from tests.factories.enrollment import (
    AgencyFactory,
    ConsentTextFactory,
    TraineeFactory,
    UserFactory,
)

pytestmark = pytest.mark.database


def details(**changed):
    return {
        "full_name": "Quách Văn Ước",
        "birth_date": dt.date(1980, 3, 16),
        "birth_year": 1980,
        "gender": "male",
        "agency": changed.pop("agency", None) or AgencyFactory(),
        "position": "Chuyên viên",
        "language": "vi",
    } | changed


def test_newcomer_becomes_a_person_with_work_and_consent(db):
    user, consent = UserFactory(), ConsentTextFactory()

    trainee = save_profile(user, **details(consent=consent))

    assert (trainee.user, trainee.email, trainee.given_name) == (user, user.email, "Ước")
    assert trainee.consent == consent
    assert trainee.consented_at is not None
    assert trainee.affiliations.get().position == "Chuyên viên"


def test_saving_again_keeps_one_person_and_one_affiliation(db):
    user, agency = UserFactory(), AgencyFactory()

    first = save_profile(user, **details(agency=agency))
    second = save_profile(user, **details(agency=agency, full_name="Quách Văn Bình"))

    assert first.pk == second.pk
    assert second.given_name == "Bình"
    assert Affiliation.objects.count() == 1


def test_given_name_corrected_by_hand_survives(db):
    user = UserFactory()
    trainee = save_profile(user, **details(full_name="Trần An Bình"))
    Trainee.objects.filter(pk=trainee.pk).update(given_name="An")

    again = save_profile(user, **details(full_name="Trần An Bình"))

    assert again.given_name == "An"


def test_other_agency_ends_the_affiliation_before_it(db):
    trainee, old, new = TraineeFactory(), AgencyFactory(), AgencyFactory()
    work_at(trainee, old, "Chuyên viên", on=days_ahead(-100))

    work_at(trainee, new, "Phó phòng", on=days_ahead(0))

    rows = list(trainee.affiliations.order_by("valid_from").values_list("agency", "valid_to"))
    assert rows == [(old.pk, days_ahead(-1)), (new.pk, None)]


def test_second_change_of_one_day_mends_the_first(db):
    trainee, wrong, right = TraineeFactory(), AgencyFactory(), AgencyFactory()
    work_at(trainee, wrong, "", on=days_ahead(0))

    work_at(trainee, right, "", on=days_ahead(0))

    assert trainee.affiliations.get().agency == right


def test_registration_with_profile_stores_both(db):
    user, training_class = UserFactory(), TrainingClassFactory()

    enrollment = register_self(user, training_class, request_key=uuid.uuid4(), **details())

    assert enrollment.state == Enrollment.State.CONFIRMED
    assert enrollment.trainee.user == user


def test_refused_registration_stores_nothing(db):
    user = UserFactory()
    training_class = TrainingClassFactory(capacity=1, over=True)

    with pytest.raises(Refusal) as caught:
        register_self(user, training_class, request_key=uuid.uuid4(), **details())

    assert caught.value.code == "closed"
    assert (Trainee.objects.count(), Affiliation.objects.count()) == (0, 0)


def test_same_key_gives_the_first_answer(db):
    user, training_class, key, same = UserFactory(), TrainingClassFactory(), uuid.uuid4(), details()

    first = register_self(user, training_class, request_key=key, **same)
    second = register_self(user, training_class, request_key=key, **same)

    assert first == second
    assert Enrollment.objects.count() == 1


def test_same_key_with_other_contents_is_refused_and_the_first_kept(db):
    user, training_class, key, same = UserFactory(), TrainingClassFactory(), uuid.uuid4(), details()
    register_self(user, training_class, request_key=key, **same)

    with pytest.raises(Refusal) as caught:
        register_self(user, training_class, request_key=key, **(same | {"full_name": "Tên Khác"}))

    assert caught.value.code == "request_reused"
    assert Trainee.objects.get().full_name == "Quách Văn Ước"


def test_foreign_key_of_a_form_is_refused(db):
    training_class, key, same = TrainingClassFactory(), uuid.uuid4(), details()
    register_self(UserFactory(), training_class, request_key=key, **same)

    with pytest.raises(Refusal) as caught:
        register_self(UserFactory(), training_class, request_key=key, **same)

    assert caught.value.code == "request_reused"


def test_name_typed_in_another_composition_stays_in_the_log(db):
    save_profile(UserFactory(), **details(typed_name="Ho\u0300a"))

    assert AuditEntry.objects.get(action="trainee.saved").data == {"typed_name": "Ho\\u0300a"}


def test_person_written_down_by_the_desk_works_where_he_was_registered(db, organizer):
    agency = AgencyFactory()

    enrollment = register_new_person(
        TrainingClassFactory(), by=organizer, agency=agency, position="Văn thư", full_name="Lê An"
    )

    assert enrollment.source == Enrollment.Source.DESK
    assert enrollment.trainee.affiliations.get().agency == agency


def test_desk_form_sent_twice_makes_one_person(db, organizer):
    training_class, key = TrainingClassFactory(), uuid.uuid4()
    how = {"by": organizer, "agency": AgencyFactory(), "position": "", "request_key": key}

    first = register_new_person(training_class, full_name="Lê An", **how)
    second = register_new_person(training_class, full_name="Lê An", **how)

    assert first == second
    assert Trainee.objects.count() == 1
    with pytest.raises(Refusal) as caught:
        register_new_person(training_class, full_name="Lê Bình", **how)
    assert caught.value.code == "request_reused"
