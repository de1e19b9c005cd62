"""Groups counted in reports: who may say so, what is kept, and that nobody else learns of it."""

import pytest

from django.urls import reverse

from courses.models import AuditEntry
from enrollment.models import Affiliation, AgencyCoordinator, GroupMember, Trainee
from enrollment.people import merging
from enrollment.people.groups import codes_of, put_in_groups
from tests.factories.courses import TrainingClassFactory, days_ahead
from tests.factories.enrollment import (
    AgencyFactory,
    CountedGroupFactory,
    EnrollmentFactory,
    TraineeFactory,
    UserFactory,
)


@pytest.fixture
def minority(db):
    return CountedGroupFactory(name="CANARY", name_en="CANARY")


@pytest.fixture
def person(db):
    return TraineeFactory(full_name="Bùi Thị Ước")


def details(person, **boxes):
    return {
        "full_name": person.full_name,
        "given_name": person.given_name,
        "birth": "1980",
        "language": "vi",
        **boxes,
    }


def test_desk_marks_and_takes_back(client, organizer, person, minority):
    client.force_login(organizer)
    url = reverse("enrollment:manage_person_edit", args=[person.public_id])

    client.post(url, details(person, group_minority="on"))
    assert codes_of(person) == {"minority"}
    assert client.get(url).context["form"]["group_minority"].value() is True

    client.post(url, details(person))
    assert codes_of(person) == set()


def test_desk_marks_somebody_who_is_added_to_a_class(client, organizer, minority):
    training_class = TrainingClassFactory()
    AgencyFactory(code="BTC")
    client.force_login(organizer)
    typed = {"full_name": "Lê Văn Mới", "agency": "BTC", "group_minority": "on"}

    client.post(
        reverse("enrollment:manage_add_trainee", args=[training_class.code]) + "?new=", typed
    )

    assert codes_of(Trainee.objects.get(full_name="Lê Văn Mới")) == {"minority"}


def test_log_says_that_it_was_changed_and_not_to_what(person, minority, organizer):
    put_in_groups(person, {"minority"}, by=organizer)
    put_in_groups(person, {"minority"}, by=organizer)

    (entry,) = AuditEntry.objects.filter(action="trainee.groups_changed")
    assert entry.data == {}


def test_group_that_is_not_counted_is_neither_asked_for_nor_touched(
    client, organizer, person, minority
):
    party = CountedGroupFactory(code="party", is_counted=False)
    GroupMember.objects.create(trainee=person, group=party)
    client.force_login(organizer)
    url = reverse("enrollment:manage_person_edit", args=[person.public_id])

    form = client.get(url).context["form"]
    client.post(url, details(person, group_party=""))

    assert "group_party" not in form.fields
    assert GroupMember.objects.filter(trainee=person, group=party).exists()


def test_person_says_it_and_reads_what_for(client, minority, person):
    person.user = UserFactory()
    person.save()
    agency = AgencyFactory(code="BTC")
    client.force_login(person.user)
    url = reverse("enrollment:my_profile")
    typed = {"full_name": "Bùi Thị Ước", "birth": "1980", "agency": agency.code, "language": "vi"}

    page = client.get(url).context["form"]
    client.post(url, typed | {"group_minority": "on"})

    assert "báo cáo" in str(page.purpose) or "yearly reports" in str(page.purpose)
    assert codes_of(person) == {"minority"}


def test_refused_form_keeps_what_was_marked(client, organizer, person, minority):
    client.force_login(organizer)
    url = reverse("enrollment:manage_person_edit", args=[person.public_id])

    answer = client.post(url, details(person, group_minority="on", full_name=""))

    assert answer.status_code == 422
    assert answer.context["form"]["group_minority"].value() is True
    assert codes_of(person) == set()


def test_kept_record_counts_where_either_did_until_the_merge_is_undone(person, minority):
    twin = TraineeFactory(full_name="Bùi Thị Ước")
    put_in_groups(twin, {"minority"}, by=None)

    done = merging.merge(person, twin, by=None, reason="một người")
    assert codes_of(person) == {"minority"}

    merging.undo(done, by=None)
    assert codes_of(person) == set()
    assert codes_of(twin) == {"minority"}


def test_no_list_and_no_page_of_another_names_the_group(client, organizer, person, minority):
    agency = AgencyFactory()
    row = EnrollmentFactory(trainee=person, agency=agency)
    Affiliation.objects.get_or_create(
        trainee=person, valid_to=None, defaults={"agency": agency, "valid_from": days_ahead(-9)}
    )
    coordinator = UserFactory()
    AgencyCoordinator.objects.create(user=coordinator, agency=agency, valid_from=days_ahead(-9))
    put_in_groups(person, {"minority"}, by=organizer)
    pages = {
        coordinator: [
            reverse("enrollment:agency_people"),
            reverse("enrollment:agency_person", args=[person.public_id]),
            reverse("certificates:agency_person_history", args=[person.public_id]),
        ],
        organizer: [
            reverse("enrollment:manage_people"),
            reverse("enrollment:manage_person", args=[person.public_id]),
            reverse("enrollment:manage_registrations", args=[row.training_class.code]),
            reverse("certificates:person_history", args=[person.public_id]),
        ],
    }

    for user, urls in pages.items():
        client.force_login(user)
        for url in urls:
            answer = client.get(url)
            assert answer.status_code == 200
            assert "CANARY" not in answer.content.decode(), url
