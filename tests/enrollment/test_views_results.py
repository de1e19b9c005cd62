"""Results at the desk: exact fractions, scores with comma or point, recognition; letters."""

import io
from decimal import Decimal

import pytest
from openpyxl import load_workbook

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from enrollment.models import Enrollment, EntitlementException, Letter, ScoreDraft
from enrollment.running.attendance import mark_rest_present, record_attendance, record_marks
from enrollment.running.exceptions import make_exception
from enrollment.running.recognition import finalize_class
from enrollment.running.scores import record_scores
from tests.enrollment.pages import count_queries
from tests.factories.courses import SessionFactory, TenPointSchemeFactory, TrainingClassFactory
from tests.factories.enrollment import AgencyFactory, EnrollmentFactory, TraineeFactory


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


def test_table_says_of_whom_it_cannot_be_reached_any_more(desk, db):
    training_class = TrainingClassFactory(over=True)
    first = SessionFactory(training_class=training_class, part="morning", periods=5)
    SessionFactory(training_class=training_class, part="afternoon", periods=5)
    enrollment = EnrollmentFactory(training_class=training_class)
    record_attendance(first, enrollment, "absent", by=None)

    told = desk.get(f"/en{address(training_class)}").content.decode()

    assert "0/10 periods, 80 % needed: <span" in told
    assert "cannot be reached any more." in told


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


def decision(**ticks):
    day = timezone.localdate().strftime("%d/%m/%Y")
    return {"number": "12-QĐ/VPTU", "decided_on": day, "decided_by": "Chánh Văn phòng", **ticks}


def test_recognizing_asks_first_and_freezes(desk, scored, organizer):
    enrollment = EnrollmentFactory(training_class=scored)
    mark_rest_present(scored.sessions.get(), by=organizer)
    desk.post(address(scored), score_form((enrollment, "8,5")))

    asked = desk.get(address(scored, "manage_finalize"))
    unasked = desk.post(address(scored, "manage_finalize"), decision())
    desk.post(address(scored, "manage_finalize"), decision(sessions_open="on"))

    enrollment.refresh_from_db()
    scored.refresh_from_db()
    assert asked.context["completed"] == 1
    assert [one["code"] for one in asked.context["soft"]] == ["sessions_open"]
    assert (unasked.status_code, list(unasked.context["form"].errors)) == (422, ["sessions_open"])
    assert (scored.recognition.number, scored.recognition.completed) == ("12-QĐ/VPTU", 1)
    assert (enrollment.outcome, enrollment.ranking) == ("completed", "Khá")
    assert scored.finalized_at is not None
    assert desk.get(address(scored)).context["form"] is None


def test_recognizing_with_missing_marks_is_refused(desk, scored):
    enrollment = EnrollmentFactory(training_class=scored)

    asked = desk.get(address(scored, "manage_finalize"))
    response = desk.post(address(scored, "manage_finalize"), decision(sessions_open="on"))

    enrollment.refresh_from_db()
    assert [one["code"] for one in asked.context["hard"]] == ["roll_incomplete"]
    assert reverse("enrollment:roll_call", args=[scored.code]) in asked.text
    assert (response.status_code, enrollment.outcome) == (422, "")


def test_recognition_is_taken_back_by_an_administrator_alone(
    client, scored, organizer, administrator
):
    EnrollmentFactory(training_class=scored)
    mark_rest_present(scored.sessions.get(), by=organizer)
    finalize_class(scored, by=organizer)
    url = address(scored, "manage_recognition_undo")
    client.force_login(organizer)
    forbidden = client.post(url, {"reason": "Nhầm"}).status_code
    client.force_login(administrator)

    empty = client.post(url, {"reason": ""}).status_code
    done = client.post(url, {"reason": "Nhập nhầm điểm"})

    scored.refresh_from_db()
    assert (forbidden, empty, done.url) == (403, 422, address(scored))
    assert scored.finalized_at is None


def test_list_says_who_is_entitled_who_is_not_and_why(desk, scored):
    an, binh, chi = (
        EnrollmentFactory(training_class=scored, trainee=TraineeFactory(full_name=name))
        for name in ("Bùi Thị An", "Lê Văn Bình", "Hà Thị Chi")
    )
    marks = {an.pk: "present", binh.pk: "absent", chi.pk: "present"}
    record_marks(scored.sessions.get(), marks, by=None)
    record_scores(scored, {an.pk: Decimal("8.5"), binh.pk: Decimal("9.0")}, by=None)
    make_exception(binh, is_entitled=True, reason="Trực bầu cử", by=None)

    def shown(group):
        rows = desk.get(address(scored), {"show": group}).context["rows"]
        return [row["enrollment"].full_name for row in rows]

    page = desk.get(address(scored))
    assert [count for _name, _label, count in page.context["filters"]] == [2, 1, 0, 1]
    assert shown("entitled") == ["Bùi Thị An", "Lê Văn Bình"]
    assert shown("open") == ["Hà Thị Chi"]
    assert shown("not_entitled") == []
    assert shown("exception") == ["Lê Văn Bình"]
    assert "Trực bầu cử" in page.text
    assert len(shown("\0")) == 3


def test_list_is_downloaded_as_it_is_filtered(desk, scored):
    for name in ("Bùi Thị An", "=Lê Văn Bình"):
        EnrollmentFactory(training_class=scored, trainee=TraineeFactory(full_name=name))
    record_marks(scored.sessions.get(), dict.fromkeys(people_of(scored), "absent"), by=None)
    url = address(scored, "manage_completion_xlsx")

    everybody, nobody = (
        list(load_workbook(io.BytesIO(desk.get(url, query).content)).active.values)
        for query in ({}, {"show": "entitled"})
    )

    assert [row[1] for row in everybody[1:]] == ["Bùi Thị An", "'=Lê Văn Bình"]
    assert everybody[1][4:6] == (0, 4)
    assert len(nobody) == 1


def people_of(training_class):
    return Enrollment.objects.for_class(training_class).values_list("pk", flat=True)


def test_exception_is_made_changed_and_taken_back(desk, scored):
    enrollment = EnrollmentFactory(training_class=scored)
    url = reverse("enrollment:manage_exception", args=[scored.code, enrollment.public_id])

    refused = desk.post(url, {"is_entitled": "yes", "reason": " "})
    made = desk.post(url, {"is_entitled": "yes", "reason": "Trực bầu cử"})
    kept = EntitlementException.objects.get()
    desk.post(url, {"remove": "yes"})

    assert (refused.status_code, made.url) == (422, address(scored))
    assert (kept.is_entitled, kept.reason) == (True, "Trực bầu cử")
    assert not EntitlementException.objects.exists()


def test_exception_of_somebody_elsewhere_is_not_found(desk, scored):
    other = EnrollmentFactory()
    url = reverse("enrollment:manage_exception", args=[scored.code, other.public_id])

    assert desk.get(url).status_code == 404


def test_second_attempt_has_a_box_of_its_own(desk, scored):
    type(scored.ranking_scheme).objects.update(attempts=2)
    enrollment = EnrollmentFactory(training_class=scored)
    name = f"score-{enrollment.public_id}"

    alone = desk.post(address(scored), {f"{name}-2": "8"}, follow=True)
    desk.post(address(scored), {name: "4", f"{name}-2": "8,5"})

    enrollment.refresh_from_db()
    assert enrollment.score == Decimal("8.5")
    assert "alert-error" in alone.text


def test_score_sheet_is_pasted_mended_and_stored(desk, scored):
    first, second = (
        EnrollmentFactory(training_class=scored, trainee=TraineeFactory(full_name=name))
        for name in ("Bùi Thị An", "Lê Văn Bình")
    )
    pasted = "STT\tHọ và tên\tĐiểm\n1\tBùi Thị An\t8,5\n2\tLê Văn Bính\t77"

    page = desk.post(address(scored, "manage_score_sheet"), {"pasted": pasted}, follow=True)
    draft = ScoreDraft.objects.get()
    refused = desk.post(reverse("enrollment:manage_score_commit", args=[draft.public_id]))
    row = reverse("enrollment:manage_score_row", args=[draft.public_id, 3])
    opened = desk.get(row)
    desk.post(row, {"same": str(second.public_id), "score_1": "7,5"})
    stored = desk.post(reverse("enrollment:manage_score_commit", args=[draft.public_id]))

    assert page.context["judgment"].counts == {"off_scale": 1, "new": 1}
    assert "nằm ngoài thang điểm từ 0 đến 10." in page.content.decode()
    assert (refused.status_code, opened.status_code) == (422, 200)
    assert stored.url == address(scored)
    assert [score_of(one) for one in (first, second)] == [Decimal("8.5"), Decimal("7.5")]
    assert desk.get(page.request["PATH_INFO"]).status_code == 302


def score_of(enrollment):
    return Enrollment.objects.get(pk=enrollment.pk).score


def test_score_sheet_of_somebody_else_is_not_found(client, scored, organizer, administrator):
    draft = ScoreDraft.objects.create(
        training_class=scored, by=administrator, made_at=timezone.now()
    )
    client.force_login(organizer)

    for name in ("manage_score_draft", "manage_score_commit"):
        url = reverse(f"enrollment:{name}", args=[draft.public_id])
        assert client.post(url).status_code == 404


@pytest.mark.parametrize(
    ("sent", "box"),
    [
        ({}, "pasted"),
        ({"pasted": "x", "file": b"x"}, "pasted"),
        ({"pasted": "Họ và tên\tGhi chú\nAn\tx"}, "pasted"),
        ({"file": b"\x89PNG\r\n\x1a\n" + bytes(range(256))}, "file"),
    ],
)
def test_what_is_no_score_sheet_is_told_beside_the_box(desk, scored, sent, box):
    if "file" in sent:
        sent = sent | {"file": SimpleUploadedFile("diem.xlsx", sent["file"])}

    response = desk.post(address(scored, "manage_score_sheet"), sent)

    assert response.status_code == 422
    assert list(response.context["form"].errors) == [box]
    assert not ScoreDraft.objects.exists()


def test_class_without_scores_has_no_score_sheet(desk, db):
    training_class = TrainingClassFactory(over=True)

    for name in ("manage_score_sheet", "manage_score_template"):
        assert desk.get(address(training_class, name)).status_code == 404


def test_score_sheet_of_the_class_is_sent_back_as_it_came(desk, scored):
    EnrollmentFactory(training_class=scored, trainee=TraineeFactory(full_name="Quách Thị Ước"))
    body = desk.get(address(scored, "manage_score_template")).content

    page = desk.post(
        address(scored, "manage_score_sheet"),
        {"file": SimpleUploadedFile("diem.xlsx", body)},
        follow=True,
    )

    assert page.context["judgment"].counts == {"empty": 1}


def test_draft_costs_the_same_with_many(desk, scored, organizer):
    counts = []
    for number in (1, 30):
        draft = ScoreDraft.objects.create(
            training_class=scored,
            by=organizer,
            made_at=timezone.now(),
            rows=[{"line": n, "cells": {"full_name": f"Tên {n}"}} for n in range(number)],
        )
        url = reverse("enrollment:manage_score_draft", args=[draft.public_id])
        counts.append(count_queries(desk, url))

    assert counts[0] == counts[1]


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
