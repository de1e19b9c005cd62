"""Releasing the schedule at the desk: the changes are seen before they are announced."""

import re

import pytest

from certificates.runs import schedule_files
from courses.models import ScheduleRelease, TrainingClass
from courses.releasing import release_schedule
from tests.enrollment.pages import count_queries
from tests.factories.courses import TrainingClassFactory

pytestmark = pytest.mark.django_db

DESK = "/en/manage/schedule/"
RELEASE = f"{DESK}release/"


@pytest.fixture(autouse=True)
def ordered(monkeypatch):
    """The papers that were ordered; nobody draws them here."""
    papers = []
    monkeypatch.setattr(schedule_files, "order_paper", lambda *told: papers.append(told[1]))
    return papers


def seen(desk):
    """What the confirmation was shown with."""
    return re.search(r'name="seen" value="(\w+)"', desk.get(RELEASE).text)[1]


def test_first_version_is_offered_as_such(desk, site_tree):
    TrainingClassFactory()

    assert "The first version can be released" in desk.get(DESK).text


def test_without_classes_there_is_nothing_to_release(desk, site_tree):
    assert "No version yet" in desk.get(DESK).text
    assert "There is no class to announce yet." in desk.get(RELEASE).text


def test_changes_since_the_last_version_are_shown(desk, site_tree):
    training_class = TrainingClassFactory(title="Văn thư")
    release_schedule(by=None)
    assert "Nothing has changed since version 1" in desk.get(DESK).text
    TrainingClass.objects.filter(pk=training_class.pk).update(title="Lưu trữ")

    for address in (DESK, RELEASE):
        text = desk.get(address).text
        assert "New title: “Lưu trữ” instead of “Văn thư”" in text
        assert "Release version 2" in text


def test_confirmed_version_is_released_and_its_papers_ordered(desk, site_tree, organizer, ordered):
    training_class = TrainingClassFactory()

    response = desk.post(RELEASE, {"note": " Đợt 1 ", "seen": seen(desk)}, follow=True)

    release = ScheduleRelease.objects.get()
    assert (release.note, release.released_by) == ("Đợt 1", organizer)
    assert ordered == [training_class.year]
    assert "Version 1 of the schedule is released." in response.text
    assert 'href="/en/schedule/versions/1/"' in response.text


def test_what_was_not_seen_is_not_released(desk, site_tree):
    """A class changes between the look and the button: the page comes back, the note stays."""
    training_class = TrainingClassFactory()
    release_schedule(by=None)
    TrainingClass.objects.filter(pk=training_class.pk).update(title="Một")
    looked = seen(desk)
    TrainingClass.objects.filter(pk=training_class.pk).update(title="Hai")

    response = desk.post(RELEASE, {"note": "Vì bận", "seen": looked})

    assert response.status_code == 422
    assert "The schedule has changed meanwhile." in response.text
    assert 'value="Vì bận"' in response.text
    assert "“Hai”" in response.text
    again = re.search(r'name="seen" value="(\w+)"', response.text)[1]
    assert desk.post(RELEASE, {"note": "Vì bận", "seen": again}).status_code == 302


def test_second_press_releases_nothing(desk, site_tree):
    TrainingClassFactory()
    looked = seen(desk)
    desk.post(RELEASE, {"seen": looked})

    response = desk.post(RELEASE, {"seen": looked})

    assert response.status_code == 422
    assert ScheduleRelease.objects.count() == 1


@pytest.mark.parametrize("note", ["x" * 501, "a\x00b"])
def test_note_nobody_can_read_is_refused_beside_its_field(desk, site_tree, note):
    TrainingClassFactory()

    response = desk.post(RELEASE, {"note": note, "seen": seen(desk)})

    assert response.status_code == 422
    assert "is-invalid" in response.text
    assert not ScheduleRelease.objects.exists()


def test_draft_is_printed_for_a_year_with_classes(desk, site_tree):
    year = TrainingClassFactory().year

    response = desk.get(f"{DESK}{year}.pdf")

    assert response.content.startswith(b"%PDF-")
    assert "no-store" in response.headers["Cache-Control"]
    assert desk.get(f"{DESK}1999.pdf").status_code == 404


def test_versions_have_pages_at_a_constant_cost(desk, site_tree):
    training_class = TrainingClassFactory()

    def release(count):
        for number in range(count):
            TrainingClass.objects.filter(pk=training_class.pk).update(title=f"{count} {number}")
            release_schedule(by=None)

    release(1)
    one = count_queries(desk, DESK)
    release(29)

    assert count_queries(desk, DESK) == one
    assert "Page 1 of 2" in desk.get(DESK).text
