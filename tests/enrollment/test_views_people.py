"""People added by hand at the desk: found first, written down second; and the workbook."""

import io

import pytest
from openpyxl import load_workbook

from django.urls import reverse

from enrollment.models import Affiliation, Enrollment, Trainee
from tests.enrollment.pages import count_queries
from tests.factories.courses import TrainingClassFactory, days_ahead
from tests.factories.enrollment import (
    AgencyFactory,
    EnrollmentFactory,
    TraineeFactory,
    UserFactory,
)


def address(training_class) -> str:
    return reverse("enrollment:manage_registrations", args=[training_class.code])


def add_address(training_class, query="") -> str:
    return reverse("enrollment:manage_add_trainee", args=[training_class.code]) + query


def test_person_on_record_is_found_and_added(desk, db):
    training_class, agency = TrainingClassFactory(), AgencyFactory(code="BTC")
    person = TraineeFactory(full_name="Bùi Thị Hòa")
    Affiliation.objects.create(
        trainee=person, agency=agency, position="Văn thư", valid_from=days_ahead(-9)
    )

    found = desk.get(add_address(training_class, "?q=hoa"))
    query = f"?person={person.public_id}"
    form = desk.get(add_address(training_class, query)).context["form"]
    desk.post(add_address(training_class, query), {"agency": "BTC", "position": "Văn thư"})

    enrollment = Enrollment.objects.get()
    assert list(found.context["page"]) == [person]
    assert (form["agency"].value(), form["position"].value()) == ("BTC", "Văn thư")
    assert (enrollment.trainee, enrollment.source, enrollment.state) == (
        person,
        "desk",
        "confirmed",
    )


def test_nobody_is_listed_before_a_search(desk, db):
    TraineeFactory(full_name="CANARY")

    assert "CANARY" not in desk.get(add_address(TrainingClassFactory())).content.decode()


def test_person_twice_is_refused_and_the_form_stays(desk, db):
    enrollment = EnrollmentFactory(agency=AgencyFactory(code="BTC"))
    query = f"?person={enrollment.trainee.public_id}"

    response = desk.post(
        add_address(enrollment.training_class, query), {"agency": "BTC", "position": "Trưởng phòng"}
    )

    assert response.status_code == 422
    assert 'value="Trưởng phòng"' in response.content.decode()
    assert Enrollment.objects.count() == 1


@pytest.mark.parametrize("person", ["", "x", "\0", "00000000-0000-4000-8000-000000000000"])
def test_unknown_person_is_not_found(desk, db, person):
    url = add_address(TrainingClassFactory())

    assert desk.get(url, {"person": person}).status_code == 404


def new_person(**changed):
    return {
        "full_name": "Lò Thị Mai",
        "birth": "1990",
        "gender": "",
        "agency": "BTC",
        "position": "",
        "email": "mai@example.org",
    } | changed


def test_new_person_is_written_down_and_added(desk, db):
    training_class, agency = TrainingClassFactory(), AgencyFactory(code="BTC")

    response = desk.post(add_address(training_class, "?new=1"), new_person())

    person = Trainee.objects.get()
    assert response.url == f"{address(training_class)}?state=confirmed"
    assert (person.full_name, person.birth, person.user) == ("Lò Thị Mai", "1990", None)
    assert person.affiliations.get().agency == agency


def test_form_of_a_new_person_carries_a_key(desk, db):
    page = desk.get(add_address(TrainingClassFactory(), "?new=1"))

    assert f'value="{page.context["form"]["request_key"].value()}"' in page.text
    assert page.text.count('name="request_key"') == 1


def test_namesake_is_asked_about_and_never_merged(desk, db):
    training_class = TrainingClassFactory()
    AgencyFactory(code="BTC")
    known = TraineeFactory(full_name="Lò Thị Mai", birth_year=1990)

    asked = desk.post(add_address(training_class, "?new=1"), new_person())
    desk.post(add_address(training_class, "?new=1"), new_person(is_other="on"))

    assert asked.status_code == 422
    assert asked.context["form"].namesakes == [known]
    assert Trainee.objects.count() == 2
    assert Enrollment.objects.get().trainee != known


@pytest.mark.parametrize(
    ("known", "typed"), [(None, "16/03/1990"), (1990, ""), (None, ""), (1990, "1990")]
)
def test_namesake_is_asked_about_when_a_year_is_not_known(desk, db, known, typed):
    AgencyFactory(code="BTC")
    for number in range(25):  # others who are found by the same words
        TraineeFactory(full_name=f"Lò Thị Mai Số {number}", birth_year=known)
    person = TraineeFactory(full_name="Lò Thị Mai", birth_year=known)

    asked = desk.post(add_address(TrainingClassFactory(), "?new=1"), new_person(birth=typed))

    assert asked.context["form"].namesakes == [person]


@pytest.mark.database
@pytest.mark.parametrize("letter", ["W", "ß", "ü", "Ж"])
def test_longest_name_and_address_are_stored(desk, db, letter):
    AgencyFactory(code="BTC")
    address = f"{'a' * 242}@example.org"

    response = desk.post(
        add_address(TrainingClassFactory(), "?new=1"),
        new_person(full_name=letter * 120, email=address),
    )

    person = Trainee.objects.get()
    assert response.status_code == 302
    assert (person.full_name, person.given_name, person.email) == (letter * 120,) * 2 + (address,)
    assert list(Trainee.objects.search(f"{letter * 120} {address}")) == [person]


def test_address_of_a_known_account_is_refused(desk, db):
    AgencyFactory(code="BTC")
    TraineeFactory(user=UserFactory(email="mai@example.org"))

    response = desk.post(add_address(TrainingClassFactory(), "?new=1"), new_person())

    assert response.context["form"].errors.keys() == {"email"}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("full_name", ""),
        ("full_name", "\0"),
        ("birth", "31/02/1990"),
        ("agency", "\0"),
        ("email", "a@b"),
        ("email", "mai@example.org\r\nBcc: x@example.org"),
        ("email", "\0"),
        ("position", "x" * 300),
    ],
)
def test_wrong_details_of_a_new_person_are_told(desk, db, name, value):
    AgencyFactory(code="BTC")

    response = desk.post(add_address(TrainingClassFactory(), "?new=1"), new_person(**{name: value}))

    assert response.status_code == 422
    assert response.context["form"].errors.keys() == {name}
    assert Trainee.objects.count() == 0


def workbook_of(client, training_class, **query):
    url = reverse("enrollment:manage_registrations_xlsx", args=[training_class.code])
    response = client.get(url, query)
    assert response.status_code == 200
    return load_workbook(io.BytesIO(response.content)).active


def test_workbook_has_one_row_per_person(desk, db):
    training_class = TrainingClassFactory(capacity=1)
    EnrollmentFactory(training_class=training_class, trainee=TraineeFactory(full_name="Lê An"))
    EnrollmentFactory(training_class=training_class, trainee=TraineeFactory(full_name="Lê Bình"))

    rows = [row[1] for row in workbook_of(desk, training_class).values][1:]
    waiting = [row[1] for row in workbook_of(desk, training_class, state="waiting").values][1:]

    assert rows == ["Lê An", "Lê Bình"]
    assert waiting == ["Lê Bình"]


def test_formulas_in_the_workbook_stay_text(desk, db):
    training_class = TrainingClassFactory()
    name = "=HYPERLINK(A1)"
    EnrollmentFactory(training_class=training_class, trainee=TraineeFactory(full_name=name))

    cell = workbook_of(desk, training_class).cell(row=2, column=2)

    assert (cell.value, cell.data_type) == (f"'{name}", "s")


def test_workbook_costs_the_same_with_three(desk, db):
    training_class, agency = TrainingClassFactory(), AgencyFactory()
    url = reverse("enrollment:manage_registrations_xlsx", args=[training_class.code])
    EnrollmentFactory(training_class=training_class, agency=agency)
    with_one = count_queries(desk, url)
    EnrollmentFactory.create_batch(2, training_class=training_class, agency=agency)

    assert count_queries(desk, url) == with_one
