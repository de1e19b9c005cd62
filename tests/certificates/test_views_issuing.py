import datetime as dt
import zipfile
from io import BytesIO

import pytest

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from certificates.models import Certificate, IssueRun
from certificates.register.issuing import issue_certificates
from certificates.register.numbers import close_register
from certificates.runs import lease, ordering, tasks
from certificates.views import answers
from enrollment.models import AgencyCoordinator
from tests.certificates.classes import body_with_signatory, held_class, held_on
from tests.certificates.printing import Printer
from tests.factories.certificates import SignatoryFactory
from tests.factories.courses import TrainingClassFactory, days_ahead
from tests.factories.enrollment import AgencyFactory, TraineeFactory, UserFactory

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def printer(monkeypatch):
    printer = Printer()
    printer.replace(monkeypatch)
    monkeypatch.setattr(answers, "render_document", printer.print_paper)
    return printer


@pytest.fixture
def tasks_wait(settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}


@pytest.fixture
def training_class():
    return held_class(
        ["Bùi Thị An", "Lê Văn Anh"],
        code="2010-01",
        absent=["Lê Văn Anh"],
        issuing_body=body_with_signatory(serial_prefix="CN"),
        **held_on(dt.date(2010, 3, 9)),
    )


def page(name, *arguments):
    return reverse(f"certificates:{name}", args=arguments)


def choices(training_class, **typed):
    """What the form sends: the usual, but for what is typed otherwise."""
    signatory = training_class.issuing_body.signatories.first()
    return {"issued_on": f"{timezone.localdate():%d/%m/%Y}", "signatory": signatory.pk} | typed


def press_issue(client, training_class, **typed):
    return client.post(page("manage_issue", "2010-01"), choices(training_class, **typed))


def queries_of(client, url) -> int:
    """How many queries the page needs when the caches of the chrome are filled."""
    client.get(url)
    with CaptureQueriesContext(connection) as queries:
        client.get(url)
    return len(queries)


def body_of(response) -> bytes:
    # Read to its end, it is closed.
    return response.getvalue()


def test_the_page_tells_who_is_entitled_and_why_not(desk, training_class):
    text = desk.get(page("manage_certificates", "2010-01")).content.decode()

    assert "0/4" in text
    assert "80 %" in text
    assert page("manage_issue", "2010-01") in text
    assert f"CN-{timezone.localdate().year}-000001" in text


@pytest.mark.parametrize(
    ("show", "names"),
    [
        ("", ["Bùi Thị An", "Lê Văn Anh"]),
        ("entitled", ["Bùi Thị An"]),
        ("not", ["Lê Văn Anh"]),
        ("exceptions", []),
        ("anything", ["Bùi Thị An", "Lê Văn Anh"]),
    ],
)
def test_the_list_is_narrowed(show, names, desk, training_class):
    response = desk.get(page("manage_certificates", "2010-01"), {"show": show})

    assert [one.enrollment.full_name for one in response.context["people"]] == names


def test_queries_of_the_page_do_not_grow(desk):
    one, many = held_class(["Bùi An"]), held_class([f"Bùi {chr(65 + n)}" for n in range(30)])
    for training_class in (one, many):
        issue_certificates(training_class, by=None)

    counts = [queries_of(desk, page("manage_certificates", c.code)) for c in (one, many)]

    assert counts[0] == counts[1] <= 30


def test_another_date_shows_another_first_number(desk, training_class):
    url = page("manage_certificates", "2010-01")

    dated = desk.get(url, {"issued_on": "10/03/2010"}, headers=HTMX).content.decode()
    nonsense = desk.get(url, {"issued_on": "soon"}, headers=HTMX).content.decode()

    assert "CN-2010-000001" in dated
    assert "<html" not in dated
    assert f"CN-{timezone.localdate().year}-000001" in nonsense


def test_a_date_before_the_youngest_entry_is_allowed_and_said(desk, training_class):
    other = held_class(issuing_body=training_class.issuing_body, **held_on(dt.date(2010, 5, 5)))
    issue_certificates(other, by=None, issued_on=dt.date(2010, 5, 6))
    url = page("manage_certificates", "2010-01")

    before = desk.get(url, {"issued_on": "10/03/2010"}, headers=HTMX).content.decode()
    after = desk.get(url, {"issued_on": "07/05/2010"}, headers=HTMX).content.decode()

    assert ("06/05/2010" in before, "06/05/2010" in after) == (True, False)
    assert press_issue(desk, training_class, issued_on="10/03/2010").status_code == 302


def test_issuing_numbers_at_once_and_makes_the_files(
    desk, training_class, printer, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        response = press_issue(desk, training_class)

    run, certificate = IssueRun.objects.get(), Certificate.objects.get()
    assert response.url == page("issue_run", "2010-01", run.public_id)
    assert (run.state, run.done, certificate.number) == ("done", 1, 1)
    assert len(printer.printed) == 3


def test_pressing_twice_makes_nothing_twice(desk, training_class, tasks_wait):
    first, second = (press_issue(desk, training_class) for _ in range(2))

    assert first.url == second.url
    assert Certificate.objects.count() == 1


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"issued_on": "08/03/2010"}, "issued_on"),
        ({"issued_on": f"{days_ahead(1):%d/%m/%Y}"}, "issued_on"),
        ({"issued_on": "31/04/2010"}, "issued_on"),
        ({"issued_on": ""}, "issued_on"),
        ({"signatory": "999999"}, "signatory"),
        ({"signatory": "x\x00"}, "signatory"),
    ],
)
def test_a_wrong_choice_is_told_beside_its_box_and_stays(typed, field, desk, training_class):
    response = press_issue(desk, training_class, **typed)

    assert response.status_code == 422
    assert field in response.context["form"].errors
    assert typed.get("issued_on", "") in response.content.decode()
    assert Certificate.objects.count() == 0


def test_who_does_not_sign_on_that_day_is_told_beside_the_signatory(desk, training_class):
    late = SignatoryFactory(
        issuing_body=training_class.issuing_body, valid_from=dt.date(2011, 1, 1), full_name="Mới"
    )

    response = press_issue(desk, training_class, issued_on="10/03/2010", signatory=late.pk)

    assert (response.status_code, list(response.context["form"].errors)) == (422, ["signatory"])


def test_a_closed_register_is_told_beside_the_date(desk, training_class, administrator):
    body = training_class.issuing_body
    issue_certificates(
        held_class(issuing_body=body, **held_on(dt.date(2010, 1, 5))),
        by=None,
        issued_on=dt.date(2010, 1, 5),
    )
    close_register(body.registers.get(year=2010), by=administrator)

    response = press_issue(desk, training_class, issued_on="10/03/2010")

    assert (response.status_code, list(response.context["form"].errors)) == (422, ["issued_on"])


def test_results_taken_back_meanwhile_are_told(desk, training_class):
    type(training_class).objects.update(finalized_at=None)

    response = press_issue(desk, training_class)

    assert response.status_code == 422
    assert Certificate.objects.count() == 0


def test_nothing_is_issued_by_following_a_link(desk, training_class):
    assert desk.get(page("manage_issue", "2010-01")).status_code == 405


def test_a_class_without_anybody_entitled_has_nothing_to_issue(desk):
    held_class(["Lê Văn Anh"], absent=["Lê Văn Anh"], code="NONE")

    text = desk.get(page("manage_certificates", "NONE")).content.decode()

    assert page("manage_issue", "NONE") not in text


def test_the_preview_shows_what_is_chosen_and_takes_no_number(desk, training_class, printer):
    url = page("certificate_sample", "2010-01")

    shown = desk.post(url, choices(training_class, issued_on="10/03/2010"))
    refused = desk.post(url, choices(training_class, issued_on="08/03/2010"))

    assert (shown.status_code, shown["Content-Type"]) == (200, "application/pdf")
    assert "CN-2010-000001 – Bùi Thị An" in printer.printed[0]
    assert refused.status_code == 422
    assert training_class.issuing_body.registers.count() == 0


def test_progress_is_polled_until_the_end(desk, training_class, tasks_wait):
    press_issue(desk, training_class)
    run = IssueRun.objects.get()
    url = page("issue_run", "2010-01", run.public_id)

    waiting = desk.get(url, headers=HTMX).content.decode()
    tasks.render_run.func(str(run.public_id))
    ready = desk.get(url, headers=HTMX).content.decode()

    assert "<progress" in waiting
    assert "hx-trigger" in waiting
    assert "<html" not in waiting
    assert "hx-trigger" not in ready
    for name in ("issue_run_pdf", "issue_run_zip", "issue_run_list"):
        assert page(name, "2010-01", run.public_id) in ready


def test_without_scripts_the_page_reloads_itself(desk, training_class, tasks_wait):
    press_issue(desk, training_class)
    run = IssueRun.objects.get()

    text = desk.get(page("issue_run", "2010-01", run.public_id)).content.decode()

    assert '<noscript><meta http-equiv="refresh"' in text
    assert desk.get(page("issue_run_pdf", "2010-01", run.public_id)).status_code == 404


def test_a_run_is_stopped_and_gone_on_with_by_its_buttons(desk, training_class, tasks_wait):
    press_issue(desk, training_class)
    run = IssueRun.objects.get()
    url = page("issue_run", "2010-01", run.public_id)

    desk.post(page("issue_run_stop", "2010-01", run.public_id))
    stopped = desk.get(url, headers=HTMX).content.decode()
    again = desk.post(page("issue_run_stop", "2010-01", run.public_id))
    desk.post(page("issue_run_resume", "2010-01", run.public_id))

    run.refresh_from_db()
    assert page("issue_run_resume", "2010-01", run.public_id) in stopped
    assert "hx-trigger" not in stopped
    assert again.url == url
    assert (run.state, run.stop_asked_at) == ("queued", None)


@pytest.mark.parametrize("wait", IssueRun.Wait.values)
def test_what_a_run_waits_for_is_said(wait, desk, training_class, tasks_wait):
    press_issue(desk, training_class)
    run = lease.claim(str(IssueRun.objects.get().public_id), at=timezone.now())
    lease.postpone(run, waits_for=wait, error="Không có khóa.")

    text = desk.get(page("issue_run", "2010-01", run.public_id)).content.decode()

    assert str(IssueRun.Wait(wait).label) in text
    assert "hx-trigger" in text


def test_files_of_a_run(desk, training_class, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        press_issue(desk, training_class)
    run, certificate = IssueRun.objects.get(), Certificate.objects.get()

    answered = [
        desk.get(page("issue_run_pdf", "2010-01", run.public_id)),
        desk.get(page("issue_run_list", "2010-01", run.public_id)),
        desk.get(page("manage_certificate_pdf", certificate.public_id)),
    ]
    archive = desk.get(page("issue_run_zip", "2010-01", run.public_id))

    for response in answered:
        assert response["Content-Type"] == "application/pdf"
        assert "no-store" in response["Cache-Control"]
        assert body_of(response).startswith(b"%PDF")
    assert "2010-01_certificates.zip" in archive["Content-Disposition"]
    names = zipfile.ZipFile(BytesIO(body_of(archive))).namelist()
    assert names == [f"{certificate.serial}_Bui-Thi-An.pdf"]


def test_a_run_is_found_under_its_own_class_only(desk, training_class, tasks_wait):
    press_issue(desk, training_class)
    other = TrainingClassFactory(code="OTHER")
    run = IssueRun.objects.get()

    for name in ("issue_run", "issue_run_pdf"):
        assert desk.get(page(name, other.code, run.public_id)).status_code == 404
    for name in ("issue_run_stop", "issue_run_resume"):
        assert desk.post(page(name, other.code, run.public_id)).status_code == 404


def test_a_file_that_nobody_ordered_is_made_for_who_asks_for_it(desk, training_class, tasks_wait):
    [certificate] = issue_certificates(training_class, by=None)
    url = page("manage_certificate_pdf", certificate.public_id)

    first, second = desk.get(url), desk.get(url)
    run = IssueRun.objects.get()
    tasks.render_run.func(str(run.public_id))
    third = desk.get(url)

    assert (first.status_code, second.status_code, third.status_code) == (302, 302, 200)
    assert body_of(third).startswith(b"%PDF")


def test_a_lost_file_is_made_again_for_who_asks_for_it(desk, training_class, tasks_wait):
    _issued, run = ordering.issue_with_files(training_class, by=None)
    tasks.render_run.func(str(run.public_id))
    certificate = Certificate.objects.get()
    certificate.pdf.storage.delete(certificate.pdf.name)

    desk.get(page("manage_certificate_pdf", certificate.public_id))

    assert IssueRun.objects.unfinished().count() == 1


def test_a_run_that_failed_is_not_repeated_by_asking(desk, training_class, tasks_wait):
    _issued, run = ordering.issue_with_files(training_class, by=None)
    IssueRun.objects.update(state="failed")

    response = desk.get(page("manage_certificate_pdf", Certificate.objects.get().public_id))

    assert response.status_code == 302
    assert list(IssueRun.objects.values_list("pk", "state")) == [(run.pk, "failed")]


def test_my_certificate_is_mine_and_my_coordinators(client, organizer, tasks_wait):
    agency, other = AgencyFactory(), AgencyFactory()
    mine, stranger, coordinator, elsewhere = UserFactory.create_batch(4)
    for user, place in ((coordinator, agency), (elsewhere, other)):
        AgencyCoordinator.objects.create(user=user, agency=place, valid_from=days_ahead(-1))
    trainee = TraineeFactory(full_name="Bùi Thị An", user=mine)
    [issued], run = ordering.issue_with_files(held_class([trainee], agency=agency), by=None)
    tasks.render_run.func(str(run.public_id))

    statuses = {}
    for user in (mine, stranger, coordinator, elsewhere, organizer):
        client.force_login(user)
        answer = client.get(page("my_certificate_pdf", issued.public_id))
        statuses[user] = answer.status_code
        answer.getvalue()

    assert statuses == {mine: 200, stranger: 404, coordinator: 200, elsewhere: 404, organizer: 200}


def test_a_trainee_sees_where_the_certificate_stands(client, tasks_wait):
    mine = UserFactory()
    trainee = TraineeFactory(full_name="Bùi Thị An", user=mine)
    [issued], run = ordering.issue_with_files(held_class([trainee]), by=None)
    client.force_login(mine)
    url, file = reverse("enrollment:my_training"), page("my_certificate_pdf", issued.public_id)

    making = client.get(url).content.decode()
    lease.postpone(lease.claim(str(run.public_id), at=timezone.now()), waits_for=IssueRun.Wait.KEY)
    waiting = client.get(url).content.decode()
    tasks.render_run.func(str(run.public_id))
    ready = client.get(url).content.decode()

    assert [file in text for text in (making, waiting, ready)] == [False, False, True]
    assert str(IssueRun.Wait.KEY.label) in waiting
    assert str(IssueRun.Wait.KEY.label) not in making
