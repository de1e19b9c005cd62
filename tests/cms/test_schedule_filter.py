"""The filter of the schedule: each value says how many classes it would leave."""

import datetime as dt
import html
import re

import pytest

from django.utils import timezone

from enrollment.models import AgencyLevel, EntryRule, TargetGroup
from tests.cms.test_schedule import PAST, codes_shown
from tests.enrollment.pages import count_queries
from tests.factories.courses import (
    CategoryFactory,
    CourseFactory,
    SessionFactory,
    TrainingClassFactory,
    VenueFactory,
)

pytestmark = pytest.mark.django_db

ADDRESSES = ["", "?view=month", "?view=groups", "?q=a&free=on", "versions/all/"]


def options_of(client, field, query=""):
    """The values of a list of the filter with what stands beside them."""
    text = client.get(f"/en/schedule/{query}").text
    select = re.search(rf'<select[^>]*id="filter_{field}".*?</select>', text, re.DOTALL)[0]
    found = re.findall(r'<option value="([^"]*)"[^>]*>([^<]*)</option>', select)
    return {value: html.unescape(label) for value, label in found}


def class_in(category, venue, **said):
    return TrainingClassFactory(course=CourseFactory(category=category), venue=venue, **said)


@pytest.fixture
def fields():
    return [CategoryFactory(slug=slug, name=slug.upper()) for slug in ("cntt", "van-ban")]


@pytest.fixture
def halls():
    return [VenueFactory(name=name) for name in ("Hội trường A", "Hội trường B")]


def for_level(training_class, code, *, only=True, name=""):
    """Hold the class for a group of this level; without a code for a group that names none."""
    group = TargetGroup.objects.get_or_create(name=name or f"Cán bộ cấp {code}")[0]
    if code:
        level = AgencyLevel.objects.get_or_create(code=code, defaults={"name": code, "rank": 1})[0]
        group.levels.set([level])
    rule = EntryRule.objects.create(training_class=training_class, only_target_groups=only)
    rule.target_groups.set([group])
    return group


@pytest.mark.database
def test_counts_apply_all_other_fields(client, site_tree, fields, halls):
    class_in(fields[0], halls[0])
    class_in(fields[0], halls[1])
    class_in(fields[1], halls[1])

    assert options_of(client, "category", "?venue=hoi-truong-b") == {
        "": "All fields (2)",
        "cntt": "CNTT (1)",
        "van-ban": "VAN-BAN (1)",
    }
    assert options_of(client, "venue", "?venue=hoi-truong-b&category=cntt") == {
        "": "All venues (2)",
        "hoi-truong-a": "Hội trường A (1)",
        "hoi-truong-b": "Hội trường B (1)",
    }


def test_every_count_is_what_its_value_leaves(client, site_tree, fields, halls):
    for place, field in enumerate([0, 0, 1, 0, 1]):
        class_in(fields[field], halls[place % 2], capacity=1, seats_taken=place % 2)
    class_in(fields[0], halls[0], **PAST)
    base = "?free=on&category=cntt"

    for name in ("category", "when", "venue"):
        for value, label in options_of(client, name, base).items():
            query = re.sub(rf"&{name}=[^&]*", "", base) + f"&{name}={value}"
            assert label.endswith(f"({len(codes_shown(client, query))})"), (name, value)


@pytest.mark.database
def test_months_and_past_years_are_counted(client, site_tree):
    coming = TrainingClassFactory()
    TrainingClassFactory(**PAST)

    options = options_of(client, "when")

    assert options[""] == "Coming (1)"
    assert options[f"{coming.starts_on:%Y-%m}"].endswith("(1)")
    assert options["2010"] == "2010 (1)"


def test_free_seats_are_counted_beside_their_box(client, site_tree):
    TrainingClassFactory()
    TrainingClassFactory(capacity=1, seats_taken=1)

    assert '<span id="filter_free_count">(1)</span>' in client.get("/en/schedule/").text


def test_a_month_without_classes_can_be_asked_for(client, site_tree):
    TrainingClassFactory()

    response = client.get("/en/schedule/?when=2031-07")

    assert "is-invalid" not in response.text
    assert "No class fits this filter" in response.text
    assert '<option value="2031-07" selected>July 2031 (0)</option>' in response.text


def test_level_leaves_classes_that_its_people_may_join(client, site_tree):
    TrainingClassFactory(code="ALL")
    communes, first_for, province, leaders = (
        TrainingClassFactory(code=code) for code in ("COM", "FIRST", "PROV", "LEAD")
    )
    for_level(communes, "commune")
    for_level(first_for, "province", only=False)
    for_level(province, "province")
    group = for_level(leaders, "", name="Lãnh đạo")

    assert codes_shown(client, "?level=commune") == ["ALL", "COM", "FIRST", "LEAD"]
    assert codes_shown(client, f"?level=group-{group.pk}") == ["LEAD"]
    assert options_of(client, "level")["province"] == "Province (4)"


def test_by_group_a_class_stands_under_those_it_is_for(client, site_tree):
    meant = TrainingClassFactory(code="COM", title="Cho xã")
    TrainingClassFactory(code="ALL", title="Cho mọi người")
    for_level(meant, "commune")

    text = client.get("/en/schedule/?view=groups").text
    sections = re.findall(r"<h2 id=\"group-\d\">(.*?)</h2>(.*?)</section>", text, re.DOTALL)

    assert [name for name, _body in sections] == ["Commune", "For everybody"]
    assert "Cho xã" in sections[0][1]
    assert "Cho mọi người" in sections[1][1]


def test_a_long_group_is_cut_and_leads_to_its_list(client, site_tree):
    for number in range(14):
        for_level(TrainingClassFactory(title=f"Lớp số {number:02}"), "commune")

    text = client.get("/en/schedule/?view=groups&q=lop").text

    assert text.count("Lớp số") == 12
    assert 'href="?q=lop&amp;level=commune"' in text


def test_without_groups_nobody_is_asked_for_whom(client, site_tree):
    TrainingClassFactory()

    text = client.get("/en/schedule/").text

    assert "filter_level" not in text
    assert "view=groups" not in text


def test_tabs_and_feeds_keep_the_filter_and_drop_the_page(client, site_tree):
    for _one in range(31):
        TrainingClassFactory(title="Văn thư")

    text = client.get("/en/schedule/?q=van+thu&page=2").text

    assert 'href="?q=van+thu&amp;view=month"' in text
    assert 'href="/en/schedule/lich.ics?q=van+thu"' in text
    assert 'href="/en/schedule/rss.xml?q=van+thu"' in text


def test_htmx_gets_list_and_counts_and_the_form_stays(client, site_tree):
    TrainingClassFactory()

    response = client.get("/en/schedule/?q=khong", headers={"HX-Request": "true"})

    assert "<form" not in response.text
    assert response.text.count('hx-swap-oob="innerHTML"') == 3
    assert '<span id="filter_free_count" hx-swap-oob="true">(0)</span>' in response.text
    assert "HX-Request" in response.headers["Vary"]


def test_an_unknown_way_to_show_is_the_list(client, site_tree):
    training_class = TrainingClassFactory()

    assert codes_shown(client, "?view=nothing") == [training_class.code]


@pytest.mark.database
@pytest.mark.parametrize("address", ADDRESSES)
def test_queries_are_few_and_do_not_grow(client, site_tree, address):
    """Fifteen in all with the chrome of the page, however many classes there are."""
    for_level(SessionFactory().training_class, "commune")
    client.get(f"/en/schedule/{address}")
    one = count_queries(client, f"/en/schedule/{address}")
    for number in range(30):
        for_level(SessionFactory().training_class, f"level-{number % 4}")

    many = count_queries(client, f"/en/schedule/{address}")

    assert many == one
    assert many <= 15


def test_filter_of_yesterday_is_of_yesterday(client, site_tree):
    """A class that ended yesterday is past, one that ends today is coming."""
    today = timezone.localdate()
    days = {"starts_on": today - dt.timedelta(days=2)}
    TrainingClassFactory(code="PAST", ends_on=today - dt.timedelta(days=1), **days)
    TrainingClassFactory(code="NOW", ends_on=today, **days)

    assert codes_shown(client) == ["NOW"]
