import datetime as dt
from io import BytesIO

import openpyxl
import pytest

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from certificates.models import Certificate, CertificateRequest, RevocationRequest
from certificates.register.copies import give_copy
from certificates.register.handing_over import hand_over
from certificates.register.issuing import issue_certificates
from certificates.register.requests import ask
from certificates.register.revoking import ask_revocation
from enrollment.due_at_desk import due_at_desk
from enrollment.models import AgencyCoordinator, Trainee
from enrollment.models.people import ORGANIZERS
from tests.certificates.classes import body_with_signatory, held_class, held_on, revoked
from tests.factories.courses import days_ahead
from tests.factories.enrollment import AgencyFactory, TraineeFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("printed_titles")]


@pytest.fixture
def body():
    return body_with_signatory(serial_prefix="CN")


@pytest.fixture
def training_class(body):
    return held_class(
        ["Bùi Thị An", "Lê Văn Anh"],
        code="2010-01",
        issuing_body=body,
        **held_on(dt.date(2010, 3, 9)),
    )


@pytest.fixture
def certificates(training_class):
    return issue_certificates(training_class, by=None, issued_on=dt.date(2010, 3, 9))


@pytest.fixture
def certificate(certificates):
    return certificates[0]


def page(name, *arguments):
    return reverse(f"certificates:{name}", args=arguments)


def queries_of(client, url) -> int:
    client.get(url)
    with CaptureQueriesContext(connection) as queries:
        client.get(url)
    return len(queries)


@pytest.mark.parametrize("typed", ["bui an", "BÙI", "000001", "1/2010", "cn-2010", "code"])
def test_the_register_is_searched_without_accents_and_by_code(typed, desk, certificate):
    wanted = certificate.code[:12].lower() if typed == "code" else typed

    text = desk.get(page("register_book"), {"q": wanted}).text

    assert certificate.serial in text


def test_the_register_finds_nothing_else(desk, certificate):
    assert certificate.serial not in desk.get(page("register_book"), {"q": "nguyen"}).text


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ({"page": "0"}, 404),
        ({"page": "9" * 30}, 404),
        ({"page": "abc"}, 404),
        ({"sort": "password"}, 200),
        ({"body": "9" * 30, "year": "x", "training_class": "x", "state": "x"}, 200),
        ({"columns": ["password", "state"]}, 200),
        ({"q": "\x00' OR 1=1 --"}, 200),
        ({"q": "9" * 90}, 200),
    ],
)
def test_the_register_bears_any_query(query, status, desk, certificate):
    assert desk.get(page("register_book"), query).status_code == status


def test_each_state_shows_its_lines(desk, certificates, organizer):
    first, second = certificates
    hand_over([first], on=dt.date(2010, 3, 9), by=organizer)
    revoked(second)

    shown = {
        state: [row.record.serial for row in answer.context["table"].rows]
        for state in ("issued", "handed_over", "to_sign", "revoked", "replaced")
        if (answer := desk.get(page("register_book"), {"state": state}))
    }

    assert shown == {
        "issued": [],
        "handed_over": [first.serial],
        "to_sign": [],
        "revoked": [second.serial],
        "replaced": [],
    }


def test_chosen_columns_are_those_of_screen_and_workbook(desk, certificate):
    query = {"columns": ["agency", "ranking"], "q": "an"}

    table = desk.get(page("register_book"), query).context["table"]
    book = openpyxl.load_workbook(BytesIO(desk.get(page("register_xlsx"), query).content))

    headings = [cell.value for cell in next(book.active.rows)]
    assert list(table.columns.names()) == ["number", "name", "agency", "ranking"]
    assert len(headings) == 6
    assert [row[0].value for row in book.active.iter_rows(min_row=2)] == ["2/2010", "1/2010"]


def test_queries_of_the_lists_do_not_grow(desk, body, certificates, organizer):
    for certificate in certificates:
        ask(certificate, "lost", by=None)
    book = page("register_book") + "?columns=remarks&columns=agency&columns=state"
    urls = [book, page("requests"), page("books"), page("hand_over", "2010-01")]
    before = [queries_of(desk, url) for url in urls]
    more = held_class([f"Bùi Văn {n}" for n in range(30)], issuing_body=body)
    for certificate in issue_certificates(more, by=None):
        ask(certificate, "damaged", by=None)
    urls[3] = page("hand_over", more.code)

    assert [queries_of(desk, url) for url in urls] == before
    assert max(before) <= 20


def test_the_page_of_a_line_tells_its_whole_life(desk, certificate, organizer):
    hand_over([certificate], on=dt.date(2010, 3, 9), by=organizer, to="Chị Văn thư")
    give_copy(certificate, by=organizer)
    ask_revocation(certificate, by=organizer, reason="Cấp nhầm", decision="12-QĐ/VPTU")

    answer = desk.get(page("register_entry", certificate.public_id))

    assert len(answer.context["history"]) == 4
    for told in ("Chị Văn thư", "12-QĐ/VPTU", "Cấp nhầm", certificate.serial):
        assert told in answer.text


def test_queries_of_a_line_do_not_grow_with_the_class(desk, body, certificate):
    before = queries_of(desk, page("register_entry", certificate.public_id))
    issued = issue_certificates(
        held_class([f"Bùi Văn {n}" for n in range(30)], issuing_body=body), by=None
    )

    assert queries_of(desk, page("register_entry", issued[0].public_id)) == before <= 25


def test_one_asks_and_another_approves(client, certificate, organizer, administrator):
    client.force_login(organizer)
    words = {"reason": "Cấp nhầm", "decision": "12-QĐ/VPTU", "decision_on": "01/03/2010"}
    client.post(page("manage_revoke", certificate.public_id), words)
    asked = RevocationRequest.objects.get()
    own = client.post(page("revocation", asked.public_id), {"act": "approve"})
    still_valid = Certificate.objects.valid().filter(pk=certificate.pk).exists()
    client.force_login(administrator)

    client.post(page("revocation", asked.public_id), {"act": "approve"})

    certificate.refresh_from_db()
    assert (own.status_code, still_valid) == (200, True)
    assert (certificate.is_revoked, certificate.revoked_by) == (True, administrator)
    assert client.get(page("manage_revoke", certificate.public_id)).status_code == 404


@pytest.mark.parametrize("missing", ["reason", "decision"])
def test_what_is_missing_is_told_beside_its_box(missing, desk, certificate):
    words = {"reason": "Cấp nhầm", "decision": "12"} | {missing: "  "}

    answer = desk.post(page("manage_revoke", certificate.public_id), words)

    assert answer.status_code == 422
    assert missing in answer.context["form"].errors
    assert RevocationRequest.objects.count() == 0


def test_a_field_sent_twice_is_refused(desk, certificate):
    answer = desk.post(page("manage_revoke", certificate.public_id), {"reason": ["Một", "Hai"]})

    assert answer.status_code == 400


def test_the_home_of_the_desk_tells_what_waits_for_whom(certificates, organizer, administrator):
    ask_revocation(certificates[0], by=organizer, reason="Cấp nhầm", decision="12")
    ask(certificates[1], "lost", by=None, asked_on=dt.date(2010, 4, 1))

    mine, others = (
        {line.url: line for line in due_at_desk(user=user)} for user in (organizer, administrator)
    )

    assert page("revocations") not in mine
    assert others[page("revocations")].count == 1
    assert others[page("requests")].is_late
    assert not any("2010-01" in url for url in others)


def test_a_correction_is_looked_over_before_it_is_issued(desk, certificate, printed_titles):
    url = page("manage_reissue", certificate.public_id)
    words = desk.get(url).context["form"].initial | {"full_name": "Bùi Thị Ân", "reason": "In sai"}

    look = desk.post(url, words)
    preview = desk.post(url, words | {"act": "preview"})
    nothing_yet = Certificate.objects.count()
    done = desk.post(url, words | {"act": "confirmed"})

    new = Certificate.objects.valid().get(enrollment=certificate.enrollment)
    assert [line.new for line in look.context["lines"] if line.is_changed] == ["Bùi Thị Ân"]
    assert preview["Content-Type"] == "application/pdf"
    assert (nothing_yet, len(printed_titles)) == (2, 1)
    assert done.url == page("register_entry", new.public_id)
    assert new.content["person"]["full_name"] == "Bùi Thị Ân"
    assert desk.get(url).status_code == 404


def test_a_correction_begins_with_a_date_of_birth_from_long_ago(desk, training_class):
    born = dt.date(1958, 10, 15)
    Trainee.objects.update(birth_date=born, birth_year=born.year)
    first, _second = issue_certificates(training_class, by=None, issued_on=dt.date(2010, 3, 9))

    form = desk.get(page("manage_reissue", first.public_id)).context["form"]

    assert form["birth"].initial == "15/10/1958"


def test_a_correction_answers_the_request_it_came_from(desk, certificate):
    asked = ask(certificate, "error", by=None, text="Sai tên")
    url = f"{page('manage_reissue', certificate.public_id)}?request={asked.public_id}"
    form = desk.get(url).context["form"]

    desk.post(url, form.initial | {"full_name": "Bùi Thị Ân", "act": "confirmed"})

    assert CertificateRequest.objects.get().state == "done"


def test_a_letter_is_recorded_and_answered_with_a_copy(desk, certificate, printed_titles):
    words = {
        "kind": "lost",
        "letter": "CV 12",
        "asked_on": timezone.localdate().strftime("%d/%m/%Y"),
    }
    desk.post(page("record_request", certificate.public_id), words)
    asked = CertificateRequest.objects.get()
    shown = desk.get(page("certificate_request", asked.public_id)).text

    desk.post(page("manage_copy", certificate.public_id))
    paper = desk.get(page("copy_pdf", certificate.copies.get().public_id))

    asked.refresh_from_db()
    assert "CV 12" in shown
    assert (asked.state, asked.copy.number) == ("done", 1)
    assert (paper["Content-Type"], len(printed_titles)) == ("application/pdf", 1)


def test_a_request_is_refused_with_a_reason(desk, certificate):
    asked = ask(certificate, "lost", by=None)
    url = page("certificate_request", asked.public_id)

    empty = desk.post(url, {"answer": ""})
    desk.post(url, {"answer": "Đã cấp bản sao"})

    asked.refresh_from_db()
    assert (empty.status_code, asked.state) == (422, "refused")


def test_a_class_is_handed_over_by_numbers_ticks_or_whole(desk, certificates):
    url = page("hand_over", "2010-01")
    day = {"on": "10/03/2010"}

    too_early = desk.post(url, {"on": "01/03/2010", "which": "all"})
    unknown = desk.post(url, day | {"which": "numbers", "numbers": "1-9"})
    nothing = desk.post(url, day | {"which": "ticked"})
    no_line = desk.post(url, day | {"which": "lines", "numbers": "3"})
    desk.post(url, day | {"which": "numbers", "numbers": "2"})
    by_number = [one.number for one in Certificate.objects.exclude(handed_over_on=None)]
    desk.post(url, day | {"which": "ticked", "ticked": [str(certificates[0].public_id)]})

    assert {answer.status_code for answer in (too_early, unknown, nothing, no_line)} == {422}
    assert by_number == [2]
    assert Certificate.objects.filter(handed_over_on=dt.date(2010, 3, 10)).count() == 2


def test_one_is_handed_to_somebody_else_and_taken_back(desk, certificate):
    url = page("entry_hand_over", certificate.public_id)

    desk.post(url, {"on": "10/03/2010", "to": "Chị Văn thư"})
    marked = Certificate.objects.get(pk=certificate.pk)
    refused = desk.post(url, {"reason": " "})
    desk.post(url, {"reason": "Đánh dấu nhầm"})

    certificate.refresh_from_db()
    assert (marked.handed_over_to, refused.status_code) == ("Chị Văn thư", 422)
    assert certificate.handed_over_on is None


def test_holder_and_coordinator_ask_a_stranger_does_not(client, body):
    agency = AgencyFactory()
    mine, stranger, coordinator = UserFactory.create_batch(3)
    AgencyCoordinator.objects.create(user=coordinator, agency=agency, valid_from=days_ahead(-1))
    trainee = TraineeFactory(full_name="Bùi Thị An", user=mine)
    [issued] = issue_certificates(held_class([trainee], agency=agency, issuing_body=body), by=None)
    copy = give_copy(issued, by=None)

    answers_of = {}
    for user in (mine, stranger, coordinator):
        client.force_login(user)
        pages = (page("my_request", issued.public_id), page("copy_pdf", copy.public_id))
        answers_of[user] = [client.get(url).status_code for url in pages]
    client.force_login(mine)
    empty = client.post(page("my_request", issued.public_id), {"kind": "error", "text": ""})
    client.post(page("my_request", issued.public_id), {"kind": "lost"})
    shown = client.get(reverse("enrollment:my_training")).text

    assert answers_of == {mine: [200, 200], stranger: [404, 404], coordinator: [200, 200]}
    assert empty.status_code == 422
    assert CertificateRequest.objects.get().asked_by == mine
    assert page("my_request", issued.public_id) in shown
    assert page("copy_pdf", copy.public_id) in shown


def test_who_is_no_organizer_sees_nothing_of_the_desk(client, certificate):
    client.force_login(UserFactory())
    names = ("register_entry", "manage_revoke", "manage_reissue", "entry_hand_over")

    statuses = {client.get(page(name, certificate.public_id)).status_code for name in names}

    assert statuses == {403}
    assert UserFactory(role=ORGANIZERS).is_organizer
