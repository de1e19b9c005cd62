"""Registrations at the desk: tabs, decisions one by one and many at once."""

import uuid

import pytest

from django.urls import reverse

from enrollment.models import Enrollment, Letter
from tests.enrollment.pages import count_queries
from tests.factories.courses import TrainingClassFactory
from tests.factories.enrollment import (
    EnrollmentFactory,
    TraineeFactory,
    UserFactory,
)

HTMX = {"HX-Request": "true"}


@pytest.fixture
def asked(db):
    """A class by approval with two seats."""
    return TrainingClassFactory(registration="approval", capacity=2)


def pending(training_class, **trainee):
    return EnrollmentFactory(
        training_class=training_class, source="self", trainee=TraineeFactory(**trainee)
    )


def address(training_class) -> str:
    return reverse("enrollment:manage_registrations", args=[training_class.code])


def decide(client, enrollment, act, headers=None, **form):
    code = enrollment.training_class.code
    url = reverse("enrollment:manage_decide", args=[code, enrollment.public_id, act])
    return client.post(url, form, headers=headers)


def state_of(enrollment) -> str:
    return Enrollment.objects.get(pk=enrollment.pk).state


def test_first_tab_is_what_needs_a_decision(desk, asked):
    waits = pending(asked)
    EnrollmentFactory(training_class=asked)

    response = desk.get(address(asked))

    assert response.context["state"] == "pending"
    assert list(response.context["page"]) == [waits]
    counts = {tab["value"]: tab["count"] for tab in response.context["tabs"]}
    assert counts == {"pending": 1, "confirmed": 1, "waiting": 0}


def test_people_of_other_classes_are_not_shown(desk, asked):
    pending(TrainingClassFactory(registration="approval"), full_name="CANARY")

    assert "CANARY" not in desk.get(address(asked)).content.decode()


def test_search_needs_no_accents(desk, asked):
    wanted = pending(asked, full_name="Quách Văn Ước")
    pending(asked, full_name="Lê An")

    assert list(desk.get(address(asked), {"q": "uoc quach"}).context["page"]) == [wanted]


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ({"state": "nobody"}, 404),
        ({"state": "\0"}, 404),
        ({"page": "0"}, 404),
        ({"page": "9" * 30}, 404),
        ({"q": "\0"}, 200),
        ({"q": "%_'\"" * 200}, 200),
    ],
)
def test_odd_addresses_are_bounded(desk, asked, query, status):
    pending(asked)

    assert desk.get(address(asked), query).status_code == status


def test_confirming_takes_the_seat_and_writes(desk, asked, organizer):
    enrollment = pending(asked, email="an@example.org")

    response = decide(desk, enrollment, "confirm")

    assert response.url == f"{address(asked)}?state=pending"
    assert state_of(enrollment) == "confirmed"
    assert enrollment.changes.last().by == organizer
    assert Letter.objects.filter(kind="confirmed", to="an@example.org").count() == 1


def test_full_class_puts_the_confirmed_on_the_waiting_list(desk, asked):
    EnrollmentFactory.create_batch(2, training_class=asked)
    enrollment = pending(asked)

    decide(desk, enrollment, "confirm")

    assert state_of(enrollment) == "waiting"


def test_decision_is_answered_with_row_tabs_seats_and_message(desk, asked):
    enrollment = pending(asked)

    response = decide(desk, enrollment, "confirm", HTMX, tab="pending")

    page = response.content.decode()
    assert page.lstrip().startswith(f'<tr id="row-{enrollment.public_id}"')
    for target in ("state-tabs", "seats", "messages"):
        assert f'id="{target}" hx-swap-oob="true"' in page
    assert response.context["training_class"].seats_taken == 1
    assert "csrfmiddlewaretoken" in page


def test_refused_reason_is_kept_and_explained_without_scripts(desk, asked):
    pending(asked)
    enrollment = pending(asked)

    response = decide(desk, enrollment, "decline", reason="Không hợp 😀", tab="pending")

    assert response.status_code == 422
    assert 'value="Không hợp 😀"' in response.text
    assert response.context["form"].errors["reason"].as_data()[0].code == "picture"
    assert list(response.context["page"]) == [enrollment]


def test_declining_needs_a_reason_which_stands_in_the_letter(desk, asked):
    enrollment = pending(asked)

    without = decide(desk, enrollment, "decline", HTMX, reason="", tab="pending")
    before = state_of(enrollment)
    decide(desk, enrollment, "decline", HTMX, reason="Không đúng đối tượng", tab="pending")

    assert without.context["form"].errors.keys() == {"reason"}
    assert (before, state_of(enrollment)) == ("pending", "declined")
    assert enrollment.changes.last().reason == "Không đúng đối tượng"


def test_waiting_person_gets_a_seat_ahead_of_others_by_decision(desk):
    training_class = TrainingClassFactory(capacity=1)
    EnrollmentFactory(training_class=training_class)
    first, second = EnrollmentFactory.create_batch(2, training_class=training_class)

    decide(desk, second, "promote")
    refused = state_of(second)
    training_class.capacity = 2
    training_class.save()
    decide(desk, second, "promote")

    assert (refused, state_of(first), state_of(second)) == ("waiting", "waiting", "confirmed")


def test_withdrawing_moves_the_queue(desk):
    training_class = TrainingClassFactory(capacity=1)
    sits, waits = EnrollmentFactory.create_batch(2, training_class=training_class)

    decide(desk, sits, "withdraw", reason="Ốm")

    assert (state_of(sits), state_of(waits)) == ("withdrawn", "confirmed")


def test_second_decision_is_refused_with_the_present_state(desk, asked):
    enrollment = pending(asked)
    decide(desk, enrollment, "confirm")

    response = decide(desk, enrollment, "decline", HTMX, reason="muộn")

    assert state_of(enrollment) == "confirmed"
    assert enrollment.full_name in response.content.decode()


def test_decision_about_another_class_is_not_found(desk, asked):
    enrollment = pending(TrainingClassFactory(registration="approval"))
    url = reverse("enrollment:manage_decide", args=[asked.code, enrollment.public_id, "confirm"])

    assert desk.post(url).status_code == 404
    assert desk.post(url.replace("confirm", "delete")).status_code == 404
    assert state_of(enrollment) == "pending"


@pytest.mark.parametrize("role", ["", "Editors"])
def test_decisions_are_the_organizers(client, asked, role):
    enrollment = pending(asked)
    client.force_login(UserFactory(role=role))

    assert decide(client, enrollment, "confirm").status_code == 403
    assert client.post(address(asked), {"chosen": [enrollment.public_id]}).status_code == 403
    assert state_of(enrollment) == "pending"


def test_decisions_are_never_made_by_following_a_link(desk, asked):
    enrollment = pending(asked)
    url = reverse("enrollment:manage_decide", args=[asked.code, enrollment.public_id, "confirm"])

    assert desk.get(url).status_code == 405
    assert state_of(enrollment) == "pending"


def test_many_are_confirmed_at_once_in_the_order_of_registration(desk, asked):
    people = [pending(asked) for _number in range(3)]
    foreign = pending(TrainingClassFactory(registration="approval"))
    chosen = [str(e.public_id) for e in [*reversed(people), foreign]]

    desk.post(address(asked), {"chosen": [*chosen, "\0", "x", str(uuid.uuid4())]})

    assert [state_of(e) for e in people] == ["confirmed", "confirmed", "waiting"]
    assert state_of(foreign) == "pending"


def test_nobody_chosen_changes_nothing(desk, asked):
    enrollment = pending(asked)

    assert desk.post(address(asked), {}).status_code == 302
    assert state_of(enrollment) == "pending"


def test_list_costs_the_same_with_three(desk, asked):
    pending(asked)
    with_one = count_queries(desk, address(asked))
    pending(asked)
    pending(asked)

    assert count_queries(desk, address(asked)) == with_one


@pytest.mark.parametrize(
    ("known", "shown"),
    [
        ({"birth_year": None}, ""),
        ({"birth_year": 1980}, "1980"),
        ({"birth_year": None, "email": "an@example.org"}, "an@example.org"),
        ({"birth_year": 1980, "email": "an@example.org"}, "1980 · an@example.org"),
    ],
)
def test_what_is_known_of_a_person_is_parted_by_a_dot(desk, asked, known, shown):
    pending(asked, full_name="Bùi Thị An", **known)

    text = desk.get(address(asked)).text

    assert f'Bùi Thị An</a><br><span class="small text-muted">{shown}</span>' in text
