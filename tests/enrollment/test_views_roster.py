"""Screens of a roster: paste or file, dry run, mending, commit; each coordinator sees the own."""

import io
import uuid

import pytest
from openpyxl import load_workbook

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from enrollment.models import (
    AgencyCoordinator,
    Enrollment,
    NominationBatch,
    RosterDraft,
    Trainee,
)
from enrollment.people.profile import work_at
from enrollment.roster.drafts import KEPT, forget_old_drafts
from tests.enrollment import sheets
from tests.enrollment.pages import count_queries
from tests.factories.courses import TrainingClassFactory, days_ahead
from tests.factories.enrollment import AgencyFactory, TraineeFactory, UserFactory

PASTED = "STT\tHọ và tên\tNgày sinh\tChức vụ\n1\tLê An\t1980\tVăn thư\n2\tHà Ý\t31/02/1981\t\n"
GOOD = "Họ và tên\tNgày sinh\nLê An\t1980\nHà Ý\t1981\n"


@pytest.fixture
def agency(db):
    return AgencyFactory(name="Huyện ủy Tân Lạc", code="TL")


@pytest.fixture
def training_class(db):
    return TrainingClassFactory(code="LOP-9", capacity=1)


@pytest.fixture
def coordinator(client, agency):
    user = UserFactory()
    AgencyCoordinator.objects.create(user=user, agency=agency, valid_from=days_ahead(-9))
    client.force_login(user)
    return user


def url(name, *arguments) -> str:
    return reverse(f"enrollment:{name}", args=arguments)


@pytest.fixture
def send(client, coordinator, training_class, agency):
    """Paste or upload; gives the answer."""

    def post(pasted="", file=None, **more):
        data = {"agency": agency.code, "pasted": pasted, **more}
        if file:
            data["file"] = SimpleUploadedFile(file[0], file[1])
        return client.post(url("roster_new", training_class.code), data)

    return post


@pytest.fixture
def draft(send):
    """A list with one good and one bad row."""
    assert send(PASTED).status_code == 302
    return RosterDraft.objects.get()


def test_empty_form_and_class_of_nobody(client, coordinator, training_class):
    assert client.get(url("roster_new", training_class.code)).status_code == 200
    assert client.get(url("roster_new", "NOBODY")).status_code == 404
    template = client.get(url("roster_template"))
    assert load_workbook(io.BytesIO(template.content)).active["B1"].value


def test_who_is_no_coordinator_finds_no_such_page(client, db, training_class):
    client.force_login(UserFactory())

    assert client.get(url("roster_new", training_class.code)).status_code == 404
    assert client.get(url("manage_roster_new", training_class.code)).status_code == 403


def test_dry_run_stores_nobody_and_shows_bad_rows_first(client, draft):
    page = client.get(url("roster", draft.public_id))

    assert page.status_code == 200
    assert [one.verdict for one in page.context["page"]] == ["invalid", "new"]
    assert not Trainee.objects.exists()
    assert "Hà Ý" in page.text


@pytest.mark.parametrize(
    ("pasted", "file"),
    [
        ("", None),
        (GOOD, ("a.csv", GOOD.encode())),
        ("nothing here", None),
        ("Name\tx\nAn\0\t1", None),
        ('Name\n"An', None),
        ("", ("a.xlsx", b"PK\x03\x04")),
        ("", ("a.xlsx", b"\x89PNG\r\n\x1a\n" + bytes(99))),
        ("", ("a.xls", b"<html><table></table></html>")),
        ("", ("a.csv", b"")),
    ],
)
def test_what_cannot_be_read_is_told_beside_the_box(send, pasted, file):
    response = send(pasted, file)

    assert response.status_code == 422
    assert response.context["form"].errors
    assert not RosterDraft.objects.exists()


def test_typed_text_stays_when_it_is_refused(send):
    assert "nothing here" in send("nothing here").text


def test_list_for_a_foreign_agency_is_refused(send):
    foreign = AgencyFactory(code="YT")

    assert send(GOOD, agency=foreign.code).status_code == 422


def test_file_and_paste_give_the_same_draft(send):
    send(GOOD)
    send("", ("danh sách.xlsx", sheets.xlsx([line.split("\t") for line in GOOD.splitlines()])))
    pasted, sent = RosterDraft.objects.order_by("pk")

    assert pasted.rows == sent.rows
    assert sent.source_name == "danh sách.xlsx"


def test_after_a_refused_row_come_those_that_still_are(client, draft):
    bad = client.post(url("roster_row", draft.public_id, 3), {"left_out": "yes"})
    good = client.post(url("roster_row", draft.public_id, 2), {"left_out": "yes"})

    assert bad.url.endswith("#verdicts")
    assert good.url.endswith("#row-2")


def test_row_is_mended_in_place(client, draft):
    address = url("roster_row", draft.public_id, 3)
    assert "31/02/1981" in client.get(address).text
    part = client.get(address, headers={"HX-Request": "true"}).text
    assert part.lstrip().startswith("<tr")

    typed = {"full_name": "Hà Ý", "birth": "32/02/1981", "position": "Lái xe"}
    refused = client.post(address, typed)
    assert refused.status_code == 422
    assert "birth" in refused.context["form"].errors
    assert "32/02/1981" in refused.text

    assert client.post(address, typed | {"birth": "28/02/1981"}).status_code == 302
    page = client.get(url("roster", draft.public_id))
    assert page.context["judgment"].refused == 0


def test_row_is_left_out_and_taken_in_again(client, draft):
    address = url("roster_row", draft.public_id, 3)

    client.post(address, {"left_out": "yes"})
    page = client.get(url("roster", draft.public_id))
    assert page.context["judgment"].counts == {"new": 1, "left_out": 1}

    client.post(address, {"left_out": "no"})
    page = client.get(url("roster", draft.public_id))
    assert page.context["judgment"].refused == 1


def test_all_refused_rows_are_left_out_at_once(client, draft):
    client.post(url("roster", draft.public_id), {"act": "leave_out"})

    page = client.get(url("roster", draft.public_id))
    assert page.context["judgment"].counts == {"new": 1, "left_out": 1}


@pytest.mark.parametrize("line", [1, 4, 999999999999])
def test_line_that_is_no_row_is_not_found(client, draft, line):
    assert client.get(url("roster_row", draft.public_id, line)).status_code == 404


def test_namesake_is_decided_by_the_coordinator(client, send, agency):
    known = TraineeFactory(full_name="Lê An", birth_year=1970)
    work_at(known, agency, "", on=days_ahead(-9))
    send("Họ và tên\tNgày sinh\nLê An\t1980\n")
    draft = RosterDraft.objects.get()
    address = url("roster_row", draft.public_id, 2)
    box = {"full_name": "Lê An", "birth": "1980"}

    assert client.post(address, box).status_code == 422
    assert client.post(address, box | {"same": str(uuid.uuid4())}).status_code == 422
    assert client.post(address, box | {"same": "other"}).status_code == 302

    page = client.get(url("roster", draft.public_id))
    assert page.context["judgment"].counts == {"new": 1}


def test_old_encoding_is_shown_before_and_after(client, send):
    send("Hä vµ tªn\tN¨m sinh\nNguyÔn V¨n B×nh\t1980\n")
    draft = RosterDraft.objects.get()

    page = client.get(url("roster", draft.public_id))
    assert page.context["judgment"].counts == {"legacy_encoding": 1}
    assert "NguyÔn V¨n B×nh" in page.text
    assert "Nguyễn Văn Bình" in page.text
    assert "TCVN3" in page.text

    client.post(url("roster", draft.public_id), {"act": "convert"})
    page = client.get(url("roster", draft.public_id))
    assert page.context["judgment"].counts == {"new": 1}


def test_button_says_and_does_the_same(client, send, training_class):
    send(GOOD)
    draft = RosterDraft.objects.get()
    page = client.get(url("roster", draft.public_id), headers={"Accept-Language": "vi"})
    assert [page.context["judgment"].states[state] for state in ("confirmed", "waiting")] == [1, 1]
    pdf = SimpleUploadedFile("công văn.pdf", b"%PDF-1.7 letter")
    letter = {"number": "12-CV/HU", "date": "16/11/2026", "file": pdf}

    first = client.post(url("roster_commit", draft.public_id), letter)
    again = client.post(url("roster_commit", draft.public_id), {"number": "other"})

    batch = NominationBatch.objects.get()
    assert first.url == again.url == url("nomination", batch.public_id)
    assert (batch.letter_number, batch.letter_name) == ("12-CV/HU", "công văn.pdf")
    assert sorted(batch.enrollments.values_list("state", flat=True)) == ["confirmed", "waiting"]
    draft.refresh_from_db()
    assert draft.rows == []
    shown = client.get(first.url)
    assert "12-CV/HU" in shown.text
    assert "Hà Ý" in shown.text
    sent = client.get(url("nomination_letter", batch.public_id))
    assert sent.content == b"%PDF-1.7 letter"
    assert "attachment" in sent["Content-Disposition"]
    assert client.get(url("roster", draft.public_id)).url == first.url


def test_commit_with_a_bad_row_stores_nobody(client, draft):
    response = client.post(url("roster_commit", draft.public_id), {"number": "1"})

    assert response.status_code == 422
    assert not Trainee.objects.exists()


def test_the_same_list_again_changes_nothing(client, send):
    for _time in range(2):
        send(GOOD)
        draft = RosterDraft.objects.order_by("-pk").first()
        assert client.post(url("roster_commit", draft.public_id)).status_code == 302

    assert NominationBatch.objects.count() == 1
    assert Enrollment.objects.count() == Trainee.objects.count() == 2


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("a.pdf", b"MZ this is a program"),
        ("a.pdf", b"<html><script>"),
        ("a.exe", b"%PDF-1.7"),
        ("a.pdf.exe", b"%PDF-1.7"),
        ("a.docx", sheets.zipped({"x": b"y"})),
        ("a.docx", sheets.zipped({"word/document.xml": b"y", "word/vbaProject.bin": b"z"})),
        ("a.svg", b"<svg/>"),
        ("a.png", b"\xff\xd8\xff\xe0"),
    ],
)
def test_letter_is_what_it_says_or_refused(client, send, name, body):
    send(GOOD)
    draft = RosterDraft.objects.get()

    response = client.post(
        url("roster_commit", draft.public_id), {"file": SimpleUploadedFile(name, body)}
    )

    assert response.status_code == 422
    assert not NominationBatch.objects.exists()


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("a.jpeg", b"\xff\xd8\xff\xe0 jpeg"),
        ("a.PNG", b"\x89PNG\r\n\x1a\n png"),
        ("../../a.docx", sheets.zipped({"word/document.xml": b"y"})),
    ],
)
def test_letters_of_all_kinds_are_kept(client, send, name, body):
    send(GOOD)
    draft = RosterDraft.objects.get()

    client.post(url("roster_commit", draft.public_id), {"file": SimpleUploadedFile(name, body)})

    batch = NominationBatch.objects.get()
    assert batch.letter_name.startswith("a.")
    assert client.get(url("nomination_letter", batch.public_id)).content == body


def test_bad_rows_are_downloaded(client, draft):
    answer = client.get(url("roster_errors", draft.public_id))

    sheet = load_workbook(io.BytesIO(answer.content)).active
    assert [cell.value for cell in sheet[2]][2] == "Hà Ý"
    assert sheet.max_row == 2


@pytest.mark.parametrize("name", ["roster", "roster_errors"])
def test_draft_of_somebody_else_does_not_exist(client, draft, name, agency, organizer):
    colleague = UserFactory()
    AgencyCoordinator.objects.create(user=colleague, agency=agency, valid_from=days_ahead(-9))

    for user in (UserFactory(), colleague, organizer):
        client.force_login(user)
        assert client.get(url(name, draft.public_id)).status_code == 404
        assert client.get(url("roster_row", draft.public_id, 2)).status_code == 404
        assert client.post(url("roster_commit", draft.public_id)).status_code == 404


def test_right_of_yesterday_closes_the_draft(client, draft, coordinator):
    coordinator.coordinated.update(valid_to=days_ahead(-1))

    assert client.get(url("roster", draft.public_id)).status_code == 404


def test_nomination_of_another_agency_does_not_exist(client, send, organizer):
    send(GOOD)
    client.post(url("roster_commit", RosterDraft.objects.get().public_id))
    batch = NominationBatch.objects.get()
    stranger = UserFactory()
    AgencyCoordinator.objects.create(
        user=stranger, agency=AgencyFactory(), valid_from=days_ahead(-9)
    )

    client.force_login(stranger)
    assert client.get(url("nomination", batch.public_id)).status_code == 404
    assert client.get(url("nomination_letter", batch.public_id)).status_code == 404
    client.force_login(organizer)
    assert client.get(url("nomination", batch.public_id)).status_code == 200
    assert client.get(url("nomination_letter", batch.public_id)).status_code == 404


def test_organizer_sends_in_a_list_for_any_agency(client, organizer, agency, training_class):
    client.force_login(organizer)
    address = url("manage_roster_new", training_class.code)
    assert client.get(address).status_code == 200

    response = client.post(address, {"agency": agency.code, "pasted": GOOD})
    draft = RosterDraft.objects.get()
    assert response.url == url("roster", draft.public_id)
    client.post(url("roster_commit", draft.public_id))
    assert set(Enrollment.objects.values_list("source", flat=True)) == {"agency"}


def test_organizer_adds_a_list_after_the_deadline(client, organizer, agency):
    closed = TrainingClassFactory(registration_closes_at=timezone.now())
    client.force_login(organizer)

    client.post(url("manage_roster_new", closed.code), {"agency": agency.code, "pasted": GOOD})
    client.post(url("roster_commit", RosterDraft.objects.get().public_id))

    assert set(Enrollment.objects.values_list("source", flat=True)) == {"desk"}


def test_coordinator_is_told_that_it_is_too_late(client, draft, training_class):
    client.post(url("roster", draft.public_id), {"act": "leave_out"})
    training_class.registration_closes_at = timezone.now()
    training_class.save()

    page = client.get(url("roster", draft.public_id))
    assert page.context["judgment"].closed
    assert client.post(url("roster_commit", draft.public_id)).status_code == 422
    assert not Enrollment.objects.exists()


def test_screens_cost_the_same_with_thirty_rows(client, send):
    counted = []
    for number in (1, 30):
        rows = "".join(f"Người Thứ {n}\t{1950 + n}\n" for n in range(number))
        send(f"Họ và tên\tNgày sinh\n{rows}")
        draft = RosterDraft.objects.order_by("-pk").first()
        on_draft = count_queries(client, url("roster", draft.public_id))
        counted.append(on_draft)
    assert counted[0] == counted[1]

    client.post(url("roster_commit", draft.public_id))
    batch = NominationBatch.objects.get()
    with_thirty = count_queries(client, url("nomination", batch.public_id))
    batch.enrollments.exclude(pk=batch.enrollments.first().pk).update(batch=None)
    assert count_queries(client, url("nomination", batch.public_id)) == with_thirty


@pytest.mark.parametrize("query", ["?page=0", "?page=abc", "?page=99999999999999999999"])
def test_page_that_does_not_exist_is_not_found(client, draft, query):
    assert client.get(url("roster", draft.public_id) + query).status_code == 404


def test_unknown_filter_shows_all(client, draft):
    page = client.get(url("roster", draft.public_id), {"verdict": "\0"})

    assert len(page.context["page"].object_list) == 2


def test_old_drafts_are_forgotten(draft):
    assert forget_old_drafts() == 0
    RosterDraft.objects.update(made_at=timezone.now() - KEPT)

    assert forget_old_drafts() == 1
    assert not RosterDraft.objects.exists()
