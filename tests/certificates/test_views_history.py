"""Screens of past years: file, verdicts, mending, recording; the public check of old papers."""

import io

import pytest
from openpyxl import load_workbook

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from certificates.history import columns, drafts
from certificates.history.recording import STEPS
from certificates.history.writing import Writer
from certificates.models import Certificate, HistoryImport, IssueRun, PaperCertificate
from certificates.runs.history_rows import steps_done
from certificates.runs.tasks import render_run, take_up_stale_runs
from courses.models import IssuingBody, NameShown, TrainingClass
from enrollment.models import Enrollment
from enrollment.roster.reading import read_file
from tests.certificates.old_lists import HEADINGS, ROW, draft_of, make_lists, recorded
from tests.factories.enrollment import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def body():
    make_lists()
    return IssuingBody.objects.get()


@pytest.fixture(autouse=True)
def _tasks_wait(settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}


@pytest.fixture
def organizer(client):
    user = UserFactory(role="Organizers")
    client.force_login(user)
    return user


def url(name, *arguments) -> str:
    return reverse(f"certificates:{name}", args=arguments)


def pasted(*rows) -> str:
    lines = ["\t".join(HEADINGS)]
    lines += ["\t".join((ROW | row)[name] for name in HEADINGS) for row in rows]
    return "\n".join(lines)


def record(client, draft):
    """Pressed at the desk, done by the worker; the page afterwards."""
    page = client.post(url("history_record", draft.public_id)).url
    render_run.func(str(IssueRun.objects.get(history_import=draft).public_id))
    return client.get(page)


def test_from_a_paste_to_the_public_check(client, organizer):
    answer = client.post(url("history_new"), {"pasted": pasted({})})
    (draft,) = HistoryImport.objects.all()
    assert answer.url == url("history_import", draft.public_id)
    page = client.get(answer.url).content.decode()
    assert "Bùi Thị Én" in page
    assert "01/2005-CN" in page
    answer = record(client, draft)
    assert "2005-01" in answer.content.decode()
    client.logout()
    sent = {"number": "01 2005 cn", "name": "bui thi en"}
    page = client.post(url("verify_paper"), sent).content.decode()
    assert "Bùi Thị Én" in page
    assert "is-valid" in page


def check(client, number, name):
    return client.post(url("verify_paper"), {"number": number, "name": name})


def test_number_and_name_must_both_be_right_and_all_misses_look_alike(client):
    recorded({})
    misses = [("01/2005-CN", "Hà Ý"), ("02/2005-CN", "Bùi Thị Én"), ("0", "Bùi")]
    pages = set()
    for number, name in misses:
        answer = check(client, number, name)
        assert answer.status_code == 200
        page = answer.content.decode().replace(number, "").replace(name, "")
        pages.add(page[page.index("<section") : page.index("</section>")])
    assert len(pages) == 1


def test_a_miss_costs_as_many_queries_as_a_hit(client):
    recorded({})
    check(client, "warm", "up")
    costs = set()
    for number, name in (("01/2005-CN", "Bùi Thị Én"), ("01/2005-CN", "Hà Ý"), ("0", "Hà Ý")):
        with CaptureQueriesContext(connection) as queries:
            check(client, number, name)
        costs.add(len(queries))
    assert len(costs) == 1


def test_misses_share_the_limit_of_the_codes(client, settings):
    settings.VERIFY_RATE_PER_MINUTE = 2
    client.get(url("verify_code", "ABCD"))
    check(client, "1", "An")
    assert check(client, "1", "An").status_code == 429


def test_the_name_is_told_as_its_issuing_body_allows(client, body):
    recorded({})
    body.name_on_check_page = NameShown.HIDDEN
    body.save()
    page = check(client, "01/2005-CN", "Bùi Thị Én").content.decode()
    facts = page[page.index("<dl") : page.index("</dl>")]
    assert "Bùi Thị Én" not in facts


def test_a_void_entry_says_so_with_its_reason(client, organizer):
    recorded({})
    paper = PaperCertificate.objects.get()
    assert client.post(url("paper_void", paper.public_id), {"reason": ""}).status_code == 422
    client.post(url("paper_void", paper.public_id), {"reason": "Cấp sai tên"})
    page = check(client, "01/2005-CN", "Bùi Thị Én").content.decode()
    assert "is-revoked" in page
    assert "Cấp sai tên" in page


def test_taken_back_the_number_is_known_as_void(client, organizer):
    source = recorded({}, by=organizer)
    assert client.post(url("history_undo", source.public_id), {"reason": " "}).status_code == 422
    client.post(url("history_undo", source.public_id), {"reason": "Nhầm sổ"})
    assert not TrainingClass.objects.exists()
    page = check(client, "01/2005-CN", "Bùi Thị Én").content.decode()
    assert "is-revoked" in page
    assert "Tin học văn phòng" in page
    assert client.get(url("history_import", source.public_id)).status_code == 200
    assert "Nhầm sổ" in client.get(url("paper_certificates")).content.decode()


def test_initials_where_the_issuing_body_tells_no_more(client, body):
    recorded({})
    body.name_on_check_page = NameShown.INITIALS
    body.save()
    page = check(client, "01/2005-CN", "Bùi Thị Én").content.decode()
    assert "B. T. É." in page


def test_no_name_stands_in_an_address(client):
    recorded({})
    sent = {"number": "01/2005-CN", "name": "Bùi Thị Én"}
    assert "is-valid" not in client.get(url("verify_paper"), sent).content.decode()


def test_empty_boxes_are_answered_beside_them(client):
    assert check(client, "", "Bùi Thị Én").status_code == 422
    assert check(client, "01/2005-CN", "").status_code == 422


def test_a_wrong_row_is_mended_on_its_own_page(client, organizer):
    draft = draft_of({"Đơn vị": "Sao Hỏa"})
    row = url("history_row", draft.public_id, 2)
    page = client.get(row)
    boxes = {name: page.context["form"].initial[name] for name in page.context["form"].fields}
    answer = client.post(row, boxes)
    assert answer.status_code == 422
    assert "agency" in answer.context["form"].errors
    answer = client.post(row, boxes | {"agency": "TL"})
    assert answer.status_code == 302
    draft.refresh_from_db()
    assert draft.rows[0]["fixed"] == {"agency": "TL"}
    record(client, draft)
    assert Enrollment.objects.get().agency.code == "TL"


def test_the_page_shows_the_progress_and_goes_over_to_what_was_recorded(client, organizer):
    draft = draft_of({})
    page = client.post(url("history_record", draft.public_id)).url
    client.post(url("history_record", draft.public_id))
    run = IssueRun.objects.get()
    assert "<progress" in client.get(page).content.decode()
    part = client.get(page, headers={"HX-Request": "true"})
    assert "<html" not in part.content.decode()
    assert "<progress" in part.content.decode()
    render_run.func(str(run.public_id))
    run.refresh_from_db()
    assert (run.state, run.done) == ("done", run.total)
    assert client.get(page, headers={"HX-Request": "true"})["HX-Redirect"] == page
    assert "2005-01" in client.get(page).content.decode()


def test_what_stands_in_the_way_meanwhile_is_told_on_the_page(client, organizer):
    draft = draft_of({})
    client.post(url("history_record", draft.public_id))
    recorded({})
    render_run.func(str(IssueRun.objects.get().public_id))
    page = client.get(url("history_import", draft.public_id))
    assert page.context["failed"].error in page.content.decode()
    assert Enrollment.objects.count() == 1


def test_killed_and_taken_up_again_it_is_recorded_once(client, organizer, monkeypatch):
    draft = draft_of({})
    client.post(url("history_record", draft.public_id))
    run = IssueRun.objects.get()
    with monkeypatch.context() as killed:
        killed.setattr(Writer, "_add_acts", die)
        with pytest.raises(SystemExit):
            render_run.func(str(run.public_id))
    assert not Enrollment.objects.exists()
    assert steps_done(run) == STEPS - 1
    IssueRun.objects.update(lease_until=timezone.now())
    assert take_up_stale_runs() == 1
    render_run.func(str(run.public_id))
    render_run.func(str(run.public_id))
    assert Enrollment.objects.count() == 1


def die(*_arguments):
    raise SystemExit


def test_who_has_lost_the_run_records_nothing(client, organizer, monkeypatch):
    draft = draft_of({})
    client.post(url("history_record", draft.public_id))

    def take_over(*_arguments):
        IssueRun.objects.update(lease_until=timezone.now())

    monkeypatch.setattr(Writer, "_add_acts", take_over)
    render_run.func(str(IssueRun.objects.get().public_id))
    assert not Enrollment.objects.exists()


def test_an_agency_is_said_once_for_all_rows(client, organizer):
    other = {"Họ và tên": "Hà Ý", "Số chứng chỉ": "2", "Đơn vị": "HU Tân Lạc"}
    draft = draft_of({"Đơn vị": "HU Tân Lạc"}, other)
    page = url("history_import", draft.public_id)
    assert "HU Tân Lạc" in client.get(page).content.decode()
    client.post(page, {"act": "agency", "text": "HU Tân Lạc", "code": "TL"})
    draft.refresh_from_db()
    assert drafts.judge_draft(draft)[1].errors == 0


def test_rows_with_errors_are_left_out_or_mended_in_the_spreadsheet(client, organizer):
    draft = draft_of({}, {"Họ và tên": "Hà Ý", "Số chứng chỉ": "2", "Đơn vị": "Sao Hỏa"})
    file = client.get(url("history_errors", draft.public_id))
    sheet = load_workbook(io.BytesIO(file.content)).active
    assert [row[2].value for row in sheet.iter_rows(min_row=2)] == ["2005-01"]
    assert client.post(url("history_record", draft.public_id)).status_code == 422
    client.post(url("history_import", draft.public_id), {"act": "leave_out"})
    record(client, draft)
    assert Enrollment.objects.count() == 1


def test_the_file_with_errors_is_read_again_as_it_is(client, organizer):
    draft = draft_of({"Đơn vị": "Sao Hỏa"})
    file = client.get(url("history_errors", draft.public_id)).content
    found = drafts.make_draft(read_file(file), by=None)
    (one,) = drafts.judge_draft(found)[1].rows
    assert [finding.box for finding in one.findings] == ["agency"]


def test_the_empty_file_is_understood_by_its_own_reader(client, organizer):
    file = client.get(url("history_sample")).content
    draft = drafts.make_draft(read_file(file), by=None)
    roster = drafts.roster_of_draft(draft)
    assert set(roster.fields.values()) == set(columns.LABELS)


def test_columns_are_chosen_and_no_column_serves_twice(client, organizer):
    draft = draft_of({})
    page = url("history_columns", draft.public_id)
    form = client.get(page).context["form"]
    chosen = {name: form.initial[name] for name in form.fields}
    twice = client.post(page, chosen | {"serial": str(chosen["register_number"])})
    assert twice.status_code == 422
    client.post(page, chosen | {"ranking": ""})
    draft.refresh_from_db()
    assert not drafts.judge_draft(draft)[1].rows[0].entry.text("ranking")


@pytest.mark.parametrize("level", ["error", "warning", "ok", "same", "left_out", "x"])
def test_the_rows_of_one_level(client, organizer, level):
    draft = draft_of({}, {"Họ và tên": "Hà Ý", "Số chứng chỉ": "2", "Đơn vị": "Sao Hỏa"})
    assert client.get(url("history_import", draft.public_id), {"level": level}).status_code == 200


def test_fifty_rows_to_a_page_and_no_query_for_each(client, organizer):
    costs = []
    for number in (1, 60):
        rows = [{"Họ và tên": f"Lê Số {n}", "Số chứng chỉ": str(n)} for n in range(number)]
        draft = draft_of(*rows)
        client.get(url("history_import", draft.public_id))
        with CaptureQueriesContext(connection) as queries:
            page = client.get(url("history_import", draft.public_id))
        costs.append(len(queries))
    assert len(page.context["page"].object_list) == 50
    assert costs[0] == costs[1]


@pytest.mark.parametrize("name", ["history", "paper_certificates"])
def test_lists_cost_the_same_however_long_they_are(client, organizer, name):
    client.get(url(name))
    costs = []
    for _round in range(2):
        for n in range(15):
            code = f"2005-{len(costs)}-{n}"
            recorded({"Mã lớp": code, "Số chứng chỉ": code}, by=organizer)
        with CaptureQueriesContext(connection) as queries:
            client.get(url(name))
        costs.append(len(queries))
    assert costs[0] == costs[1]


def test_papers_are_found_by_number_name_and_class(client, organizer):
    recorded({}, {"Họ và tên": "Hà Ý", "Số chứng chỉ": "77/2005-CN"})
    for words, names in (("01/2005", ["Bùi Thị Én"]), ("ha y", ["Hà Ý"]), ("zz", [])):
        page = client.get(url("paper_certificates"), {"q": words})
        assert [one.full_name for one in page.context["page"]] == names
    assert len(client.get(url("paper_certificates"), {"q": "2005-01"}).context["page"]) == 2


def test_a_file_that_is_no_workbook_is_refused_beside_its_box(client, organizer):
    file = SimpleUploadedFile("so cu.xlsx", b"\x89PNG and so on")
    answer = client.post(url("history_new"), {"file": file})
    assert answer.status_code == 422
    assert "file" in answer.context["form"].errors
    assert not HistoryImport.objects.exists()


def test_the_page_of_a_recorded_class_offers_no_acts_of_a_running_one(client, organizer):
    recorded({})
    page = client.get(reverse("enrollment:manage_class", args=["2005-01"])).content.decode()
    for act in ("roll_call", "manage_letters", "manage_waiting"):
        assert reverse(f"enrollment:{act}", args=["2005-01"]) not in page


@pytest.mark.parametrize("role", ["Editors", ""])
def test_nobody_but_the_desk_sees_the_past(client, role):
    source = recorded({})
    client.force_login(UserFactory(role=role))
    paper = PaperCertificate.objects.get()
    for address in (
        url("history"),
        url("history_new"),
        url("history_import", source.public_id),
        url("paper_certificates"),
        url("paper_void", paper.public_id),
    ):
        assert client.get(address).status_code == 403


def test_certificates_of_our_own_are_refused_at_the_desk_too(client, organizer):
    recorded({"Số chứng chỉ": ""})
    page = reverse("certificates:manage_certificates", args=["2005-01"])
    assert client.get(page).status_code == 200
    answer = client.post(reverse("certificates:manage_issue", args=["2005-01"]), follow=True)
    assert answer.status_code in (200, 422)
    assert not Certificate.objects.exists()


@pytest.mark.parametrize("name", ["manage_registrations", "manage_completion", "manage_letters"])
def test_the_other_pages_of_a_recorded_class_open(client, organizer, name):
    recorded({})
    page = client.get(reverse(f"enrollment:{name}", args=["2005-01"]))
    assert page.status_code == 200


def test_what_may_not_be_typed_into_a_row_does_no_harm(client, organizer):
    draft = draft_of({"Đơn vị": "Sao Hỏa"})
    page = url("history_import", draft.public_id)
    sent = {"act": "agency", "text": "Sao Hỏa", "code": "T\x00L" * 200}
    assert client.post(page, sent).status_code == 302
    assert client.get(page).status_code == 200
    row = url("history_row", draft.public_id, 2)
    assert client.post(row, {"serial": "\x00"}).status_code == 422
    assert client.get(url("history_row", draft.public_id, 99)).status_code == 404


def test_the_public_page_of_a_recorded_class_invites_nobody(client, site_tree):
    recorded({})
    page = client.get("/lich-mo-lop/2005-01/").content.decode()
    assert "Tin học văn phòng" in page
    assert "lich.ics" not in page
    assert "2005-01" not in client.get("/lich-mo-lop/").content.decode()
