"""What the public pages say about codes, files and records, and what they keep to themselves."""

import pytest

from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from certificates.models import IssueRun
from certificates.papers.certificate import verify_url
from certificates.register.copies import give_copy
from certificates.register.issuing import issue_certificates
from certificates.signing import upload
from certificates.signing.judging import answer
from certificates.signing.pades import sign_pdf
from certificates.signing.record import new_record
from certificates.signing.upload import MOST_BYTES
from certificates.verification import code_in_address, grouped_code, shown_name
from certificates.views import check_file, limits
from courses.models import IssuingBody, NameShown
from tests.certificates.classes import held_class, revoked
from tests.certificates.pdf_files import plain_pdf, with_update
from tests.factories.enrollment import TraineeFactory, UserFactory

pytestmark = pytest.mark.django_db

NAME = "Quách Thị Ước"


@pytest.fixture(autouse=True)
def _one_minute(monkeypatch):
    """The test must not run over the turn of a minute."""
    monkeypatch.setattr(limits.time, "time", lambda: 1_000_000_000)


@pytest.fixture(autouse=True)
def _no_process(monkeypatch):
    """What the child says, without starting one each time: `test_uploaded_files` does."""
    monkeypatch.setattr(
        upload, "run_limited", lambda _module, body, options, _cost: answer(body, options["ours"])
    )


@pytest.fixture
def certificate():
    trainee = TraineeFactory(full_name=NAME, birth_year=1979)
    [issued] = issue_certificates(held_class([trainee], title="Tin học văn phòng"), by=None)
    return issued


@pytest.fixture
def signed(certificate, signing_on):
    address = verify_url(certificate.code, "vi")
    return sign_pdf(plain_pdf(), content_label=certificate.serial, address=address)


def page_of(client, code):
    return client.get(reverse("certificates:verify_code", args=[code])).content.decode()


def bring(client, body, name="x.pdf", **extra):
    file = SimpleUploadedFile(name, body, content_type="application/pdf")
    return client.post(reverse("certificates:verify_file"), {"file": file}, **extra)


def text_of(response):
    return response.content.decode()


def body_of(certificate):
    return certificate.register.issuing_body


# codes


@pytest.mark.parametrize(
    ("rule", "shown"), [("full", NAME), ("initials", "Q. T. Ư."), ("hidden", "")]
)
def test_the_issuing_body_says_how_much_of_a_name_is_told(rule, shown, client, certificate):
    body = body_of(certificate)
    body.name_on_check_page = rule
    body.save()

    text = page_of(client, certificate.code)

    assert (NAME in text) == (rule == "full")
    assert shown in text
    assert "is-valid" in text


@pytest.mark.parametrize(
    ("frozen", "today", "shown"),
    [
        ("full", "full", "Nguyễn Văn An"),
        ("initials", "full", "N. V. A."),
        ("full", "initials", "N. V. A."),
        ("hidden", "initials", ""),
        ("full", "hidden", ""),
    ],
)
def test_of_design_and_issuing_body_counts_who_tells_less(frozen, today, shown):
    content = {"public_name": frozen, "person": {"full_name": "Nguyễn Văn An"}}

    assert shown_name(content, IssuingBody(name_on_check_page=today)) == shown


def test_an_unsigned_file_that_was_ordered_is_waiting(client, certificate, signing_on):
    assert "is-valid" in page_of(client, certificate.code)
    training_class = certificate.enrollment.training_class
    IssueRun.objects.create(training_class=training_class, requested_at=timezone.now())

    text = page_of(client, certificate.code)

    assert "is-valid" not in text
    assert "is-unknown" in text
    assert certificate.serial in text


def test_a_released_one_is_valid_while_others_of_the_class_wait(client, certificate, signing_on):
    training_class = certificate.enrollment.training_class
    IssueRun.objects.create(training_class=training_class, requested_at=timezone.now())
    certificate.signed_at = timezone.now()
    certificate.save(update_fields=["signed_at"])

    assert "is-valid" in page_of(client, certificate.code)


def test_a_copy_from_the_register_is_told(client, certificate):
    give_copy(certificate, by=None)

    text = page_of(client, certificate.code)

    assert "is-valid" in text
    assert timezone.localdate().strftime("%d/%m/%Y") in text


def test_a_test_key_is_told_on_the_page(client, certificate, signing_on):
    assert "alert-warning" in page_of(client, certificate.code)


def test_limits_hold_for_ten_thousand_random_codes(client, certificate, settings):
    settings.VERIFY_RATE_PER_MINUTE = 60
    settings.TRUSTED_PROXY_COUNT = 1
    address = reverse("certificates:verify_code", args=["WRONG"])
    request = client.get(address).wsgi_request

    # What the page does for each miss; the entry of our own proxy is the last of a forged list.
    refused = 0
    for number in range(10_000):
        request.META["HTTP_X_FORWARDED_FOR"] = f"10.{number % 200}.0.1, 203.0.113.9"
        refused += limits.is_over_limit(request)

    assert refused == 10_000 - 60
    forged = {"X-Forwarded-For": "8.8.8.8, 203.0.113.9"}
    assert client.get(address, headers=forged).status_code == 429
    assert "is-valid" in page_of(client, certificate.code)


def test_without_a_cache_reading_stays_open(client, certificate, monkeypatch, settings):
    settings.VERIFY_RATE_PER_MINUTE = 0
    for name in ("get", "set", "add", "incr"):
        monkeypatch.setattr(limits.cache, name, _down)

    assert "is-unknown" in page_of(client, "WRONG")
    assert "is-valid" in page_of(client, certificate.code)


def _down(*_args, **_options):
    raise ConnectionError


# files


def test_a_file_of_ours_shows_its_certificate_as_it_stands_today(client, certificate, signed):
    text = text_of(bring(client, signed))

    assert text.count("is-valid") == 2
    assert NAME in text
    assert grouped_code(certificate.code) in text

    revoked(certificate, reason="Cấp nhầm")
    text = text_of(bring(client, signed))
    assert (text.count("is-valid"), text.count("is-revoked")) == (1, 1)
    assert "Cấp nhầm" in text


def test_a_file_of_ours_keeps_a_withheld_name(client, certificate, signed):
    body = body_of(certificate)
    body.name_on_check_page = NameShown.HIDDEN
    body.save()

    assert NAME not in text_of(bring(client, signed))


def test_of_an_altered_file_nothing_but_that_is_told(client, certificate, signed):
    text = text_of(bring(client, with_update(signed)))

    assert "is-revoked" in text
    for hidden in (NAME, certificate.serial, grouped_code(certificate.code)):
        assert hidden not in text


@pytest.mark.parametrize("body", [b"hello", b"%PDF-1.7", plain_pdf(), b""])
def test_other_files_open_nothing(body, client, certificate, signing_on):
    response = bring(client, body)

    assert response.status_code == 200
    assert "is-unknown" in text_of(response)
    assert NAME not in text_of(response)


def test_nothing_of_a_file_is_stored(client, signed, settings, tmp_path, monkeypatch):
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path / "uploads")
    (tmp_path / "uploads").mkdir()
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 10

    bring(client, signed)

    assert list((tmp_path / "uploads").iterdir()) == []
    assert not list(tmp_path.rglob("*.pdf"))


@pytest.mark.parametrize("size", [MOST_BYTES + 1, MOST_BYTES + 200_000])
def test_a_file_that_is_too_large_is_refused_beside_the_field(
    size, client, signing_on, monkeypatch
):
    monkeypatch.setattr(check_file, "check_file", None)

    response = bring(client, b"%PDF-" + bytes(size))

    assert response.status_code == 422
    assert "invalid-feedback" in text_of(response)


def test_no_file_at_all_is_told_beside_the_field(client, signing_on):
    response = client.post(reverse("certificates:verify_file"))

    assert response.status_code == 422
    assert "invalid-feedback" in text_of(response)


def test_files_are_limited(client, settings, monkeypatch, signing_on):
    settings.VERIFY_FILES_PER_MINUTE = 2
    monkeypatch.setattr(check_file, "check_file", lambda body: check_file.FileCheck("unsigned"))

    assert [bring(client, plain_pdf()).status_code for _ in range(4)] == [200, 200, 429, 429]


def test_without_a_cache_no_file_is_looked_into(client, monkeypatch, signing_on):
    monkeypatch.setattr(limits.cache, "incr", _down)
    monkeypatch.setattr(check_file, "check_file", None)

    assert bring(client, plain_pdf()).status_code == 429


@pytest.mark.parametrize(
    "headers",
    [{"Origin": "https://evil.example"}, {"Origin": "null"}, {"Sec-Fetch-Site": "cross-site"}],
)
def test_another_site_cannot_send_files_in_a_visitors_name(signing_on, site_tree, headers):
    elsewhere = Client(enforce_csrf_checks=True, headers=headers)

    assert bring(elsewhere, plain_pdf()).status_code == 403


@pytest.mark.parametrize("headers", [{}, {"Origin": "http://testserver"}])
def test_the_form_needs_no_cookie(client, signing_on, site_tree, headers):
    page = client.get(reverse("certificates:verify"))
    here = Client(enforce_csrf_checks=True, headers=headers)

    assert not page.cookies
    assert bring(here, plain_pdf()).status_code == 200


def test_the_answer_is_neither_stored_nor_indexed(client, signed):
    response = bring(client, signed)

    assert "no-store" in response["Cache-Control"]
    assert response["X-Robots-Tag"] == "noindex, nofollow"
    assert client.get(reverse("certificates:verify_file")).status_code == 302


@pytest.mark.parametrize("name", ["verify", "verify_offline"])
def test_a_browser_names_the_origin_of_a_form_that_is_posted(name, client):
    assert client.get(reverse(f"certificates:{name}"))["Referrer-Policy"] == "same-origin"


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("https://example.org/verify/7f3k-Q2MA/", "7F3KQ2MA"),
        ("https://example.org/en/verify/7F3K", "7F3K"),
        ("https://example.org/verify/", ""),
        ("", ""),
        ("javascript:alert(1)", ""),
    ],
)
def test_a_code_is_taken_out_of_our_addresses_alone(address, code):
    assert code_in_address(address) == code


# records


def check(client, record):
    return client.post(reverse("certificates:verify_offline"), {"record": record})


def test_the_server_checks_a_record_where_a_browser_cannot(client, certificate, record_on):
    response = check(
        client, verify_url(certificate.code, "vi") + "#" + new_record(certificate.content)
    )

    assert response.context["outcome"] == "genuine"
    assert response.context["record"].full_name == NAME
    assert 'data-outcome="genuine">' in text_of(response)


def test_a_wrong_record_keeps_what_was_typed(client, certificate, record_on):
    text = new_record(certificate.content)
    response = check(client, text[:-9] + "AAAAAAAAA")

    assert response.context["outcome"] == "altered"
    assert text[:-9] in text_of(response)
    assert 'data-outcome="genuine" hidden' in text_of(response)


@pytest.mark.parametrize("typed", ["", " ", "x" * 2001])
def test_what_cannot_be_a_record_is_told_beside_the_field(typed, client, record_on):
    response = check(client, typed)

    assert response.status_code == 422
    assert "invalid-feedback" in text_of(response)


def test_records_are_limited_like_codes(client, settings, record_on):
    settings.VERIFY_RATE_PER_MINUTE = 2

    assert [check(client, "AAAA").status_code for _ in range(3)] == [200, 200, 429]


def test_the_page_carries_the_keys_and_nothing_secret(client, record_on, key_folder):
    text = text_of(client.get(reverse("certificates:verify_offline")))

    secret = (key_folder / "test-record.pem").read_text().splitlines()[2]
    assert 'id="record-keys"' in text
    assert secret not in text


# keys and credentials


def test_public_keys_stand_at_fixed_addresses(client, signing_on, record_on):
    jwks = client.get("/.well-known/jwks.json")
    did = client.get("/.well-known/did.json").json()

    assert jwks["Access-Control-Allow-Origin"] == "*"
    assert did["id"] == "did:web:testserver"
    assert did["verificationMethod"][0]["id"].endswith(jwks.json()["keys"][0]["kid"])
    assert b"BEGIN PUBLIC KEY" in client.get("/.well-known/record-keys.pem").content
    chain = client.get("/.well-known/signing-certificates.pem").content
    assert chain.count(b"BEGIN CERTIFICATE") == 1
    assert b"PRIVATE" not in chain


def test_without_keys_the_addresses_answer_with_none(client):
    assert client.get("/.well-known/jwks.json").json() == {"keys": []}
    assert client.get("/.well-known/signing-certificates.pem").content == b""


def test_a_trainee_takes_the_own_credential_home_and_nobody_elses(client, certificate, record_on):
    address = reverse("certificates:my_certificate_credential", args=[certificate.public_id])
    owner, other = UserFactory(), UserFactory()
    certificate.enrollment.trainee.user = owner
    certificate.enrollment.trainee.save()

    client.force_login(owner)
    mine = client.get(address)
    client.force_login(other)

    assert mine.json()["credentialSubject"]["licenseNumber"] == certificate.serial
    assert mine["Content-Disposition"].startswith("attachment")
    assert client.get(address).status_code == 404


def test_the_desk_gets_it_too_unless_it_was_revoked(client, certificate, organizer, record_on):
    client.force_login(organizer)
    address = reverse("certificates:manage_certificate_credential", args=[certificate.public_id])

    assert client.get(address).json()["proof"]["cryptosuite"] == "eddsa-jcs-2022"
    revoked(certificate, reason="Cấp nhầm")
    assert client.get(address).status_code == 404


def test_without_a_key_the_desk_is_told_why_there_is_none(client, certificate, organizer):
    client.force_login(organizer)
    address = reverse("certificates:manage_certificate_credential", args=[certificate.public_id])

    assert client.get(address).status_code == 302


def test_the_pages_explain_themselves_in_both_languages(client, site_tree):
    for language in ("/", "/en/"):
        for path in ("verify/", "verify/how/", "verify/offline/"):
            assert client.get(f"{language}{path}").status_code == 200
    cache.clear()
