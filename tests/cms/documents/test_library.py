"""The library as the public sees it: what is listed, found, counted, and to whom nothing is."""

import datetime as dt

import pytest

from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from django.db import connection
from django.http import HttpResponse
from django.test.utils import CaptureQueriesContext

from wagtail.models import Collection, CollectionViewRestriction

from cms.models import Document, DocumentsPage
from cms.models.documents import public_documents
from tests.factories.documents import DocumentFactory, DocumentKindFactory
from tests.factories.enrollment import UserFactory

pytestmark = pytest.mark.django_db

LIBRARY = "/van-ban/"


@pytest.fixture(autouse=True)
def _site(site_tree):
    """Every test looks at the pages of a fresh installation."""


def closed_collection(kind=CollectionViewRestriction.LOGIN, **fields) -> Collection:
    collection = Collection.get_first_root_node().add_child(name="Nội bộ")
    CollectionViewRestriction.objects.create(collection=collection, restriction_type=kind, **fields)
    return collection


def download(client, document) -> HttpResponse:
    response = client.get(document.url)
    # Read to its end, it is closed as a server would; `close` would end the test's connection too.
    response.getvalue()
    return response


def titles(response) -> list[str]:
    return [document.title for document in response.context["page_obj"]]


def test_documents_stand_newest_first_with_number_date_kind_and_file(client):
    kind = DocumentKindFactory(name="Quyết định")
    DocumentFactory(title="Cũ", issued_on=dt.date(2010, 1, 5))
    DocumentFactory(title="Mới", number="12-QĐ/TU", kind=kind, issued_on=dt.date(2011, 3, 16))

    response = client.get(LIBRARY)

    assert titles(response) == ["Mới", "Cũ"]
    page = response.content.decode()
    assert all(part in page for part in ["12-QĐ/TU", "16/03/2011", "Quyết định", "TXT"])


def test_an_empty_library_says_so(client):
    assert "No documents yet" in client.get("/en/documents/").content.decode()


@pytest.mark.database
@pytest.mark.parametrize(
    ("address", "found"),
    [
        ("?q=đào tạo", ["Kế hoạch đào tạo"]),
        ("?q=DAO TAO ke", ["Kế hoạch đào tạo"]),
        ("?q=05-HD", ["Hướng dẫn"]),
        ("?kind=ke-hoach-x", ["Kế hoạch đào tạo"]),
        ("?year=2010", ["Hướng dẫn"]),
        ("?kind=ke-hoach-x&year=2010", []),
        ("?sort=title", ["Hướng dẫn", "Kế hoạch đào tạo"]),
        ("?sort=oldest", ["Hướng dẫn", "Kế hoạch đào tạo"]),
        ("?kind=unknown&q=dao", ["Kế hoạch đào tạo"]),
        ("?q=%00", ["Kế hoạch đào tạo", "Hướng dẫn"]),
        ("?q='%22(*", []),
        ("?year=99999999999999999999&collection=x", ["Kế hoạch đào tạo", "Hướng dẫn"]),
    ],
)
def test_the_address_holds_the_filters(client, address, found):
    kind = DocumentKindFactory(slug="ke-hoach-x")
    DocumentFactory(title="Kế hoạch đào tạo", kind=kind, issued_on=dt.date(2011, 1, 1))
    DocumentFactory(title="Hướng dẫn", number="05-HD/TU", issued_on=dt.date(2010, 1, 1))

    assert titles(client.get(LIBRARY + address)) == found


@pytest.mark.database
def test_each_choice_says_how_many_it_leaves_beside_the_others(client):
    kind = DocumentKindFactory(name="Kế hoạch", slug="ke-hoach-x")
    DocumentFactory.create_batch(2, kind=kind, issued_on=dt.date(2011, 1, 1))
    DocumentFactory(kind=kind, issued_on=dt.date(2010, 1, 1))

    form = client.get(LIBRARY + "?year=2011").context["form"]

    assert dict(form.fields["kind"].choices)["ke-hoach-x"] == "Kế hoạch (2)"
    assert dict(form.fields["year"].choices)["2010"] == "2010 (1)"
    assert form.count == 2


def test_pages_of_the_list_are_cut_and_a_page_beyond_is_not_found(client):
    DocumentFactory.create_batch(21)

    assert len(titles(client.get(LIBRARY + "?page=2"))) == 1
    assert client.get(LIBRARY + "?page=3").status_code == 404


def test_the_list_asks_as_much_for_30_documents_as_for_one(client):
    DocumentFactory(kind=DocumentKindFactory())
    client.get(LIBRARY)
    with CaptureQueriesContext(connection) as one:
        client.get(LIBRARY)
    for kind in DocumentKindFactory.create_batch(3):
        DocumentFactory.create_batch(10, kind=kind)
    with CaptureQueriesContext(connection) as many:
        client.get(LIBRARY)

    assert len(many) == len(one)
    assert len(one) <= 15


def test_the_page_of_a_document_shows_its_facts_and_its_text(client):
    document = DocumentFactory(title="Kế hoạch", number="7", content="Dòng một\nDòng hai")

    page = client.get(f"{LIBRARY}{document.pk}/").content.decode()

    assert all(part in page for part in ["<h1>Kế hoạch</h1>", "Dòng hai", document.url])


@pytest.mark.parametrize("number", ["0", "999999999", "9" * 30])
def test_a_document_that_does_not_exist_is_not_found(client, number):
    assert client.get(f"{LIBRARY}{number}/").status_code == 404


def test_text_of_a_document_is_shown_as_text(client):
    document = DocumentFactory(title="<b>Đậm</b>", content="<script>alert(1)</script>")

    page = client.get(f"{LIBRARY}{document.pk}/").content.decode()

    assert "<script>alert" not in page
    assert "<b>Đậm" not in page


class TestClosedCollections:
    def test_nothing_of_them_is_listed_counted_found_or_opened(self, client):
        document = DocumentFactory(
            title="Mật", collection=closed_collection(), issued_on=dt.date(1999, 1, 1)
        )

        response = client.get(LIBRARY + "?q=mat")

        assert titles(response) == []
        assert "1999" not in response.content.decode()
        assert client.get(f"{LIBRARY}{document.pk}/").status_code == 404
        assert client.get(document.url).status_code == 302

    @pytest.mark.database
    def test_what_lies_below_them_is_closed_as_well(self, client):
        below = closed_collection().add_child(name="Bên dưới")
        document = DocumentFactory(collection=below)

        assert document not in public_documents()
        assert client.get(f"{LIBRARY}{document.pk}/").status_code == 404

    def test_whoever_may_enter_finds_them(self, client):
        document = DocumentFactory(collection=closed_collection())
        client.force_login(UserFactory())

        assert titles(client.get(LIBRARY)) == [document.title]
        assert client.get(f"{LIBRARY}{document.pk}/").status_code == 200
        assert download(client, document).status_code == 200

    def test_of_groups_only_members_enter(self, client):
        collection = closed_collection(CollectionViewRestriction.GROUPS)
        group = Group.objects.create(name="Ban biên tập")
        collection.view_restrictions.get().groups.add(group)
        document = DocumentFactory(collection=collection)
        stranger, member = UserFactory.create_batch(2)
        member.groups.add(group)

        assert document not in Document.objects.visible_to(stranger)
        assert document in Document.objects.visible_to(member)

    def test_a_password_opens_links_but_lists_nothing(self, client):
        collection = closed_collection(CollectionViewRestriction.PASSWORD, password="x")
        document = DocumentFactory(collection=collection)

        assert document not in Document.objects.visible_to(UserFactory())
        assert "password" in client.get(document.url).content.decode()

    def test_a_collection_named_alike_stays_open(self):
        closed_collection()
        other = Collection.get_first_root_node().add_child(name="Công khai")

        assert DocumentFactory(collection=other) in public_documents()


def test_what_is_not_listed_is_reached_by_its_link_only(client):
    document = DocumentFactory(is_listed=False)

    assert titles(client.get(LIBRARY)) == []
    assert client.get(f"{LIBRARY}{document.pk}/").status_code == 404
    assert download(client, document).status_code == 200


class TestDownload:
    def test_a_file_is_saved_and_never_run(self, client):
        response = download(client, DocumentFactory())

        assert response["Content-Disposition"].startswith("attachment")
        assert response["X-Content-Type-Options"] == "nosniff"
        assert response["Content-Security-Policy"] == "default-src 'none'"

    def test_a_pdf_opens_in_the_browser_of_the_reader(self, client):
        document = DocumentFactory(file=ContentFile(b"%PDF-1.4", "a.pdf"))

        assert download(client, document)["Content-Disposition"].startswith("inline")

    def test_what_is_closed_is_kept_by_no_cache_between(self, client):
        client.force_login(UserFactory())
        closed = download(client, DocumentFactory(collection=closed_collection()))
        opened = download(client, DocumentFactory())

        assert "private" in closed["Cache-Control"]
        assert "public" in opened["Cache-Control"]

    def test_the_folder_itself_is_no_address(self, client):
        document = DocumentFactory()

        assert client.get(f"/media/{document.file.name}", follow=True).status_code == 404

    def test_another_name_for_the_number_is_not_found(self, client):
        document = DocumentFactory()

        assert client.get(f"/documents/{document.pk}/other.txt").status_code == 404


def test_the_map_of_the_site_names_public_documents_only(client):
    shown, hidden = DocumentFactory(), DocumentFactory(collection=closed_collection())

    text = client.get("/sitemap.xml").content.decode()

    assert f"{LIBRARY}{shown.pk}/" in text
    assert f"{LIBRARY}{hidden.pk}/" not in text


def test_the_library_stands_in_the_menu_of_both_languages(client):
    assert DocumentsPage.objects.count() == 2
    assert 'href="/van-ban/"' in client.get("/").content.decode()
    assert client.get("/en/documents/").status_code == 200
