"""The home page: what comes next, what is new, what was done, and each role's own ways."""

import datetime as dt
import re

import pytest

from django.utils import timezone

from cms.models import HomePage, Notice
from courses.models import ScheduleChange, ScheduleRelease, TrainingClass
from enrollment.models import AgencyCoordinator, AgencySeats, Enrollment, NominationRound
from enrollment.models.people import ADMINISTRATORS, EDITORS, ORGANIZERS
from tests.enrollment.pages import count_queries
from tests.factories.cms import ImageFactory, NewsCategoryFactory, NewsPageFactory
from tests.factories.courses import (
    InstructorFactory,
    SessionFactory,
    TrainingClassFactory,
    VenueFactory,
)
from tests.factories.enrollment import (
    AgencyFactory,
    EnrollmentFactory,
    StoredEnrollmentFactory,
    TraineeFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

QUERIES = 15


def days(ahead, length=1):
    first = timezone.localdate() + dt.timedelta(days=ahead)
    return {"starts_on": first, "ends_on": first + dt.timedelta(days=length - 1)}


def lines(client, language="en"):
    """Each line of the next classes as plain words."""
    text = client.get(f"/{language}/").text
    rows = re.findall(r'<article class="class-row.*?</article>', text, re.DOTALL)
    return [" ".join(re.sub(r"<[^>]*>", " ", row).split()) for row in rows]


def ways(client):
    """The quick ways as {title: (address, what waits there)}."""
    text = client.get("/en/").text
    block = text.split('<nav class="quick-ways"')[1].split("</nav>")[0]
    found = re.findall(
        r'<a href="([^"]*)"><strong>(.*?)</strong> <span>.*?</span>(?: <em>(.*?)</em>)?</a>', block
    )
    return {title: (address, now) for address, title, now in found}


def test_fresh_site_says_what_will_stand_here(client, site_tree):
    text = client.get("/en/").text

    assert "No class is announced at the moment." in text
    assert "No news yet" in text
    assert "stat-value" not in text
    assert 'class="notices"' not in text


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"capacity": 30, "seats_taken": 25}, "5 seats left"),
        ({"capacity": 30, "seats_taken": 30, "waiting_count": 3}, "Full 3 people waiting"),
        ({"registration": "nomination"}, "Named by agencies"),
        ({"registration_opens_at": timezone.now() + dt.timedelta(days=2)}, "Announced"),
        ({"registration_closes_at": timezone.now() - dt.timedelta(days=2)}, "Registration closed"),
        ({"status": "canceled", "cancel_reason": "Giảng viên ốm"}, "Canceled Giảng viên ốm"),
    ],
)
def test_line_of_a_class_says_day_title_place_and_whether_one_can_come(
    client, site_tree, fields, words
):
    training_class = TrainingClassFactory(
        title="Chữ ký số", venue=VenueFactory(name="Hội trường Tỉnh ủy"), **days(10), **fields
    )

    (line,) = lines(client)

    assert f"{training_class.starts_on:%m/%Y %d} Chữ ký số" in line
    assert "Hội trường Tỉnh ủy" in line
    assert words in line


def test_classes_stand_in_the_order_of_their_days_and_six_are_enough(client, site_tree):
    for ahead in (9, 3, 12, 6, 15, 21, 18):
        TrainingClassFactory(title=f"Sau {ahead:02} ngày", **days(ahead))

    titles = [re.search(r"Sau \d\d ngày", line)[0] for line in lines(client)]

    assert titles == [f"Sau {ahead:02} ngày" for ahead in (3, 6, 9, 12, 15, 18)]


def test_only_what_one_could_still_come_to_or_travel_to_in_vain_is_listed(client, site_tree):
    TrainingClassFactory(title="Hôm nay", **days(0))
    TrainingClassFactory(title="Hôm qua", **days(-1, length=3))
    TrainingClassFactory(title="Dự thảo", status="draft", **days(5))
    TrainingClassFactory(title="Hủy gần", status="canceled", **days(7))
    TrainingClassFactory(title="Hủy xa", status="canceled", **days(60))

    shown = " ".join(lines(client))

    listed = ["Hôm nay", "Hôm qua", "Dự thảo", "Hủy gần", "Hủy xa"]
    assert [title for title in listed if title in shown] == ["Hôm nay", "Hủy gần"]


@pytest.mark.parametrize(("age", "is_told"), [(3, True), (40, False)])
def test_moved_class_says_so_for_a_month(client, site_tree, age, is_told):
    training_class = TrainingClassFactory(**days(20))
    move(training_class, at=timezone.now() - dt.timedelta(days=age))

    (line,) = lines(client)

    assert ("Changed" in line) is is_told
    assert ("02/05" in line) is is_told


def move(training_class, *, at):
    before = {"starts_on": "2026-05-02", "ends_on": "2026-05-02"}
    after = {name: f"{getattr(training_class, name)}" for name in ("starts_on", "ends_on")}
    number = ScheduleRelease.objects.count() + 1
    release = ScheduleRelease.objects.create(
        number=number, released_at=at, content={}, content_hash=f"{number:064}", class_count=1
    )
    return ScheduleChange.objects.create(
        release=release,
        training_class=training_class,
        position=0,
        code=training_class.code,
        title=training_class.title,
        kind=ScheduleChange.Kind.MOVED,
        before=before,
        after=after,
    )


def test_newest_article_leads_with_its_picture_and_the_next_ones_are_headlines(client, site_tree):
    picture = ImageFactory()
    for age in range(5):
        NewsPageFactory(
            title=f"Tin {age} ngày trước",
            published_at=timezone.now() - dt.timedelta(days=age),
            illustration=picture,
            illustration_alt="Lớp học",
        )

    text = client.get("/").text

    lead, headlines = text.split('<ul class="headlines">')
    assert "Tin 0 ngày trước" in lead.split("lead-news")[1]
    assert lead.split("lead-news")[1].count("<img") == 1
    assert [age for age in range(5) if f"Tin {age} ngày trước" in headlines] == [1, 2, 3]


def test_editors_may_put_another_article_first_as_long_as_it_is_public(client, home):
    chosen = NewsPageFactory(title="Được chọn", published_at=timezone.now() - dt.timedelta(days=90))
    for n in range(4):
        NewsPageFactory(title=f"Tin mới {n}")
    HomePage.objects.update(lead_article=chosen)
    led_by = re.search(r"lead-news.*?<h3><a[^>]*>(.*?)</a>", client.get("/").text, re.DOTALL)[1]
    chosen.unpublish()
    text = client.get("/").text

    assert led_by == "Được chọn"
    assert "Được chọn" not in text
    assert text.count("Tin mới") == 4


def test_visitor_is_led_to_what_needs_no_account(client, site_tree):
    assert ways(client) == {
        "Register for a class": ("/en/schedule/?free=on", ""),
        "See what is taught": ("/en/schedule/courses/", ""),
        "Name staff": ("/en/agency/", ""),
        "Verify a certificate": ("/en/verify/", ""),
    }
    assert all(
        client.get(address).status_code in (200, 302) for address, _now in ways(client).values()
    )


@pytest.mark.parametrize(
    ("role", "expected"),
    [
        ("", ["My training"]),
        ("instructor", ["My teaching", "My training"]),
        ("coordinator", ["My agency", "My training"]),
        (ORGANIZERS, ["Manage classes", "Announce a class", "My training", "Site editing"]),
        (EDITORS, ["My training", "Write an article", "Site editing"]),
        (
            ADMINISTRATORS,
            [
                *("Manage classes", "Announce a class", "My training"),
                *("Write an article", "Site editing"),
            ],
        ),
    ],
)
def test_signed_in_person_is_led_to_the_own_work(client, site_tree, role, expected):
    user = UserFactory(role=role if role in (ORGANIZERS, EDITORS, ADMINISTRATORS) else None)
    if role == "instructor":
        InstructorFactory(user=user)
    if role == "coordinator":
        coordinate(user)
    client.force_login(user)

    shown = ways(client)

    assert list(shown) == expected
    assert {client.get(address).status_code for address, _now in shown.values()} == {200}


def coordinate(user):
    agency = AgencyFactory()
    AgencyCoordinator.objects.create(user=user, agency=agency, valid_from=dt.date(2020, 1, 1))
    return agency


def test_trainee_reads_which_class_comes_next(client, site_tree):
    user = UserFactory()
    trainee = TraineeFactory(user=user)
    coming = TrainingClassFactory(title="Chữ ký số", **days(14))
    EnrollmentFactory(trainee=trainee, training_class=TrainingClassFactory(**days(40)))
    EnrollmentFactory(trainee=trainee, training_class=coming)
    client.force_login(user)

    assert ways(client)["My training"][1] == f"{coming.starts_on:%d/%m/%Y}: Chữ ký số"


def test_instructor_reads_the_next_session(client, site_tree):
    user = UserFactory()
    training_class = TrainingClassFactory(title="Chữ ký số", **days(4))
    training_class.instructors.add(InstructorFactory(user=user))
    SessionFactory(training_class=training_class)
    client.force_login(user)

    assert ways(client)["My teaching"][1] == f"{training_class.starts_on:%d/%m/%Y}: Chữ ký số"


def test_coordinator_reads_until_when_people_are_named(client, site_tree):
    user = UserFactory()
    deadline = timezone.now() + dt.timedelta(days=6)
    round_ = NominationRound.objects.create(
        training_class=TrainingClassFactory(registration="nomination", **days(20)),
        opened_at=timezone.now(),
        deadline=deadline,
    )
    AgencySeats.objects.create(round=round_, agency=coordinate(user), given=2)
    client.force_login(user)

    day = timezone.localdate(deadline)
    assert ways(client)["My agency"][1] == f"Name people by {day:%d/%m/%Y}"


def test_organizer_reads_how_many_wait_for_a_decision(desk, site_tree):
    approved = TrainingClassFactory(registration="approval")
    StoredEnrollmentFactory.create_batch(3, training_class=approved, state=Enrollment.State.PENDING)

    assert ways(desk)["Manage classes"][1] == "3 registrations to decide on"


def test_home_page_asks_the_database_little_however_much_it_shows(client, site_tree, news_index):
    fill(news_index)

    assert count_queries(client, "/") <= QUERIES
    assert count_queries(client, "/en/") <= QUERIES


def fill(news_index):
    """More of everything than the page shows."""
    category, picture = NewsCategoryFactory(), ImageFactory()
    for n in range(6):
        article = NewsPageFactory(
            category=category, illustration=picture, illustration_alt="Lớp học"
        )
        for language in ("vi", "en"):
            Notice.objects.create(text=f"Thông báo {n}", language=language, page=article)
    for n in range(8):
        move(TrainingClassFactory(capacity=9, **days(5 + n)), at=timezone.now())
    past = TrainingClassFactory(over=True)
    EnrollmentFactory.create_batch(6, training_class=past)


def test_home_page_names_nobody_who_registered(client, site_tree):
    user = UserFactory(email="hoang.yen@example.org")
    trainee = TraineeFactory(full_name="Chim Hoàng Yến", user=user)
    for ahead, state in ((9, "published"), (11, "canceled")):
        training_class = TrainingClassFactory(**days(ahead))
        EnrollmentFactory(training_class=training_class, trainee=trainee)
        TrainingClass.objects.filter(pk=training_class.pk).update(status=state)

    text = client.get("/").text

    assert len(lines(client)) == 2
    assert "Yến" not in text
    assert "hoang.yen" not in text
