"""Call letters: who is written to, what the letter says, where what was typed is kept."""

import datetime as dt

import pytest

from django.urls import reverse
from django.utils import timezone, translation

from certificates import papers
from certificates.calling import agencies_called, keep_letter, letter_of
from certificates.models import CallLetter, IssueRun
from certificates.runs import letter_files, tasks
from certificates.views import answers
from certificates.views.manage import call_letters as views
from courses.models import AuditEntry
from enrollment.nominating.rounds import open_round
from tests.certificates.classes import body_with_signatory
from tests.factories.certificates import SignatoryFactory
from tests.factories.courses import SessionFactory, TrainingClassFactory
from tests.factories.enrollment import AgencyFactory, EnrollmentFactory, TraineeFactory

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def printed(monkeypatch):
    """The papers instead of their drawings, which are slow."""
    printed = []

    def draw(paper):
        with translation.override(paper.language):
            paper.check()
            printed.append((paper, paper.context()))
        return b"%PDF-1.7"

    monkeypatch.setattr(answers, "render_document", draw)
    monkeypatch.setattr(letter_files, "render_document", draw)
    return printed


@pytest.fixture
def training_class():
    return TrainingClassFactory(code="CL-1", issuing_body=body_with_signatory(language="en"))


@pytest.fixture
def district():
    return AgencyFactory(code="YT", name="Huyện ủy Yên Thủy")


def ask(training_class, **seats):
    given = {AgencyFactory(code=code): number for code, number in seats.items()}
    return open_round(training_class, deadline=timezone.now() + 5 * DAY, by=None, seats=given)


def page(name="call_letters", code="CL-1"):
    return reverse(f"certificates:{name}", args=[code])


def only_letter(printed):
    ((_paper, context),) = printed
    (letter,) = context["letters"]
    return letter


def test_agencies_are_those_with_seats_and_those_with_people_in_order_of_the_tree(training_class):
    ask(training_class, A1=2, A2=1)
    EnrollmentFactory(training_class=training_class, agency=AgencyFactory(code="A3"))

    called = agencies_called(training_class)

    found = [(one.agency.code, one.seats, len(one.people)) for one in called]
    assert found == [("A1", 2, 0), ("A2", 1, 0), ("A3", None, 1)]


def test_people_of_an_office_go_with_the_agency_that_has_the_seats(training_class, district):
    open_round(training_class, deadline=timezone.now() + DAY, by=None, seats={district: 3})
    office = AgencyFactory(parent=district)
    EnrollmentFactory(training_class=training_class, agency=office)

    (one,) = agencies_called(training_class)

    assert (one.agency, one.seats, len(one.people)) == (district, 3, 1)


def test_people_who_wait_or_withdrew_are_not_called(training_class, district):
    training_class.capacity = 1
    training_class.save()
    for _n in range(2):
        EnrollmentFactory(training_class=training_class, agency=district)

    (one,) = agencies_called(training_class)

    assert len(one.people) == 1


def test_before_names_the_letter_asks_for_them_until_the_deadline(desk, training_class, printed):
    round_ = ask(training_class, A1=2)

    desk.get(page("call_letter_pdf"), {"agency": "A1"})

    letter = only_letter(printed)
    assert "naming people" in letter["subject"]
    assert letter["how_many"] == "02 people."
    assert f"{timezone.localtime(round_.deadline):%d/%m/%Y}" in letter["missing"]


def test_with_names_the_letter_lists_them_and_asks_for_the_rest(
    desk, training_class, district, printed
):
    open_round(training_class, deadline=timezone.now() + DAY, by=None, seats={district: 3})
    EnrollmentFactory(
        training_class=training_class,
        agency=district,
        trainee=TraineeFactory(full_name="Quách Thị Ước", gender="female", birth_year=1979),
    )

    desk.get(page("call_letter_pdf"), {"agency": "YT"})

    letter = only_letter(printed)
    ((row, births),) = letter["table"]["rows"]
    assert (row.full_name, births) == ("Quách Thị Ước", [("", 1), ("1979", 1)])
    assert "call to the training class" in letter["subject"]
    assert "02" in letter["missing"]


def test_after_the_deadline_nothing_more_is_asked(desk, training_class, district, printed):
    round_ = ask(training_class, A1=2)
    type(round_).objects.update(closed_at=timezone.now())

    desk.get(page("call_letter_pdf"))

    assert only_letter(printed)["missing"] == ""


@pytest.mark.parametrize(("mark", "number"), [("star", "……-L/……"), ("rule", "……/……")])
def test_number_and_date_are_left_open_for_the_clerk(
    desk, training_class, district, printed, mark, number
):
    training_class.issuing_body.heading.mark = mark
    training_class.issuing_body.heading.save()
    EnrollmentFactory(training_class=training_class, agency=district)

    desk.get(page("call_letter_pdf"))

    context = printed[0][1]
    assert (context["number"], context["is_party"]) == (number, mark == "star")
    assert "……" in context["place_and_date"]


def test_what_was_typed_is_remembered_for_the_class_and_logged(desk, training_class, district):
    EnrollmentFactory(training_class=training_class, agency=district)
    deputy = SignatoryFactory(issuing_body=training_class.issuing_body, full_name="Hà Thị Bảy")

    typed = {
        "number": " 215-CV/VPTU ",
        "issued_on": "24/11/2026",
        "signatory": deputy.pk,
        "bring": "Máy tính xách tay.",
        "extra": "Một.\r\n\r\n  Hai. ",
        "recipients": "- Như trên;\r\n- Lưu VT.",
    }
    answer = desk.post(page(), typed)

    letter = CallLetter.objects.get()
    assert (answer.status_code, answer.url) == (302, page())
    assert (letter.number, letter.issued_on) == ("215-CV/VPTU", dt.date(2026, 11, 24))
    assert letter.extra == "Một.\nHai."
    paper = papers.call_letters(letter, agencies_called(training_class))
    assert paper.signature.name == "Hà Thị Bảy"
    assert paper.recipients == ("Như trên", "Lưu VT")
    assert AuditEntry.objects.filter(action="call_letter.kept").count() == 1
    assert "215-CV/VPTU" in desk.get(page()).content.decode()


def test_refused_letter_keeps_what_was_typed(desk, training_class):
    answer = desk.post(page(), {"number": "5", "issued_on": "31/02/2026", "bring": "Sách 😀"})

    assert answer.status_code == 422
    assert "31/02/2026" in answer.content.decode()
    assert not CallLetter.objects.exists()


def test_signatory_of_another_body_cannot_be_chosen(desk, training_class):
    other = SignatoryFactory()

    assert desk.post(page(), {"signatory": other.pk}).status_code == 422


def test_preview_shows_the_first_letter_and_keeps_nothing(desk, training_class, printed):
    ask(training_class, A1=2, A2=1)

    answer = desk.post(page(), {"number": "9", "act": "preview"})

    assert answer["Content-Type"] == "application/pdf"
    assert printed[0][1]["number"] == "9"
    assert len(printed[0][1]["letters"]) == 1
    assert not CallLetter.objects.exists()


def test_all_letters_in_one_file_and_one_of_an_agency(desk, training_class, printed):
    ask(training_class, A1=2, A2=1)

    desk.get(page("call_letter_pdf"))
    desk.get(page("call_letter_pdf"), {"agency": "A2"})
    unknown = desk.get(page("call_letter_pdf"), {"agency": "A3"})

    assert [len(context["letters"]) for _paper, context in printed] == [2, 1]
    assert unknown.status_code == 404


def test_class_without_agencies_says_so_and_has_no_letter(desk, training_class):
    assert "No agency to write to yet" in desk.get(f"/en{page()}").content.decode()
    assert desk.get(page("call_letter_pdf")).status_code == 404


def test_many_letters_are_made_in_the_background(desk, training_class, monkeypatch, printed):
    monkeypatch.setattr(views, "MOST_AT_ONCE", 2)
    ask(training_class, A1=1, A2=1, A3=1)
    assert desk.get(page("call_letter_pdf")).status_code == 302  # not yet made

    desk.post(page("call_letters_make"))
    run = IssueRun.objects.get()
    tasks.render_run.func(str(run.public_id))
    run.refresh_from_db()

    assert (run.kind, run.state, run.done, run.total) == ("call_letters", "done", 3, 3)
    answer = desk.get(page("call_letter_pdf"))
    assert b"".join(answer.streaming_content) == b"%PDF-1.7"
    certificates = reverse("certificates:issue_run", args=["CL-1", run.public_id])
    assert desk.get(certificates).status_code == 404
    partial = desk.get(page(), headers={"HX-Request": "true"}).content.decode()
    assert "hx-get" not in partial


def test_letters_cost_the_same_number_of_queries_for_one_agency_and_for_thirty(
    training_class, django_assert_max_num_queries, django_assert_num_queries
):
    def make():
        letter = letter_of(training_class)
        papers.call_letters(letter, agencies_called(training_class))

    SessionFactory(training_class=training_class)
    EnrollmentFactory(training_class=training_class)
    with django_assert_max_num_queries(20) as first:
        make()
    training_class.capacity = 99
    training_class.save()
    for _n in range(29):
        EnrollmentFactory(training_class=training_class)

    with django_assert_num_queries(len(first)):
        make()


def test_two_organizers_keep_one_letter(training_class, organizer):
    for number in ("1", "2"):
        keep_letter(CallLetter(training_class=training_class, number=number), by=organizer)

    assert CallLetter.objects.get().number == "2"
