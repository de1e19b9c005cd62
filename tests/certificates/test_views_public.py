import pytest

from django.urls import reverse

from certificates.register.issuing import issue_certificates
from certificates.verification import grouped_code
from certificates.views import limits
from tests.certificates.classes import held_class, revoked
from tests.factories.enrollment import TraineeFactory

pytestmark = pytest.mark.django_db

CANARY = "uoc-canary@example.org"


@pytest.fixture(autouse=True)
def _one_minute(monkeypatch):
    """The test must not run over the turn of a minute."""
    monkeypatch.setattr(limits.time, "time", lambda: 1_000_000_000)


@pytest.fixture
def certificate():
    trainee = TraineeFactory(full_name="Quách Thị Ước", birth_year=1979, email=CANARY)
    [issued] = issue_certificates(held_class([trainee], title="Tin học văn phòng"), by=None)
    return issued


def page_of(client, code, **extra):
    return client.get(reverse("certificates:verify_code", args=[code]), **extra)


def test_a_valid_code_shows_the_facts_and_nothing_personal_beyond(client, certificate):
    response = page_of(client, certificate.code)

    text = response.content.decode()
    assert response.status_code == 200
    for shown in ("Quách Thị Ước", "Tin học văn phòng", certificate.serial, "is-valid"):
        assert shown in text
    for hidden in (CANARY, "1979", "Chuyên viên", certificate.enrollment.agency_name):
        assert hidden not in text


@pytest.mark.parametrize("known", [True, False])
def test_the_page_is_neither_indexed_nor_stored_nor_told_to_others(known, client, certificate):
    response = page_of(client, certificate.code if known else "AAAA")

    assert response["X-Robots-Tag"] == "noindex, nofollow"
    assert "no-store" in response["Cache-Control"]
    assert response["Referrer-Policy"] == "no-referrer"


def test_a_revoked_certificate_says_so_with_its_reason(client, certificate):
    revoked(certificate, reason="Cấp nhầm người")

    text = page_of(client, certificate.code).content.decode()

    assert "is-revoked" in text
    assert "Cấp nhầm người" in text


def test_all_misses_look_alike(client, certificate):
    wrong = [certificate.serial, "1", str(certificate.public_id), "A" * 28, "%00", "<script>"]

    answers = [page_of(client, code) for code in wrong]

    assert {answer.status_code for answer in answers} == {200}
    assert all("is-unknown" in answer.content.decode() for answer in answers)
    assert not any("Quách Thị Ước" in answer.content.decode() for answer in answers)
    assert "<script>alert" not in answers[-1].content.decode()


def test_the_form_leads_to_the_page_of_the_code(client, certificate):
    typed = grouped_code(certificate.code).lower()

    response = client.get(reverse("certificates:verify"), {"code": f" {typed} "})

    assert response.status_code == 302
    assert response.url == reverse("certificates:verify_code", args=[certificate.code])


@pytest.mark.parametrize("typed", ["", "   ", "---", "x" * 101])
def test_nothing_typed_is_told_beside_the_field(typed, client):
    response = client.get(reverse("certificates:verify"), {"code": typed})

    assert response.status_code == 422
    assert "invalid-feedback" in response.content.decode()


def test_misses_are_limited_and_hits_are_not(client, certificate, settings):
    settings.VERIFY_RATE_PER_MINUTE = 3

    misses = [page_of(client, f"WRONG{n}").status_code for n in range(5)]
    hit = page_of(client, certificate.code)

    assert misses == [200, 200, 200, 429, 429]
    assert hit.status_code == 200


def test_a_limited_visitor_is_told_when_to_come_back(client, settings):
    settings.VERIFY_RATE_PER_MINUTE = 0

    response = page_of(client, "WRONG")

    assert response["Retry-After"] == "60"
    assert "no-store" in response["Cache-Control"]


def test_hits_do_not_use_the_limit_up(client, certificate, settings):
    settings.VERIFY_RATE_PER_MINUTE = 1
    for _ in range(5):
        page_of(client, certificate.code)

    assert page_of(client, "WRONG").status_code == 200


def test_a_forged_address_does_not_help(client, settings):
    settings.VERIFY_RATE_PER_MINUTE = 2

    codes = [
        page_of(client, "WRONG", headers={"X-Forwarded-For": f"10.0.0.{n}"}).status_code
        for n in range(4)
    ]

    assert codes == [200, 200, 429, 429]


def test_behind_a_proxy_its_own_entry_counts_and_forged_ones_do_not(client, settings):
    settings.VERIFY_RATE_PER_MINUTE, settings.TRUSTED_PROXY_COUNT = 1, 1

    def ask(forwarded):
        return page_of(client, "WRONG", headers={"X-Forwarded-For": forwarded}).status_code

    assert [ask(f"10.0.0.{n}, 203.0.113.7") for n in range(2)] == [200, 429]
    assert ask("203.0.113.8") == 200


@pytest.mark.parametrize(
    ("proxies", "forwarded", "visitor"),
    [
        (0, "203.0.113.7", "127.0.0.1"),
        (1, "10.0.0.1, 203.0.113.7", "203.0.113.7"),
        (2, "10.0.0.1, 203.0.113.7, 10.1.1.1", "203.0.113.7"),
        (2, "203.0.113.7", "127.0.0.1"),
        (1, "", "unknown"),
        (1, "nonsense", "unknown"),
        (1, "2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
    ],
)
def test_who_the_visitor_is(proxies, forwarded, visitor, rf, settings):
    settings.TRUSTED_PROXY_COUNT = proxies

    request = rf.get("/", headers={"X-Forwarded-For": forwarded})

    assert limits.visitor(request) == visitor


def test_one_visitor_does_not_use_up_the_limit_of_another(client, settings):
    settings.VERIFY_RATE_PER_MINUTE = 1

    codes = [
        page_of(client, "WRONG", REMOTE_ADDR=address).status_code
        for address in ("203.0.113.7", "203.0.113.7", "203.0.113.8")
    ]

    assert codes == [200, 429, 200]


def test_reading_stays_open_when_the_cache_fails(client, monkeypatch):
    def fail(*_args, **_options):
        raise ConnectionError("no cache")

    monkeypatch.setattr(limits.cache, "incr", fail)

    assert page_of(client, "WRONG").status_code == 200


def test_the_page_exists_in_english(client, certificate):
    response = client.get(f"/en/verify/{certificate.code}/")

    assert "Result of the check" in response.content.decode()
