"""The page of a class: all that one needs to come, for people and for search machines."""

import datetime as dt
import json
import re
from urllib.parse import parse_qs, urlsplit

import pytest

from django.core.cache import caches
from django.core.files.base import ContentFile
from django.utils import timezone

from courses.models import TrainingClass
from enrollment.materials import add_material
from enrollment.models import EntryRule, NominationRound, TargetGroup
from tests.cms.test_home import days, move
from tests.enrollment.pages import count_queries
from tests.factories.courses import (
    CourseFactory,
    InstructorFactory,
    SessionFactory,
    TrainingClassFactory,
    VenueFactory,
)
from tests.factories.enrollment import (
    AgencyFactory,
    AgencyLevelFactory,
    EnrollmentFactory,
    TraineeFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

QUERIES = 15


def text_of(client, training_class, language="en"):
    where = "en/schedule" if language == "en" else "lich-mo-lop"
    return client.get(f"/{where}/{training_class.code}/").text


def data_of(client, training_class):
    text = text_of(client, training_class)
    return json.loads(re.search(r'ld\+json">(.*?)</script>', text, re.DOTALL)[1])


def shared(client, training_class, language="en"):
    text = text_of(client, training_class, language)
    return re.search(r'<textarea id="share-text"[^>]*>(.*?)</textarea>', text, re.DOTALL)[1]


def test_search_machines_find_all_that_they_require(client, site_tree):
    course = CourseFactory(name="Chữ ký số", description="Cài đặt.\n\nSử dụng.")
    training_class = TrainingClassFactory(course=course, title="Chữ ký số (lớp 1)")
    SessionFactory(training_class=training_class)

    data = data_of(client, training_class)
    (instance,) = data["hasCourseInstance"]

    assert (data["@context"], data["@type"]) == ("https://schema.org", "Course")
    assert data["name"] == "Chữ ký số"
    assert data["description"] == "Cài đặt. Sử dụng."
    assert data["provider"]["name"] == training_class.issuing_body.name
    assert data["offers"]["category"] == "Free"
    assert data["url"].endswith("/en/schedule/courses/chu-ky-so/")
    assert instance["@type"] == "CourseInstance"
    assert instance["courseMode"] == "Onsite"
    assert instance["courseWorkload"] == "PT3H30M"
    assert instance["location"]["name"] == training_class.venue.name
    assert instance["url"].endswith(f"/en/schedule/{training_class.code}/")


def test_search_machines_read_first_and_last_minute_of_the_timetable(client, site_tree):
    training_class = TrainingClassFactory(
        starts_on=dt.date(2100, 3, 1), ends_on=dt.date(2100, 3, 2)
    )
    last = training_class.ends_on
    SessionFactory(training_class=training_class)
    SessionFactory(
        training_class=training_class,
        held_on=last,
        part="afternoon",
        starts_at=dt.time(13, 30),
        ends_at=dt.time(17),
    )

    (instance,) = data_of(client, training_class)["hasCourseInstance"]

    assert instance["startDate"] == "2100-03-01T07:30+07:00"
    assert instance["endDate"] == "2100-03-02T17:00+07:00"
    assert instance["courseWorkload"] == "PT7H"
    assert instance["courseSchedule"]["repeatCount"] == 2


def test_class_without_hours_counts_its_days(client, site_tree):
    training_class = TrainingClassFactory(**days(5, length=3))

    (instance,) = data_of(client, training_class)["hasCourseInstance"]

    assert instance["courseWorkload"] == "P3D"
    assert instance["startDate"] == training_class.starts_on.isoformat()


def test_no_text_ends_the_block_of_data(client, site_tree):
    training_class = TrainingClassFactory(title="A </script><b>B</b>", capacity=30, seats_taken=2)

    (instance,) = data_of(client, training_class)["hasCourseInstance"]

    assert instance["name"] == "A </script><b>B</b>"
    assert instance["remainingAttendeeCapacity"] == 28


@pytest.mark.parametrize(
    "fields", [{"over": True}, {"registration_closes_at": timezone.now() - dt.timedelta(days=1)}]
)
def test_search_machines_read_no_seats_once_registration_is_over(client, site_tree, fields):
    """They would tell how many people came, which public statistics may hide."""
    training_class = TrainingClassFactory(capacity=30, seats_taken=2, **fields)

    assert "AttendeeCapacity" not in text_of(client, training_class)
    assert "28" not in shared(client, training_class)


def test_called_off_class_is_said_to_be_so_everywhere(client, site_tree):
    training_class = TrainingClassFactory(status=TrainingClass.Status.CANCELED)

    (instance,) = data_of(client, training_class)["hasCourseInstance"]

    assert instance["eventStatus"] == "https://schema.org/EventCancelled"
    assert "This class is canceled." in shared(client, training_class)


def test_text_to_pass_on_says_what_when_where_for_whom_until_when(client, site_tree):
    training_class = TrainingClassFactory(
        title="Chữ ký số",
        audience="cán bộ văn thư",
        venue=VenueFactory(name="Hội trường", address="Đường Trần Hưng Đạo"),
        **days(14, length=2),
    )
    closes = timezone.localtime(training_class.registration_closes_at)

    lines = shared(client, training_class, "vi").split("\n")

    assert lines[0] == "Chữ ký số"
    assert f"{training_class.starts_on:%d/%m/%Y} – {training_class.ends_on:%d/%m/%Y}" in lines[1]
    assert lines[2].endswith("Hội trường, Đường Trần Hưng Đạo")
    assert lines[3].endswith("cán bộ văn thư")
    assert f"{closes:%H:%M %d/%m/%Y}" in lines[4]
    assert lines[5].endswith(f"/lich-mo-lop/{training_class.code}/")


def test_letter_opens_with_the_whole_text(client, site_tree):
    training_class = TrainingClassFactory(title="Ký số & mã hóa 100 %? #1")

    address = re.search(r'href="(mailto:[^"]*)"', text_of(client, training_class))[1]
    letter = parse_qs(urlsplit(address.replace("&amp;", "&")).query)

    assert letter["subject"] == ["Ký số & mã hóa 100 %? #1"]
    assert letter["body"][0].split("\r\n")[0] == "Ký số & mã hóa 100 %? #1"
    assert letter["body"][0].endswith(f"/en/schedule/{training_class.code}/")


def test_what_needs_a_script_stays_hidden_without_one(client, site_tree):
    text = text_of(client, TrainingClassFactory())

    assert re.findall(r"<button[^>]*data-(?:copy|share)=[^>]*>", text)
    assert all(
        " hidden " in button
        for button in re.findall(r"<button[^>]*data-(?:copy|share)=[^>]*>", text)
    )


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({}, "the registration is confirmed at once"),
        ({"registration": "approval"}, "The organizers decide on each registration."),
        ({"registration": "approval", "approval": "both"}, "and then the organizers decide"),
        ({"registration": "nomination"}, "Tell the coordinator of the own agency"),
    ],
)
def test_page_tells_how_one_comes_into_the_class(client, site_tree, fields, words):
    assert words in text_of(client, TrainingClassFactory(**fields))


def test_page_tells_until_when_agencies_name_people(client, site_tree):
    deadline = timezone.now() + dt.timedelta(days=6)
    training_class = TrainingClassFactory(registration="nomination", **days(20))
    NominationRound.objects.create(
        training_class=training_class, opened_at=timezone.now(), deadline=deadline
    )

    shown = f"{timezone.localtime(deadline):%d/%m/%Y %H:%M}"
    assert f"until {shown}" in text_of(client, training_class).split("how-to-come")[-1]


def test_nobody_is_told_how_to_come_to_what_is_over(client, site_tree):
    assert "How to take part" not in text_of(client, TrainingClassFactory(over=True))


def test_page_tells_what_has_changed(client, site_tree):
    training_class = TrainingClassFactory(**days(20))
    move(training_class, at=timezone.now())

    text = text_of(client, training_class)

    assert "What has changed" in text
    assert "What has changed" not in text_of(client, TrainingClassFactory())


def test_materials_are_shown_to_the_people_of_the_class_alone(client, site_tree, organizer):
    training_class = TrainingClassFactory()
    file = ContentFile("Bài mở đầu".encode(), name="bai-1.txt")
    add_material(training_class, title="Bài giảng số 1", file=file, by=organizer)
    member, stranger = UserFactory(), UserFactory()
    EnrollmentFactory(training_class=training_class, trainee=TraineeFactory(user=member))

    seen = {"visitor": "Bài giảng số 1" in text_of(client, training_class)}
    for name, user in (("stranger", stranger), ("member", member)):
        client.force_login(user)
        seen[name] = "Bài giảng số 1" in text_of(client, training_class)

    assert seen == {"visitor": False, "stranger": False, "member": True}


def test_other_coming_classes_of_the_course_are_offered(client, site_tree):
    course = CourseFactory()
    full = TrainingClassFactory(course=course, capacity=9, seats_taken=9)
    TrainingClassFactory(course=course, title="Lớp sau", **days(30))
    TrainingClassFactory(course=course, title="Lớp trước", over=True)
    TrainingClassFactory(course=course, title="Lớp nháp", status="draft", **days(30))
    TrainingClassFactory(title="Chuyên đề khác", **days(30))

    text = text_of(client, full).split('<aside class="page-aside')[1]

    shown = [title for title in ("Lớp sau", "Lớp trước", "nháp", "khác") if title in text]
    assert shown == ["Lớp sau"]
    assert 'id="others"' not in text_of(client, TrainingClassFactory())


def test_page_leads_to_its_course(client, site_tree):
    training_class = TrainingClassFactory(course=CourseFactory(name="Chữ ký số"))

    assert 'href="/en/schedule/courses/chu-ky-so/"' in text_of(client, training_class)


@pytest.fixture
def _chrome_is_kept(settings):
    """As in production; the page itself is made anew for an address that nobody knows."""
    kept = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "class-page"}
    settings.CACHES = {**settings.CACHES, "pages": kept}
    caches["pages"].clear()
    yield
    caches["pages"].clear()


@pytest.mark.usefixtures("_chrome_is_kept")
def test_page_asks_the_database_little_whatever_the_class_has(client, site_tree):
    full, plain = everything(), TrainingClassFactory()

    counted = [
        count_queries(client, f"/lich-mo-lop/{one.code}/?made-anew=1") for one in (plain, full)
    ]

    assert max(counted) <= QUERIES


def everything():
    """Sessions, instructors, conditions of entry, a round, changes, other classes."""
    course = CourseFactory(description="Nội dung")
    training_class = TrainingClassFactory(course=course, registration="nomination", **days(20, 5))
    for n in range(5):
        teacher = InstructorFactory()
        training_class.instructors.add(teacher)
        SessionFactory(
            training_class=training_class,
            held_on=training_class.starts_on + dt.timedelta(days=n),
            instructor=teacher,
        )
        TrainingClassFactory(course=course, **days(30 + n))
        move(training_class, at=timezone.now())
    NominationRound.objects.create(
        training_class=training_class, opened_at=timezone.now(), deadline=timezone.now()
    )
    group = TargetGroup.objects.create(name="Cán bộ văn thư")
    group.levels.add(AgencyLevelFactory())
    group.agencies.add(AgencyFactory())
    rule = EntryRule.objects.create(training_class=training_class)
    rule.target_groups.add(group)
    rule.prerequisites.add(CourseFactory())
    return training_class


def test_page_names_nobody_who_registered(client, site_tree):
    training_class = TrainingClassFactory()
    user = UserFactory(email="hoang.yen@example.org")
    trainee = TraineeFactory(full_name="Chim Hoàng Yến", user=user)
    EnrollmentFactory(training_class=training_class, trainee=trainee)

    text = text_of(client, training_class)

    assert "Yến" not in text
    assert "hoang.yen" not in text
