"""The registration page: what is told before the form, what after it, and what is refused."""

import datetime as dt
import re
import uuid

import pytest

from django.core import mail
from django.urls import reverse
from django.utils import timezone

from enrollment.models import Affiliation, Enrollment, Trainee
from tests.enrollment.pages import count_queries
from tests.factories.courses import TrainingClassFactory, days_ahead
from tests.factories.enrollment import (
    AgencyFactory,
    ConsentTextFactory,
    EnrollmentFactory,
    TraineeFactory,
    UserFactory,
)

pytestmark = pytest.mark.database


@pytest.fixture
def agency(db):
    return AgencyFactory(code="VPTU", name="Văn phòng Tỉnh ủy")


@pytest.fixture
def consent(db):
    return ConsentTextFactory(text="Đồng ý cho xử lý dữ liệu.")


@pytest.fixture
def newcomer(client, db):
    user = UserFactory(email="newcomer@example.org")
    client.force_login(user)
    return user


def address(training_class) -> str:
    return reverse("enrollment:register", args=[training_class.code])


def typed(**changed) -> dict[str, str]:
    return {
        "full_name": "Quách Văn Ước",
        "birth": "16/03/1980",
        "gender": "male",
        "agency": "VPTU",
        "position": "Chuyên viên",
        "consent": "on",
        "request_key": str(uuid.uuid4()),
    } | changed


def test_visitor_sees_the_class_and_one_box(client, db):
    training_class = TrainingClassFactory(title="Soạn thảo văn bản")

    response = client.get(address(training_class))

    page = response.content.decode()
    assert response.status_code == 200
    assert "Soạn thảo văn bản" in page
    assert reverse("account_request_login_code") in page
    assert f'name="next" value="{address(training_class)}"' in page


def test_visitor_comes_back_to_the_form_by_the_mailed_code(client, site_tree):
    training_class = TrainingClassFactory()
    page = address(training_class)

    client.post(reverse("account_request_login_code"), {"email": "moi@example.org", "next": page})
    code = re.search(r"\b[A-Z0-9]{4}-[A-Z0-9]{4}\b", mail.outbox[0].body)[0]
    response = client.post(
        reverse("account_confirm_login_code"), {"code": code, "next": page}, follow=True
    )

    assert response.redirect_chain[-1][0] == page
    assert response.context["form"]["full_name"].value() == ""


def test_form_as_a_browser_sends_it_repeats_nothing(client, newcomer, agency, consent):
    page = client.get(address(TrainingClassFactory())).content.decode()

    form = page[page.index('<form method="post" novalidate') :].partition("</form>")[0]
    names = re.findall(r' name="(\w+)"', form)
    assert sorted(names) == sorted([*typed(), "csrfmiddlewaretoken"])


def test_full_class_is_told_before_the_form(client, db):
    training_class = TrainingClassFactory(capacity=1)
    EnrollmentFactory(training_class=training_class)

    page = client.get(address(training_class)).content.decode()

    assert "waiting list" in page or "danh sách chờ" in page


@pytest.mark.parametrize(
    ("changes", "phase"),
    [
        ({"over": True}, "ended"),
        ({"registration_closes_at": timezone.now() - dt.timedelta(hours=1)}, "closed"),
        ({"registration_opens_at": timezone.now() + dt.timedelta(days=1)}, "announced"),
        ({"status": "canceled", "cancel_reason": "Bão"}, "canceled"),
    ],
)
@pytest.mark.parametrize("is_signed_in", [False, True])
def test_closed_class_shows_no_form(client, db, changes, phase, is_signed_in):
    training_class = TrainingClassFactory(**changes)
    if is_signed_in:
        client.force_login(UserFactory())

    response = client.get(address(training_class))

    assert response.context["phase"] == phase
    assert b'name="full_name"' not in response.content
    assert b'name="email"' not in response.content


def test_draft_does_not_exist_for_the_public(client, db):
    assert client.get(address(TrainingClassFactory(status="draft"))).status_code == 404


@pytest.mark.parametrize("code", ["NOBODY", "%00", "a%00b", "%ED%A0%80", "x" * 200, "' OR 1=1"])
def test_class_that_does_not_exist_is_not_found(client, db, code):
    assert client.get(f"/classes/{code}/register/").status_code == 404


def test_newcomer_is_registered_in_one_page(client, newcomer, agency, consent):
    training_class = TrainingClassFactory()

    response = client.post(address(training_class), typed(), follow=True)

    enrollment = Enrollment.objects.get()
    assert response.redirect_chain == [(address(training_class), 302)]
    assert response.context["enrollment"] == enrollment
    assert (enrollment.state, enrollment.full_name) == ("confirmed", "Quách Văn Ước")
    assert (enrollment.agency_name, enrollment.position) == ("Văn phòng Tỉnh ủy", "Chuyên viên")
    assert enrollment.trainee.user == newcomer
    assert (enrollment.trainee.consent, enrollment.trainee.birth) == (consent, "16/03/1980")
    assert enrollment.trainee.language == "vi"
    assert Affiliation.objects.get().agency == agency


def test_language_of_the_page_becomes_that_of_the_letters(client, newcomer, agency):
    training_class = TrainingClassFactory()

    client.post("/en" + address(training_class), typed())

    assert Trainee.objects.get().language == "en"


def test_full_class_gives_a_place_in_the_queue(client, newcomer, agency):
    training_class = TrainingClassFactory(capacity=1)
    EnrollmentFactory.create_batch(2, training_class=training_class)

    response = client.post(address(training_class), typed(), follow=True)

    assert response.context["enrollment"].state == "waiting"
    assert response.context["enrollment"].place == 2


def test_class_by_approval_leaves_the_decision_open(client, newcomer, agency):
    training_class = TrainingClassFactory(registration="approval")

    response = client.post(address(training_class), typed(), follow=True)

    assert response.context["enrollment"].state == "pending"


def test_same_form_twice_gives_the_same_answer(client, newcomer, agency):
    training_class, form = TrainingClassFactory(), typed()

    first = client.post(address(training_class), form)
    second = client.post(address(training_class), form)

    assert (first.status_code, second.status_code) == (302, 302)
    assert Enrollment.objects.count() == 1


def test_same_key_with_other_contents_is_refused(client, newcomer, agency):
    training_class, form = TrainingClassFactory(), typed()
    client.post(address(training_class), form)

    response = client.post(address(training_class), form | {"full_name": "Tên Khác"})

    assert response.status_code == 422
    assert Enrollment.objects.get().full_name == "Quách Văn Ước"


def test_known_person_finds_the_form_filled_in_and_agrees_once(client, newcomer, agency, consent):
    first, second = (
        TrainingClassFactory(),
        TrainingClassFactory(starts_on=days_ahead(40), ends_on=days_ahead(41)),
    )
    client.post(address(first), typed())

    form = client.get(address(second)).context["form"]

    assert form["full_name"].value() == "Quách Văn Ước"
    assert form["birth"].value() == "16/03/1980"
    assert form["agency"].value() == "VPTU"
    assert form["position"].value() == "Chuyên viên"
    assert "consent" not in form.fields


def test_clash_is_told_before_the_form(client, newcomer, agency):
    TrainingClassFactory(title="Lớp đã đăng ký")
    first, second = TrainingClassFactory(title="Lớp thứ nhất"), TrainingClassFactory()
    client.post(address(first), typed())

    response = client.get(address(second))

    assert response.context["refusal"].code == "clash"
    assert "Lớp thứ nhất" in response.content.decode()
    assert b'name="full_name"' not in response.content


def test_clash_under_way_is_refused_and_keeps_what_was_typed(client, newcomer, agency):
    first, second = TrainingClassFactory(), TrainingClassFactory()
    client.post(address(first), typed())

    response = client.post(address(second), typed(position="Trưởng phòng mới"))

    assert response.status_code == 422
    refusal = response.context["form"].non_field_errors()[0]
    assert response.content.decode().count(refusal) == 1
    assert "Trưởng phòng mới" in response.content.decode()
    assert Affiliation.objects.get().position == "Chuyên viên"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("full_name", ""),
        ("full_name", "\u00a0"),
        ("full_name", "N\u0430m"),
        ("full_name", "Lê \0 An"),
        ("full_name", "Lê An \U0001f600"),
        ("full_name", "x" * 300),
        ("birth", "31/04/1980"),
        ("birth", "16/03/2568"),
        ("birth", "19\0 80"),
        ("gender", "\0"),
        ("agency", "NOWHERE"),
        ("agency", "\0"),
        ("agency", ""),
        ("position", "x" * 201),
        ("position", "\0"),
        ("consent", ""),
        ("request_key", "\0"),
        ("request_key", "1"),
    ],
)
def test_bad_input_is_told_beside_its_box_and_nothing_is_stored(
    client, newcomer, agency, consent, name, value
):
    training_class = TrainingClassFactory()

    response = client.post(address(training_class), typed(**{name: value}))

    assert response.status_code == 422
    assert set(response.context["form"].errors) == {name}
    assert (Trainee.objects.count(), Enrollment.objects.count()) == (0, 0)
    if name != "position":
        assert 'value="Chuyên viên"' in response.content.decode()


def test_markup_in_a_name_is_shown_as_typed(client, newcomer, agency):
    training_class = TrainingClassFactory()
    name = "<script>alert(1)</script>{{7*7}}"

    page = client.post(address(training_class), typed(full_name=name), follow=True).content.decode()

    assert "&lt;script&gt;alert(1)&lt;/script&gt;{{7*7}}" in page
    assert "<script>alert(1)" not in page


def test_repeated_box_has_no_meaning(client, newcomer, agency):
    training_class = TrainingClassFactory()

    response = client.post(address(training_class), typed(full_name=["Lê An", "Lê Bình"]))

    assert response.status_code == 400
    assert '<html lang="vi">' in response.text
    assert Trainee.objects.count() == 0


def test_boxes_that_were_not_offered_change_nothing(client, newcomer, agency):
    training_class = TrainingClassFactory(registration="approval")

    client.post(
        address(training_class),
        typed(state="confirmed", source="desk", trainee="1", is_superuser="1", user="1"),
    )

    assert (Enrollment.objects.get().state, Enrollment.objects.get().source) == ("pending", "self")


def test_what_was_typed_survives_a_lost_sign_in(client, agency):
    training_class = TrainingClassFactory()

    response = client.post(address(training_class), typed(full_name="Lê Thị Còn Lại"))
    client.force_login(UserFactory())
    form = client.get(address(training_class)).context["form"]

    assert response.status_code == 302
    assert Enrollment.objects.count() == 0
    assert form["full_name"].value() == "Lê Thị Còn Lại"
    assert form["agency"].value() == "VPTU"


def test_registered_person_sees_the_answer_and_nobody_elses(client, newcomer):
    training_class = TrainingClassFactory(capacity=5)
    EnrollmentFactory(training_class=training_class, trainee=TraineeFactory(full_name="CANARY"))
    EnrollmentFactory(training_class=training_class, trainee=TraineeFactory(user=newcomer))

    response = client.get(address(training_class))

    assert response.context["enrollment"].trainee.user == newcomer
    assert "CANARY" not in response.content.decode()


def test_withdrawn_person_may_register_again(client, newcomer, agency):
    training_class = TrainingClassFactory()
    client.post(address(training_class), typed())
    Enrollment.objects.update(state="withdrawn")

    response = client.get(address(training_class))

    assert response.context["form"].initial["full_name"] == "Quách Văn Ước"


def test_form_costs_the_same_however_many_agencies_there_are(client, newcomer, agency, consent):
    url = address(TrainingClassFactory())
    with_one = count_queries(client, url)
    AgencyFactory.create_batch(2)

    assert count_queries(client, url) == with_one
