"""The desk: list of classes, overview with the next step, planning, publishing, calling off."""

import datetime as dt

import pytest

from django.urls import reverse
from django.utils import timezone

from courses.models import TrainingClass
from enrollment.models import Letter
from enrollment.running.attendance import mark_rest_present
from enrollment.running.recognition import finalize_class
from tests.enrollment.pages import count_queries
from tests.factories.courses import (
    SessionFactory,
    TrainingClassFactory,
    days_ahead,
)
from tests.factories.enrollment import (
    AgencyFactory,
    EnrollmentFactory,
    TraineeFactory,
    UserFactory,
)

LIST = "/manage/"
YESTERDAY = timezone.now() - dt.timedelta(days=1)


def url(name, training_class) -> str:
    return reverse(f"enrollment:{name}", args=[training_class.code])


PAGES = [
    "manage_class",
    "manage_class_edit",
    "manage_sessions",
    "manage_cancel",
    "manage_registrations",
    "manage_registrations_xlsx",
    "manage_add_trainee",
    "manage_completion",
    "manage_finalize",
    "manage_letters",
]
ACTS = ["manage_publish", "manage_close_list"]


@pytest.mark.parametrize("name", PAGES)
def test_screens_of_a_class_are_the_organizers(client, db, organizer, name):
    training_class = TrainingClassFactory()
    EnrollmentFactory(training_class=training_class, trainee=TraineeFactory(full_name="CANARY"))
    page = url(name, training_class)

    as_visitor = client.get(page)
    client.force_login(UserFactory(role="Editors"))
    as_editor = client.get(page)
    client.force_login(organizer)
    as_organizer = client.get(page)

    assert as_visitor.status_code == 302
    assert as_editor.status_code == 403
    assert "CANARY" not in as_editor.content.decode()
    assert as_organizer.status_code == 200


@pytest.mark.parametrize("name", ACTS)
def test_acts_on_a_class_are_the_organizers(client, db, name):
    training_class = TrainingClassFactory(status="draft")
    SessionFactory(training_class=training_class)
    client.force_login(UserFactory())

    assert client.post(url(name, training_class)).status_code == 403
    training_class.refresh_from_db()
    assert training_class.status == "draft"


@pytest.mark.parametrize("name", PAGES)
def test_class_that_does_not_exist_is_not_found(desk, name):
    page = reverse(f"enrollment:{name}", args=["NOBODY-1"])

    assert desk.get(page).status_code == 404
    assert desk.get(page.replace("NOBODY-1", "a%00b")).status_code == 404


def test_list_shows_all_classes_with_what_is_to_decide(desk):
    draft = TrainingClassFactory(status="draft")
    asks = TrainingClassFactory(registration="approval")
    EnrollmentFactory(training_class=asks, source="self")

    response = desk.get(LIST)

    pending = {row.record: row.record.pending for row in response.context["table"].rows}
    assert pending == {draft: 0, asks: 1}
    assert response.context["pending_count"] == 1
    assert response.context["open_count"] == 1


def test_list_is_searched_without_accents_and_by_state_and_year(desk):
    wanted = TrainingClassFactory(title="Đẩy mạnh ứng dụng")
    TrainingClassFactory(title="Khác", over=True)

    for query in (
        {"q": "ung dung day"},
        {"phase": "open"},
        {"category": wanted.course.category_id},
    ):
        rows = desk.get(LIST, query).context["table"].rows
        assert [row.record for row in rows] == [wanted], query
    assert len(desk.get(LIST, {"year": wanted.year}).context["table"].rows) == 2


@pytest.mark.parametrize(
    "query",
    [
        {"q": "\0"},
        {"q": "x" * 300},
        {"year": "9" * 30},
        {"phase": "\0"},
        {"category": "9" * 40},
        {"category": "\0"},
        {"sort": "venue__pk,\0"},
    ],
)
def test_odd_filters_are_told_or_ignored(desk, query):
    TrainingClassFactory()

    assert desk.get(LIST, query).status_code == 200


def test_list_costs_the_same_with_three(desk):
    TrainingClassFactory()
    with_one = count_queries(desk, LIST)
    TrainingClassFactory.create_batch(2)

    assert count_queries(desk, LIST) == with_one


def test_overview_costs_the_same_with_three(desk):
    training_class = TrainingClassFactory()
    agency = AgencyFactory()

    def add():
        EnrollmentFactory(training_class=training_class, agency=agency)
        SessionFactory(
            training_class=training_class,
            held_on=days_ahead(14),
            part=["morning", "afternoon", "evening"][training_class.sessions.count()],
        )

    add()
    with_one = count_queries(desk, url("manage_class", training_class))
    add()
    add()

    assert count_queries(desk, url("manage_class", training_class)) == with_one


def step_of(desk, training_class) -> str | None:
    step = desk.get(url("manage_class", training_class)).context["step"]
    return step and step.url.removeprefix(url("manage_class", training_class))


def test_next_step_of_a_class_on_its_way(desk, organizer):
    draft = TrainingClassFactory(status="draft")
    assert step_of(desk, draft) == "sessions/"
    SessionFactory(training_class=draft)
    assert step_of(desk, draft) == "publish/"

    opened = TrainingClassFactory(registration="approval")
    assert step_of(desk, opened) == "registrations/"
    EnrollmentFactory(training_class=opened, source="self")
    assert step_of(desk, opened) == "registrations/?state=pending"

    closed = TrainingClassFactory(registration_closes_at=YESTERDAY)
    assert step_of(desk, closed) == "close-list/"
    desk.post(url("manage_close_list", closed))
    assert step_of(desk, closed) == "sign-in-sheet.pdf"

    running = TrainingClassFactory(starts_on=days_ahead(0), ends_on=days_ahead(1))
    assert step_of(desk, running) == url("roll_call", running)


def test_next_step_of_a_class_that_is_over(desk, organizer):
    over = TrainingClassFactory(over=True)
    session = SessionFactory(training_class=over)
    EnrollmentFactory(training_class=over)

    assert step_of(desk, over) == url("roll_call", over)
    mark_rest_present(session, by=organizer)
    assert step_of(desk, over) == "completion/"
    finalize_class(TrainingClass.objects.get(pk=over.pk), by=organizer)
    assert step_of(desk, over) == "certificates/"
    assert step_of(desk, TrainingClassFactory(status="canceled")) is None


def test_overview_warns_of_a_clash(desk):
    training_class = TrainingClassFactory()
    other = TrainingClassFactory(venue=training_class.venue)
    for busy in (training_class, other):
        SessionFactory(training_class=busy)

    assert list(desk.get(url("manage_class", training_class)).context["clashes"]) == [other]


def test_history_tells_who_did_what_to_whom(desk, organizer):
    enrollment = EnrollmentFactory(by=organizer)

    response = desk.get(url("manage_class", enrollment.training_class))

    acts = [(act.text, act.by, act.person) for act in response.context["history"]]
    assert len(acts) == 1
    assert acts[0][1:] == (organizer.email, enrollment.full_name)


def test_publishing_needs_sessions(desk):
    draft = TrainingClassFactory(status="draft")

    desk.post(url("manage_publish", draft))
    draft.refresh_from_db()
    refused = draft.status
    SessionFactory(training_class=draft)
    desk.post(url("manage_publish", draft))

    draft.refresh_from_db()
    assert (refused, draft.status) == ("draft", "published")


def test_canceling_asks_why_and_tells_everybody(desk):
    enrollment = EnrollmentFactory(trainee=TraineeFactory(email="an@example.org"))
    training_class = enrollment.training_class
    page = url("manage_cancel", training_class)

    asked = desk.get(page)
    without_reason = desk.post(page, {"reason": " "})
    desk.post(page, {"reason": "Bão số 7", "confirmed": "1"})

    training_class.refresh_from_db()
    enrollment.refresh_from_db()
    assert list(asked.context["page"]) == [enrollment]
    assert without_reason.status_code == 422
    assert (training_class.status, training_class.cancel_reason) == ("canceled", "Bão số 7")
    assert enrollment.state == "canceled"
    assert Letter.objects.filter(kind="class_canceled", to="an@example.org").count() == 1


@pytest.mark.parametrize(
    ("state", "offered"),
    [
        ({}, True),
        ({"starts_on": days_ahead(0)}, True),
        ({"over": True}, False),
        ({"over": True, "finalized_at": YESTERDAY}, False),
        ({"status": "draft"}, False),
        ({"status": "canceled"}, False),
    ],
)
def test_only_what_is_not_over_is_called_off(desk, state, offered):
    training_class = TrainingClassFactory(**state)
    page = url("manage_cancel", training_class)

    is_offered = f'href="{page}"' in desk.get(url("manage_class", training_class)).text
    desk.post(page, {"reason": "Bão số 7", "confirmed": "1"})

    before = training_class.status
    training_class.refresh_from_db()
    assert is_offered == offered
    assert training_class.status == ("canceled" if offered else before)


@pytest.mark.parametrize(("state", "offered"), [({}, True), ({"finalized_at": YESTERDAY}, False)])
def test_sessions_of_recognized_classes_are_not_changed(desk, state, offered):
    training_class = TrainingClassFactory(over=True, **state)

    text = desk.get(url("manage_class", training_class)).text

    assert (f'href="{url("manage_sessions", training_class)}"' in text) == offered


def test_titles_carry_their_language_in_the_list(desk):
    training_class = TrainingClassFactory(title="Tập huấn CNTT")
    address = url("manage_class", training_class)

    text = desk.get(f"/en{LIST}").text

    assert f'<a href="/en{address}" lang="vi">Tập huấn CNTT</a>' in text
