"""Results at the desk: exact fractions, scores with comma or point, recognition; letters."""

from decimal import Decimal

import pytest

from django.urls import reverse

from enrollment.models import Enrollment, Letter
from enrollment.running.attendance import mark_rest_present, record_attendance
from tests.enrollment.pages import count_queries
from tests.factories.courses import SessionFactory, TenPointSchemeFactory, TrainingClassFactory
from tests.factories.enrollment import AgencyFactory, EnrollmentFactory, TraineeFactory


@pytest.fixture
def desk(client, organizer):
    client.force_login(organizer)
    return client


@pytest.fixture
def scored(db):
    """A class that is over, with a ten-point scale and one session."""
    training_class = TrainingClassFactory(over=True, ranking_scheme=TenPointSchemeFactory())
    SessionFactory(training_class=training_class)
    return training_class


def address(training_class, name="manage_completion") -> str:
    return reverse(f"enrollment:{name}", args=[training_class.code])


def score_form(*scores):
    return {f"score-{enrollment.public_id}": typed for enrollment, typed in scores}


def test_table_shows_fraction_and_missing_marks(desk, db):
    training_class = TrainingClassFactory(over=True)
    first = SessionFactory(training_class=training_class, part="morning", periods=5)
    SessionFactory(training_class=training_class, part="afternoon", periods=5)
    enrollment = EnrollmentFactory(training_class=training_class)
    record_attendance(first, enrollment, "late", by=None)

    response = desk.get(address(training_class))

    row = response.context["rows"][0]
    assert (row["attended"], row["total"], row["missing"]) == (4, 10, 1)
    assert row["is_completed"] is False
    assert response.context["missing"] == 1
    assert response.context["form"] is None


@pytest.mark.parametrize(
    ("typed", "score"), [("8,5", "8.5"), ("8.5", "8.5"), ("10", "10.0"), ("0", "0.0")]
)
def test_score_is_typed_with_comma_or_point(desk, scored, typed, score):
    enrollment = EnrollmentFactory(training_class=scored)

    response = desk.post(address(scored), score_form((enrollment, typed)))

    enrollment.refresh_from_db()
    assert response.url == address(scored)
    assert enrollment.score == Decimal(score)


@pytest.mark.parametrize(
    "typed", ["8.125", "8,55", "10,5", "-1", "11", "abc", "1e1", "NaN", "\u0665", "\0"]
)
def test_wrong_score_stays_typed_and_nothing_is_stored(desk, scored, typed):
    right, wrong = EnrollmentFactory.create_batch(2, training_class=scored)

    response = desk.post(address(scored), score_form((right, "7"), (wrong, typed)))

    assert response.status_code == 422
    assert response.context["form"].errors.keys() == {f"score-{wrong.public_id}"}
    assert response.context["form"][f"score-{wrong.public_id}"].value() == typed
    assert Enrollment.objects.filter(score=None).count() == 2


def test_emptied_box_takes_the_score_back(desk, scored):
    enrollment = EnrollmentFactory(training_class=scored)
    desk.post(address(scored), score_form((enrollment, "7")))

    desk.post(address(scored), score_form((enrollment, "")))

    enrollment.refresh_from_db()
    assert enrollment.score is None


def as_sent(page):
    """All boxes of a page as a browser would send them without a change."""
    form = page.context["form"]
    boxes = {box.html_name: box.value() for box in form}
    return boxes | {box.html_initial_name: box.value() for box in form}


def test_old_page_takes_back_no_score_that_another_one_has_stored(desk, scored):
    mine, others = EnrollmentFactory.create_batch(2, training_class=scored)
    old_page = desk.get(address(scored))
    desk.post(address(scored), as_sent(old_page) | score_form((others, "7")))

    desk.post(address(scored), as_sent(old_page) | score_form((mine, "9,5")))

    assert f'name="initial-score-{others.public_id}"' in old_page.text
    assert dict(Enrollment.objects.values_list("pk", "score")) == {
        mine.pk: Decimal("9.5"),
        others.pk: Decimal("7.0"),
    }


def test_box_that_was_not_sent_keeps_its_score(desk, scored):
    """Somebody confirmed since the page was read, or another page of the list."""
    enrollment, newer = EnrollmentFactory.create_batch(2, training_class=scored)
    desk.post(address(scored), score_form((newer, "7")))

    desk.post(address(scored), score_form((enrollment, "8")))

    newer.refresh_from_db()
    assert newer.score == Decimal("7.0")


def test_score_of_another_class_is_ignored(desk, scored):
    foreign = EnrollmentFactory(training_class=TrainingClassFactory(over=True))

    desk.post(address(scored), score_form((foreign, "9")))

    foreign.refresh_from_db()
    assert foreign.score is None


def test_class_without_a_scale_takes_no_scores(desk, db):
    enrollment = EnrollmentFactory(training_class=TrainingClassFactory(over=True))

    response = desk.post(address(enrollment.training_class), score_form((enrollment, "9")))

    enrollment.refresh_from_db()
    assert (response.status_code, enrollment.score) == (200, None)


def test_recognizing_asks_first_and_freezes(desk, scored, organizer):
    enrollment = EnrollmentFactory(training_class=scored)
    mark_rest_present(scored.sessions.get(), by=organizer)
    desk.post(address(scored), score_form((enrollment, "8,5")))

    asked = desk.get(address(scored, "manage_finalize"))
    desk.post(address(scored, "manage_finalize"))

    enrollment.refresh_from_db()
    scored.refresh_from_db()
    assert asked.context["completed"] == 1
    assert (enrollment.outcome, enrollment.ranking) == ("completed", "Khá")
    assert scored.finalized_at is not None
    assert desk.get(address(scored)).context["form"] is None


def test_recognizing_with_missing_marks_is_refused(desk, scored):
    enrollment = EnrollmentFactory(training_class=scored)

    asked = desk.get(address(scored, "manage_finalize"))
    response = desk.post(address(scored, "manage_finalize"))

    enrollment.refresh_from_db()
    assert (asked.context["missing"], asked.context["without_score"]) == (1, 1)
    assert response.url == address(scored)
    assert enrollment.outcome == ""


def test_table_costs_the_same_with_three(desk, scored):
    agency = AgencyFactory()
    EnrollmentFactory(training_class=scored, agency=agency)
    with_one = count_queries(desk, address(scored))
    EnrollmentFactory.create_batch(2, training_class=scored, agency=agency)

    assert count_queries(desk, address(scored)) == with_one


def with_letter(training_class, **trainee):
    return EnrollmentFactory(
        training_class=training_class, trainee=TraineeFactory(email="an@example.org", **trainee)
    )


def test_letters_of_the_class_and_no_others(desk, db):
    training_class = TrainingClassFactory()
    with_letter(training_class)
    with_letter(TrainingClassFactory(), full_name="CANARY")
    Letter.objects.filter(training_class=training_class).update(
        state="failed", last_error="<b>hỏng</b>"
    )

    response = desk.get(address(training_class, "manage_letters"))

    assert [row.record.state for row in response.context["table"].rows] == ["failed"]
    assert "&lt;b&gt;hỏng" in response.content.decode()
    assert "CANARY" not in response.content.decode()


@pytest.mark.parametrize(
    "query", [{"state": "sent"}, {"state": "\0"}, {"kind": "x"}, {"sort": "\0"}]
)
def test_letters_are_filtered_and_odd_filters_told(desk, db, query):
    training_class = TrainingClassFactory()
    with_letter(training_class)

    assert desk.get(address(training_class, "manage_letters"), query).status_code == 200


def test_letters_cost_the_same_with_three(desk, db):
    training_class = TrainingClassFactory()
    with_letter(training_class)
    with_one = count_queries(desk, address(training_class, "manage_letters"))
    with_letter(training_class)
    with_letter(training_class)

    assert count_queries(desk, address(training_class, "manage_letters")) == with_one
