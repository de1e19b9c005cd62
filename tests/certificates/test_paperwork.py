"""The papers of a class: each says what the class says, and the set comes as one file."""

from decimal import Decimal

import pytest

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from certificates.documents.name_cards import size_for
from certificates.documents.score_words import in_words
from certificates.models import IssueRun
from certificates.papers.paperwork import PAPERWORK
from certificates.papers.people import by_result
from certificates.pdf.render import render_document
from certificates.runs import tasks
from certificates.sums import TotalsDisagree
from courses.paper_fonts import line_count, text_width
from enrollment.models import Enrollment
from tests.certificates import papers
from tests.certificates.classes import body_with_signatory, held_class
from tests.factories.enrollment import AgencyFactory, TraineeFactory

pytestmark = pytest.mark.django_db

NAMES = ("Quách Thị Ước", "Nguyễn Hoàng Phương Thảo Vy", "Ân")
BY_SLUG = {paper.slug: paper for paper in PAPERWORK}


@pytest.fixture
def training_class():
    agency = AgencyFactory(name="Ủy ban Kiểm tra Tỉnh ủy")
    return held_class(
        [TraineeFactory(full_name=name) for name in NAMES],
        absent=("Ân",),
        agency=agency,
        issuing_body=body_with_signatory(language="vi"),
    )


@pytest.mark.pdf
@pytest.mark.parametrize("slug", sorted(set(BY_SLUG) - {"timetable", "hand-over-list"}))
def test_every_paper_of_people_names_them(training_class, slug):
    text = papers.text_of(render_document(BY_SLUG[slug].make(training_class)))

    wanted = ["Ủy ban Kiểm tra Tỉnh ủy"] if slug == "class-report" else NAMES
    assert [one for one in wanted if one not in text] == []


@pytest.mark.pdf
def test_timetable_says_when_and_how_long(training_class):
    session = training_class.sessions.get()

    text = papers.text_of(render_document(BY_SLUG["timetable"].make(training_class)))

    assert "THỜI KHÓA BIỂU" in text
    assert f"{session.starts_at:%H:%M}–{session.ends_at:%H:%M}" in text
    assert f"1 buổi, {session.periods} tiết" in text


def test_report_counts_who_came_and_who_completed(training_class):
    report = BY_SLUG["class-report"].make(training_class)

    report.check()
    assert (report.people, report.completed) == (3, 2)
    assert [(row.present, row.excused, row.absent) for row in report.sessions] == [(2, 0, 1)]
    assert sum(count for _result, count in report.results) == 3


def test_report_that_contradicts_itself_is_refused(training_class):
    report = BY_SLUG["class-report"].make(training_class)
    object.__setattr__(report, "completed", 3)

    with pytest.raises(TotalsDisagree):
        report.check()


def test_recognition_list_counts_each_result(training_class):
    paper = BY_SLUG["recognition-list"].make(training_class)

    paper.check()
    assert dict(paper.results) == {"Hoàn thành": 2, "Không hoàn thành": 1}


def test_results_are_counted_from_the_best_rank_down():
    people = [
        Enrollment(ranking=rank, outcome=outcome, score=Decimal(score))
        for rank, outcome, score in (
            ("", "", 0),
            ("", "not_completed", 4),
            ("Khá", "completed", 7),
            ("Khá", "completed", 8),
            ("Xuất sắc", "completed", 9),
        )
    ]

    with translation.override("en"):
        counted = by_result(people)

    expected = (("Xuất sắc", 1), ("Khá", 2), ("Not completed", 1), ("not decided", 1))
    assert counted == expected


def test_list_before_the_decision_leaves_room_for_its_number(training_class):
    paper = BY_SLUG["recognition-list"].make(training_class)

    assert "………" in paper.decision or "số" in paper.decision


@pytest.mark.parametrize("slug", sorted(BY_SLUG))
def test_papers_cost_as_many_queries_for_many_people_as_for_few(
    slug, training_class, django_assert_num_queries
):
    crowd = held_class([TraineeFactory() for _number in range(20)])
    make = BY_SLUG[slug].make

    with CaptureQueriesContext(connection) as few:
        make(training_class)

    with django_assert_num_queries(len(few)):
        make(crowd)


@pytest.mark.parametrize(
    ("score", "words"),
    [("8.5", "tám phẩy năm"), ("10.0", "mười"), ("0.5", "không phẩy năm"), ("7.0", "bảy")],
)
def test_score_in_words(score, words):
    with translation.override("vi"):
        assert in_words(Decimal(score)) == words


@pytest.mark.parametrize("name", ["Ân", "Nguyễn Hoàng Phương Thảo Vy Trần Đặng", "X" * 40])
def test_name_on_a_card_breaks_no_word(name):
    sizes = tuple(float(size) for size in range(54, 5, -2))

    size = size_for(name, 184.0, sizes)

    assert line_count(name, "serif-bold", size, 184.0) <= 2
    assert all(text_width(word, "serif-bold", size) <= 184.0 for word in name.split())


def test_the_set_is_made_in_the_background_and_read_as_one_file(training_class, client, organizer):
    client.force_login(organizer)
    page = reverse("certificates:class_papers", args=[training_class.code])

    client.post(
        reverse("certificates:class_papers_make", args=[training_class.code]),
        {"paper": ["timetable", "score-sheet", "nonsense"]},
    )
    run = IssueRun.objects.get(kind=IssueRun.Kind.PAPERWORK)
    assert run.options == {"papers": ["timetable", "score-sheet"]}
    assert "0/2" in client.get(page).content.decode()

    tasks.render_run.func(str(run.public_id))
    answer = client.get(reverse("certificates:class_papers_pdf", args=[training_class.code]))

    text = papers.text_of(b"".join(answer.streaming_content))
    assert "THỜI KHÓA BIỂU" in text
    assert "BẢNG ĐIỂM" in text
    assert "hx-get" not in client.get(page).content.decode()


def test_a_set_of_nothing_is_refused(training_class, client, organizer):
    client.force_login(organizer)

    client.post(reverse("certificates:class_papers_make", args=[training_class.code]))

    assert not IssueRun.objects.exists()


@pytest.mark.parametrize("name", ["class_paper", "class_papers_pdf"])
def test_a_paper_that_is_not_there_is_not_found(training_class, client, organizer, name):
    client.force_login(organizer)
    kind = ["nonsense"] if name == "class_paper" else []

    answer = client.get(reverse(f"certificates:{name}", args=[training_class.code, *kind]))

    assert answer.status_code == 404
