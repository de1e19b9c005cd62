"""The printed schedule of a year: as it was released, never as it was changed since."""

import datetime as dt

import pytest

from django.utils import translation

from certificates.documents.year_schedule import ScheduledClass, YearSchedule
from certificates.papers.year_schedule import next_schedule, released_schedule
from certificates.pdf.render import render_document
from certificates.runs import schedule_files
from certificates.sums import TotalsDisagree
from courses.models import SchedulePaper, TrainingClass
from courses.releasing import release_schedule
from tests.certificates.papers import text_of
from tests.factories.courses import SessionFactory, TrainingClassFactory

pytestmark = pytest.mark.django_db

DAY = dt.date(2031, 5, 12)
LONG = "Bồi dưỡng kỹ năng ứng dụng công nghệ thông tin và bảo đảm an toàn thông tin " * 2


def class_on(day, **said):
    return TrainingClassFactory(starts_on=day, ends_on=day, **said)


def test_paper_says_what_was_released():
    training_class = class_on(DAY, title="Văn thư", audience="Cán bộ xã", is_demo=True)
    SessionFactory(training_class=training_class)
    class_on(DAY, status="canceled")
    class_on(dt.date(2032, 1, 5))
    release = release_schedule(by=None, note="Đợt 1")
    TrainingClass.objects.update(title="Khác")

    paper = released_schedule(release, 2031)

    assert [one.title for one in paper.classes][:1] == ["Văn thư"]
    assert (paper.classes[0].half_days, paper.classes[0].audience) == (1, "Cán bộ xã")
    assert (len(paper.classes), paper.held_count) == (2, 1)
    assert (paper.version, paper.note, paper.is_sample) == (1, "Đợt 1", True)
    assert released_schedule(release, 2030) is None


def test_draft_is_what_would_be_released_and_says_so():
    class_on(DAY, title="Cũ")
    release_schedule(by=None)
    TrainingClass.objects.update(title="Mới")

    paper = next_schedule(2031)

    assert (paper.classes[0].title, paper.is_draft, paper.version) == ("Mới", True, 0)


def test_false_total_is_refused():
    class_on(DAY)
    paper = next_schedule(2031)
    false = YearSchedule(heading=paper.heading, year=2031, classes=paper.classes, held_count=2)

    with translation.override("vi"), pytest.raises(TotalsDisagree):
        false.check()


def test_the_body_with_most_classes_stands_at_the_head():
    few, many = class_on(DAY), class_on(DAY)
    class_on(DAY, issuing_body=many.issuing_body)

    assert next_schedule(2031).heading.issuer == many.issuing_body.name
    assert few.issuing_body.name != many.issuing_body.name


def test_long_titles_of_forty_classes_are_printed_whole():
    class_on(DAY)
    paper = next_schedule(2031)
    lines = tuple(
        ScheduledClass(f"L-{n}", f"{LONG}{n}", DAY, DAY, audience=LONG, place=LONG)
        for n in range(40)
    )
    body = render_document(
        YearSchedule(heading=paper.heading, year=2031, classes=lines, held_count=40)
    )

    text = text_of(body)

    assert body.startswith(b"%PDF-")
    assert all(f"L-{n}" in text for n in range(40))


def test_paper_is_drawn_once_however_often_it_is_told():
    class_on(DAY)
    release = release_schedule(by=None)
    for _delivery in range(2):
        schedule_files.draw_year_schedule.func(release.number, 2031)

    assert SchedulePaper.objects.count() == 1
    with schedule_files.open_paper(release, 2031) as file:
        assert file.read(5) == b"%PDF-"


def test_year_is_printed_from_the_last_version_that_names_it():
    gone = class_on(DAY)
    first = release_schedule(by=None)
    class_on(dt.date(2032, 1, 5))
    gone.delete()
    second = release_schedule(by=None)

    assert schedule_files.release_of_year(2031) == first
    assert schedule_files.release_of_year(2032) == second
    assert schedule_files.release_of_year(2029) is None
