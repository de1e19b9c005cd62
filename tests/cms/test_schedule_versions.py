"""Versions of the schedule for the public: what was announced, and what has changed since."""

import datetime as dt
from types import SimpleNamespace

import pytest

from django.utils import timezone

from certificates.runs import schedule_files
from courses.models import TrainingClass
from courses.releasing import release_schedule
from tests.enrollment.pages import count_queries
from tests.factories.courses import SessionFactory, TrainingClassFactory, days_ahead

pytestmark = pytest.mark.django_db

ALL = "/en/schedule/versions/all/"


def change(training_class, **said):
    TrainingClass.objects.filter(pk=training_class.pk).update(**said)


@pytest.fixture
def moved(site_tree):
    """A class of the first version, moved and called differently in the second."""
    training_class = TrainingClassFactory(
        code="MOVED",
        title="Văn thư",
        starts_on=dt.date(2031, 5, 12),
        ends_on=dt.date(2031, 5, 12),
    )
    release_schedule(by=None, note="Đợt đầu")
    days = {"starts_on": dt.date(2031, 5, 14), "ends_on": dt.date(2031, 5, 14)}
    change(training_class, title="Văn thư, lưu trữ", **days)
    release_schedule(by=None, note="Vì hội trường bận")
    return training_class


def test_schedule_is_live_and_tells_what_was_announced(client, moved):
    change(moved, venue_id=TrainingClassFactory(title="Lớp thứ hai").venue_id)

    text = client.get("/en/schedule/").text

    assert "Lớp thứ hai" in text
    assert "Announced as version 2" in text
    assert "Vì hội trường bận" in text
    assert "Moved from 12 to 14 May 2031" in text
    assert f'href="{ALL}"' in text


def test_changes_are_told_version_by_version(client, moved):
    text = client.get(ALL).text

    assert text.index("Vì hội trường bận") < text.index("Đợt đầu")
    assert "Moved from 12 to 14 May 2031" in text
    assert "New title: “Văn thư, lưu trữ” instead of “Văn thư”" in text
    assert 'href="/en/schedule/MOVED/"' in text
    assert "The first version of the schedule." in text


def test_changes_speak_the_language_of_the_page(client, moved):
    assert "Moved from" not in client.get("/lich-mo-lop/").text


def test_a_version_stays_as_it_was_announced(client, moved):
    text = client.get("/en/schedule/versions/1/").text

    assert "12/05/2031" in text
    assert "Văn thư, lưu trữ" not in text
    assert "A later version was announced since." in text


def test_a_class_that_is_gone_is_still_told(client, moved):
    moved.delete()

    for address in (ALL, "/en/schedule/versions/2/"):
        text = client.get(address).text
        assert "Văn thư, lưu trữ" in text
        assert 'href="/en/schedule/MOVED/"' not in text


def test_before_the_first_version_nothing_is_claimed(client, site_tree):
    TrainingClassFactory()

    assert "Announced as version" not in client.get("/en/schedule/").text
    assert "No version has been announced yet" in client.get(ALL).text
    assert client.get("/en/schedule/versions/1/").status_code == 404


def test_versions_have_pages_at_a_constant_cost(client, moved):
    def grow(count):
        for _one in range(count):
            change(moved, title=f"Tên {count} {_one}")
            release_schedule(by=None)

    few = count_queries(client, ALL)
    grow(9)

    assert count_queries(client, ALL) == few
    assert "Page 1 of 2" in client.get(ALL).text
    assert "Đợt đầu" in client.get(f"{ALL}?page=2").text


def test_a_class_with_the_code_of_a_route_has_its_page(client, site_tree):
    TrainingClassFactory(code="versions", title="Lớp trùng tên")

    assert "Lớp trùng tên" in client.get("/en/schedule/versions/").text


def test_the_paper_is_ordered_once_and_then_handed_out(client, site_tree, monkeypatch):
    ordered = []
    draw = schedule_files.draw_year_schedule.func
    worker = SimpleNamespace(enqueue=lambda *told: ordered.append(told))
    monkeypatch.setattr(schedule_files, "draw_year_schedule", worker)
    year = TrainingClassFactory(starts_on=days_ahead(0), ends_on=days_ahead(1)).year
    release = release_schedule(by=None)
    address = f"/en/schedule/years/{year}.pdf"

    waiting = [client.get(address) for _asked in range(3)]

    assert [one.status_code for one in waiting] == [202] * 3
    assert waiting[0].headers["Refresh"] == "4"
    assert ordered == [(release.number, year)]

    draw(release.number, year)
    paper = client.get(address)

    assert paper.status_code == 200
    assert b"".join(paper.streaming_content).startswith(b"%PDF-")


@pytest.mark.parametrize("year", [2009, 0, 99999])
def test_a_year_that_was_not_announced_has_no_paper(client, site_tree, year):
    TrainingClassFactory()
    release_schedule(by=None)

    assert client.get(f"/en/schedule/years/{year}.pdf").status_code == 404


def test_feed_names_new_classes_first_and_follows_the_filter(client, site_tree):
    older = TrainingClassFactory(title="Văn thư", registration_opens_at=timezone.now())
    older.registration_opens_at -= dt.timedelta(days=40)
    older.save()
    TrainingClassFactory(title="Văn phòng", status="canceled")
    TrainingClassFactory(title="Chữ ký số")
    TrainingClassFactory(title="Văn nháp", status="draft")

    response = client.get("/en/schedule/rss.xml?q=van")

    assert response.headers["Content-Type"].startswith("application/rss+xml")
    assert "<title>Canceled: Văn phòng</title>" in response.text
    assert response.text.index("Văn phòng") < response.text.index("Văn thư")
    assert "Chữ ký số" not in response.text
    assert "Văn nháp" not in response.text


def test_feed_costs_the_same_for_many(client, site_tree):
    TrainingClassFactory()
    one = count_queries(client, "/en/schedule/rss.xml")
    TrainingClassFactory.create_batch(5)

    assert count_queries(client, "/en/schedule/rss.xml") == one


def test_calendar_follows_the_filter(client, site_tree):
    wanted = SessionFactory(training_class=TrainingClassFactory(title="Văn thư"))
    SessionFactory(training_class=TrainingClassFactory(title="Chữ ký số"))

    text = client.get("/lich-mo-lop/lich.ics?q=van").text

    assert text.count("BEGIN:VEVENT") == 1
    assert f"{wanted.training_class.code}-{wanted.pk}@" in text


def test_calendar_keeps_what_has_just_been_held(client, site_tree):
    past = TrainingClassFactory(over=True)
    SessionFactory(training_class=past)

    assert client.get("/lich-mo-lop/lich.ics").text.count("BEGIN:VEVENT") == 1
