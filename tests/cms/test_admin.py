"""Wagtail admin: who reaches what, and what its forms store."""

import datetime as dt
import unicodedata

import pytest

from django.urls import reverse

from wagtail.models import ModelLogEntry

from cms.admin.choosers import ChoosePublishedClass
from cms.admin.forms import SLUG_FORMATTERS
from cms.models import NewsPage
from courses import vietnamese
from courses.models import AuditEntry, Category, Instructor, IssuingBody, Venue
from enrollment.models import Agency, AgencyCoordinator, User
from tests.cms.articles import EMPTY_LISTS
from tests.factories.cms import NewsCategoryFactory
from tests.factories.courses import (
    InstructorFactory,
    PaperHeadingFactory,
    TrainingClassFactory,
    VenueFactory,
)
from tests.factories.enrollment import AgencyFactory, AgencyLevelFactory, UserFactory

pytestmark = pytest.mark.django_db

REFERENCE_LISTS = [
    *("training_fields", "courses", "venues", "instructors", "issuing_bodies"),
    *("paper_headings", "attendance_rules", "ranking_schemes", "ranks"),
    *("agencies", "agency_coordinators"),
]
SETTINGS = ["agency_levels", "consent_texts"]


@pytest.fixture
def as_editor(client, site_tree, editor):
    client.force_login(editor)
    return client


@pytest.fixture
def as_organizer(client, site_tree, organizer):
    client.force_login(organizer)
    return client


def is_open(client, address):
    return client.get(address).status_code == 200


def test_organizer_keeps_the_reference_lists_but_no_settings_accounts_or_pages(as_organizer):
    opened = [name for name in REFERENCE_LISTS if is_open(as_organizer, f"/admin/{name}/")]
    refused = [*(f"/admin/{name}/" for name in SETTINGS), "/admin/users/", "/admin/images/"]

    assert opened == REFERENCE_LISTS
    assert [address for address in refused if is_open(as_organizer, address)] == []


def test_editor_reaches_no_reference_list_and_no_accounts(as_editor):
    closed = [*REFERENCE_LISTS, *SETTINGS, "users", "signatories"]

    assert [name for name in closed if is_open(as_editor, f"/admin/{name}/")] == []


def test_editor_reaches_news_pictures_and_documents(as_editor, news_index):
    addresses = [
        "/admin/",
        f"/admin/pages/{news_index.pk}/",
        f"/admin/pages/add/cms/newspage/{news_index.pk}/",
        "/admin/images/",
        "/admin/documents/",
        "/admin/snippets/cms/newscategory/",
        "/admin/training_class_chooser/",
    ]

    assert [address for address in addresses if not is_open(as_editor, address)] == []


@pytest.mark.parametrize("role", [None, "instructor", "coordinator"])
def test_people_without_a_role_do_not_enter(client, site_tree, role):
    user = UserFactory()
    if role == "instructor":
        InstructorFactory(user=user)
    if role == "coordinator":
        AgencyCoordinator.objects.create(
            user=user, agency=AgencyFactory(), valid_from=dt.date(2020, 1, 1)
        )
    client.force_login(user)

    assert client.get("/admin/").status_code == 302


def test_administrator_reaches_settings_and_accounts(client, site_tree, administrator):
    client.force_login(administrator)
    names = [*REFERENCE_LISTS, *SETTINGS, "users"]

    assert [name for name in names if not is_open(client, f"/admin/{name}/")] == []


def test_admin_calls_no_other_host(as_editor):
    text = as_editor.get("/admin/").text

    assert "gravatar" not in text
    assert "wagtail.org" not in text


def test_article_of_an_editor_gets_an_address_made_from_its_title(as_editor, news_index):
    category = NewsCategoryFactory()
    address = reverse("wagtailadmin_pages:add", args=["cms", "newspage", news_index.pk])
    title = {"title": "Đẩy mạnh ứng dụng CNTT", "slug": "day-manh-ung-dung-cntt"}

    as_editor.post(address, article_form(category, **title))

    article = NewsPage.objects.child_of(news_index).get()
    assert article.slug == "day-manh-ung-dung-cntt"
    assert article.published_at.astimezone(dt.UTC).isoformat() == "2011-03-15T17:00:00+00:00"
    assert "de muc" in article.search_text


def article_form(category, **fields):
    return {
        "title": "Bản xem trước",
        "slug": "ban-xem-truoc",
        "category": category.pk,
        "published_at": "16/03/2011 00:00",
        "lead": "Lời dẫn",
        "body-count": "1",
        "body-0-deleted": "",
        "body-0-order": "0",
        "body-0-type": "heading",
        "body-0-id": "",
        "body-0-value": "Đề mục",
    } | EMPTY_LISTS | fields  # fmt: skip


def test_article_is_previewed_before_it_is_saved(as_editor, news_index):
    address = f"/admin/pages/add/cms/newspage/{news_index.pk}/preview/"

    sent = as_editor.post(address, article_form(NewsCategoryFactory()))
    shown = as_editor.get(address)

    assert sent.json()["is_valid"]
    assert shown.status_code == 200
    assert "Bản xem trước" in shown.text


@pytest.mark.parametrize("name", ["home", "news_index", "schedule"])
def test_page_of_the_tree_is_previewed(as_editor, request, name):
    page = request.getfixturevalue(name)
    address = f"/admin/pages/{page.pk}/edit/preview/"
    form = {"title": "Tên khác", "slug": page.slug, "hero_heading": "", "hero_text": ""}
    comments = {"comments-TOTAL_FORMS": "0", "comments-INITIAL_FORMS": "0"}

    as_editor.post(address, form | comments)
    shown = as_editor.get(address)

    assert shown.status_code == 200
    assert "Tên khác" in shown.text


def test_browser_is_told_how_vietnamese_letters_are_written_in_addresses():
    written = {letter: plain for letters, plain in SLUG_FORMATTERS for letter in letters[1:-1]}
    title = "Đẩy mạnh ứng dụng, Ước mơ, Lý Thường Kiệt, ỷ ỹ"

    plain = "".join(written.get(letter, letter) for letter in title)

    assert plain.lower() == vietnamese.fold(title)


def test_names_are_stored_composed_and_without_invisible_letters(as_organizer):
    typed = unicodedata.normalize("NFD", "  Hội trường\u200b  Tỉnh ủy ")

    as_organizer.post("/admin/venues/new/", {"name": typed, "address": "", "places": ""})

    assert Venue.objects.get().name == "Hội trường Tỉnh ủy"


@pytest.mark.parametrize(
    ("changed", "wrong"),
    [
        ({"name": "會議室"}, "name"),
        ({"name": "\u0958" * 150}, "name"),
        ({"serial_prefix": "../../x"}, "serial_prefix"),
        ({"serial_prefix": "a/b"}, "serial_prefix"),
    ],
)
def test_what_no_paper_or_file_can_be_named_is_refused(as_organizer, changed, wrong):
    body = {
        "name": "Văn phòng",
        "parent_name": "",
        "heading": PaperHeadingFactory().pk,
        "place": "Hòa Bình",
        "serial_prefix": "ĐT-1",
        "language": "vi",
        "name_on_check_page": "full",
    }

    refused = as_organizer.post("/admin/issuing_bodies/new/", body | changed)
    stored = as_organizer.post("/admin/issuing_bodies/new/", body)

    assert wrong in refused.context["form"].errors
    assert stored.status_code == 302
    assert [row.serial_prefix for row in IssuingBody.objects.all()] == ["ĐT-1"]


def test_name_of_invisible_letters_is_refused(as_organizer):
    as_organizer.post("/admin/venues/new/", {"name": "\u200b", "address": "", "places": ""})

    assert Venue.objects.count() == 0


def test_field_of_training_gets_its_address_from_its_name(as_organizer):
    form = {"name": "Đào tạo nghề", "name_en": "", "slug": "", "position": "0"}

    as_organizer.post("/admin/training_fields/new/", form)

    assert Category.objects.get().slug == "dao-tao-nghe"


def test_lists_are_searched_without_accents(as_organizer):
    VenueFactory(name="Hội trường Đà Bắc")
    VenueFactory(name="Phòng máy")

    text = as_organizer.get("/admin/venues/?q=da+bac").text

    assert "Hội trường Đà Bắc" in text
    assert "Phòng máy" not in text


def test_what_is_in_use_is_not_deleted(as_organizer):
    venue = TrainingClassFactory().venue

    response = as_organizer.post(f"/admin/venues/delete/{venue.pk}/", follow=True)

    assert response.status_code == 200
    assert Venue.objects.filter(pk=venue.pk).exists()


def test_new_agency_is_opened_by_the_verb(as_organizer, organizer):
    parent = AgencyFactory(name="Tỉnh ủy", valid_from=dt.date(2004, 1, 1))
    form = {
        "code": "YT",
        "name": "Huyện ủy Yên Thủy",
        "level": AgencyLevelFactory().pk,
        "parent": parent.pk,
        "valid_from": "01/01/2010",
        "legal_basis": "QĐ 1",
    }

    as_organizer.post("/admin/agencies/new/", form)

    agency = Agency.objects.get(code="YT")
    assert agency.get_parent() == parent
    assert agency.version_on(dt.date(2010, 1, 1)).legal_basis == "QĐ 1"
    assert AuditEntry.objects.filter(action="agency.opened", actor=organizer).exists()


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [({"valid_from": "01/01/2001"}, "parent"), ({"code": "TU"}, "code"), ({"name": ""}, "name")],
)
def test_agency_that_cannot_be_is_refused_beside_the_field(as_organizer, fields, wrong):
    parent = AgencyFactory(code="TU", valid_from=dt.date(2004, 1, 1))
    form = {
        "code": "YT",
        "name": "Yên Thủy",
        "level": parent.level_id,
        "parent": parent.pk,
        "valid_from": "01/01/2010",
    }

    response = as_organizer.post("/admin/agencies/new/", form | fields)

    assert list(response.context["form"].errors) == [wrong]
    assert Agency.objects.count() == 1


@pytest.mark.parametrize("view", ["edit", "delete", "history", "usage", "copy"])
def test_nothing_edits_or_deletes_an_agency(client, site_tree, administrator, view):
    agency = AgencyFactory()
    client.force_login(administrator)

    assert client.get(f"/admin/agencies/{view}/{agency.pk}/").status_code == 404
    assert client.get("/admin/agencies/").status_code == 200
    assert client.get(f"/admin/agencies/inspect/{agency.pk}/").status_code == 200


def test_superuser_sees_the_list_of_agencies_too(client, site_tree):
    AgencyFactory()
    client.force_login(UserFactory(is_superuser=True))

    assert client.get("/admin/agencies/").status_code == 200


def test_coordinator_is_named_by_address_and_gets_an_account(as_organizer):
    agency = AgencyFactory()
    form = {
        "account": " Moi@Example.org ",
        "agency": agency.pk,
        "valid_from": "01/01/2026",
        "valid_to": "",
    }

    as_organizer.post("/admin/agency_coordinators/new/", form)

    coordinator = AgencyCoordinator.objects.get()
    assert (coordinator.user.email, coordinator.agency) == ("moi@example.org", agency)
    assert not coordinator.user.has_usable_password()


def test_coordinator_with_a_wrong_address_makes_no_account(as_organizer):
    before = User.objects.count()
    form = {"account": "moi", "agency": AgencyFactory().pk, "valid_from": "01/01/2026"}

    as_organizer.post("/admin/agency_coordinators/new/", form)

    assert (User.objects.count(), AgencyCoordinator.objects.count()) == (before, 0)


def test_instructor_is_joined_to_a_known_account_only(as_organizer):
    user = UserFactory(email="gv@example.org")
    address = "/admin/instructors/new/"

    as_organizer.post(address, {"full_name": "Ai đó", "account": "la@example.org"})
    as_organizer.post(address, {"full_name": "Bạch Quang Khải", "account": "GV@example.org"})
    as_organizer.post(address, {"full_name": "Người thứ hai", "account": "gv@example.org"})

    assert list(Instructor.objects.values_list("full_name", "user")) == [
        ("Bạch Quang Khải", user.pk)
    ]


def test_choosing_a_class_shows_published_ones_only(as_editor):
    TrainingClassFactory(title="Lớp đã công bố")
    TrainingClassFactory(title="Lớp nháp kín", status="draft")

    text = as_editor.get("/admin/training_class_chooser/").json()["html"]

    assert ChoosePublishedClass.per_page == 10
    assert "Lớp đã công bố" in text
    assert "Lớp nháp kín" not in text


def test_draft_class_is_not_chosen_by_its_number(as_editor):
    draft, shown = TrainingClassFactory(status="draft"), TrainingClassFactory()
    address = "/admin/training_class_chooser/chosen"

    one = as_editor.get(f"{address}/{draft.pk}/")
    several = as_editor.get(f"{address}-multiple/", {"id": [draft.pk, shown.pk]})

    assert one.status_code == 404
    assert [row["title"] for row in several.json()["result"]] == [str(shown)]


@pytest.mark.parametrize("number", ["abc", "9" * 30, "-1", "1.5"])
def test_class_chosen_by_an_odd_number_is_not_found(as_editor, number):
    address = "/admin/training_class_chooser/chosen"

    assert as_editor.get(f"{address}/{number}/").status_code == 404
    assert as_editor.get(f"{address}-multiple/", {"id": number}).json()["result"] == []


def test_changes_of_reference_lists_are_logged(as_organizer, organizer):
    as_organizer.post("/admin/venues/new/", {"name": "Hội trường", "address": "", "places": ""})

    assert ModelLogEntry.objects.filter(user=organizer, action="wagtail.create").count() == 1
