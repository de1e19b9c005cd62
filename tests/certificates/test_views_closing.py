"""The pages of a closing: who may do what, what is refused and stays typed, what is shown."""

import csv
import io
from pathlib import Path

import pytest

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext

from certificates.models import ClosedYear, IssueRun
from certificates.runs import tasks, year_files
from certificates.sums import TotalsDisagree
from certificates.views.manage import year_tables
from certificates.year_book.keeping.amending import amend_year
from certificates.year_book.keeping.closing import close_year, reopen_year
from courses.dates import short_date
from enrollment.models import Enrollment
from tests.certificates.closed_years import YEAR, year_over

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _tasks_wait(settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}


@pytest.fixture
def desk(client, administrator):
    client.force_login(administrator)
    return client


@pytest.fixture
def closed(administrator):
    year_over()
    return close_year(YEAR, by=administrator, note="Báo cáo số 12")


def page(name="year_closing", *arguments):
    return reverse(f"certificates:{name}", args=arguments or [YEAR])


def leave_out():
    Enrollment.objects.filter(full_name="Lê Văn Anh").update(state="withdrawn")


def test_before_it_is_closed_the_page_names_what_is_missing(desk):
    year_over(finalized=False)

    text = desk.get(page()).text

    assert reverse("enrollment:manage_completion", args=["2010-02"]) in text
    assert reverse("certificates:books") in text
    assert page("year_close") in text


def test_a_year_is_closed_with_a_note_after_a_look_at_its_figures(desk, administrator):
    year_over()
    assert ">4</span>" in desk.get(page("year_close")).text

    answer = desk.post(page("year_close"), {"note": "  Báo cáo số 12 "})

    closed = ClosedYear.objects.get()
    assert answer.url == page()
    assert (closed.note, closed.closed_by) == ("Báo cáo số 12", administrator)
    assert IssueRun.objects.get().options == {"closing": str(closed.public_id)}
    assert "14/01" not in desk.get(page()).text
    assert "Báo cáo số 12" in desk.get(page()).text


def test_open_results_are_explained_or_the_form_comes_back(desk):
    year_over(finalized=False)

    plain = desk.post(page("year_close"), {"note": "Chờ kết quả"})
    unexplained = desk.post(page("year_close"), {"leaves_open": "on", "note": ""})
    explained = desk.post(page("year_close"), {"leaves_open": "on", "note": "Chờ kết quả"})

    assert (plain.status_code, unexplained.status_code) == (422, 422)
    assert "Chờ kết quả" in plain.text
    assert explained.status_code == 302


def test_a_year_that_lasts_offers_no_button_and_refuses_the_post(desk):
    lasting = 2099
    form = desk.get(page("year_close", lasting)).text

    assert "btn-danger" not in form
    assert desk.post(page("year_close", lasting), {"note": ""}).status_code == 422
    assert page("year_close", lasting) not in desk.get(page("year_closing", lasting)).text


@pytest.mark.parametrize("name", ["year_close", "year_amend", "year_reopen"])
def test_organizers_look_and_administrators_act(name, client, organizer, closed):
    client.force_login(organizer)
    leave_out()

    shown = client.get(page()).text

    assert page(name) not in shown
    assert client.get(page(name)).status_code == 403
    assert client.post(page(name), {"reason": "x", "note": "x"}).status_code == 403
    assert ClosedYear.objects.get().is_closed


def test_a_difference_is_told_amended_and_shown_on_the_pages_of_the_year(desk, closed):
    leave_out()
    assert page("year_amend") in desk.get(page()).text

    refused = desk.post(page("year_amend"), {"reason": " "})
    answer = desk.post(page("year_amend"), {"reason": "Cử nhầm người"})

    assert (refused.status_code, answer.url) == (422, page())
    for url in (page(), reverse("certificates:year", args=[YEAR])):
        text = desk.get(url).text
        assert "<strong>3</strong>" in text
        assert "Cử nhầm người" in text
    assert page("year_amend") not in desk.get(page()).text


def test_amending_without_a_difference_is_refused(desk, closed):
    assert desk.post(page("year_amend"), {"reason": "Thử"}).status_code == 422


def test_what_is_not_closed_is_neither_amended_nor_opened(desk):
    year_over()

    assert desk.get(page("year_amend")).status_code == 404
    assert desk.post(page("year_reopen"), {"reason": "Thử"}).status_code == 404


def test_opening_again_needs_a_reason_that_stays_on_the_page(desk, closed):
    assert desk.post(page("year_reopen"), {"reason": ""}).status_code == 422

    desk.post(page("year_reopen"), {"reason": "Thiếu một lớp"})

    text = desk.get(page()).text
    assert "Thiếu một lớp" in text
    assert page("year_close") in text
    assert page("closed_year_file", closed.public_id, "lists.json.gz") in text


def test_closing_what_is_closed_leads_back(desk, closed):
    assert desk.post(page("year_close"), {"note": ""}).url == page()
    assert ClosedYear.objects.count() == 1


def test_papers_are_ordered_watched_stopped_and_fetched(desk, organizer, closed, monkeypatch):
    monkeypatch.setattr(year_files, "print_year", lambda paper, *, step: b"%PDF-1.7 tables")
    desk.force_login(organizer)
    run_page = desk.post(page("year_papers")).url
    assert "<progress" in desk.get(run_page).text
    desk.post(run_page)
    run = IssueRun.objects.get()
    assert run.state == "stopped"

    desk.post(run_page)
    tasks.render_run.func(str(run.public_id))

    assert page() in desk.get(run_page).text
    assert "<html" not in desk.get(run_page, headers={"HX-Request": "true"}).text
    for name in year_files.PAPERS:
        url = page("closed_year_file", closed.public_id, name)
        assert url in desk.get(page()).text
        answer = desk.get(url)
        assert b"".join(answer)
        assert "no-store" in answer["Cache-Control"]
    assert b"".join(desk.get(page("closed_year_file", closed.public_id, "lists.json.gz")))


def test_the_pdf_of_a_closed_year_is_the_kept_one_until_it_is_amended(desk, closed, monkeypatch):
    monkeypatch.setattr(year_files, "print_year", lambda paper, *, step: b"%PDF-1.7 kept")
    drawn = []
    monkeypatch.setattr(year_tables, "print_year", lambda paper: drawn.append(paper) or b"%PDF")
    pdf = reverse("certificates:year_pdf", args=[YEAR])
    desk.post(page("year_papers"))
    tasks.render_run.func(str(IssueRun.objects.get().public_id))

    assert desk.get(pdf).url == page("closed_year_file", closed.public_id, "tables.pdf")
    leave_out()
    amend_year(YEAR, by=None, reason="Cử nhầm người")

    assert desk.get(pdf).content == b"%PDF"
    assert drawn[0].participations == 4
    # The closed figure is printed, and what it has become stands beside it with the reason.
    [_closed, amended] = drawn[0].remarks
    assert "Lượt học viên 4, nay 3" in amended
    assert "(Cử nhầm người)" in amended
    data = desk.get(reverse("certificates:year_json", args=[YEAR])).json()
    assert data["remarks"] == [*drawn[0].remarks]


def test_an_amendment_stands_in_the_csv_of_a_table_and_in_the_list_of_years(desk, closed):
    years, table = reverse("certificates:years"), reverse("certificates:year_csv", args=[YEAR, "a"])
    today = short_date(timezone.localdate())
    told = gettext("amended on %(day)s") % {"day": today}
    assert told not in desk.get(years).text
    leave_out()
    amend_year(YEAR, by=None, reason="=Cử nhầm người")

    *lines, empty, [as_closed], [amended] = csv.reader(
        io.StringIO(desk.get(table).content.decode("utf-8-sig"))
    )

    assert lines[-1][1].startswith("TỔNG CỘNG: 2 lớp, 4 lượt")
    assert (empty, closed.content_hash in as_closed) == ([], True)
    assert amended.startswith(f"Điều chỉnh ngày {today}")
    assert "Lượt học viên 4, nay 3" in amended
    assert told in desk.get(years).text


@pytest.mark.parametrize("damage", [Path.unlink, lambda path: path.write_bytes(b"no gzip")])
def test_lists_of_a_closed_year_that_are_not_what_was_closed_are_not_shown(damage, desk, closed):
    listed = reverse("certificates:year_list", args=[YEAR, "participations"])
    assert "Hà Ánh" in desk.get(listed).text

    damage(Path(closed.content.path))

    answer = desk.get(listed)
    assert (answer.status_code, "Hà Ánh" in answer.text) == (409, False)
    file = reverse("certificates:year_list_xlsx", args=[YEAR, "participations"])
    assert desk.get(file).url == listed
    assert desk.get(page()).status_code == 200


@pytest.mark.parametrize("kind", ["nobody.pdf", "..", "lists.json", "tables.pdf"])
def test_other_files_are_not_found(kind, desk, closed):
    url = f"{page('closed_year_file', closed.public_id, 'x')[:-1]}{kind}"

    assert desk.get(url).status_code == 404


def test_a_stranger_sees_neither_page_nor_file(client, closed, django_user_model):
    url = page("closed_year_file", closed.public_id, "lists.json.gz")
    assert client.get(url).status_code == 302

    client.force_login(django_user_model.objects.create_user(email="la@example.org"))

    assert client.get(url).status_code == 403
    assert client.get(page()).status_code == 403


def test_the_check_finds_what_somebody_changed(desk, closed):
    assert "alert-success" in desk.get(page(), {"check": "1"}).text
    ClosedYear._base_manager.update(note="Khác")

    text = desk.get(page(), {"check": "1"}).text

    assert "alert-danger" in text
    assert "alert-danger" not in desk.get(page()).text


def test_records_that_contradict_themselves_are_told_and_not_amended(desk, closed, monkeypatch):
    monkeypatch.setattr("certificates.year_book.keeping.amending.yearly_summary", _broken)

    assert "alert-danger" in desk.get(page()).text
    assert desk.get(page("year_amend")).url == page()


def _broken(year):
    raise TotalsDisagree("A", 1, 2)


@pytest.mark.parametrize("closings", [1, 4])
def test_the_number_of_queries_does_not_grow_with_the_closings(
    closings, desk, administrator, django_assert_max_num_queries
):
    year_over()
    for _time in range(closings):
        close_year(YEAR, by=administrator)
        leave_out()
        Enrollment.objects.filter(full_name="Lê Văn Anh").update(state="confirmed")
        reopen_year(YEAR, by=administrator, reason="Thử")
    close_year(YEAR, by=administrator)
    leave_out()
    amend_year(YEAR, by=administrator, reason="Thử")

    desk.get(page())
    with django_assert_max_num_queries(45):
        desk.get(page())
