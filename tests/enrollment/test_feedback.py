"""Feedback: who answered is known, what was answered is nobody's; results as trainees see them."""

import datetime as dt

import pytest
import time_machine

from django.db import connection
from django.urls import reverse
from django.utils import timezone, translation

from enrollment.models import AgencyCoordinator, Enrollment, Feedback, FeedbackAnswer, Letter
from enrollment.running.attendance import record_marks
from enrollment.running.exceptions import make_exception
from enrollment.running.feedback import (
    FeedbackRefused,
    ask_for_feedback,
    give_feedback,
    summary_of,
)
from enrollment.running.standings import decide_class
from tests.enrollment.pages import count_queries
from tests.factories.courses import (
    AttendanceRuleFactory,
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

ANSWER = {"content": 5, "teaching": 4, "organization": 3}


@pytest.fixture
def over(db):
    return TrainingClassFactory(over=True)


@pytest.fixture
def trainee(client, db):
    person = TraineeFactory(user=UserFactory(), full_name="Đinh Thị Lan")
    client.force_login(person.user)
    return person


def people(training_class, count):
    return EnrollmentFactory.create_batch(
        count, training_class=training_class, agency=AgencyFactory()
    )


@pytest.mark.database
def test_an_answer_cannot_be_joined_with_who_gave_it(over):
    """Same number of rows, and nothing in an answer that follows the order in which they came."""
    given = people(over, 8)
    for number, one in enumerate(given):
        give_feedback(one, **ANSWER, comment=f"{number}")
        before = set(FeedbackAnswer.objects.values_list("pk", flat=True))
    give_feedback(people(over, 1)[0], **ANSWER, comment="8")

    assert {field.name for field in FeedbackAnswer._meta.fields} == {
        *("id", "training_class", "content", "teaching", "organization", "comment")
    }
    assert {field.name for field in Feedback._meta.fields} == {"id", "enrollment", "given_on"}
    # No key is older than another one: each answer writes all of them anew.
    assert before.isdisjoint(FeedbackAnswer.objects.values_list("pk", flat=True))


def test_answers_do_not_lie_in_the_order_in_which_they_came(over):
    for number, one in enumerate(people(over, 12)):
        give_feedback(one, **ANSWER, comment=f"{number:02}")

    with connection.cursor() as cursor:
        cursor.execute("SELECT comment FROM enrollment_feedbackanswer ORDER BY rowid")
        stored = [row[0] for row in cursor.fetchall()]

    # Once in 479 million times chance puts them so.
    assert sorted(stored) != stored


def test_few_answers_are_shown_to_nobody(over):
    given = people(over, 6)
    for one in given[:4]:
        give_feedback(one, **ANSWER, comment="CANARY")
    few = summary_of(over)
    give_feedback(given[4], **(ANSWER | {"content": 1}))
    enough = summary_of(over)

    assert (few.people, few.answers, few.without_answer) == (6, 4, 2)
    assert not few.is_shown
    assert few.comments == ()
    assert enough.is_shown
    assert [count for _word, count in enough.marks[0][1]] == [4, 0, 0, 0, 1]
    assert enough.comments == ("CANARY",) * 4


def test_feedback_is_given_once(over):
    (one,) = people(over, 1)
    give_feedback(one, **ANSWER)

    with pytest.raises(FeedbackRefused) as refused:
        give_feedback(one, **ANSWER)

    assert refused.value.code == "given"
    assert FeedbackAnswer.objects.count() == 1


@pytest.mark.parametrize(("days", "state"), [(1, "confirmed"), (-1, "withdrawn")])
def test_feedback_is_given_after_the_class_by_those_who_were_there(db, days, state):
    training_class = TrainingClassFactory(starts_on=days_ahead(days), ends_on=days_ahead(days))
    (one,) = people(training_class, 1)
    Enrollment.objects.filter(pk=one.pk).update(state=state)

    with pytest.raises(FeedbackRefused) as refused:
        give_feedback(one, **ANSWER)

    assert refused.value.code == "not_open"


def test_a_letter_asks_those_without_an_answer_once_a_day(over, organizer):
    agency = AgencyFactory()
    first, second, third = (
        EnrollmentFactory(training_class=over, agency=agency, trainee=TraineeFactory(email=email))
        for email in ("a@example.org", "b@example.org", "")
    )
    give_feedback(first, **ANSWER)

    for _time in range(2):
        ask_for_feedback(over, by=organizer)
    with time_machine.travel(timezone.now() + dt.timedelta(days=1)):
        ask_for_feedback(over, by=organizer)

    asked = Letter.objects.filter(kind="feedback_asked").values_list("enrollment", flat=True)
    assert list(asked) == [second.pk, second.pk]
    assert third.pk not in asked


def test_page_of_the_desk_counts_and_asks(client, over, organizer):
    given = people(over, 6)
    client.force_login(organizer)
    url = reverse("enrollment:manage_feedback", args=[over.code])
    for one in given[:4]:
        give_feedback(one, **ANSWER, comment="CANARY")
    few = client.get(url)
    give_feedback(given[4], **ANSWER, comment="<b>hay</b>")

    enough = client.get(url)

    assert "CANARY" not in few.text
    assert "CANARY" in enough.text
    assert "&lt;b&gt;hay" in enough.text
    assert client.post(url).url == url


def mine_in(training_class, trainee):
    return EnrollmentFactory(training_class=training_class, trainee=trainee, agency=AgencyFactory())


def test_trainee_answers_in_three_marks_and_a_comment(client, trainee, over):
    mine = mine_in(over, trainee)
    url = reverse("enrollment:my_feedback", args=[mine.public_id])

    refused = client.post(url, {"content": "6", "comment": "x"})
    done = client.post(url, {**ANSWER, "comment": "Lớp  rất bổ ích\r\n\r\nCảm ơn"})
    again = client.get(url)

    assert refused.status_code == 422
    assert set(refused.context["form"].errors) == {"content", "teaching", "organization"}
    assert refused.context["form"]["comment"].value() == "x"
    assert done.url == reverse("enrollment:my_training")
    assert FeedbackAnswer.objects.get().comment == "Lớp rất bổ ích\n\nCảm ơn"
    assert again.context["is_given"]


@pytest.mark.parametrize("name", ["my_result", "my_feedback"])
def test_results_of_others_do_not_exist(client, trainee, over, name):
    (other,) = people(over, 1)

    assert client.get(reverse(f"enrollment:{name}", args=[other.public_id])).status_code == 404


@pytest.fixture
def running(db):
    """Three sessions of four periods, the first one yesterday; feedback is part of the rule."""
    training_class = TrainingClassFactory(
        starts_on=days_ahead(-1),
        ends_on=days_ahead(1),
        attendance_rule=AttendanceRuleFactory(needs_feedback=True),
    )
    for day in (-1, 0, 1):
        SessionFactory(training_class=training_class, held_on=days_ahead(day))
    return training_class


def test_trainee_sees_what_can_still_be_reached_session_by_session(client, trainee, running):
    mine = mine_in(running, trainee)
    first, second, _third = running.sessions.all()
    record_marks(first, {mine.pk: "present"}, by=None)
    record_marks(second, {mine.pk: "absent"}, by=None)
    with translation.override("en"):
        url = reverse("enrollment:my_result", args=[mine.public_id])

        page = client.get(url).text
        cards = client.get(reverse("enrollment:my_training")).text

    assert "4 of 12 periods, 80 % needed: cannot be reached any more." in page
    assert "4 of 12 periods, 80 % needed: cannot be reached any more." in cards
    assert "feedback not given yet" in page
    assert page.count("<tr") == 4


def test_trainee_reads_of_an_exception_with_its_reason(client, trainee, over):
    mine = mine_in(over, trainee)
    make_exception(mine, is_entitled=True, reason="Trực bầu cử", by=None)

    page = client.get(reverse("enrollment:my_training")).text

    assert "Trực bầu cử" in page


def test_feedback_is_a_condition_where_the_rule_says_so(running):
    (one,) = people(running, 1)

    def codes():
        return [unmet.code for unmet in decide_class(running)[one.pk].unmet]

    before = codes()
    with time_machine.travel(timezone.now() + dt.timedelta(days=1)):
        give_feedback(one, **ANSWER)

    assert before == ["periods", "feedback"]
    assert codes() == ["periods"]


def test_coordinator_sees_the_own_people_and_no_others(client, over):
    own, other = AgencyFactory(), AgencyFactory()
    coordinator = UserFactory()
    AgencyCoordinator.objects.create(user=coordinator, agency=own, valid_from=days_ahead(-10))
    EnrollmentFactory(
        training_class=over, agency=own, trainee=TraineeFactory(full_name="Bùi Thị Ước")
    )
    EnrollmentFactory(training_class=over, agency=other, trainee=TraineeFactory(full_name="CANARY"))
    url = reverse("enrollment:agency_results", args=[over.code])
    client.force_login(coordinator)

    page = client.get(url).text
    with_one = count_queries(client, url)
    for number in range(5):
        EnrollmentFactory(
            training_class=over, agency=own, trainee=TraineeFactory(full_name=f"Hà Thị {number}")
        )

    assert "Bùi Thị Ước" in page
    assert "CANARY" not in page
    assert count_queries(client, url) == with_one


def test_results_of_an_agency_are_for_its_coordinators(client, over):
    client.force_login(UserFactory())

    assert client.get(reverse("enrollment:agency_results", args=[over.code])).status_code == 404
