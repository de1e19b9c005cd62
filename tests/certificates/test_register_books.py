import datetime as dt

import pytest

from django.urls import reverse

from certificates.models import Certificate, IssueRun
from certificates.register.issuing import issue_certificates
from certificates.register.numbers import close_register
from certificates.runs import binding as register_binding
from certificates.runs import register_files
from courses.refusals import Refusal
from tests.certificates.classes import body_with_signatory, held_class, held_on

pytestmark = pytest.mark.django_db


@pytest.fixture
def body():
    return body_with_signatory(serial_prefix="CN")


@pytest.fixture
def certificate(body):
    """The first of two in the book of 2010."""
    held = held_class(
        ["Bùi Thị An", "Lê Văn Anh"], issuing_body=body, **held_on(dt.date(2010, 3, 9))
    )
    return issue_certificates(held, by=None, issued_on=dt.date(2010, 3, 9))[0]


def page(name, *arguments):
    return reverse(f"certificates:{name}", args=arguments)


def test_a_book_is_ordered_made_and_fetched(
    desk, body, certificate, monkeypatch, django_capture_on_commit_callbacks
):
    monkeypatch.setattr(register_files, "bind_register", lambda register, *, step: b"%PDF-1.7 book")
    with django_capture_on_commit_callbacks(execute=True):
        answer = desk.post(page("book_order", body.pk, 2010))

    run = IssueRun.objects.get()
    file = desk.get(page("book_pdf", run.public_id))
    assert answer.url == page("book_run", run.public_id)
    assert (run.kind, run.state, run.total) == ("register_book", "done", 2)
    assert b"".join(file) == b"%PDF-1.7 book"
    assert page("book_pdf", run.public_id) in desk.get(page("book_run", run.public_id)).text


def test_a_book_that_is_stopped_ends_at_its_next_step(desk, body, certificate, monkeypatch):
    desk.post(page("book_order", body.pk, 2010))
    run = IssueRun.objects.get()

    desk.post(page("book_run", run.public_id))

    run.refresh_from_db()
    assert run.state == "stopped"
    assert desk.get(page("book_pdf", run.public_id)).status_code == 404


def test_only_administrators_close_a_book_and_say_why_they_open_it(
    client, body, certificate, organizer, administrator
):
    url = page("book_close", body.pk, 2010)
    client.force_login(organizer)
    forbidden = client.post(url)
    client.force_login(administrator)

    client.post(url)
    certificate.register.refresh_from_db()
    closed = certificate.register.is_closed
    refused = client.post(url, {"reason": " "})
    client.post(url, {"reason": "Cấp thiếu một học viên"})

    certificate.register.refresh_from_db()
    assert (forbidden.status_code, closed, refused.status_code) == (403, True, 422)
    assert not certificate.register.is_closed


def test_nothing_is_issued_into_a_closed_year(body, certificate, administrator):
    close_register(certificate.register, by=administrator)
    late = held_class(["Hà Ánh"], issuing_body=body, **held_on(dt.date(2010, 5, 4)))

    with pytest.raises(Refusal) as refusal:
        issue_certificates(late, by=None, issued_on=dt.date(2010, 5, 5))

    assert refusal.value.code == "register_closed"
    assert Certificate.objects.count() == 2
    assert len(issue_certificates(late, by=None)) == 1


def test_the_prefix_waits_for_the_next_register(body):
    issue_certificates(held_class(issuing_body=body), by=None)
    body.serial_prefix = "GCN"

    with pytest.raises(Exception, match="serial_prefix") as refusal:
        body.full_clean()
    body.registers.update(last_number=0)

    assert refusal.value.error_dict["serial_prefix"][0].code == "prefix_in_use"
    body.full_clean()


@pytest.mark.parametrize("count", [0, 1])
def test_a_book_with_a_missing_line_is_not_bound(count, certificate):
    register = certificate.register
    type(register).objects.update(last_number=3 + count)

    with pytest.raises(Refusal) as refusal:
        register_binding.bind_register(register)

    assert refusal.value.code == "totals_disagree"
