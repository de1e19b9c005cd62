"""The schedule and the page of a class: live from the database, drafts never shown."""

import datetime as dt
import re
from urllib.parse import quote
from zoneinfo import ZoneInfo

import pytest

from django.utils import timezone

from courses.models import TrainingClass
from tests.enrollment.pages import count_queries
from tests.factories.courses import (
    CategoryFactory,
    CourseFactory,
    SessionFactory,
    TrainingClassFactory,
    VenueFactory,
)
from tests.factories.enrollment import EnrollmentFactory, TraineeFactory, UserFactory

pytestmark = pytest.mark.django_db

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")

Status = TrainingClass.Status
PAST = {
    "starts_on": dt.date(2010, 5, 3),
    "ends_on": dt.date(2010, 5, 4),
    "registration_opens_at": dt.datetime(2010, 4, 1, tzinfo=HANOI),
    "registration_closes_at": dt.datetime(2010, 5, 1, tzinfo=HANOI),
}


def codes_shown(client, query=""):
    found = re.findall(r"/en/schedule/([\w.-]+)/\"", client.get(f"/en/schedule/{query}").text)
    return list(dict.fromkeys(found))


def page_of(client, training_class):
    return client.get(f"/en/schedule/{training_class.code}/")


def test_schedule_shows_coming_classes_by_their_first_day(client, site_tree):
    later = TrainingClassFactory(
        starts_on=timezone.localdate() + dt.timedelta(days=70),
        ends_on=timezone.localdate() + dt.timedelta(days=71),
    )
    sooner = TrainingClassFactory()
    TrainingClassFactory(**PAST)

    assert codes_shown(client) == [sooner.code, later.code]


def test_drafts_are_nowhere(client, site_tree):
    draft = TrainingClassFactory(code="KIN-1", status=Status.DRAFT)

    answers = [
        page_of(client, draft).status_code,
        client.get("/lich-mo-lop/KIN-1/lich.ics").status_code,
        page_of(client, TrainingClassFactory.build(code="NONE-1")).status_code,
    ]

    assert answers == [404, 404, 404]
    assert codes_shown(client) == []
    assert "KIN-1" not in client.get("/sitemap.xml").text


def test_canceled_class_stays_visible_with_its_reason(client, site_tree):
    canceled = TrainingClassFactory(status=Status.CANCELED, cancel_reason="Giảng viên ốm")

    text = page_of(client, canceled).text

    assert codes_shown(client) == [canceled.code]
    assert "This class is canceled." in text
    assert "Giảng viên ốm" in text
    assert f"/classes/{canceled.code}/register/" not in text


def test_filter_finds_titles_without_accents(client, site_tree):
    wanted = TrainingClassFactory(title="Đẩy mạnh ứng dụng CNTT")
    TrainingClassFactory(title="Công tác văn phòng")

    found = [codes_shown(client, f"?q={quote(q)}") for q in ("day manh", "ỨNG DỤNG", "mạnh đẩy")]

    assert found == [[wanted.code]] * 3


def test_filter_by_field_of_training_and_venue(client, site_tree):
    category = CategoryFactory(slug="cntt")
    venue = VenueFactory(name="Hội trường Tỉnh ủy")
    both = TrainingClassFactory(course=CourseFactory(category=category), venue=venue)
    by_field = TrainingClassFactory(course=CourseFactory(category=category))
    by_venue = TrainingClassFactory(venue=venue)

    assert codes_shown(client, "?category=cntt") == sorted([both.code, by_field.code])
    assert codes_shown(client, "?venue=hoi-truong-tinh-uy") == sorted([both.code, by_venue.code])
    assert codes_shown(client, "?category=cntt&venue=hoi-truong-tinh-uy") == [both.code]


def test_filter_by_month_and_past_year(client, site_tree):
    coming = TrainingClassFactory()
    past = TrainingClassFactory(**PAST)

    assert codes_shown(client, f"?when={coming.starts_on:%Y-%m}") == [coming.code]
    assert codes_shown(client, "?when=2010") == [past.code]


def test_filter_free_leaves_classes_where_anyone_may_sit_down(client, site_tree):
    free = TrainingClassFactory()
    TrainingClassFactory(capacity=1, seats_taken=1)
    TrainingClassFactory(capacity=2, seats_taken=1, waiting_count=1)
    TrainingClassFactory(registration_opens_at=timezone.now() + dt.timedelta(days=1))

    assert codes_shown(client, "?free=on") == [free.code]


@pytest.mark.parametrize(
    "query", ["?category=none", "?when=2010-99", "?when=abc", "?venue=%00", f"?q={'a' * 500}"]
)
def test_unknown_filter_is_named_beside_its_field(client, site_tree, query):
    TrainingClassFactory()

    response = client.get(f"/en/schedule/{query}")

    assert response.status_code == 200
    assert "is-invalid" in response.text


@pytest.mark.parametrize("query", ["?page=0", "?page=2", "?page=x"])
def test_schedule_has_no_other_pages(client, site_tree, query):
    assert client.get(f"/lich-mo-lop/{query}").status_code == 404


def test_htmx_gets_the_list_alone(client, site_tree):
    training_class = TrainingClassFactory()

    text = client.get("/en/schedule/", headers={"HX-Request": "true"}).text

    assert training_class.title in text
    assert "<html" not in text


def test_class_page_tells_everything(client, site_tree):
    training_class = TrainingClassFactory(
        title="Quản lý văn bản", audience="Văn thư", contact="Phòng CNTT", decision="QĐ 12"
    )
    SessionFactory(training_class=training_class, topic="Bài mở đầu")
    SessionFactory(training_class=training_class, part="afternoon")

    text = page_of(client, training_class).text

    expected = ["Quản lý văn bản", "Văn thư", "Phòng CNTT", "QĐ 12", "Bài mở đầu"]
    assert [words for words in expected if words not in text] == []
    assert "2 sessions, 8 periods" in text
    assert training_class.venue.name in text


def test_open_class_offers_registration_with_seats_left(client, site_tree):
    training_class = TrainingClassFactory(capacity=30, seats_taken=25)

    text = page_of(client, training_class).text

    assert "5 seats left" in text
    assert f'href="/en/classes/{training_class.code}/register/"' in text


def test_full_class_offers_the_waiting_list(client, site_tree):
    training_class = TrainingClassFactory(capacity=30, seats_taken=30)

    assert "Join the waiting list" in page_of(client, training_class).text


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"registration_opens_at": 2, "registration_closes_at": 3}, "Registration opens at"),
        ({"registration_closes_at": -1}, "Registration closed at"),
        ({"list_closed_at": -1}, "The list of this class is complete"),
    ],
)
def test_class_without_registration_says_why(client, site_tree, fields, reason):
    moments = {name: timezone.now() + dt.timedelta(days=days) for name, days in fields.items()}
    training_class = TrainingClassFactory(**moments)

    text = page_of(client, training_class).text

    assert reason in text
    assert "/register/" not in text


def test_class_that_is_over_says_so(client, site_tree):
    assert "The class ended on" in page_of(client, TrainingClassFactory(over=True)).text


def test_own_registration_is_shown_instead_of_the_button(client, site_tree):
    user = UserFactory()
    training_class = TrainingClassFactory()
    EnrollmentFactory(training_class=training_class, trainee=TraineeFactory(user=user))
    client.force_login(user)

    text = page_of(client, training_class).text

    assert "There is a registration for this class under this account." in text
    assert "/register/" not in text


def test_calendar_is_a_file_of_the_class(client, site_tree):
    training_class = SessionFactory().training_class

    response = client.get(f"/lich-mo-lop/{training_class.code}/lich.ics")

    assert response.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert f'filename="{training_class.code}.ics"' in response.headers["Content-Disposition"]
    assert response.text.count("BEGIN:VEVENT") == 1


def test_all_public_classes_are_one_calendar_at_a_constant_cost(client, site_tree):
    address = "/lich-mo-lop/lich.ics"
    SessionFactory()
    SessionFactory(training_class=TrainingClassFactory(status="draft"))
    one = count_queries(client, address)
    for _one in range(5):
        SessionFactory()

    response = client.get(address)

    assert f'href="{address}"' in client.get("/lich-mo-lop/").text
    assert response.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert response.text.count("BEGIN:VEVENT") == 6
    assert count_queries(client, address) == one


def test_code_with_a_dot_has_a_page(client, site_tree):
    TrainingClassFactory(code="K1.2026")

    assert client.get("/lich-mo-lop/K1.2026/").status_code == 200


def test_announced_class_tells_when_registration_opens(client, site_tree):
    opens_at = dt.datetime(2026, 1, 5, 8, tzinfo=HANOI) + dt.timedelta(days=365 * 100)
    days = {"starts_on": dt.date(2127, 1, 5), "ends_on": dt.date(2127, 1, 6)}
    closes_at = dt.datetime(2127, 1, 4, tzinfo=HANOI)
    TrainingClassFactory(registration_opens_at=opens_at, registration_closes_at=closes_at, **days)

    text = client.get("/en/schedule/").text

    assert f"Registration opens on {opens_at:%d/%m/%Y}" in text
    assert "Register by" not in text


def test_names_of_the_house_carry_its_language_on_english_pages(client, site_tree):
    training_class = TrainingClassFactory(title="Tập huấn CNTT", code="LANG-1")

    listed = client.get("/en/schedule/").text
    shown = client.get("/en/schedule/LANG-1/").text

    assert '<h3 lang="vi">' in listed
    assert f'<li lang="vi">{training_class.venue}</li>' in listed
    assert '<h1 lang="vi">Tập huấn CNTT</h1>' in shown
    assert "<h1>Tập huấn CNTT</h1>" in client.get("/lich-mo-lop/LANG-1/").text
