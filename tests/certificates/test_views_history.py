"""Screens of past years: file, verdicts, mending, recording; the public check of old papers."""

import io

import pytest
from openpyxl import load_workbook

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from certificates.history import drafts
from certificates.models import HistoryImport, PaperCertificate
from courses.models import NameShown, TrainingClass
from enrollment.models import Enrollment
from tests.certificates.old_lists import HEADINGS, ROW, draft_of, recorded
from tests.enrollment.pages import count_queries
from tests.factories.courses import (
    AttendanceRuleFactory,
    CategoryFactory,
    IssuingBodyFactory,
    RankingSchemeFactory,
)
from tests.factories.enrollment import AgencyFactory, TraineeFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def body():
    AttendanceRuleFactory()
    RankingSchemeFactory()
    CategoryFactory(name="Tin học", slug="tin-hoc")
    AgencyFactory(name="Huyện ủy Tân Lạc", code="TL")
    return IssuingBodyFactory(name="Văn phòng Tỉnh ủy")


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


def test_from_a_paste_to_the_public_check(client, organizer):
    answer = client.post(url("history_new"), {"pasted": pasted({})})
    (draft,) = HistoryImport.objects.all()
    assert answer.url == url("history_import", draft.public_id)
    page = client.get(answer.url).content.decode()
    assert "Bùi Thị Én" in page
    assert "01/2005-CN" in page
    answer = client.post(url("history_record", draft.public_id), follow=True)
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
