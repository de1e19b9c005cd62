"""Kept pages: who gets them, what is never kept, how old they may be, and a cache that fails."""

import datetime as dt
import gzip

import pytest
import time_machine

from django.core.cache import caches
from django.core.cache.backends.locmem import LocMemCache
from django.http import HttpResponse
from django.utils import timezone

from wagtail.models import Page, PageViewRestriction

from cms.models import HomePage
from cms.page_cache import shelf
from cms.page_cache.asking import LONGEST_QUERY, key_of
from cms.page_cache.middleware import PageCacheMiddleware, may_be_kept
from courses.models import TrainingClass
from enrollment.views.kept import SEATS_SECONDS, TEXT_SECONDS, keep
from tests.factories.cms import NewsPageFactory
from tests.factories.courses import SessionFactory, TrainingClassFactory

pytestmark = pytest.mark.django_db

KEPT = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "kept-pages"}


@pytest.fixture(autouse=True)
def _kept_pages(settings, site_tree):
    settings.CACHES = {**settings.CACHES, "pages": KEPT}
    shelf._rests_until = 0.0
    caches["pages"].clear()
    yield
    caches["pages"].clear()


@pytest.fixture
def queries_of(client, django_assert_max_num_queries):
    def count(address, **headers):
        with django_assert_max_num_queries(999) as asked:
            client.get(address, **headers)
        return len(asked)

    return count


# -- who gets a kept page


@pytest.mark.parametrize("address", ["/", "/en/", "/lich-mo-lop/", "/tin-tuc/", "/gioi-thieu/"])
def test_second_visitor_gets_the_kept_page_without_any_query(client, queries_of, address):
    first = client.get(address)

    assert queries_of(address) == 0
    assert client.get(address).content == first.content


def test_signed_in_person_gets_a_page_of_their_own(client, organizer):
    client.get("/")
    client.force_login(organizer)

    response = client.get("/")

    assert organizer.email in response.text or organizer.get_full_name() in response.text
    assert "private" in response.headers["Cache-Control"]
    assert "ETag" not in response.headers


def test_page_of_a_signed_in_person_is_given_to_nobody_else(client, organizer):
    client.force_login(organizer)
    client.get("/")
    client.logout()

    text = client.get("/").text

    assert organizer.email not in text
    assert "/accounts/login/" in text


def test_who_has_just_signed_in_is_not_told_that_nothing_changed(client, organizer):
    etag = client.get("/").headers["ETag"]
    client.force_login(organizer)

    response = client.get("/", headers={"If-None-Match": etag})

    assert response.status_code == 200


@pytest.mark.parametrize("cookie", ["sessionid", "messages"])
def test_visitor_of_whom_something_is_known_gets_a_page_made_anew(client, queries_of, cookie):
    client.get("/")
    client.cookies[cookie] = "anything"

    assert queries_of("/") > 0


def test_cookie_of_others_keeps_nobody_from_the_kept_page(client, queries_of):
    client.get("/")
    client.cookies["_ga"] = "GA1.2.3"
    client.cookies["csrftoken"] = "x" * 32

    assert queries_of("/") == 0


# -- what is never kept


@pytest.fixture
def answers(rf):
    """`answers(response)`: whether the middleware keeps what a view answers in this way."""

    def is_kept(make, request=None):
        request = request or rf.get("/page/")
        calls = []

        def view(_request):
            calls.append(1)
            return make()

        middleware = PageCacheMiddleware(view)
        middleware(request)
        middleware(rf.get("/page/"))
        return len(calls) == 1

    return is_kept


def page(**headers):
    return keep(HttpResponse("page", headers=headers), seconds=10)


def test_marked_answer_is_kept(answers):
    assert answers(page)


def test_answer_without_a_mark_is_not_kept(answers):
    assert not answers(lambda: HttpResponse("page"))


@pytest.mark.parametrize("control", ["private", "no-store", "max-age=3, PRIVATE"])
def test_private_answer_is_not_kept(answers, control):
    assert not answers(lambda: page(**{"Cache-Control": control}))


@pytest.mark.parametrize("status", [201, 206, 302, 404, 422, 500])
def test_answer_that_is_no_page_is_not_kept(answers, status):
    assert not answers(lambda: keep(HttpResponse("x", status=status), seconds=10))


def test_cookie_is_never_kept(answers):
    def with_cookie():
        response = page()
        response.set_cookie("csrftoken", "secret")
        return response

    assert not answers(with_cookie)


def test_answer_to_head_is_not_kept(answers, rf):
    assert not answers(page, rf.head("/page/"))


@pytest.mark.parametrize("mark", ["is_dummy", "is_preview"])
def test_preview_is_not_kept(answers, rf, mark):
    request = rf.get("/page/")
    setattr(request, mark, True)

    assert not answers(page, request)


def test_answer_made_for_somebody_signed_in_is_not_kept(rf, organizer):
    request = rf.get("/page/")
    request.user = organizer

    assert not may_be_kept(request, page())


def test_page_with_a_form_that_is_posted_is_not_kept(client, queries_of):
    client.get("/accounts/login/")

    assert queries_of("/accounts/login/") >= 0
    assert "csrftoken" in client.cookies
    assert "ETag" not in client.get("/accounts/login/").headers


def test_page_behind_a_password_is_not_kept(client):
    about = Page.objects.get(slug="gioi-thieu")
    PageViewRestriction.objects.create(page=about, restriction_type="password", password="x")

    responses = [client.get("/gioi-thieu/") for _unused in range(2)]

    assert all("no-store" in one.headers["Cache-Control"] for one in responses)


def test_unknown_address_is_not_kept(client, queries_of):
    client.get("/khong-co/")

    assert queries_of("/khong-co/") > 0


def test_no_code_of_ours_reads_another_cookie(project_root):
    """A cookie that changes a page would have to keep its owner from kept pages."""
    readers = [
        path.relative_to(project_root).as_posix()
        for app in ("courses", "enrollment", "certificates", "cms")
        for path in (project_root / app).rglob("*.py")
        if "COOKIES" in path.read_text(encoding="utf-8")
    ]

    assert readers == ["cms/page_cache/asking.py"]


# -- one key for one answer


def test_languages_lie_apart(client):
    texts = [client.get(address).text for address in ("/", "/en/", "/", "/en/")]

    assert texts[:2] == texts[2:]
    assert ['<html lang="vi"' in text for text in texts] == [True, False, True, False]


def test_language_of_the_browser_changes_nothing(client, queries_of):
    client.get("/", headers={"Accept-Language": "en"})

    assert queries_of("/", headers={"Accept-Language": "vi"}) == 0
    assert '<html lang="vi"' in client.get("/").text
    assert "Accept-Language" not in client.get("/").headers["Vary"]


def test_part_for_a_script_is_never_taken_for_the_page(client):
    part = client.get("/lich-mo-lop/", headers={"HX-Request": "true"}).text
    whole = client.get("/lich-mo-lop/").text
    again = client.get("/lich-mo-lop/", headers={"HX-Request": "true"}).text

    assert part == again
    assert "<html" not in part
    assert "<html" in whole
    assert "HX-Request" in client.get("/lich-mo-lop/").headers["Vary"]


def test_hosts_lie_apart(client, queries_of, settings):
    settings.ALLOWED_HOSTS = ["testserver", "other.example"]
    client.get("/", headers={"host": "other.example"})

    assert queries_of("/") > 0


def test_foreign_host_is_refused_as_before(client):
    client.get("/")

    assert client.get("/", headers={"host": "evil.example"}).status_code == 400


def test_parameter_that_no_page_knows_fills_no_cache(client, queries_of):
    client.get("/lich-mo-lop/?x=1")

    assert queries_of("/lich-mo-lop/?x=1") > 0
    assert queries_of("/lich-mo-lop/") > 0


def test_known_parameter_has_a_page_of_its_own(client, queries_of):
    client.get("/tin-tuc/")
    client.get("/tin-tuc/?page=1")

    assert queries_of("/tin-tuc/?page=1") == 0


def test_endless_query_fills_no_cache(rf):
    assert key_of(rf.get("/search/?q=" + "a" * (LONGEST_QUERY - 2))) != ""
    assert key_of(rf.get("/search/?q=" + "a" * LONGEST_QUERY)) == ""


@pytest.mark.parametrize("query", ["?fbclid=IwAR0", "?utm_source=zalo&utm_medium=x"])
def test_link_shared_elsewhere_leads_to_the_kept_page(client, queries_of, query):
    client.get("/" + query)
    assert queries_of("/") > 0

    assert queries_of("/" + query) == 0


# -- how old


def test_page_with_seats_is_never_older_than_ten_seconds(client, schedule):
    training_class = TrainingClassFactory(capacity=30)
    SessionFactory(training_class=training_class)
    address = schedule.class_url(training_class.code)
    with time_machine.travel(timezone.now(), tick=False) as clock:
        before = client.get(address).text
        TrainingClass.objects.update(seats_taken=27)
        clock.shift(SEATS_SECONDS + 0.01)
        after = client.get(address).text

    assert before != after
    assert "3" in after


def test_kept_page_is_given_until_then(client, queries_of):
    with time_machine.travel(timezone.now(), tick=False) as clock:
        client.get("/")
        clock.shift(5)

        assert queries_of("/") == 0


def test_shortly_before_its_end_one_visitor_makes_it_anew_and_the_others_wait_for_nothing(
    client, queries_of
):
    with time_machine.travel(timezone.now(), tick=False) as clock:
        client.get("/")
        clock.shift(8)
        # Another visitor is at it.
        key = next(key for key in caches["pages"]._cache if not key.endswith(":version"))
        shelf.claim(key.rpartition(":")[2], seconds=5)

        assert queries_of("/") == 0
        clock.shift(2.1)
        assert queries_of("/") > 0


def test_published_page_is_seen_at_once(client, news_index, django_capture_on_commit_callbacks):
    client.get("/tin-tuc/")
    with django_capture_on_commit_callbacks(execute=True):
        article = NewsPageFactory(title="Tin vừa đăng")
        article.save_revision().publish()

    assert "Tin vừa đăng" in client.get("/tin-tuc/").text


def test_withdrawn_page_is_gone_at_once(client, news_index, django_capture_on_commit_callbacks):
    article = NewsPageFactory(title="Đăng nhầm")
    address = article.get_url()
    client.get(address)
    with django_capture_on_commit_callbacks(execute=True):
        article.unpublish()

    assert client.get(address).status_code == 404
    assert "Đăng nhầm" not in client.get("/tin-tuc/").text


def test_page_made_before_a_change_is_not_kept_after_it(rf):
    """Somebody publishes while a page is being made: it may show what was before."""

    def slow_view(_request):
        shelf._new_version()
        return page()

    made = []
    PageCacheMiddleware(slow_view)(rf.get("/page/"))
    PageCacheMiddleware(lambda _request: made.append(1) or page())(rf.get("/page/"))

    assert made == [1]


def test_draft_forgets_nothing(client, queries_of, django_capture_on_commit_callbacks):
    client.get("/")
    with django_capture_on_commit_callbacks(execute=True):
        HomePage.objects.first().save_revision()

    assert queries_of("/") == 0


def test_registrations_forget_nothing(client, queries_of, django_capture_on_commit_callbacks):
    training_class = TrainingClassFactory()
    client.get("/")
    with django_capture_on_commit_callbacks(execute=True):
        training_class.save()

    assert queries_of("/") == 0


def test_texts_are_kept_longer_than_seats_and_end_by_themselves(client, queries_of):
    with time_machine.travel(timezone.now(), tick=False) as clock:
        client.get("/gioi-thieu/")
        clock.shift(SEATS_SECONDS + 5)
        assert queries_of("/gioi-thieu/") == 0
        clock.shift(TEXT_SECONDS)
        assert queries_of("/gioi-thieu/") > 0


# -- what a browser is told


def test_browser_that_has_the_page_gets_no_bytes(client):
    first = client.get("/")

    again = client.get("/", headers={"If-None-Match": first.headers["ETag"]})

    assert (again.status_code, again.content) == (304, b"")
    for name in ("ETag", "Cache-Control", "Vary", "Last-Modified"):
        assert again.headers[name] == first.headers[name]


def test_page_that_was_made_anew_and_is_the_same_is_not_sent_again(client):
    with time_machine.travel(timezone.now(), tick=False) as clock:
        first = client.get("/gioi-thieu/")
        clock.shift(dt.timedelta(hours=2))
        again = client.get("/gioi-thieu/", headers={"If-None-Match": first.headers["ETag"]})

    assert again.status_code == 304


def test_browser_asks_each_time(client):
    assert client.get("/").headers["Cache-Control"] == "no-cache"


def test_changed_page_has_another_name(client, django_capture_on_commit_callbacks, news_index):
    first = client.get("/tin-tuc/").headers["ETag"]
    with django_capture_on_commit_callbacks(execute=True):
        NewsPageFactory().save_revision().publish()

    again = client.get("/tin-tuc/", headers={"If-None-Match": first})

    assert (again.status_code, again.headers["ETag"] != first) == (200, True)


def test_head_tells_what_get_would(client):
    got = client.get("/")
    told = client.head("/")

    assert told.content == b""
    assert told.headers["ETag"] == got.headers["ETag"]
    assert told.headers["Content-Length"] == str(len(got.content))


def test_part_of_a_page_is_answered_with_the_whole(client):
    client.get("/")

    response = client.get("/", headers={"Range": "bytes=0-99"})

    assert (response.status_code, len(response.content) > 100) == (200, True)


def test_kept_page_is_compressed_for_whom_it_may_be(client):
    plain = client.get("/")
    packed = client.get("/", headers={"Accept-Encoding": "gzip, br"})
    refused = client.get("/", headers={"Accept-Encoding": "gzip;q=0, identity"})

    assert gzip.decompress(packed.content) == plain.content == refused.content
    assert packed.headers["Content-Encoding"] == "gzip"
    assert "Content-Encoding" not in refused.headers
    assert packed.headers["ETag"] == plain.headers["ETag"]
    assert "Accept-Encoding" in plain.headers["Vary"]


def test_kept_page_keeps_the_headers_that_protect_it(client):
    first, again = client.get("/"), client.get("/")

    for name in ("Content-Security-Policy", "X-Content-Type-Options", "X-Frame-Options"):
        assert again.headers[name] == first.headers[name]


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_who_sends_something_is_answered_by_the_page_itself(client, method):
    client.get("/")

    assert getattr(client, method)("/").status_code == 405


def test_picture_is_kept_by_browsers_for_a_day(client, settings):
    folder = settings.MEDIA_ROOT / "images"
    folder.mkdir(parents=True)
    (folder / "a.png").write_bytes(b"png")
    first = client.get("/media/images/a.png")
    first.getvalue()

    again = client.get(
        "/media/images/a.png", headers={"If-Modified-Since": first.headers["Last-Modified"]}
    )

    assert first.headers["Cache-Control"] == "public, max-age=86400"
    assert again.status_code == 304


# -- a cache that fails


class Broken(LocMemCache):
    def get_many(self, *args, **options):
        raise ConnectionError

    set = add = get = get_many


def test_pages_are_shown_without_any_cache(client, settings):
    settings.CACHES = {**settings.CACHES, "pages": {"BACKEND": f"{__name__}.Broken"}}

    assert [client.get("/").status_code for _unused in range(3)] == [200, 200, 200]


def test_cache_that_does_not_answer_is_not_asked_by_everybody(settings, monkeypatch):
    asked = []

    def fail(self, *args, **options):
        asked.append(1)
        raise ConnectionError

    monkeypatch.setattr(Broken, "get_many", fail)
    settings.CACHES = {**settings.CACHES, "pages": {"BACKEND": f"{__name__}.Broken"}}

    assert [shelf.look("x"), shelf.look("x")] == [("", None)] * 2
    assert asked == [1]


def test_nothing_is_kept_while_nobody_knows_of_which_version(client, settings):
    settings.CACHES = {**settings.CACHES, "pages": {"BACKEND": f"{__name__}.Broken"}}
    client.get("/")
    settings.CACHES = {**settings.CACHES, "pages": KEPT}
    shelf._rests_until = 0.0

    assert shelf.look("x")[0] != ""


def test_emptied_cache_begins_with_a_version_that_never_was(client):
    first, _entry = shelf.look("x")
    shelf.put("x", first, "old", seconds=60)
    caches["pages"].delete(shelf.VERSION)

    assert shelf.look("x")[1] is None


@pytest.mark.parametrize("kind", ["filebased.FileBasedCache", "locmem.LocMemCache"])
def test_every_kind_of_cache_serves(client, queries_of, settings, tmp_path, kind):
    pages = {"BACKEND": f"django.core.cache.backends.{kind}", "LOCATION": str(tmp_path / "pages")}
    settings.CACHES = {**settings.CACHES, "pages": pages}
    first = client.get("/")

    assert queries_of("/") == 0
    assert client.get("/").content == first.content
