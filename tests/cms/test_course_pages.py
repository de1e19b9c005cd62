"""The pages of courses: addresses, the list by field, one course with coming and past classes."""

import json
import re

import pytest

from django.utils.translation import override

from cms.models import SchedulePage
from courses.models import Course
from enrollment.models import CourseInterest
from tests.cms.test_home import days
from tests.enrollment.pages import count_queries
from tests.factories.courses import (
    CategoryFactory,
    CourseFactory,
    SessionFactory,
    TrainingClassFactory,
)
from tests.factories.enrollment import UserFactory

pytestmark = pytest.mark.django_db

QUERIES = 15


def page(client, course):
    return client.get(f"/en/schedule/courses/{course.slug}/")


def names_listed(client):
    text = client.get("/en/schedule/courses/").text
    return re.findall(r'<a class="card-link"[^>]*>(.*?)</a>', text)


@pytest.mark.database
def test_address_is_made_from_the_name_and_no_two_courses_share_one():
    names = ["Đẩy mạnh ứng dụng CNTT", "Đẩy mạnh, ứng dụng CNTT", "???", "Khác"]

    slugs = [CourseFactory(name=name).slug for name in names]

    assert slugs == ["day-manh-ung-dung-cntt", "day-manh-ung-dung-cntt-2", "course", "khac"]


def test_address_stays_when_the_name_changes():
    course = CourseFactory(name="Chữ ký số")
    course.name = "Chữ ký điện tử"
    course.save()

    assert Course.objects.get(pk=course.pk).slug == "chu-ky-so"


def test_address_of_the_longest_name_fits():
    first, second = (CourseFactory(name="Chuyển đổi số " * 14) for _one in range(2))

    assert max(len(first.slug), len(second.slug)) <= 80
    assert first.slug != second.slug


def test_organizer_sets_the_address(client, site_tree, organizer):
    course = CourseFactory(name="Chữ ký số")
    client.force_login(organizer)
    form = {"code": course.code, "name": course.name, "name_en": "", "category": course.category_id,
            "audience": "", "description": "Nội dung"}  # fmt: skip

    client.post(f"/admin/courses/edit/{course.pk}/", form | {"slug": "ky-so"})
    given = Course.objects.get(pk=course.pk).slug
    client.post(f"/admin/courses/edit/{course.pk}/", form | {"slug": ""})

    assert (given, Course.objects.get(pk=course.pk).slug) == ("ky-so", "chu-ky-so")


def test_courses_are_listed_by_field_with_their_next_class(client, site_tree):
    late = CategoryFactory(name="Văn thư", position=2)
    early = CategoryFactory(name="Chuyển đổi số", position=1)
    CourseFactory(name="Lưu trữ", category=late, description="Nội dung")
    held = CourseFactory(name="Ký số", category=early)
    coming = TrainingClassFactory(course=held, **days(9))
    TrainingClassFactory(course=held, **days(30))

    text = client.get("/en/schedule/courses/").text

    assert names_listed(client) == ["Ký số", "Lưu trữ"]
    assert f"Next class on {coming.starts_on:%d/%m/%Y}" in text
    assert "Not held yet" in text


def test_course_of_drafts_alone_is_nobodys_business(client, site_tree):
    course = TrainingClassFactory(status="draft").course

    assert names_listed(client) == []
    assert page(client, course).status_code == 404


def test_fresh_site_has_an_empty_list_of_courses(client, site_tree):
    assert "No course is described yet" in client.get("/en/schedule/courses/").text


def test_course_shows_coming_and_past_classes_and_no_drafts(client, site_tree):
    course = CourseFactory(name="Ký số", description="Đoạn một.\n\nĐoạn hai.")
    TrainingClassFactory(course=course, title="Sắp mở", **days(9))
    TrainingClassFactory(course=course, title="Đang học", **days(-1, length=3))
    TrainingClassFactory(course=course, title="Đã mở", over=True)
    TrainingClassFactory(course=course, title="Đã hủy", status="canceled", over=True)
    TrainingClassFactory(course=course, title="Dự thảo", status="draft", **days(9))

    text = page(client, course).text
    _head, coming, past = re.split('id="(?:coming|past)-classes"', text)

    titles = ["Sắp mở", "Đang học", "Đã mở", "Đã hủy", "Dự thảo"]
    assert [title for title in titles if title in coming] == ["Sắp mở", "Đang học"]
    assert [title for title in titles if f"{title}</a>" in past] == ["Đã mở"]
    assert "<p>Đoạn hai.</p>" in text


def test_course_tells_how_long_it_takes(client, site_tree):
    training_class = TrainingClassFactory(**days(9))
    SessionFactory(training_class=training_class)
    SessionFactory(training_class=training_class, part="afternoon")

    assert "1 day, 2 sessions, 8 periods" in page(client, training_class.course).text


def test_course_that_is_not_held_now_says_what_to_do(client, site_tree):
    course = CourseFactory(description="Nội dung")

    text = page(client, course).text

    assert "No class of this course is announced at the moment." in text
    assert "ld+json" not in text


def test_course_page_has_a_twin_in_the_other_language(client, site_tree):
    course = CourseFactory(name="Chữ ký số", name_en="Digital signatures", description="Nội dung")

    with override("vi"):
        address = SchedulePage.objects.get(locale__language_code="vi").course_url(course.slug)
    vietnamese, english = client.get(address).text, page(client, course).text

    assert 'href="/en/schedule/courses/chu-ky-so/"' in vietnamese
    assert f'href="{address}"' in english
    assert "<h1>Digital signatures</h1>" in english
    assert "<h1>Chữ ký số</h1>" in vietnamese


@pytest.mark.parametrize("slug", ["khong-co", "a" * 90, "%00", "A'B"])
def test_unknown_course_is_not_found(client, site_tree, slug):
    assert client.get(f"/en/schedule/courses/{slug}/").status_code == 404


def test_search_machines_read_the_course_with_its_classes(client, site_tree):
    course = CourseFactory(name="Ký số")
    for ahead in (9, 30):
        SessionFactory(training_class=TrainingClassFactory(course=course, **days(ahead)))

    text = page(client, course).text
    data = json.loads(re.search(r'ld\+json">(.*?)</script>', text, re.DOTALL)[1])

    assert data["@type"] == "Course"
    assert data["description"]
    assert [one["courseWorkload"] for one in data["hasCourseInstance"]] == ["PT3H30M"] * 2


def test_pages_of_courses_ask_as_often_for_many_classes_as_for_one(client, site_tree):
    course = CourseFactory(name="Ký số")
    add_classes(course)
    addresses = ["/en/schedule/courses/", "/en/schedule/courses/ky-so/"]
    few = [count_queries(client, address) for address in addresses]
    for _one in range(14):
        add_classes(course)
        add_classes(CourseFactory(category=course.category))

    many = [count_queries(client, address) for address in addresses]

    assert many == few
    assert max(many) <= QUERIES


def add_classes(course):
    for fields in (days(9), days(-20)):
        SessionFactory(training_class=TrainingClassFactory(course=course, **fields))


def asked_by(client, course, user, act="ask"):
    client.force_login(user)
    return client.post(f"/en/courses/{course.slug}/interest/", {"act": act}, follow=True)


@pytest.mark.database
def test_course_is_asked_for_once_by_each_and_organizers_see_how_many(client, site_tree, organizer):
    course = CourseFactory(description="Nội dung")
    people = [UserFactory(), UserFactory(email="hoang.yen@example.org")]
    for user in [*people, people[0]]:
        answer = asked_by(client, course, user).text
    to_trainee = page(client, course).text
    client.force_login(organizer)
    to_organizer = page(client, course).text

    assert "This account asks for the course." in answer
    assert "ask for this course." not in to_trainee
    assert "2 people ask for this course." in to_organizer
    assert "hoang.yen" not in to_organizer


def test_wish_is_taken_back(client, site_tree):
    course = CourseFactory(description="Nội dung")
    user = UserFactory()
    asked_by(client, course, user)
    asked_by(client, course, user, act="take_back")

    assert course.interests.count() == 0
    assert "Ask for this course" in page(client, course).text


def test_visitor_signs_in_before_asking_and_nobody_asks_for_what_is_not_public(client, site_tree):
    secret, course = CourseFactory(), CourseFactory(description="Nội dung")

    visitor = client.post(f"/en/courses/{course.slug}/interest/")
    answer = asked_by(client, secret, UserFactory())

    assert visitor.status_code == 302
    assert "/accounts/login/" in visitor.url
    assert answer.status_code == 404
    assert CourseInterest.objects.count() == 0


def test_public_page_of_a_course_has_no_form_so_that_it_can_be_kept(client, site_tree):
    text = page(client, CourseFactory(description="Nội dung")).text

    assert "csrfmiddlewaretoken" not in text
    assert 'href="/en/courses/chuyen-de' in text
