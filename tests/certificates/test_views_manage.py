import datetime as dt
import zipfile
from io import BytesIO

import openpyxl
import pytest

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from certificates import jobs
from certificates.entitlement import entitlements
from certificates.issuing import issue_certificates, revoke
from certificates.models import Certificate, IssueRun
from certificates.views import answers
from enrollment.models import AgencyCoordinator, Enrollment
from tests.certificates.classes import body_with_signatory, held_class, held_on
from tests.factories.courses import TenPointSchemeFactory, TrainingClassFactory, days_ahead
from tests.factories.enrollment import AgencyFactory, TraineeFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def printed(monkeypatch):
    """Titles of the papers printed instead of drawing them, which is slow."""
    titles = []

    def print_title(paper):
        paper.check()
        titles.append(paper.title())
        return b"%PDF-1.7 " + paper.title().encode()

    monkeypatch.setattr(jobs, "render_document", print_title)
    monkeypatch.setattr(answers, "render_document", print_title)
    return titles


@pytest.fixture
def desk(client, organizer):
    client.force_login(organizer)
    return client


@pytest.fixture
def training_class():
    return held_class(
        ["Bùi Thị An", "Lê Văn Anh"],
        code="2010-01",
        absent=["Lê Văn Anh"],
        issuing_body=body_with_signatory(serial_prefix="CN"),
        **held_on(dt.date(2010, 3, 9)),
    )


@pytest.fixture
def certificate(training_class):
    [issued] = issue_certificates(training_class, by=None, issued_on=dt.date(2010, 3, 9))
    return issued


def page(name, *arguments):
    return reverse(f"certificates:{name}", args=arguments)


def test_the_page_tells_who_is_entitled_and_why_not(desk, training_class):
    text = desk.get(page("manage_certificates", "2010-01")).content.decode()

    assert "0/4" in text
    assert "80 %" in text
    assert page("manage_issue", "2010-01") in text


def queries_of(client, url) -> int:
    """How many queries the page needs when the caches of the chrome are filled."""
    client.get(url)
    with CaptureQueriesContext(connection) as queries:
        client.get(url)
    return len(queries)


def test_queries_of_the_page_do_not_grow(desk):
    one, three = held_class(["Bùi An"]), held_class(["Bùi An", "Lê Anh", "Hà Ánh"])
    for training_class in (one, three):
        issue_certificates(training_class, by=None)

    counts = [queries_of(desk, page("manage_certificates", c.code)) for c in (one, three)]

    assert counts[0] == counts[1] <= 25


def test_reasons_are_exact():
    training_class = held_class(
        ["Bùi Thị An", "Lê Văn Anh"],
        absent=["Lê Văn Anh"],
        finalized=False,
        ranking_scheme=TenPointSchemeFactory(),
    )
    Enrollment.objects.filter(full_name="Bùi Thị An").update(score="4.5")

    an, anh = entitlements(training_class)

    assert [one.decision.attended for one in (an, anh)] == [4, 0]
    assert len(an.reasons) == 1
    assert len(anh.reasons) == 2
    assert "0/4" in anh.reasons[0]
    assert "80 %" in anh.reasons[0]


def press_issue(client, on_commit):
    """The button, and the worker right after it."""
    with on_commit(execute=True):
        return client.post(page("manage_issue", "2010-01"))


def test_issuing_numbers_at_once_and_makes_the_files(
    desk, training_class, printed, django_capture_on_commit_callbacks
):
    response = press_issue(desk, django_capture_on_commit_callbacks)

    run, certificate = IssueRun.objects.get(), Certificate.objects.get()
    assert response.url == page("issue_run", "2010-01", run.public_id)
    assert (run.state, run.done, certificate.number) == ("done", 1, 1)
    assert len(printed) == 2


def test_pressing_twice_makes_nothing_twice(desk, training_class):
    first, second = (desk.post(page("manage_issue", "2010-01")) for _ in range(2))

    assert first.url == second.url
    assert Certificate.objects.count() == 1


def test_a_refusal_is_told_on_the_page_of_the_class(desk, training_class):
    type(training_class).objects.update(finalized_at=None)

    response = desk.post(page("manage_issue", "2010-01"), follow=True)

    assert response.redirect_chain == [(page("manage_certificates", "2010-01"), 302)]
    assert "alert-error" in response.content.decode()
    assert Certificate.objects.count() == 0


def test_nothing_is_issued_by_following_a_link(desk, training_class):
    assert desk.get(page("manage_issue", "2010-01")).status_code == 405


def test_progress_is_polled_until_the_end(desk, training_class, settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}
    desk.post(page("manage_issue", "2010-01"))
    run = IssueRun.objects.get()
    url = page("issue_run", "2010-01", run.public_id)

    waiting = desk.get(url, headers={"HX-Request": "true"}).content.decode()
    jobs.render_run.func(str(run.public_id))
    ready = desk.get(url, headers={"HX-Request": "true"}).content.decode()

    assert "<progress" in waiting
    assert "hx-trigger" in waiting
    assert "<html" not in waiting
    assert "hx-trigger" not in ready
    assert page("issue_run_pdf", "2010-01", run.public_id) in ready


def test_without_scripts_the_page_reloads_itself(desk, training_class, settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}
    desk.post(page("manage_issue", "2010-01"))
    run = IssueRun.objects.get()

    text = desk.get(page("issue_run", "2010-01", run.public_id)).content.decode()

    assert '<noscript><meta http-equiv="refresh"' in text
    assert desk.get(page("issue_run_pdf", "2010-01", run.public_id)).status_code == 404


def body_of(response) -> bytes:
    body = b"".join(response.streaming_content)
    response.close()
    return body


def test_files_of_a_run(desk, training_class, django_capture_on_commit_callbacks):
    press_issue(desk, django_capture_on_commit_callbacks)
    run, certificate = IssueRun.objects.get(), Certificate.objects.get()

    merged = desk.get(page("issue_run_pdf", "2010-01", run.public_id))
    stored = desk.get(page("manage_certificate_pdf", certificate.public_id))
    archive = desk.get(page("issue_run_zip", "2010-01", run.public_id))

    for response in (merged, stored):
        assert response["Content-Type"] == "application/pdf"
        assert "no-store" in response["Cache-Control"]
        assert body_of(response).startswith(b"%PDF")
    names = zipfile.ZipFile(BytesIO(body_of(archive))).namelist()
    assert names == [f"{certificate.serial}_Bui-Thi-An.pdf"]


def test_a_run_is_found_under_its_own_class_only(desk, training_class):
    desk.post(page("manage_issue", "2010-01"))
    other = TrainingClassFactory(code="OTHER")

    response = desk.get(page("issue_run", other.code, IssueRun.objects.get().public_id))

    assert response.status_code == 404


def test_a_certificate_is_printed_anew_while_its_file_is_missing(desk, certificate, printed):
    response = desk.get(page("manage_certificate_pdf", certificate.public_id))

    assert response.content.startswith(b"%PDF")
    assert response["Content-Disposition"] == 'inline; filename="CN-2010-000001_Bui-Thi-An.pdf"'
    assert len(printed) == 1


def test_a_void_certificate_is_not_handed_out(desk, certificate):
    revoke(certificate, by=None, reason="Cấp nhầm")

    assert desk.get(page("manage_certificate_pdf", certificate.public_id)).status_code == 404


@pytest.mark.parametrize("name", ["certificate_sample", "roster_pdf", "sign_in_sheet_pdf"])
def test_papers_of_a_class(name, desk, training_class):
    response = desk.get(page(name, "2010-01"), {"filled": "1"})

    assert (response.status_code, response["Content-Type"]) == (200, "application/pdf")


def test_a_sample_takes_no_number(desk, training_class):
    desk.get(page("certificate_sample", "2010-01"))

    assert Certificate.objects.count() == 0
    assert training_class.issuing_body.registers.count() == 0


@pytest.mark.parametrize("name", ["manage_certificates", "roster_pdf", "sign_in_sheet_pdf"])
def test_an_empty_class_has_its_papers_too(name, desk):
    TrainingClassFactory(code="EMPTY")

    assert desk.get(page(name, "EMPTY")).status_code == 200


def test_only_administrators_revoke(desk, certificate, administrator):
    url = page("manage_revoke", certificate.public_id)
    refused = desk.post(url, {"reason": "Cấp nhầm"})
    desk.force_login(administrator)

    accepted = desk.post(url, {"reason": "Cấp nhầm"})

    certificate.refresh_from_db()
    assert (refused.status_code, accepted.status_code) == (403, 302)
    assert (certificate.revoked_by, certificate.revoked_reason) == (administrator, "Cấp nhầm")


def test_revoking_without_a_reason_is_told_beside_the_field(client, certificate, administrator):
    client.force_login(administrator)

    response = client.post(page("manage_revoke", certificate.public_id), {"reason": "  "})

    assert response.status_code == 422
    assert "invalid-feedback" in response.content.decode()
    assert Certificate.objects.valid().count() == 1


def test_a_corrected_certificate_takes_the_place(client, certificate, administrator):
    client.force_login(administrator)

    client.post(
        page("manage_revoke", certificate.public_id), {"reason": "In sai", "is_replaced": "on"}
    )

    assert Certificate.objects.valid().get().replaces == certificate
    assert client.get(page("manage_revoke", certificate.public_id)).status_code == 404


def test_a_field_sent_twice_is_refused(client, certificate, administrator):
    client.force_login(administrator)

    response = client.post(page("manage_revoke", certificate.public_id), {"reason": ["Một", "Hai"]})

    assert response.status_code == 400
    assert Certificate.objects.valid().count() == 1


@pytest.mark.parametrize("typed", ["bui an", "BÙI", "000001", "1/2010", "cn-2010"])
def test_the_register_is_searched_without_accents(typed, desk, certificate):
    text = desk.get(page("register_book"), {"q": typed}).content.decode()

    assert certificate.serial in text


def test_the_register_finds_nothing_else(desk, certificate):
    text = desk.get(page("register_book"), {"q": "nguyen"}).content.decode()

    assert certificate.serial not in text


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ({"page": "0"}, 404),
        ({"page": "-1"}, 404),
        ({"page": "9" * 30}, 404),
        ({"page": "abc"}, 404),
        ({"sort": "password"}, 200),
        ({"body": "9" * 30, "year": "x"}, 200),
        ({"q": "\x00' OR 1=1 --"}, 200),
        ({"q": "9" * 90}, 200),
    ],
)
def test_the_register_bears_any_query(query, status, desk, certificate):
    assert desk.get(page("register_book"), query).status_code == status


def test_the_book_of_one_body_and_year(desk, certificate):
    chosen = {"body": certificate.register.issuing_body_id, "year": "2010"}

    text = desk.get(page("register_book"), chosen).content.decode()
    book = desk.get(page("register_book_pdf"), chosen)

    assert page("register_book_pdf") in text
    assert book["Content-Type"] == "application/pdf"


@pytest.mark.parametrize("query", [{}, {"body": "1"}, {"body": "9" * 30, "year": "2010"}])
def test_no_book_without_body_and_year(query, desk):
    assert desk.get(page("register_book_pdf"), query).status_code == 404


def test_queries_of_the_register_do_not_grow(desk, certificate):
    before = queries_of(desk, page("register_book"))
    issue_certificates(held_class(["Bùi An", "Lê Anh", "Hà Ánh"]), by=None)

    assert queries_of(desk, page("register_book")) == before <= 20


def test_years_lead_to_their_summaries(desk, certificate):
    years = desk.get(page("years")).content.decode()
    year = desk.get(page("year", 2010))

    assert page("year", 2010) in years
    assert "2.010" not in years + year.content.decode()
    assert year.context["summary"].participations == 2


def test_page_pdf_and_workbook_say_the_same(desk, certificate, printed):
    page_figures = desk.get(page("year", 2010)).context["agency_table"].total
    workbook = openpyxl.load_workbook(BytesIO(desk.get(page("year_xlsx", 2010)).content))
    pdf = desk.get(page("year_pdf", 2010))

    total = [cell.value for cell in list(workbook.worksheets[2].rows)[-1]][3:]
    assert page_figures == (1, 2, 2, 0, 1, None, 1)
    assert total == [1, 2, 2, 0, 1, 0.5, 1]
    assert pdf["Content-Type"] == "application/pdf"
    assert len(printed) == 1


@pytest.mark.parametrize(
    ("url", "status"),
    [
        ("/manage/years/1999/", 200),
        ("/manage/years/1999.pdf", 404),
        ("/manage/years/1999.xlsx", 404),
        ("/manage/years/0/", 404),
        ("/manage/years/99999999999999999999/", 404),
        ("/manage/years/-1/", 404),
    ],
)
def test_years_without_classes(url, status, desk):
    assert desk.get(url).status_code == status


def test_my_certificate_is_mine_and_my_coordinators(client, organizer):
    agency, other = AgencyFactory(), AgencyFactory()
    mine, stranger, coordinator, elsewhere = UserFactory.create_batch(4)
    for user, place in ((coordinator, agency), (elsewhere, other)):
        AgencyCoordinator.objects.create(user=user, agency=place, valid_from=days_ahead(-1))
    trainee = TraineeFactory(full_name="Bùi Thị An", user=mine)
    [issued] = issue_certificates(held_class([trainee], agency=agency), by=None)

    statuses = {}
    for user in (mine, stranger, coordinator, elsewhere, organizer):
        client.force_login(user)
        statuses[user] = client.get(page("my_certificate_pdf", issued.public_id)).status_code

    assert statuses == {mine: 200, stranger: 404, coordinator: 200, elsewhere: 404, organizer: 200}


def test_strangers_are_sent_to_the_door(client, certificate):
    urls = [
        page("manage_certificates", "2010-01"),
        page("manage_certificate_pdf", certificate.public_id),
        page("my_certificate_pdf", certificate.public_id),
        page("year", 2010),
    ]

    answered = [client.get(url) for url in urls]

    assert {response.status_code for response in answered} == {302}
    assert all("/accounts/login/" in response.url for response in answered)


def test_figures_stand_before_their_names_as_on_all_pages(desk, training_class, certificate):
    addresses = [page("manage_certificates", "2010-01"), page("year", "2010")]

    for text in [desk.get(address).text for address in addresses]:
        assert 0 < text.index("stat-value") < text.index("stat-label")
        assert "page-aside" not in text
