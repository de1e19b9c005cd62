"""What a coordinator does with the seats of the agency, and sees of nobody else's."""

import datetime as dt
import io
import uuid

import pytest
from openpyxl import load_workbook

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from enrollment.models import AgencyCoordinator, AgencySeats, Enrollment, NominationBatch, Trainee
from enrollment.nominating import rounds
from enrollment.nominating.nomination import nominate
from enrollment.registering.obstacles import Nominee
from tests.enrollment.pages import count_queries
from tests.factories.courses import TrainingClassFactory, days_ahead
from tests.factories.enrollment import (
    AgencyFactory,
    EnrollmentFactory,
    TraineeFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

HOME, PAGE = "/agency/", "/agency/rounds/LOP-A/"
HOLD = f"{PAGE}hold/"
# Of another agency; must never reach a coordinator in any form.
CANARY = "CANARY"


@pytest.fixture
def training_class(db):
    return TrainingClassFactory(code="LOP-A", capacity=20)


@pytest.fixture
def agency(db):
    return AgencyFactory(name="Huyện ủy Tân Lạc")


@pytest.fixture
def coordinator(client, agency):
    user = UserFactory(email="tanlac@example.org")
    AgencyCoordinator.objects.create(user=user, agency=agency, valid_from=days_ahead(-9))
    client.force_login(user)
    return user


def opened(training_class, seats=None, **terms):
    terms = {"deadline": timezone.now() + dt.timedelta(days=5)} | terms
    return rounds.open_round(training_class, seats=seats, by=None, **terms)


def staff(agency, count=1, **person):
    people = []
    for _number in range(count):
        trainee = TraineeFactory(**person)
        trainee.affiliations.create(
            agency=agency, position="Văn thư", valid_from=dt.date(2020, 1, 1)
        )
        people.append(trainee)
    return people


def sent(chosen=(), new=(), **more):
    data = {
        "act": "send",
        "request_key": str(uuid.uuid4()),
        "chosen": [str(one.public_id) for one in chosen],
        "new-TOTAL_FORMS": str(len(new)),
        "new-INITIAL_FORMS": "0",
        "letter_number": "",
        "letter_date": "",
    }
    for number, fields in enumerate(new):
        data |= {f"new-{number}-{name}": value for name, value in fields.items()}
    return data | more


def test_those_chosen_are_named_in_one_nomination_with_its_letter(
    client, coordinator, agency, training_class
):
    opened(training_class, {agency: 2})
    below = AgencyFactory(parent=agency)
    people = [*staff(agency), *staff(below)]
    letter = SimpleUploadedFile("cong-van.pdf", b"%PDF-1.7 x")

    response = client.post(
        PAGE,
        sent(people, letter_number="125-CV/HU", letter_date="02/11/2026", letter_file=letter),
    )

    assert response.status_code == 302
    batch = NominationBatch.objects.get()
    assert (batch.agency, batch.by) == (agency, coordinator)
    assert (batch.letter_number, batch.letter_date) == ("125-CV/HU", dt.date(2026, 11, 2))
    assert {(e.trainee, e.agency, e.position, e.state) for e in batch.enrollments.all()} == {
        (people[0], agency, "Văn thư", "confirmed"),
        (people[1], below, "Văn thư", "confirmed"),
    }


def test_a_person_not_on_record_is_named_with_the_others(
    client, coordinator, agency, training_class
):
    opened(training_class, {agency: 2})
    new = {"full_name": "Bùi Thị Đào", "birth": "1985", "agency": agency.code, "email": ""}

    client.post(PAGE, sent(staff(agency), [new]))

    assert set(Enrollment.objects.values_list("full_name", flat=True)) >= {"Bùi Thị Đào"}
    assert Trainee.objects.get(full_name="Bùi Thị Đào").birth_year == 1985


def test_the_button_pressed_twice_is_one_nomination(client, coordinator, agency, training_class):
    opened(training_class, {agency: 2})
    form = sent(staff(agency))

    client.post(PAGE, form)
    again = client.post(PAGE, form)

    assert again.status_code == 302
    assert Enrollment.objects.count() == NominationBatch.objects.count() == 1


def test_when_one_cannot_be_named_nobody_is_and_the_ticks_stay(
    client, coordinator, agency, training_class
):
    opened(training_class, {agency: 2})
    first, second = staff(agency, 2)
    page = sent([first, second], letter_number="7-CV")
    EnrollmentFactory(trainee=second, agency=agency)  # another class on the same days

    response = client.post(PAGE, page)

    assert response.status_code == 422
    assert second.full_name in response.context["refusal"].text
    assert {row.trainee for row in response.context["staff"] if row.is_chosen} == {first, second}
    assert response.context["letter"]["letter_number"].value() == "7-CV"
    assert training_class.enrollments.count() == 0


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"letter_date": "31/02/2026"}, "letter_date"),
        ({"letter_date": "01/01/2099"}, "letter_date"),
        ({"letter_number": "x" * 61}, "letter_number"),
        ({"letter_file": SimpleUploadedFile("a.pdf", b"MZ....")}, "letter_file"),
        ({"letter_file": SimpleUploadedFile("a.exe", b"%PDF-1.7")}, "letter_file"),
        ({"letter_file": SimpleUploadedFile("a.pdf", b"")}, "letter_file"),
    ],
)
def test_a_wrong_letter_is_told_beside_its_box(
    client, coordinator, agency, training_class, wrong, field
):
    opened(training_class, {agency: 2})

    response = client.post(PAGE, sent(staff(agency), **wrong))

    assert response.status_code == 422
    assert field in response.context["letter"].errors
    assert not NominationBatch.objects.exists()


def test_a_wrong_new_person_is_told_in_its_row(client, coordinator, agency, training_class):
    opened(training_class)
    foreign = AgencyFactory()
    rows = [
        {"full_name": "", "agency": agency.code, "position": "Văn thư"},
        {"full_name": "An", "birth": "31/02/1980", "agency": agency.code},
        {"full_name": "Bình", "agency": foreign.code},
    ]

    response = client.post(PAGE, sent(new=rows))

    assert response.status_code == 422
    told = [set(form.errors) for form in response.context["new"].forms]
    assert told == [{"full_name"}, {"birth"}, {"agency"}]


def test_a_namesake_is_asked_about_only_among_the_own_people(
    client, coordinator, agency, training_class
):
    opened(training_class)
    staff(agency, full_name="Lê Thị Hòa")
    staff(AgencyFactory(), full_name="Trần Văn Sơn")
    rows = [
        {"full_name": "Le Thi Hoa", "agency": agency.code},
        {"full_name": "Trần Văn Sơn", "birth": "1980", "agency": agency.code},
    ]

    response = client.post(PAGE, sent(new=rows))

    assert [bool(form.errors) for form in response.context["new"].forms] == [True, False]


def test_the_search_finds_without_accents_and_keeps_the_ticks(
    client, coordinator, agency, training_class
):
    opened(training_class)
    found = staff(agency, full_name="Quách Thị Thủy")[0]
    ticked, _other = staff(agency, 2)
    form = sent([ticked], [{"full_name": "Nửa chừng"}], q="thuy quach", act="find")

    response = client.post(PAGE, form)

    assert response.status_code == 200
    listed = {row.trainee: row.is_chosen for row in response.context["staff"]}
    assert listed == {ticked: True, found: False}
    assert response.context["new"].forms[0]["full_name"].value() == "Nửa chừng"


def test_those_of_the_class_are_told_of_by_a_search_alone(
    client, coordinator, agency, training_class
):
    opened(training_class, {agency: 2})
    named, free = staff(agency, 2)
    EnrollmentFactory(trainee=named, agency=agency, training_class=training_class)

    everybody = client.get(PAGE).context["staff"]
    found = client.get(PAGE, {"q": named.full_name}).context["staff"]

    assert [row.trainee for row in everybody] == [free]
    assert [(row.trainee, bool(row.obstacle)) for row in found] == [(named, True)]


def test_one_more_row_keeps_what_was_typed(client, coordinator, agency, training_class):
    opened(training_class)

    response = client.post(PAGE, sent(new=[{"full_name": "Nửa"}], act="more", letter_number="9"))

    forms = response.context["new"].forms
    assert [form["full_name"].value() for form in forms] == ["Nửa", None]
    assert forms[1]["agency"].value() == agency.code
    assert not any(form.errors for form in forms)
    assert response.context["letter"]["letter_number"].value() == "9"


def test_a_row_left_empty_is_nobody(client, coordinator, agency, training_class):
    opened(training_class)

    client.post(PAGE, sent(staff(agency), [{"full_name": "", "agency": agency.code}]))

    assert NominationBatch.objects.get().enrollments.count() == 1


def test_beside_each_name_stand_the_last_class_and_the_obstacle(
    client, coordinator, agency, training_class
):
    opened(training_class)
    free, busy = staff(agency, 2)
    EnrollmentFactory(
        trainee=free, agency=agency, training_class=TrainingClassFactory(title="Cũ", over=True)
    )
    EnrollmentFactory(
        trainee=busy, agency=agency, training_class=TrainingClassFactory(title="Trùng ngày")
    )

    rows = {row.trainee: row for row in client.get(PAGE).context["staff"]}

    assert (rows[free].last_class.title, rows[free].obstacle) == ("Cũ", "")
    assert "Trùng ngày" in rows[busy].obstacle


def test_page_costs_the_same_for_one_person_and_for_thirty(
    client, coordinator, agency, training_class
):
    opened(training_class, {agency: 5})
    name_and_staff(training_class, agency, 1)
    few = count_queries(client, PAGE)
    name_and_staff(training_class, agency, 29)

    assert count_queries(client, PAGE) == few


def name_and_staff(training_class, agency, count):
    people = staff(agency, count)
    nominate(training_class, agency, [Nominee(one, agency) for one in people], by=None)
    staff(agency, count)


def test_hold_and_its_refusal(client, coordinator, agency, training_class):
    opened(training_class, {agency: 3})
    row = AgencySeats.objects.get()
    prefix, until = row.pk, f"{days_ahead(3):%d/%m/%Y}"

    def hold(number, until):
        data = {"agency": agency.code, f"{prefix}-number": number, f"{prefix}-until": until}
        return client.post(HOLD, data)

    refused = hold("4", until)
    assert refused.status_code == 422
    assert 'value="4"' in refused.content.decode()
    assert hold("2", "").status_code == 422
    assert hold("2", until).status_code == 302

    row.refresh_from_db()
    assert (row.held, row.held_until) == (2, days_ahead(3))


def test_home_shows_what_is_due_first(client, coordinator, agency, training_class):
    opened(training_class, {agency: 3})
    later = TrainingClassFactory(registration="approval", approval="agency")
    EnrollmentFactory(training_class=later, agency=agency, source="self")

    context = client.get(HOME).context

    assert [(one.count, one.url) for one in context["due"]] == [
        (3, PAGE),
        (1, "/agency/approvals/"),
    ]
    assert [(line.given, line.free) for line in context["lines"]] == [(3, 3)]
    assert list(context["others"]) == [later]


def test_home_costs_the_same_for_one_class_and_for_many(client, coordinator, agency):
    def more(count):
        for number in range(count):
            training_class = TrainingClassFactory(
                starts_on=days_ahead(20 + 3 * number), ends_on=days_ahead(21 + 3 * number)
            )
            opened(training_class, {agency: 3})
            EnrollmentFactory(training_class=training_class, agency=agency)
            TrainingClassFactory()

    more(1)
    few = count_queries(client, HOME)
    more(6)

    assert count_queries(client, HOME) == few


def fill_with_canaries(training_class):
    """Rows of another agency that would be seen wherever somebody forgot to narrow."""
    other = AgencyFactory(name=CANARY)
    AgencyCoordinator.objects.create(
        user=UserFactory(email="canary@example.org"), agency=other, valid_from=days_ahead(-9)
    )
    round_ = training_class.round
    rounds.give_seats(round_, {other: 7}, by=None)
    people = staff(other, 3, full_name=f"{CANARY} {CANARY}")
    nominate(training_class, other, [Nominee(one, other, CANARY) for one in people[:2]], by=None)
    rounds.hold_seats(AgencySeats.objects.get(agency=other), 4, until=days_ahead(3), by=None)
    past = TrainingClassFactory(title=CANARY, over=True)
    EnrollmentFactory(trainee=people[2], agency=other, training_class=past)
    return other


@pytest.mark.parametrize("address", [HOME, PAGE, f"{PAGE}?q=CANARY", "/agency/year/"])
def test_of_another_agency_nothing_is_shown_counted_or_inferred(
    client, coordinator, agency, training_class, address
):
    """The pages say the same, but for the common seats, whether the other agency exists or not."""
    opened(training_class, {agency: 3})
    staff(agency, 2)
    training_class.capacity = 13  # the same number of common seats before and after
    training_class.save(update_fields=["capacity"])
    before = client.get(address)
    training_class.refresh_from_db()
    training_class.capacity = 20
    training_class.save(update_fields=["capacity"])
    fill_with_canaries(training_class)
    after = client.get(address)

    text = after.content.decode()
    assert (
        CANARY.casefold()
        not in text.replace("?q=CANARY", "").replace('value="CANARY"', "").casefold()
    )
    for key in ("lines", "people", "staff", "batches", "figures", "more"):
        told = before.context.get(key), after.context.get(key)
        assert facts(told[0]) == facts(told[1]), key
    training_class.refresh_from_db()
    assert training_class.free_seats == 10


def facts(value):
    """Numbers and names of what a page was given, comparable between two requests."""
    if hasattr(value, "participations"):
        return value.participations, value.persons, value.periods, value.staff, value.absent
    if value is None or isinstance(value, int):
        return value
    return [
        (item[0].given, item[0].named, item[0].held, item[0].waiting)
        if isinstance(item, tuple)
        else str(getattr(item, "trainee", getattr(item, "agency", item)))
        for item in value
    ]


def test_of_another_agency_nothing_can_be_done(client, coordinator, agency, training_class):
    opened(training_class, {agency: 3})
    other = fill_with_canaries(training_class)
    theirs = Trainee.objects.filter(affiliations__agency=other).last()

    named = client.post(PAGE, sent([theirs]))
    assert named.status_code == 422
    assert named.context["refusal"].code == "nobody"
    assert client.get(f"{PAGE}?for={other.code}").status_code == 404
    assert client.post(HOLD, {"agency": other.code}).status_code == 404
    assert not NominationBatch.objects.filter(by=coordinator).exists()


def test_the_workbook_of_the_year_holds_no_other_agency(
    client, coordinator, agency, training_class
):
    opened(training_class, {agency: 3})
    fill_with_canaries(training_class)

    book = load_workbook(io.BytesIO(client.get("/agency/year.xlsx").content))

    cells = [str(cell) for sheet in book for row in sheet.values for cell in row]
    assert not any(CANARY in cell for cell in cells)


def test_drafts_and_unknown_classes_do_not_exist(client, coordinator):
    TrainingClassFactory(code="NHAP", status="draft")

    assert client.get("/agency/rounds/NHAP/").status_code == 404
    assert client.get("/agency/rounds/KHONG-CO/").status_code == 404


@pytest.mark.parametrize("address", [HOME, PAGE, "/agency/year/", "/agency/deputies/"])
def test_pages_do_not_exist_for_others(client, training_class, address):
    client.force_login(UserFactory(role="Organizers"))

    assert client.get(address).status_code == 404


def test_without_a_round_names_are_taken_while_registration_is_open(
    client, coordinator, agency, training_class
):
    client.post(PAGE, sent(staff(agency)))
    assert training_class.enrollments.count() == 1

    training_class.registration_closes_at = timezone.now()
    training_class.save(update_fields=["registration_closes_at"])

    assert not client.get(PAGE).context["is_open"]
    assert client.post(PAGE, sent(staff(agency))).context["refusal"].code == "closed"


def test_who_coordinates_two_agencies_names_for_one_at_a_time(
    client, coordinator, agency, training_class
):
    other = AgencyFactory()
    AgencyCoordinator.objects.create(user=coordinator, agency=other, valid_from=days_ahead(-9))
    opened(training_class, {agency: 1, other: 1})
    person = staff(other)

    client.post(PAGE, sent(person, **{"for": other.code}))

    assert NominationBatch.objects.get().agency == other
    assert client.post(PAGE, sent(person)).context["refusal"].code == "nobody"


def test_the_year_counts_participations_persons_and_periods(client, coordinator, agency):
    first, second, third = staff(agency, 3)
    year = days_ahead(-2).year
    for trainees in ((first, second), (first,)):
        training_class = TrainingClassFactory(over=True)
        training_class.starts_on -= dt.timedelta(days=len(trainees) * 2)
        training_class.ends_on = training_class.starts_on
        training_class.save()
        for trainee in trainees:
            row = EnrollmentFactory(trainee=trainee, agency=agency, training_class=training_class)
            row.periods_attended, row.periods_total, row.outcome = 4, 8, "completed"
            row.save()

    figures = client.get(f"/agency/year/?year={year}").context["figures"]

    assert (figures.participations, figures.persons, figures.periods) == (3, 2, 12)
    assert [works.trainee for works in figures.without] == [third]
    book = load_workbook(io.BytesIO(client.get(f"/agency/year.xlsx?year={year}").content))
    assert [len(list(sheet.values)) for sheet in book] == [4, 4, 2]


@pytest.mark.parametrize("year", ["0", "99999", "abc", "20\u06611", "-1"])
def test_a_year_that_is_none_is_not_found(client, coordinator, year):
    assert client.get(f"/agency/year/?year={year}").status_code == 404
