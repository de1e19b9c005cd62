"""A stranger checks a certificate: by its QR code, without a network, and as a file."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from certificates.papers.certificate import verify_url
from certificates.register.issuing import issue_certificates
from certificates.signing import trial_keys
from certificates.signing.pades import sign_pdf
from tests.certificates.classes import held_class
from tests.certificates.pdf_files import plain_pdf, with_update


@pytest.fixture
def certificate(site, settings, tmp_path):
    trial_keys.make_trial_keys(tmp_path)
    settings.SIGNING_KEY_FILE = str(tmp_path / trial_keys.SIGNING_FILE)
    settings.RECORD_KEY_FILE = str(tmp_path / trial_keys.RECORD_FILE)
    [issued] = issue_certificates(held_class(["Quách Thị Ước"], title="Chữ ký số"), by=None)
    return issued


def shown(stranger, outcome: str):
    return stranger.page.locator(f"[data-outcome={outcome}]:visible")


@pytest.mark.parametrize(("language", "phone"), [("vi", True), ("en", False)])
def test_a_code_is_scanned_and_its_record_is_compared(language, phone, certificate, visit):
    stranger = visit("check-code", language=language, phone=phone)
    stranger.go(f"/verify/{certificate.code}/#{certificate.record}")

    shown(stranger, "same").wait_for()
    stranger.look()

    other = certificate.record[:-4] + "AAAA"
    stranger.page.goto("about:blank")
    stranger.go(f"/verify/{certificate.code}/#{other}")
    shown(stranger, "other").wait_for()


def test_a_record_is_checked_when_the_network_is_gone(certificate, visit):
    stranger = visit("check-offline", phone=True)
    stranger.go("/verify/offline/")
    stranger.page.locator("[data-ready]:visible").wait_for()
    stranger.page.context.set_offline(True)

    code = f"{verify_url(certificate.code, 'vi')}#{certificate.record}"
    stranger.page.locator("textarea").fill(code)
    stranger.page.locator("[data-record-form] button").click()
    shown(stranger, "genuine").wait_for()
    assert "Quách Thị Ước" in shown(stranger, "genuine").inner_text()
    stranger.look()

    stranger.page.locator("textarea").fill(code[:-4] + "AAAA")
    stranger.page.locator("[data-record-form] button").click()
    shown(stranger, "altered").wait_for()
    assert not shown(stranger, "genuine").count()


def test_a_file_is_brought_and_an_altered_one_is_found_out(certificate, visit, tmp_path):
    address = verify_url(certificate.code, "vi")
    with ThreadPoolExecutor(1) as aside:  # the browser's loop runs in this thread
        signed = aside.submit(sign_pdf, plain_pdf(), address=address).result()
    stranger = visit("check-file")
    for body, expected in ((signed, "is-valid"), (with_update(signed), "is-revoked")):
        (tmp_path / "paper.pdf").write_bytes(body)
        stranger.go("/verify/")
        stranger.page.set_input_files("input[type=file]", tmp_path / "paper.pdf")
        stranger.page.locator("form[enctype] button").click()
        stranger.page.locator(f".result.{expected}").first.wait_for()
        stranger.look()
    assert "Quách Thị Ước" not in stranger.page.inner_text("main")
