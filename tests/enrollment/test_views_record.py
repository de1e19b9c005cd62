"""Screens of one person: at the desk everything, for a coordinator what concerns the agency."""

import datetime as dt

import pytest

from django.urls import reverse

from courses.models import AuditEntry
from enrollment.models import Affiliation, AgencyCoordinator, Enrollment, Trainee, TraineeMerge
from enrollment.people import merging
from tests.enrollment.pages import count_queries
from tests.factories.courses import TrainingClassFactory, days_ahead
from tests.factories.enrollment import (
    AgencyFactory,
    EnrollmentFactory,
    TraineeFactory,
    UserFactory,
)


def staff(agency, first=None, last=None, **person):
    trainee = TraineeFactory(**person)
    Affiliation.objects.create(
        trainee=trainee, agency=agency, valid_from=first or days_ahead(-9), valid_to=last
    )
    return trainee


def address(name, *arguments):
    return reverse(f"enrollment:{name}", args=arguments)


@pytest.fixture
def agency(db):
    return AgencyFactory(code="TANLAC", name="Huyện ủy Tân Lạc")


@pytest.fixture
def coordinator(client, agency):
    user = UserFactory()
    AgencyCoordinator.objects.create(user=user, agency=agency, valid_from=days_ahead(-9))
    client.force_login(user)
    return client


# The desk


def test_people_are_found_without_accents_and_by_agency(desk, agency):
    below = AgencyFactory(parent=agency)
    hoa = staff(below, full_name="Bùi Thị Hòa")
    staff(AgencyFactory(), full_name="Bùi Thị Hoa")

    found = desk.get(address("manage_people"), {"q": "bui hoa", "agency": "TANLAC"})
    both = desk.get(address("manage_people"), {"q": "BUI hoa"})
    unknown = desk.get(address("manage_people"), {"agency": "\0"})

    assert list(found.context["page"]) == [hoa]
    assert len(both.context["page"]) == 2
    assert unknown.status_code == 200


def test_list_of_people_costs_the_same_for_thirty(desk, agency):
    staff(agency)
    one = count_queries(desk, address("manage_people"))
    for _n in range(29):
        staff(agency, user=UserFactory())

    assert count_queries(desk, address("manage_people")) == one


def test_person_page_costs_the_same_for_thirty_classes(desk, agency):
    def enroll(n):
        day = days_ahead(20 + 3 * n)
        EnrollmentFactory(
            trainee=person,
            agency=agency,
            training_class=TrainingClassFactory(starts_on=day, ends_on=day),
        )

    person = staff(agency)
    enroll(0)
    one = count_queries(desk, address("manage_person", person.public_id))
    for n in range(1, 30):
        enroll(n)

    assert count_queries(desk, address("manage_person", person.public_id)) == one


def test_who_changed_agencies_still_came_from_the_first(desk):
    first, second = AgencyFactory(name="Huyện ủy Yên Thủy"), AgencyFactory(name="Sở Nội vụ")
    person = staff(first, dt.date(2009, 1, 1), dt.date(2015, 12, 31))
    old = TrainingClassFactory(starts_on=dt.date(2010, 5, 4), ends_on=dt.date(2010, 5, 5))
    enrollment = EnrollmentFactory(trainee=person, agency=first, training_class=old)

    response = desk.post(
        address("manage_person_work", person.public_id),
        {"agency": second.code, "position": "Chuyên viên", "valid_from": "01/01/2016"},
    )

    enrollment.refresh_from_db()
    text = desk.get(address("manage_person", person.public_id)).content.decode()
    assert response.status_code == 302
    assert [work.agency for work in person.affiliations.all()] == [second, first]
    assert enrollment.agency_name == "Huyện ủy Yên Thủy"
    assert "Huyện ủy Yên Thủy" in text
    assert "Sở Nội vụ" in text


@pytest.mark.parametrize(
    ("valid_from", "valid_to"),
    [
        ("01/01/2015", ""),
        ("01/01/2008", "01/01/2010"),
        ("01/01/2010", "01/02/2010"),
        ("01/01/2008", ""),
        ("31/12/2017", "01/01/2017"),
        ("01/01/1990", "02/01/1990"),
        ("32/01/2020", ""),
    ],
)
def test_years_of_work_never_overlap(desk, agency, valid_from, valid_to):
    person = staff(agency, dt.date(2009, 1, 1), dt.date(2015, 12, 31))

    response = desk.post(
        address("manage_person_work", person.public_id),
        {"agency": agency.code, "valid_from": valid_from, "valid_to": valid_to, "position": "X"},
    )

    assert response.status_code == 422
    assert 'value="X"' in response.content.decode()
    assert person.affiliations.count() == 1


def test_place_of_work_is_corrected_and_taken_out(desk, agency):
    person = staff(agency)
    work = person.affiliations.get()
    page = address("manage_person_work", person.public_id, work.pk)

    desk.post(page, {"agency": agency.code, "position": "Trưởng phòng", "valid_from": "01/01/2020"})
    work.refresh_from_db()
    desk.post(page, {"remove": "1"})

    assert (work.position, work.valid_from) == ("Trưởng phòng", dt.date(2020, 1, 1))
    assert not person.affiliations.exists()
    foreign = staff(agency).affiliations.get()
    assert desk.get(address("manage_person_work", person.public_id, foreign.pk)).status_code == 404


def test_details_are_edited_and_logged_without_what_they_were(desk):
    enrollment = EnrollmentFactory(trainee=TraineeFactory(full_name="Bùi Thị Hoa"))
    person = enrollment.trainee

    response = desk.post(
        address("manage_person_edit", person.public_id),
        {
            "full_name": "Bùi Thị Hòa",
            "given_name": "",
            "birth": "16/03/1980",
            "gender": "female",
            "email": "HOA@example.org ",
            "language": "vi",
            "also_on_lists": "on",
        },
    )

    person.refresh_from_db()
    enrollment.refresh_from_db()
    entry = AuditEntry.objects.get(action="trainee.changed")
    assert response.status_code == 302
    assert (person.full_name, person.given_name, person.email) == (
        "Bùi Thị Hòa",
        "Hòa",
        "hoa@example.org",
    )
    assert enrollment.full_name == "Bùi Thị Hòa"
    assert entry.data["lists"] == 1
    assert "Bùi" not in str(entry.data)


def test_refused_details_stay_in_the_form(desk):
    person = TraineeFactory()

    response = desk.post(
        address("manage_person_edit", person.public_id),
        {"full_name": "Bùi Thị Hòa", "given_name": "Lan", "birth": "31/02/1980", "language": "vi"},
    )

    assert response.status_code == 422
    assert set(response.context["form"].errors) == {"given_name", "birth"}
    assert 'value="31/02/1980"' in response.content.decode()


def test_account_is_given_and_parted(desk):
    person, other = TraineeFactory(), TraineeFactory(user=UserFactory(email="an@example.org"))
    page = address("manage_person_account", person.public_id)

    taken = desk.post(page, {"email": "an@example.org"})
    given = desk.post(page, {"email": "Moi@example.org"})
    person.refresh_from_db()
    account = person.user
    desk.post(page, {"unlink": "1"})

    person.refresh_from_db()
    assert (taken.status_code, given.status_code) == (422, 302)
    assert (account.email, person.user) == ("moi@example.org", None)
    assert other.user is not None


# Duplicates and merging


def test_duplicates_are_listed_compared_merged_and_parted_again(desk, agency):
    one = staff(agency, full_name="Nguyễn Thị Hòa")
    other = staff(agency, full_name="Nguyen Thi Hoa")
    EnrollmentFactory(trainee=other, agency=agency)
    page = address("manage_person_merge", one.public_id) + f"?with={other.public_id}"

    listed = desk.get(address("manage_duplicates")).context["pairs"]
    compared = desk.get(page)
    desk.post(page, {"reason": "cùng một người"})
    old_address = desk.get(address("manage_person", other.public_id))
    people = desk.get(address("manage_people")).context["page"]
    merges = desk.get(address("manage_merges"))

    assert [(pair.first, pair.second) for pair in listed] == [(one, other)]
    assert compared.context["plan"].left_behind == list(other.affiliations.all())
    assert old_address.url == address("manage_person", one.public_id)
    assert list(people) == [one]
    assert merges.status_code == 200
    desk.post(address("manage_merge_undo", TraineeMerge.objects.get().pk))
    assert Enrollment.objects.get().trainee == other
    assert set(Trainee.objects.present()) == {one, other}


def test_merge_needs_a_reason_and_tells_what_stands_in_the_way(desk):
    first = EnrollmentFactory()
    second = EnrollmentFactory(training_class=first.training_class)
    free = TraineeFactory()
    clash = address("manage_person_merge", first.trainee.public_id)

    no_reason = desk.post(
        address("manage_person_merge", free.public_id) + f"?with={first.trainee.public_id}",
        {"reason": ""},
    )
    refused = desk.post(f"{clash}?with={second.trainee.public_id}", {"reason": "x"})

    assert (no_reason.status_code, refused.status_code) == (422, 409)
    assert refused.context["refusal"].code == "both_in_class"
    assert not TraineeMerge.objects.exists()


def test_two_people_are_not_asked_about_again(desk):
    one, other = TraineeFactory.create_batch(2, full_name="Nguyễn Văn Anh")

    desk.post(
        address("manage_person_merge", one.public_id) + f"?with={other.public_id}", {"apart": "1"}
    )

    assert desk.get(address("manage_duplicates")).context["pairs"] == []
    assert desk.get(address("manage_person", one.public_id)).context["pairs"] == []


def test_list_of_duplicates_costs_the_same_for_twenty(desk, agency):
    def pair(n):
        staff(agency, full_name=f"Nguyễn Văn {n}")
        staff(agency, full_name=f"Nguyen Van {n}")

    pair("An")
    one = count_queries(desk, address("manage_duplicates"))
    for letter in "bcdghklmnpqrstvxy":
        pair(letter)

    assert count_queries(desk, address("manage_duplicates")) == one


def test_merged_record_is_offered_nowhere(desk, agency, organizer):
    kept, merged = staff(agency), staff(agency, full_name="Hoàng Canary")
    merging.merge(kept, merged, by=organizer, reason="x")
    enrollment = EnrollmentFactory(agency=agency)
    code = enrollment.training_class.code
    pages = [
        address("manage_people") + "?q=canary",
        address("manage_add_trainee", code) + "?q=canary",
        address("manage_substitute", code, enrollment.public_id) + "?q=canary",
        address("manage_person_merge", kept.public_id) + "?q=canary",
        address("manage_duplicates"),
    ]

    for page in pages:
        assert "Hoàng Canary" not in desk.get(page).content.decode(), page
    assert desk.get(address("manage_person_edit", merged.public_id)).status_code == 404


# The coordinator


def test_coordinator_sees_own_people_and_counts_own_classes(coordinator, agency):
    mine = staff(agency)
    staff(AgencyFactory(), full_name="CANARY")
    EnrollmentFactory(trainee=mine, agency=agency)
    before = TrainingClassFactory(starts_on=days_ahead(40), ends_on=days_ahead(40))
    EnrollmentFactory(trainee=mine, agency=AgencyFactory(), training_class=before)

    response = coordinator.get(address("agency_people"))

    assert list(response.context["page"]) == [mine]
    assert response.context["page"][0].class_count == 1
    assert "CANARY" not in response.content.decode()


def test_of_a_newcomer_only_what_was_done_from_here_is_seen(coordinator, agency):
    elsewhere = AgencyFactory(name="CANARY Huyện ủy Khác")
    person = staff(elsewhere, dt.date(2009, 1, 1), days_ahead(-30), full_name="Bùi Thị Hòa")
    Affiliation.objects.create(trainee=person, agency=agency, valid_from=days_ahead(-29))
    mine = EnrollmentFactory(trainee=person, agency=agency)
    foreign_class = TrainingClassFactory(
        title="CANARY lớp", starts_on=days_ahead(40), ends_on=days_ahead(40)
    )
    EnrollmentFactory(trainee=person, agency=elsewhere, training_class=foreign_class)
    merged = TraineeFactory(full_name="CANARY tên")
    merging.merge(person, merged, by=None, reason="CANARY lý do")

    response = coordinator.get(address("agency_person", person.public_id))

    assert list(response.context["enrollments"]) == [mine]
    assert "CANARY" not in response.content.decode()
    old = coordinator.get(address("agency_person", merged.public_id))
    assert old.url == address("agency_person", person.public_id)


@pytest.mark.parametrize("last", [None, -1])
def test_people_of_others_and_people_who_left_do_not_exist(coordinator, agency, last):
    where = agency if last else AgencyFactory()
    person = staff(where, last=days_ahead(last) if last else None)
    page = address("agency_person", person.public_id)

    assert coordinator.get(page).status_code == 404
    assert coordinator.post(page, {"position": "X"}).status_code == 404


@pytest.mark.parametrize("role", ["", "Organizers"])
def test_pages_do_not_exist_for_who_coordinates_nothing(client, agency, role):
    client.force_login(UserFactory(role=role))
    person = staff(agency)

    assert client.get(address("agency_people")).status_code == 404
    assert client.get(address("agency_person", person.public_id)).status_code == 404


def test_new_position_begins_today_and_history_stays(coordinator, agency):
    person = staff(agency)

    coordinator.post(address("agency_person", person.public_id), {"position": "Phó phòng"})

    works = person.affiliations.all()
    assert [(work.position, work.valid_to) for work in works] == [
        ("Phó phòng", None),
        ("", days_ahead(-1)),
    ]


def test_who_has_left_is_staff_no_more_and_stays_in_the_registrations(coordinator, agency):
    person = staff(agency)
    EnrollmentFactory(trainee=person, agency=agency)
    page = address("agency_person", person.public_id)

    future = coordinator.post(page, {"left": "1", "last_day": "01/01/2099"})
    early = coordinator.post(page, {"left": "1", "last_day": "01/01/2001"})
    done = coordinator.post(page, {"left": "1", "last_day": days_ahead(-1).strftime("%d/%m/%Y")})

    assert (future.status_code, early.status_code, done.status_code) == (422, 422, 302)
    assert person.affiliations.get().valid_to == days_ahead(-1)
    assert list(coordinator.get(address("agency_people")).context["page"]) == []
    assert Enrollment.objects.filter(agency=agency).count() == 1


def test_list_of_own_people_costs_the_same_for_thirty(coordinator, agency):
    staff(agency)
    one = count_queries(coordinator, address("agency_people"))
    for _n in range(29):
        staff(agency)

    assert count_queries(coordinator, address("agency_people")) == one
