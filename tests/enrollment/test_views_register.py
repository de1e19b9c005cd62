"""The registration page: what is told before the form, what after it, and what is refused."""

import datetime as dt
import re
import unicodedata
import uuid

import pytest

from django.core import mail
from django.urls import reverse
from django.utils import timezone

from courses.models import AuditEntry
from enrollment.models import Affiliation, AgencyCoordinator, Enrollment, Trainee
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
    assert page.count('name="email"') == 1
    assert '<input type="hidden" name="step" value="email">' in page
    assert 'name="full_name"' not in page


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


@pytest.mark.parametrize(
    "moved",
    [
        {"registration_closes_at": -dt.timedelta(seconds=1)},
        {"registration_opens_at": dt.timedelta(seconds=30)},
    ],
)
def test_form_that_comes_a_second_too_late_or_early_is_refused(client, newcomer, agency, moved):
    changes = {name: timezone.now() + by for name, by in moved.items()}
    training_class = TrainingClassFactory(**changes)

    response = client.post(address(training_class), typed(full_name="Lê Thị Muộn"))

    assert response.status_code == 422
    assert 'value="Lê Thị Muộn"' in response.text
    assert Enrollment.objects.count() == 0


def test_three_tabs_make_one_registration_and_show_its_answer(client, newcomer, agency):
    training_class = TrainingClassFactory()
    keys = [
        client.get(address(training_class)).context["form"]["request_key"].value()
        for _tab in range(3)
    ]

    answers = [client.post(address(training_class), typed(request_key=str(key))) for key in keys]

    assert len(set(keys)) == 3
    assert [answer.url for answer in answers] == [address(training_class)] * 3
    assert Enrollment.objects.count() == 1


def test_second_tab_with_other_details_is_told_that_nothing_was_changed(client, newcomer, agency):
    training_class = TrainingClassFactory()
    client.post(address(training_class), typed())

    response = client.post(
        "/en" + address(training_class), typed(position="Trưởng phòng"), follow=True
    )

    assert "had been sent already" in response.text
    assert Enrollment.objects.get().position == "Chuyên viên"
    assert Affiliation.objects.get().position == "Chuyên viên"


def test_back_button_finds_the_answer_and_no_form(client, newcomer, agency):
    training_class, form = TrainingClassFactory(), typed()
    client.post(address(training_class), form)

    back = client.get(address(training_class))
    again = client.post(address(training_class), form)

    assert "no-store" in back["Cache-Control"]
    assert 'name="full_name"' not in back.text
    assert again.url == address(training_class)
    assert Enrollment.objects.count() == 1


def test_loser_of_the_last_seat_is_told_and_offered_the_waiting_list(client, newcomer, agency):
    training_class = TrainingClassFactory(capacity=1)
    url = f"/en{address(training_class)}"
    form = client.get(url)
    EnrollmentFactory(training_class=training_class)

    answer = client.post(f"{url}?seat", typed(), follow=True)

    assert 'action="?seat#step"' in form.text
    assert answer.context["enrollment"].state == "waiting"
    assert "The last seat was taken" in answer.text
    assert "On the waiting list, place 1" in answer.text
    assert "Leave the waiting list" in answer.text


def test_who_joins_a_full_class_knows_the_place_beforehand(client, newcomer, agency):
    training_class = TrainingClassFactory(capacity=1)
    EnrollmentFactory.create_batch(3, training_class=training_class)
    url = f"/en{address(training_class)}"

    page = client.get(url).text
    answer = client.post(url, typed(), follow=True)

    assert "A registration now goes on the waiting list, place 3." in page
    assert "Join the waiting list" in page
    assert "On the waiting list, place 3" in answer.text
    assert "The last seat was taken" not in answer.text


@pytest.mark.parametrize("is_signed_in", [False, True])
def test_class_for_nominations_says_who_names_people(client, db, is_signed_in):
    training_class = TrainingClassFactory(registration="nomination", contact="0218 385 4321")
    if is_signed_in:
        client.force_login(UserFactory())

    response = client.get(f"/en{address(training_class)}")

    assert response.context["refusal"].code == "by_agency_only"
    assert "asks the coordinator of the own agency" in response.text
    assert "0218 385 4321" in response.text
    assert 'name="full_name"' not in response.text
    assert 'name="email"' not in response.text


def test_form_sent_by_hand_to_a_class_for_nominations_is_refused(client, newcomer, agency):
    training_class = TrainingClassFactory(registration="nomination")

    assert client.post(address(training_class), typed()).status_code == 422
    assert Enrollment.objects.count() == 0


def test_coordinator_is_led_to_the_names(client, db):
    training_class = TrainingClassFactory(registration="nomination")
    coordinator = UserFactory()
    AgencyCoordinator.objects.create(
        user=coordinator, agency=AgencyFactory(), valid_from=days_ahead(-1)
    )
    client.force_login(coordinator)

    assert "Name people for this class" in client.get(f"/en{address(training_class)}").text


@pytest.mark.parametrize(
    ("approval", "said"),
    [
        ("desk", "The organizers decide about"),
        ("agency", "The coordinator of the agency decides about"),
        ("both", "First the coordinator of the agency is asked"),
    ],
)
def test_who_has_to_say_yes_is_told_before(client, newcomer, approval, said):
    training_class = TrainingClassFactory(registration="approval", approval=approval)

    assert said in client.get(f"/en{address(training_class)}").text


def test_clash_names_other_days_of_the_same_course(client, newcomer, agency):
    first = TrainingClassFactory()
    clashing = TrainingClassFactory()
    later = TrainingClassFactory(
        course=clashing.course, starts_on=days_ahead(40), ends_on=days_ahead(41)
    )
    client.post(address(first), typed())

    assert client.get(address(clashing)).context["others"] == [later]


def test_address_may_be_changed_on_the_form(client, newcomer):
    page = client.get(address(TrainingClassFactory())).text

    assert newcomer.email in page
    assert f'action="{reverse("account_logout")}"' in page


@pytest.mark.parametrize(
    "body", [{"full_name": "x" * (6 * 1024 * 1024)}, {f"f{n}": "1" for n in range(3000)}]
)
def test_flood_is_turned_away(client, newcomer, body):
    response = client.post(address(TrainingClassFactory()), body)

    assert response.status_code in (400, 413)
    assert Trainee.objects.count() == 0


@pytest.mark.parametrize("birth", ["29/02/1999", "03/16/1980", "1900-01-00", "16/03/2568"])
def test_birth_that_cannot_be_is_answered_with_an_example(client, newcomer, agency, birth):
    response = client.post(address(TrainingClassFactory()), typed(birth=birth))

    assert response.status_code == 422
    assert "16/03/1980" in response.context["form"].errors["birth"][0]


def test_composed_and_decomposed_names_are_one(client, newcomer, agency):
    decomposed = unicodedata.normalize("NFD", "Nguyễn Thị Hòa")

    client.post(address(TrainingClassFactory()), typed(full_name=decomposed))

    assert Trainee.objects.search("nguyễn thị hoà").get().full_name == "Nguyễn Thị Hòa"
    assert "typed_name" in AuditEntry.objects.get(action="trainee.saved").data
