"""Kept pages given before Django is asked: the same bytes, the same rules, for one second."""

import datetime as dt
import io
import itertools
from concurrent.futures import ThreadPoolExecutor

import pytest
import time_machine

from django.core.cache import caches
from django.core.handlers.wsgi import WSGIHandler
from django.db import connection
from django.utils import timezone

from cms import wsgi
from cms.page_cache import doorstep, shelf
from cms.page_cache.doorstep import GOOD_UNTIL, Answer, Doorstep, Memory
from enrollment.views.kept import SEATS_SECONDS
from tests.factories.cms import NewsPageFactory

pytestmark = pytest.mark.django_db

KEPT = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "doorstep"}
GZIP = {"HTTP_ACCEPT_ENCODING": "gzip, deflate, br"}


@pytest.fixture(autouse=True)
def _as_in_production(settings, site_tree, monkeypatch):
    # The transaction of a test outlives the requests in it.
    monkeypatch.setattr(connection, "close_if_unusable_or_obsolete", lambda: None)
    settings.CACHES = {**settings.CACHES, "pages": KEPT}
    settings.SECURE_HSTS_SECONDS = 31536000
    settings.SECURE_HSTS_INCLUDE_SUBDOMAINS = settings.SECURE_HSTS_PRELOAD = True
    shelf._rests_until = 0.0
    caches["pages"].clear()
    yield
    caches["pages"].clear()


@pytest.fixture
def clock():
    with time_machine.travel(timezone.now(), tick=False) as clock:
        yield clock


class Site:
    """Django's handler, and how often it was asked."""

    def __init__(self):
        self.handler = WSGIHandler()
        self.asked = 0

    def __call__(self, environ, start_response):
        self.asked += 1
        return self.handler(environ, start_response)


@pytest.fixture
def site():
    return Site()


@pytest.fixture
def door(site):
    return Doorstep(site)


def environ(address, **more):
    """As gunicorn gives it: the path as bytes in Latin-1."""
    path, _mark, query = address.partition("?")
    return {
        "REQUEST_METHOD": "GET",
        "SCRIPT_NAME": "",
        "PATH_INFO": path.encode().decode("latin-1"),
        "QUERY_STRING": query,
        "SERVER_NAME": "testserver",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_HOST": "testserver",
        "REMOTE_ADDR": "192.0.2.1",
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(),
        "wsgi.errors": io.StringIO(),
    } | more


def ask(application, address, **more):
    """Status, headers in their order, bytes."""
    told = []
    response = application(
        environ(address, **more), lambda status, headers, *_info: told.extend([status, headers])
    )
    body = b"".join(response)
    if hasattr(response, "close"):
        response.close()
    return (*told, body)


def etag_of(answer):
    return dict(answer[1])["ETag"]


# -- the same bytes


WAYS = {
    "plain": {},
    "gzip": GZIP,
    "gzip refused": {"HTTP_ACCEPT_ENCODING": "gzip;q=0"},
    "https": {"wsgi.url_scheme": "https"} | GZIP,
    "head": {"REQUEST_METHOD": "HEAD"} | GZIP,
    "part": {"HTTP_HX_REQUEST": "true"},
    "foreign cookie": {"HTTP_COOKIE": "_ga=1; csrftoken=" + "x" * 32},
    "has an old page": {"HTTP_IF_NONE_MATCH": f'W/"{"0" * 32}"'},
    "has several pages": {"HTTP_IF_NONE_MATCH": 'W/"a", "b"'},
    "has any page": {"HTTP_IF_NONE_MATCH": "*"},
    "has one of a day": {"HTTP_IF_MODIFIED_SINCE": "Wed, 16 Mar 2011 00:00:00 GMT"},
    "has one of tomorrow": {"HTTP_IF_MODIFIED_SINCE": "Wed, 16 Mar 2039 00:00:00 GMT"},
    "wants this one": {"HTTP_IF_MATCH": '"a"'},
    "wants no newer": {"HTTP_IF_UNMODIFIED_SINCE": "Wed, 16 Mar 2011 00:00:00 GMT"},
    "range": {"HTTP_RANGE": "bytes=0-9"},
    "foreign host": {"HTTP_HOST": "evil.example"},
    "unknown host": {"HTTP_HOST": "a b"},
}


@pytest.mark.parametrize("address", ["/", "/en/", "/lich-mo-lop/", "/gioi-thieu/", "/verify/"])
def test_answer_is_the_one_that_django_gives(site, door, clock, address):
    for _unused, (name, way) in itertools.product(range(3), WAYS.items()):
        ask(door, address)
        got = ask(door, address, **way)

        assert got == ask(site.handler, address, **way), name


@pytest.mark.parametrize("address", ["/", "/gioi-thieu/"])
@pytest.mark.parametrize("way", [{}, {"wsgi.url_scheme": "https"} | GZIP])
@pytest.mark.parametrize("since", [{}, {"HTTP_IF_MODIFIED_SINCE": "Wed, 16 Mar 2039 00:00:00 GMT"}])
def test_browser_that_has_the_page_is_told_so_from_here(site, door, clock, address, way, since):
    known = {"HTTP_IF_NONE_MATCH": etag_of(ask(site.handler, address, **way))} | way | since
    first = ask(door, address, **known)
    site.asked = 0

    status, headers, body = ask(door, address, **known)

    assert (status, body, site.asked) == ("304 Not Modified", b"", 0)
    assert (status, headers, body) == first == ask(site.handler, address, **known)


@pytest.mark.parametrize("way", ["plain", "gzip", "https", "head", "part", "foreign cookie"])
def test_second_answer_comes_without_django(site, door, clock, way):
    warm_up(door, "/lich-mo-lop/", **WAYS[way] | {"REQUEST_METHOD": "GET"})
    site.asked = 0

    status, headers, _body = ask(door, "/lich-mo-lop/", **WAYS[way])

    assert (status, site.asked) == ("200 OK", 0)
    names = {name for name, _text in headers}
    assert {"Content-Security-Policy", "X-Content-Type-Options", "Referrer-Policy"} <= names
    assert ("Strict-Transport-Security" in names) == (way == "https")


def warm_up(application, address, **way):
    """Made, then given from the shelf."""
    for _unused in range(2):
        ask(application, address, **way)


def test_path_with_accents_reaches_django_as_it_was_asked(site, door):
    address = "/tin-tức/không-có/"

    assert ask(door, address)[::2] == ask(site.handler, address)[::2]


def test_web_server_may_write_into_the_headers(site, door, clock):
    warm_up(door, "/")
    expected = ask(door, "/")[1].copy()
    ask(door, "/")[1].clear()

    assert ask(door, "/")[1] == expected


def test_site_is_served_through_here():
    assert isinstance(wsgi.application, Doorstep)


# -- the same rules


@pytest.mark.parametrize(
    "way",
    [
        {"REQUEST_METHOD": "POST"},
        {"HTTP_COOKIE": "sessionid=abc"},
        {"HTTP_COOKIE": "messages=abc"},
        {"HTTP_AUTHORIZATION": "Basic eDp5"},
        {"HTTP_HX_REQUEST": "true", "HTTP_HX_BOOSTED": "true"},
        {"HTTP_HX_TARGET": "a b"},
        {"HTTP_HOST": "evil.example"},
        {"QUERY_STRING": "page=" + "1" * 300},
        {"QUERY_STRING": "made-anew=1"},
        {"HTTP_IF_NONE_MATCH": f'W/"{"0" * 32}"'},
    ],
)
def test_these_are_always_answered_by_django(site, door, clock, way):
    warm_up(door, "/")
    site.asked = 0

    for _unused in range(3):
        ask(door, "/", **way)

    assert site.asked == 3


def test_link_shared_elsewhere_leads_to_the_same_page(site, door, clock):
    warm_up(door, "/")
    site.asked = 0

    ask(door, "/?fbclid=IwAR0")

    assert site.asked == 0


def test_plain_http_is_led_to_https_as_before(clock, settings):
    settings.SECURE_SSL_REDIRECT = True
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    door = Doorstep(Site())
    warm_up(door, "/", HTTP_X_FORWARDED_PROTO="https")

    assert ask(door, "/")[0] == "301 Moved Permanently"
    assert ask(door, "/", HTTP_X_FORWARDED_PROTO="https")[0] == "200 OK"


def test_signed_in_person_never_gets_what_stands_here(site, door, clock, client, organizer):
    warm_up(door, "/")
    client.force_login(organizer)

    body = ask(door, "/", HTTP_COOKIE=f"sessionid={client.cookies['sessionid'].value}")[2].decode()

    assert organizer.email in body or organizer.get_full_name() in body
    assert organizer.email not in ask(door, "/")[2].decode()


@pytest.mark.parametrize("backend", ["dummy.DummyCache", "locmem.LocMemCache"])
def test_without_kept_pages_nothing_stands_here(site, door, clock, settings, backend):
    pages = {"BACKEND": f"django.core.cache.backends.{backend}", "LOCATION": "off"}
    settings.CACHES = {**settings.CACHES, "pages": pages}

    for _unused in range(4):
        ask(door, "/")

    assert site.asked == (4 if backend.startswith("dummy") else 2)


@pytest.mark.parametrize(
    ("status", "header", "times"),
    [("200 OK", ("A", "b"), 1), ("500 Error", ("A", "b"), 2), ("200 OK", ("Set-Cookie", "a=b"), 2)],
)
def test_only_whole_answers_without_a_cookie_stand_here(clock, status, header, times):
    asked = []

    def answers(given, start_response):
        asked.append(1)
        given[GOOD_UNTIL] = timezone.now().timestamp() + 5
        start_response(status, [header])
        return type("Response", (list,), {"content": b"x"})([b"x"])

    door = Doorstep(answers)
    assert [ask(door, "/")[2] for _unused in range(2)] == [b"x", b"x"]

    assert len(asked) == times


# -- how old


def test_what_stands_here_is_a_second_old_at_most(site, door, clock):
    warm_up(door, "/")
    site.asked = 0
    clock.shift(doorstep.SECONDS - 0.01)
    ask(door, "/")
    assert site.asked == 0

    clock.shift(0.02)
    ask(door, "/")

    assert site.asked == 1


def test_published_page_is_seen_within_a_second(
    door, clock, news_index, django_capture_on_commit_callbacks
):
    warm_up(door, "/tin-tuc/")
    with django_capture_on_commit_callbacks(execute=True):
        NewsPageFactory(title="Tin vừa đăng").save_revision().publish()
    clock.shift(doorstep.SECONDS)

    assert "Tin vừa đăng" in ask(door, "/tin-tuc/")[2].decode()


def test_second_is_counted_from_before_the_shelf_was_asked(site, clock):
    """Who publishes while the answer is on its way is not kept waiting for longer."""

    def slow(given, start_response):
        response = site(given, start_response)
        clock.shift(0.9)
        return response

    door = Doorstep(slow)
    warm_up(door, "/")
    site.asked = 0
    clock.shift(0.2)
    ask(door, "/")

    assert site.asked == 1


def test_no_page_outlives_its_own_end(site, door, clock):
    """Ten seconds for seats are ten in all."""
    ask(site.handler, "/")
    # Another visitor is at it, so the page is given to its very end.
    clock.shift(dt.timedelta(seconds=SEATS_SECONDS - 0.5))
    key = next(key for key in caches["pages"]._cache if not key.endswith(":version"))
    shelf.claim(key.rpartition(":")[2], seconds=5)
    ask(door, "/")
    clock.shift(0.4)
    ask(door, "/")
    assert site.asked == 1

    clock.shift(0.2)
    ask(door, "/")

    assert site.asked == 2


def test_clock_that_was_set_back_makes_nothing_last(site, door, clock):
    warm_up(door, "/")
    site.asked = 0
    clock.shift(-3600)
    ask(door, "/")

    assert site.asked == 1


# -- how much


def answer(size):
    return Answer("200 OK", (), b"x" * size, since=0, until=10)


def names(count):
    return [(str(number), "", True) for number in range(count)]


def test_memory_holds_so_many_answers_and_lets_go_of_the_one_not_asked_for():
    memory = Memory(most_answers=3)
    for name in names(3):
        memory.put(name, answer(1))
    memory.look(names(1)[0], 1)
    memory.put(("new", "", True), answer(1))

    assert [bool(memory.look(name, 1)) for name in names(3)] == [True, False, True]


def test_memory_holds_so_many_bytes():
    memory = Memory(most_bytes=100)
    for name in names(9):
        memory.put(name, answer(30))
        memory.put(name, answer(40))

    assert [name for name in names(9) if memory.look(name, 1)] == names(9)[-2:]


def test_answer_larger_than_the_memory_is_not_held():
    memory = Memory(most_bytes=100)
    memory.put(names(1)[0], answer(101))

    assert memory.look(names(1)[0], 1) is None


def test_threads_share_one_memory():
    memory = Memory(most_answers=5, most_bytes=100)

    def work(start):
        for name in itertools.islice(itertools.cycle(names(9)), start, start + 2_000):
            memory.put(name, answer(30))
            memory.look(name, 5 if start % 2 else 20)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(work, range(4)))

    assert memory._bytes == sum(len(one.body) for one in memory._answers.values()) <= 100
