import datetime as dt
import json
from io import BytesIO, StringIO, TextIOWrapper

import openpyxl
import pytest

from django.core.management import CommandError, call_command
from django.db import OperationalError

from certificates.management.commands import check_invariants
from certificates.models import Certificate, IssueRun, Register
from certificates.register.issuing import issue_certificates
from tests.certificates.classes import body_with_signatory, held_class, held_on, revoked
from tests.factories.enrollment import AgencyFactory

pytestmark = pytest.mark.django_db


def run(*arguments) -> tuple[dict, str]:
    """What a command wrote, as JSON from standard output and as text from standard error."""
    output, errors = StringIO(), StringIO()
    call_command(*arguments, stdout=output, stderr=errors)
    return json.loads(output.getvalue()), errors.getvalue()


@pytest.fixture
def class_of_2010():
    body = body_with_signatory(serial_prefix="CN", name="Văn phòng Tỉnh ủy")
    return held_class(
        ["Bùi Thị An", "Lê Văn Anh"],
        code="2010-01",
        title="=1+1",
        absent=["Lê Văn Anh"],
        issuing_body=body,
        agency=AgencyFactory(name="Huyện ủy Yên Thủy"),
        **held_on(dt.date(2010, 3, 9)),
    )


@pytest.fixture
def _no_files(settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}


def test_yearly_summary_as_json(class_of_2010):
    answer, errors = run("yearly_summary", "2010", "--format", "json")

    keys = ["year", "classes", "participations", "persons", "completed", "certificates"]
    assert [answer[key] for key in keys] == [2010, 1, 2, 2, 1, 0]
    assert [row["code"] for row in answer["by_class"]] == ["2010-01"]
    assert [row["participations"] for row in answer["by_agency"]] == [2]
    assert [row["participations"] for row in answer["by_category"]] == [2]
    assert errors == ""


def test_yearly_summary_into_a_file(class_of_2010, tmp_path):
    path = tmp_path / "2010.json"

    call_command("yearly_summary", "2010", "--output", path, stderr=StringIO())

    assert json.loads(path.read_text())["participations"] == 2


def test_yearly_summary_as_workbook_with_typed_cells_and_no_formula(class_of_2010, tmp_path):
    path = tmp_path / "2010.xlsx"

    call_command("yearly_summary", "2010", "--format=xlsx", "--output", path, stderr=StringIO())

    by_class, by_agency, *_others = openpyxl.load_workbook(path).worksheets
    group, first, total = list(by_class.iter_rows(min_row=5, max_row=7, values_only=True))
    assert first[:3] == (1, "'=1+1", dt.datetime(2010, 3, 9))  # noqa: DTZ001 - as workbooks have it
    assert first[4:6] == group[4:6] == total[4:6] == (1, 4)
    agency = next(by_agency.iter_rows(min_row=6, values_only=True))
    assert agency == (1, "Huyện ủy Yên Thủy", 1, 2, 2, 0, 1, 0.5, 0)


def test_a_table_of_the_year_as_csv(class_of_2010):
    output = TextIOWrapper(BytesIO())

    call_command("yearly_summary", "2010", "--format=csv", "--table=b", stdout=output)

    lines = output.buffer.getvalue().decode("utf-8-sig").splitlines()
    assert lines[2] == "1,Huyện ủy Yên Thủy,1,2,2,0,1,0.5,0"


def test_yearly_summary_writes_a_workbook_to_standard_output(class_of_2010):
    output = TextIOWrapper(BytesIO())

    call_command("yearly_summary", "2010", "--format=xlsx", stdout=output)

    assert output.buffer.getvalue().startswith(b"PK")


@pytest.mark.parametrize(
    "arguments",
    [
        ["1066"],
        ["99999999999"],
        ["1999", "--format=pdf"],
        ["1999"],
        ["2010", "--format=csv", "--table=x"],
    ],
)
def test_a_year_that_cannot_be_summed_up(arguments):
    with pytest.raises(CommandError):
        call_command("yearly_summary", *arguments)


@pytest.mark.usefixtures("_no_files")
def test_issue_certificates(class_of_2010, organizer):
    answer, errors = run("issue_certificates", "2010-01", "--by", organizer.email)
    again, _errors = run("issue_certificates", "2010-01", "--format", "json")

    certificate = Certificate.objects.get()
    assert answer == {
        "class": "2010-01",
        "issued": 1,
        "certificates": [
            {
                "serial": certificate.serial,
                "number": 1,
                "year": certificate.issued_on.year,
                "full_name": "Bùi Thị An",
                "code": certificate.code,
            }
        ],
    }
    assert again == {"class": "2010-01", "issued": 0, "certificates": []}
    assert (certificate.issued_by, IssueRun.objects.count(), errors) == (organizer, 1, "")


def test_issue_certificates_of_an_unknown_class():
    with pytest.raises(CommandError, match="no class"):
        call_command("issue_certificates", "NOWHERE")


def test_issue_certificates_refused(class_of_2010):
    type(class_of_2010).objects.update(finalized_at=None)

    with pytest.raises(CommandError, match="not_finalized"):
        call_command("issue_certificates", "2010-01")


def test_verify_certificate(class_of_2010):
    [certificate] = issue_certificates(class_of_2010, by=None, issued_on=dt.date(2010, 3, 9))

    answer, _errors = run("verify_certificate", certificate.code.lower())
    revoked(certificate, reason="Cấp nhầm")
    after, _errors = run("verify_certificate", certificate.code, "--format", "json")

    assert (answer["state"], answer["serial"], answer["full_name"]) == (
        "valid",
        "CN-2010-000001",
        "Bùi Thị An",
    )
    assert answer["starts_on"] == "2010-03-09"
    assert (after["state"], after["reason"]) == ("revoked", "Cấp nhầm")


def test_verify_certificate_unknown(capsys):
    output = StringIO()

    with pytest.raises(CommandError):
        call_command("verify_certificate", "AAAA", stdout=output)

    assert json.loads(output.getvalue())["state"] == "unknown"


def test_check_invariants_without_a_breach(class_of_2010):
    assert run("check_invariants", "--format", "json") == ({"breaches": []}, "")


def test_check_invariants_with_a_breach(class_of_2010):
    issue_certificates(class_of_2010, by=None)
    Register.objects.update(last_number=5)
    output = StringIO()

    with pytest.raises(SystemExit) as end:
        call_command("check_invariants", stdout=output)

    assert end.value.code == 1
    assert [b["invariant"] for b in json.loads(output.getvalue())["breaches"]] == ["I5"]


def test_check_invariants_does_not_judge_without_a_database(monkeypatch):
    def fail():
        raise OperationalError("no such host")

    monkeypatch.setattr(check_invariants, "find_breaches", fail)
    output, errors = StringIO(), StringIO()

    with pytest.raises(SystemExit) as end:
        call_command("check_invariants", stdout=output, stderr=errors)

    assert end.value.code == 2
    assert (output.getvalue(), "no such host" in errors.getvalue()) == ("", True)
