"""The demo as it is loaded: the totals of 2010, a class in every state, accounts, pages."""

import csv
import datetime as dt
import hashlib
import json
import stat
from collections import Counter
from io import BytesIO
from itertools import pairwise

import openpyxl
import pytest
import time_machine

from django.core.management import call_command
from django.db import connection, transaction
from django.db.models import Count
from django.test import Client, override_settings
from django.utils import timezone
from django.utils.html import strip_tags

from wagtail.models import Collection

from certificates.entitlement import entitlements
from certificates.models import Certificate, IssueRun
from certificates.papers import year_paper
from certificates.year_book.keeping.frozen import shown_year
from certificates.year_book.structure import Structure
from certificates.year_book.summary import yearly_summary
from certificates.year_book.tables.data_files import table_csv, year_json
from certificates.year_book.tables.printing import print_year
from certificates.year_book.tables.workbook import year_workbook
from cms.demo.accounts import ROLES, signins_file
from cms.demo.article import read_article
from cms.demo.build import build_demo
from cms.demo.source import data
from cms.figures import FrozenFigure
from cms.models import IndicatorValue, NewsPage
from courses.models import AuditEntry, CostLine, CostSettlement, TrainingClass
from enrollment.agencies import dissolve_agency, merge_agencies, move_agency, open_agency
from enrollment.models import Agency, Enrollment, Trainee, User
from enrollment.planning.progress import plan_progress, unplanned_classes
from enrollment.planning.standing import totals_of
from enrollment.year_costs import year_costs
from tests.certificates.papers import text_of

Phase = TrainingClass.Phase
PHASES = {
    "DONE-1": Phase.RECOGNIZED,
    "END-1": Phase.ENDED,
    "RUN-1": Phase.RUNNING,
    "NEAR-1": Phase.OPEN,
    "FULL-1": Phase.OPEN,
    "APPR-1": Phase.OPEN,
    "OPEN-1": Phase.OPEN,
    "OFFER-1": Phase.OPEN,
    "ROUND-1": Phase.OPEN,
    "ASK-1": Phase.OPEN,
    "CANC-1": Phase.CANCELED,
    "SOON-1": Phase.ANNOUNCED,
    "DRAFT-1": Phase.DRAFT,
}


def ignore(line: str) -> None:
    """Nobody waits for the demo here."""


@pytest.fixture(scope="module")
def demo(django_db_setup, django_db_blocker, tmp_path_factory):
    """The whole demo, built once for this file and taken back after it."""
    var = tmp_path_factory.mktemp("var")
    with (
        django_db_blocker.unblock(),
        override_settings(
            VAR_DIR=var, MEDIA_ROOT=var / "media", PRIVATE_MEDIA_ROOT=var / "media" / "private"
        ),
        transaction.atomic(),
    ):
        if Collection.get_first_root_node() is None:
            Collection.add_root(name="Root")
        yield build_demo(ignore)
        transaction.set_rollback(True)


@pytest.fixture
def of_2010(demo):
    return Enrollment.objects.held_in(2010)


@pytest.fixture
def classes_now(demo):
    return {one.code: one for one in TrainingClass.objects.filter(code__in=PHASES)}


def state_of_everything() -> dict[str, str]:
    """A fingerprint of each table."""
    state = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608
            rows = sorted(map(repr, cursor.fetchall()))
            state[table] = hashlib.sha256("".join(rows).encode()).hexdigest()
    return state


@pytest.mark.database
def test_year_2010_has_the_totals_of_the_article(of_2010):
    assert TrainingClass.objects.held_in(2010).count() == 23
    assert of_2010.count() == 537
    assert of_2010.values("trainee").distinct().count() == 412
    levels = of_2010.values_list("agency_level__code").annotate(Count("pk"))
    assert dict(levels.order_by()) == {"province": 222, "district": 315}


def test_year_2010_has_the_invented_totals(of_2010):
    assert of_2010.filter(trainee__gender="female").count() == 214
    assert Counter(of_2010.values_list("outcome", flat=True)) == {
        "completed": 529,
        "not_completed": 8,
    }
    assert Counter(of_2010.exclude(ranking="").values_list("ranking", flat=True)) == {
        "Xuất sắc": 21,
        "Giỏi": 118,
        "Khá": 203,
        "Trung bình": 58,
    }


def test_attendance_only_classes_of_2010_have_no_ranks(of_2010):
    unranked = of_2010.filter(training_class__ranking_scheme__scale_max=None)

    assert sorted(set(unranked.values_list("training_class__code", flat=True))) == [
        *("2010-01", "2010-02", "2010-17", "2010-18", "2010-19"),
    ]
    assert Counter(unranked.values_list("outcome", "ranking")) == {
        ("completed", ""): 129,
        ("not_completed", ""): 2,
    }


def test_classes_of_2010_are_those_of_the_file(demo):
    for known in data("demo2010")["classes"]:
        training_class = TrainingClass.objects.get(code=known["code"])
        sent = training_class.enrollments.values_list("agency__code").annotate(Count("pk"))
        assert training_class.title == known["title"]
        assert training_class.audience == known["audience"]
        assert training_class.venue.name == known["venue"]
        assert f"{training_class.starts_on}/{training_class.ends_on}" == (
            f"{known['start']}/{known['end']}"
        )
        assert [s.periods for s in training_class.sessions.all()] == [4] * known["half_days"]
        assert dict(sent.order_by()) == known["by_agency"]
        assert training_class.is_demo


def test_agencies_are_those_of_2010(demo):
    known = data("demo2010")["agencies"]

    agencies = Agency.objects.in_bulk(known, field_name="code")
    assert {code: agency.name for code, agency in agencies.items()} == {
        code: fields["name"] for code, fields in known.items()
    }
    assert {agency.get_parent().code for agency in agencies.values()} == {"TU"}
    for code in ("KS", "LT"):
        assert not Agency.objects.get(code=code).enrollments.filter(
            training_class__ends_on__year=2010
        )
    assert all(agency.version_on(dt.date(2010, 1, 1)) for agency in Agency.objects.all())


@pytest.mark.database
def test_who_of_2010_gets_no_certificate_is_told_why(demo):
    classes = TrainingClass.objects.filter(ends_on__year=2010, status="published")
    everybody = [one for held in classes for one in entitlements(held)]
    refused = [one for one in everybody if not one.is_entitled]

    given = [one for one in everybody if one.certificate is not None]
    assert (len(everybody), len(given), len(refused)) == (537, 529, 8)
    assert all(one.reasons for one in refused)
    assert not any(one.certificate for one in refused)


def test_files_of_every_class_are_ordered_once(demo):
    given = TrainingClass.objects.filter(enrollments__certificates__revoked_at=None)
    numbered = given.filter(enrollments__certificates__isnull=False).distinct()
    runs = IssueRun.objects.filter(kind=IssueRun.Kind.CERTIFICATES)

    assert runs.count() == numbered.count() == 24
    assert sum(runs.values_list("total", flat=True)) == Certificate.objects.valid().count()


def test_certificates_of_2010_are_numbered_without_gap(demo):
    of_2010 = Certificate.objects.filter(register__year=2010).order_by("number")

    assert [one.serial for one in of_2010] == [f"CN-2010-{n:06d}" for n in range(1, 530)]
    dates = [one.issued_on for one in of_2010]
    assert dates == sorted(dates)
    assert {day.year for day in dates} == {2010}
    assert all(one.content["is_sample"] for one in of_2010)


def test_acts_of_2010_are_dated_in_2010(of_2010):
    opened = {held["code"]: held["start"] for held in data("demo2010")["classes"]}

    for enrollment in of_2010.select_related("training_class").prefetch_related("changes"):
        times = [change.at for change in enrollment.changes.all()]
        assert [change.to_state for change in enrollment.changes.all()] == ["pending", "confirmed"]
        assert times == sorted(times)
        assert timezone.localdate(times[-1]).isoformat() < opened[enrollment.training_class.code]


def test_nobody_is_in_two_classes_at_once(demo):
    active = Enrollment.objects.active().filter(training_class__status="published")
    by_person: dict[int, list[tuple]] = {}
    for trainee, first, last in active.values_list(
        "trainee", "training_class__starts_on", "training_class__ends_on"
    ):
        by_person.setdefault(trainee, []).append((first, last))

    for days in by_person.values():
        for (_first, last), (next_first, _last) in pairwise(sorted(days)):
            assert last < next_first


@pytest.mark.pdf
def test_tables_of_2010_are_the_same_on_paper_and_in_all_files(demo):
    """The last line of tables A and B; the page prints the same cells (test_year_tables)."""
    paper = year_paper(2010)
    book = openpyxl.load_workbook(BytesIO(year_workbook(paper)))
    form = json.loads(year_json(paper))
    text = " ".join(text_of(print_year(paper)).split())

    by_class, by_agency = (form["tables"][place]["lines"][-1]["cells"] for place in (0, 1))
    figures = [23, 537, 412, 214, 268, 529, 0.985, 529]
    assert by_class[1] == "TỔNG CỘNG: 23 lớp, 537 lượt học viên"
    # Half-days, periods; all, women, minority, province, district; results; certificates.
    known = [132, 528, None, 537, 214, 268, 222, 315, 21, 118, 203, 58, 129, 8, 529]
    assert by_class[5:20] == known
    assert by_agency[2:] == figures
    for place, cells in enumerate((by_class, by_agency)):
        sheet = book.worksheets[place]
        row = next(row for row in sheet.iter_rows(values_only=True) if row[1] == cells[1])
        rows = list(csv.reader(table_csv(paper, "ab"[place]).decode("utf-8-sig").splitlines()))
        assert list(row) == cells
        assert rows[-1] == ["" if value is None else str(value) for value in cells]
    assert (
        "TỔNG CỘNG: 23 lớp, 537 lượt học viên 132 528 537 214 268 222 315 21 118 203 58 129 8 529"
        in text
    )
    assert "23 537 412 214 268 529 98,5 % 529" in text
    assert "Huyện ủy Kỳ Sơn – – – – – – –" in text
    assert "2.010" not in text


@pytest.fixture
def reformed(demo, db):
    """What became of the province: a district merged in 2020, all districts dissolved in 2025."""
    agencies = Agency.objects.in_bulk(field_name="code")
    merge_agencies([agencies["KS"]], agencies["THB"], on=dt.date(2020, 1, 1))
    day = dt.date(2025, 7, 1)
    new = open_agency("PT", "Tỉnh ủy Phú Thọ", level=agencies["TU"].level, valid_from=day)
    for agency in agencies.values():
        version = agency.version_on(day)
        if version is None or agency.code == "TU":
            continue
        if agency.level.code == "district":
            dissolve_agency(agency, on=day)
        else:
            move_agency(agency, new, on=day)
    merge_agencies([agencies["TU"]], new, on=day)


@pytest.mark.database
def test_the_report_of_2010_is_the_same_after_the_reforms(demo, request):
    before = yearly_summary(2010).as_json()
    tables = [[table.printed(line) for line in table.lines] for table in year_paper(2010).tables]

    request.getfixturevalue("reformed")

    assert yearly_summary(2010).as_json() == before
    assert [
        [table.printed(line) for line in table.lines] for table in year_paper(2010).tables
    ] == tables


@pytest.mark.database
def test_2010_converted_to_today_leaves_the_dissolved_districts_unguessed(reformed):
    summary = yearly_summary(2010, structure=Structure(dt.date(2026, 1, 1)))

    assert [(row.code, row.participations) for row in summary.by_level] == [
        ("province", 222),
        ("unconverted", 315),
    ]
    assert {row.reason for row in summary.unconverted} == {"dissolved"}
    assert len(summary.unconverted) == 9
    summary.check()


@pytest.mark.database
def test_yearly_summary_of_2010(demo):
    summary = yearly_summary(2010)

    assert (summary.classes, summary.participations, summary.persons) == (23, 537, 412)
    assert (summary.completed, summary.certificates, summary.not_completed) == (529, 529, 8)
    assert (summary.women, summary.by_group) == (214, {"ethnic-minority": 268})
    assert summary.attended == ((1, 300), (2, 99), (3, 13))
    assert (summary.agencies_sent, summary.sessions) == (18, 132)
    assert {row.code: row.participations for row in summary.by_level} == {
        "province": 222,
        "district": 315,
    }
    assert {"KS", "LT"} <= {row.code for row in summary.by_agency if not row.participations}
    assert {row.code: row.participations for row in summary.by_agency if row.participations} == {
        "VPTU": 24,
        "BTC": 24,
        "UBKT": 24,
        "BTG": 23,
        "BDV": 25,
        "DUK": 25,
        "DUDN": 25,
        "BAO": 26,
        "TCT": 26,
        "THB": 31,
        "YT": 33,
        "TL": 35,
        "CP": 36,
        "LS": 39,
        "KB": 38,
        "LGS": 37,
        "MC": 33,
        "DB": 33,
    }
    assert {"KS", "LT"} <= {row.code for row in summary.by_agency}


def test_classes_of_today_are_in_every_state(classes_now):
    assert {code: one.phase for code, one in classes_now.items()} == PHASES
    assert all(one.is_demo for one in classes_now.values())
    held = {one.phase for one in classes_now.values()}
    assert held == set(Phase) - {Phase.CLOSED}


@pytest.mark.database
def test_seats_of_the_classes_of_today(classes_now):
    seats = {
        code: (one.capacity, one.seats_taken, one.waiting_count)
        for code, one in classes_now.items()
    }

    assert seats["OPEN-1"] == (40, 0, 0)
    assert seats["NEAR-1"] == (25, 23, 0)
    assert seats["FULL-1"] == (20, 20, 5)
    assert seats["CANC-1"] == (25, 0, 0)
    assert classes_now["OPEN-1"].registration == "open"
    assert classes_now["CANC-1"].cancel_reason != ""
    assert classes_now["APPR-1"].enrollments.pending().count() == 7


@pytest.mark.database
def test_round_of_the_demo_has_named_held_and_free_seats(classes_now):
    seats = {row.agency.code: row for row in classes_now["ROUND-1"].round.seats.all()}
    numbers = {code: (row.given, row.taken, row.held) for code, row in seats.items()}

    assert classes_now["ROUND-1"].round.is_open_at(timezone.now())
    assert numbers["YT"] == (4, 2, 1)
    assert numbers["TL"] == (3, 0, 2)
    assert numbers["CP"] == (3, 0, 0)
    assert numbers["LS"] == (3, 3, 0)
    letters = classes_now["ROUND-1"].batches.exclude(letter_number="")
    assert sorted(letters.values_list("letter_number", flat=True)) == [
        "112-CV/HU",
        "75-CV/HU",
        "88-CV/HU",
    ]
    replaced = classes_now["ROUND-1"].enrollments.get(state="substituted")
    assert replaced.replaced_by.state == "confirmed"


def test_trainee_of_the_demo_has_an_open_offer_and_others_wait(classes_now):
    [offered] = classes_now["OFFER-1"].enrollments.filter(state="offered")

    assert offered.trainee.user.email == "trainee@demo.example"
    assert offered.offers.get(answer="").expires_at > timezone.now()
    assert classes_now["OFFER-1"].waiting_count == 3


def test_registrations_await_the_coordinator_of_the_demo(classes_now):
    asked = classes_now["ASK-1"].enrollments.filter(state="pending_agency")

    assert Counter(one.agency.code for one in asked) == {"YT": 3}


def test_roll_of_the_classes_of_today(classes_now):
    def marks_missing(code: str) -> list[int]:
        people = classes_now[code].enrollments.confirmed().count()
        sessions = classes_now[code].sessions.annotate(attended=Count("attendance"))
        return [people - session.attended for session in sessions.order_by("held_on", "starts_at")]

    assert set(marks_missing("END-1")) == {0}
    today = timezone.localdate()
    first_today = classes_now["RUN-1"].sessions.filter(held_on__lt=today).count()
    assert set(marks_missing("RUN-1")[:first_today]) <= {0}
    assert 0 < marks_missing("RUN-1")[first_today] < 24
    assert set(marks_missing("RUN-1")[first_today + 1 :]) == {24}


def test_class_that_ended_has_someone_one_period_short(classes_now):
    totals = classes_now["END-1"].enrollments.with_attendance()

    assert min(enrollment.attended for enrollment in totals) == 19
    assert not classes_now["END-1"].enrollments.filter(score=None)


def test_history_of_every_class_begins_with_its_creation(demo):
    first = AuditEntry.objects.filter(chain__key__startswith="class:", number=1)

    assert set(first.values_list("action", flat=True)) == {"class.added"}
    assert first.count() == TrainingClass.objects.count()


def test_certificates_of_the_recognized_class(classes_now):
    done = classes_now["DONE-1"].enrollments

    assert Counter(done.values_list("outcome", flat=True)) == {"completed": 18, "not_completed": 1}
    assert Certificate.objects.of_class(classes_now["DONE-1"]).count() == 18


def test_accounts_have_their_roles(demo):
    users = User.objects.in_bulk([one.email for one in demo], field_name="email")
    by_role = {one.role: users[one.email] for one in demo}

    assert list(by_role) == list(ROLES)
    assert by_role["organizer"].is_organizer
    assert by_role["administrator"].is_administrator
    assert by_role["editor"].has_role("Editors")
    assert by_role["coordinator"].is_coordinator
    assert TrainingClass.objects.taught_by(by_role["instructor"]).get().code == "RUN-1"
    assert all(user.emailaddress_set.get().verified for user in users.values())


def test_passwords_are_those_of_the_file(demo):
    entries = json.loads(signins_file().read_text())

    assert stat.S_IMODE(signins_file().stat().st_mode) == 0o600
    assert len({entry["password"] for entry in entries}) == 6
    for entry in entries:
        assert User.objects.get(email=entry["email"]).check_password(entry["password"])


def test_trainee_of_the_demo_has_a_history(demo):
    trainee = Trainee.objects.get(user__email="trainee@demo.example")

    codes = trainee.enrollments.order_by("registered_at").values_list(
        "training_class__code", flat=True
    )
    assert list(codes) == ["2010-03", "2010-08", "DONE-1", "NEAR-1", "OFFER-1"]
    assert Certificate.objects.valid().filter(enrollment__trainee=trainee).count() == 3


def test_article_reads_as_in_2011(demo):
    page = NewsPage.objects.get(slug="day-manh-ung-dung-cntt-trong-cac-co-quan-dang")
    article = read_article()

    body = [strip_tags(one.value.source) for one in page.body if one.block_type == "paragraph"]
    assert (page.title, page.lead, body) == (article.title, article.lead, list(article.body))
    assert page.category.name == "CNTT và Viễn Thông"
    assert page.published_at == article.published_at
    assert page.illustration_caption == "Hình minh họa"
    assert page.illustration_alt != ""
    assert (page.illustration.width, page.illustration.height) == (1600, 900)


@pytest.mark.parametrize(
    ("language", "figures"),
    [
        ("vi", ["23", "537", "110", "82/210 (39,0 %)", "74.292", "151.290", "27.478", "54.288"]),
        ("en", ["23", "537", "110", "82/210 (39.0 %)", "74,292", "151,290", "27,478", "54,288"]),
    ],
)
def test_article_cites_its_figures(demo, language, figures):
    page = NewsPage.objects.get(category__slug="cntt-va-vien-thong", locale__language_code=language)

    text = Client().get(page.get_url()).text.rpartition("<h2>")[2]

    for figure in figures:
        assert f'<dd class="stat-value">{figure}' in text
    assert text.count("31/12/2010") == 8
    assert text.count("<svg") == 1
    assert "2.010" not in text
    assert "2,010" not in text


def test_frozen_figures_of_the_article_are_those_of_2010(demo):
    page = NewsPage.objects.get(slug="day-manh-ung-dung-cntt-trong-cac-co-quan-dang")
    row = next(block.value for block in page.body if block.block_type == "figures")

    frozen = [FrozenFigure.read(child.value["frozen"]) for child in row]

    assert [(one.figure, one.year, one.value) for one in frozen] == [
        ("classes", 2010, 23),
        ("participations", 2010, 537),
    ]


def test_indicators_of_the_demo_hold_every_figure_of_the_article(demo):
    values = {one.indicator.code: one for one in IndicatorValue.objects.all()}

    assert len(values) == 9
    assert values["ban-ghe-va-thiet-bi-kem-theo"].value is None
    documents, provincial = values["tai-lieu-van-kien"], values["tai-lieu-van-kien-tinh"]
    pages, provincial_pages = values["trang-van-kien"], values["trang-van-kien-tinh"]
    assert documents.value - provincial.value == 46_814
    assert pages.value - provincial_pages.value == 97_002


def test_public_statistics_of_2010_add_up(demo):
    form = json.loads(Client().get("/statistics/2010.json").content)

    assert form["totals"] == {
        "classes": 23,
        "participations": 537,
        "persons": 412,
        "women": 214,
        "completed": 529,
        "certificates": 529,
        "agencies": 18,
    }
    for rows in form["tables"].values():
        assert sum(row["participations"] for row in rows) == 537
    assert {row["code"]: row["participations"] for row in form["tables"]["by_agency"]}["KS"] == 0


def test_every_article_has_its_translation(demo):
    languages = Counter(NewsPage.objects.live().values_list("locale__language_code", flat=True))

    assert languages == {"vi": 5, "en": 5}
    for page in NewsPage.objects.live().filter(locale__language_code="en"):
        original = page.get_translations().get()
        assert original.title != page.title
        assert len(original.body) == len(page.body)


def test_articles_are_shown(demo):
    client = Client()

    for page in NewsPage.objects.live():
        response = client.get(page.get_url())
        assert response.status_code == 200
        assert page.title in response.content.decode()


@pytest.mark.database
def test_2010_is_closed_with_its_figures_and_its_papers_are_ordered(demo):
    shown = shown_year(2010)

    assert shown.is_frozen
    assert shown.summary == yearly_summary(2010)
    figures = (shown.summary.classes, shown.summary.participations, shown.summary.persons)
    assert (*figures, shown.summary.certificates) == (23, 537, 412, 529)
    assert timezone.localdate(shown.closed.closed_at) == dt.date(2011, 1, 14)
    assert shown.closed.closed_by.is_administrator
    assert IssueRun.objects.filter(kind="year_papers", year=2010).count() == 1


@pytest.mark.database
def test_nothing_breaks_an_invariant(demo, capsys, settings):
    settings.MEDIA_ROOT = settings.VAR_DIR / "media"
    settings.PRIVATE_MEDIA_ROOT = settings.MEDIA_ROOT / "private"

    call_command("check_invariants", format="json")

    assert json.loads(capsys.readouterr().out)["breaches"] == []


@pytest.mark.database
def test_second_load_changes_nothing(demo):
    before = state_of_everything()
    passwords = signins_file().read_text()

    with time_machine.travel(timezone.now() + dt.timedelta(days=9)):
        again = build_demo(ignore)

    assert again == demo
    assert state_of_everything() == before
    assert signins_file().read_text() == passwords


def test_costs_are_invented_add_up_and_are_settled_for_nearly_all_of_2010(demo):
    lines = CostLine.objects.of_year(2010)
    settled = CostSettlement.objects.filter(training_class__ends_on__year=2010, reopened_at=None)
    assert set(CostLine.objects.values_list("is_demo", flat=True)) == {True}
    assert lines.values("training_class").distinct().count() == 23
    assert settled.count() == 21

    spent = sum(line.spent for line in lines)

    assert yearly_summary(2010).spent == spent
    assert spent == year_costs(2010, CostLine.objects.all()).sheet.total.spent
    of_settled = lines.filter(training_class__in=settled.values("training_class"))
    assert sum(one.spent for one in settled) == sum(line.spent for line in of_settled)


def test_the_plan_of_2010_is_invented_and_one_line_of_it_stays_undone(demo):
    assert data("plans")["note"].startswith("Invented")
    lines = plan_progress(2010)

    totals = totals_of(lines)

    assert (totals.lines, totals.planned_classes, totals.planned_participations) == (14, 24, 540)
    assert (totals.done_classes, totals.done_participations) == (23, 537)
    assert [one.state for one in lines].count("done") == 13
    assert [one.line.title for one in lines if one.is_late] == [lines[-1].line.title]
    assert unplanned_classes(2010) == ()


def test_the_plan_of_today_has_late_lines_from_the_second_quarter_on(demo):
    today = timezone.localdate()
    lines = plan_progress(today.year)

    assert any(one.is_late for one in lines) == (today.month > 3)
    assert {one.line.plan.is_demo for one in lines} == {True}
