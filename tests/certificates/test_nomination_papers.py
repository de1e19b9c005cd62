"""The list for the signature of the agency's head, and the receipt of a nomination."""

import datetime as dt

import pytest

from django.urls import reverse
from django.utils import timezone, translation

from certificates.views import answers
from enrollment.models import AgencyCoordinator
from enrollment.nominating.nomination import LetterOfAgency, nominate
from enrollment.nominating.rounds import open_round
from enrollment.registering.obstacles import Nominee
from enrollment.registering.substitution import substitute
from enrollment.roster.drafts import make_draft
from enrollment.roster.reading import read_pasted
from enrollment.roster.sheets import roster_of
from tests.factories.courses import IssuingBodyFactory, TrainingClassFactory
from tests.factories.enrollment import AgencyFactory, TraineeFactory, UserFactory

pytestmark = pytest.mark.django_db


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
    return printed


@pytest.fixture
def committee():
    return AgencyFactory(name="Tỉnh ủy Hòa Bình")


@pytest.fixture
def district(committee):
    return AgencyFactory(code="YT", name="Huyện ủy Yên Thủy", parent=committee)


@pytest.fixture
def other(committee):
    return AgencyFactory(code="LS", name="Huyện ủy Lạc Sơn", parent=committee)


@pytest.fixture
def training_class(district, other):
    training_class = TrainingClassFactory(
        code="N-1", capacity=4, issuing_body=IssuingBodyFactory(language="en")
    )
    open_round(
        training_class,
        deadline=timezone.now() + dt.timedelta(days=3),
        by=None,
        seats={district: 2, other: 2},
    )
    return training_class


@pytest.fixture
def coordinator(client, district):
    user = UserFactory()
    AgencyCoordinator.objects.create(user=user, agency=district, valid_from=dt.date(2020, 1, 1))
    client.force_login(user)
    return client


def send_in(training_class, agency, *names, **how):
    people = [Nominee(TraineeFactory(full_name=name), agency, "Chuyên viên") for name in names]
    return nominate(training_class, agency, people, by=None, **how)


def list_url(**query):
    return reverse("certificates:nomination_list_pdf", args=["N-1"], query=query)


def receipt_url(batch):
    return reverse("certificates:nomination_receipt_pdf", args=[batch.public_id])


def names(printed):
    return [row.full_name for row in printed[-1][0].rows]


def test_list_is_headed_by_the_agency_and_left_for_its_head_to_sign(
    coordinator, training_class, district, printed
):
    send_in(training_class, district, "Lê Văn Anh", "Bùi Thị An")

    answer = coordinator.get(list_url())

    paper, context = printed[0]
    assert answer["Content-Type"] == "application/pdf"
    assert "N-1_nomination_YT.pdf" in answer["Content-Disposition"]
    assert (paper.heading.left_lines, paper.heading.issuer) == (
        ("Tỉnh ủy Hòa Bình",),
        "Huyện ủy Yên Thủy",
    )
    assert (context["signature"].office, context["signature"].name) == ("Head of the agency", "")
    assert names(printed) == ["Bùi Thị An", "Lê Văn Anh"]


def test_list_names_people_of_offices_below_and_says_who_waits(
    coordinator, training_class, district, printed
):
    office = AgencyFactory(name="Văn phòng Huyện ủy", parent=district)
    send_in(training_class, district, "Bùi Thị An", "Hà Ánh")
    send_in(training_class, office, "Lê Ước")

    coordinator.get(list_url())

    notes = {row.full_name: row.note for row in printed[0][0].rows}
    assert notes == {"Bùi Thị An": "", "Hà Ánh": "", "Lê Ước": "Waiting list"}
    assert printed[0][1]["table"]["has_units"]


def test_list_says_instead_of_whom_somebody_comes(coordinator, training_class, district, printed):
    batch = send_in(training_class, district, "Bùi Thị An")
    (enrollment,) = batch.enrollments.all()
    substitute(enrollment, TraineeFactory(full_name="Hà Ánh"), agency=district, by=None)

    coordinator.get(list_url())

    (row,) = printed[0][0].rows
    assert (row.full_name, row.note) == ("Hà Ánh", "instead of Bùi Thị An")


def test_list_without_anybody_is_refused_politely(coordinator, training_class, printed):
    answer = coordinator.get(f"/en{list_url()}", follow=True)

    assert not printed
    assert "Nobody of this agency is named yet" in answer.content.decode()


def test_coordinator_gets_nothing_of_another_agency(
    coordinator, training_class, other, committee, printed
):
    send_in(training_class, other, "Đinh Thị Bí Mật")

    for agency in (other.code, committee.code, "NOBODY"):
        assert coordinator.get(list_url(agency=agency)).status_code == 404
    coordinator.get(list_url())
    assert not printed


def test_draft_class_is_not_found_by_a_coordinator(coordinator, training_class, district):
    type(training_class).objects.update(status="draft")

    assert coordinator.get(list_url()).status_code == 404


def test_stranger_has_no_agency_to_print_for(client, training_class):
    client.force_login(UserFactory())

    assert client.get(list_url()).status_code == 404


def test_organizer_prints_the_list_of_any_agency(client, organizer, training_class, other, printed):
    send_in(training_class, other, "Bùi Thị An")
    client.force_login(organizer)

    client.get(list_url(agency="LS"))

    assert names(printed) == ["Bùi Thị An"]
    assert client.get(list_url()).status_code == 404


def test_receipt_says_what_came_in_and_what_became_of_it(
    coordinator, training_class, district, printed
):
    letter = LetterOfAgency(number="88-CV/HU", date=dt.date(2026, 11, 20))
    batch = send_in(
        training_class, district, "Bùi An", "Hà Ánh", "Lê Ước", letter=letter, source_name="a.xlsx"
    )

    answer = coordinator.get(receipt_url(batch))

    paper, context = printed[0]
    facts = dict(context["facts"])
    assert answer.status_code == 200
    assert facts["Letter of the agency"] == "88-CV/HU of 20/11/2026"
    assert facts["Files"] == "a.xlsx"
    assert facts["Reference"] == str(batch.public_id)[:8].upper()
    assert [row.note for row in paper.rows] == ["Confirmed", "Confirmed", "Waiting list, no. 1"]
    assert context["states"] == "confirmed: 2; waiting list: 1"


def test_receipt_names_those_who_were_sent_in_also_after_a_substitution(
    coordinator, training_class, district, printed
):
    batch = send_in(training_class, district, "Bùi An", "Hà Ánh")
    substitute(
        batch.enrollments.first(), TraineeFactory(full_name="Lê Ước"), agency=district, by=None
    )

    coordinator.get(receipt_url(batch))

    assert [(row.full_name, row.note) for row in printed[0][0].rows] == [
        ("Bùi An", "Substituted: Lê Ước"),
        ("Hà Ánh", "Confirmed"),
    ]


def test_receipt_of_another_agency_is_not_found(coordinator, training_class, other, printed):
    batch = send_in(training_class, other, "Bùi An")

    assert coordinator.get(receipt_url(batch)).status_code == 404
    assert not printed


def test_papers_cost_the_same_number_of_queries_for_one_person_and_for_thirty(
    client,
    organizer,
    training_class,
    other,
    django_assert_num_queries,
    django_assert_max_num_queries,
):
    client.force_login(organizer)
    training_class.capacity = 50
    training_class.save()
    small = send_in(training_class, other, "Bùi An", "Hà Ánh", "Lê Ước")
    large = send_in(training_class, other, *(f"Bùi Văn {n}" for n in range(30)))

    with django_assert_max_num_queries(25) as first:
        client.get(receipt_url(small))
    with django_assert_num_queries(len(first)):
        client.get(receipt_url(large))


@pytest.fixture
def draft(coordinator, training_class, district):
    """A pasted roster of two rows of which one is left out, as the coordinator checks it."""
    roster = roster_of(
        read_pasted(
            "Họ và tên\tNăm sinh\tGiới tính\tChức vụ\nBùi Thị An\t1979\tNữ\tKế toán\n"
            "Lê Văn Anh\t1980\tNam\tVăn thư\n"
        )
    )
    roster.rows[1].left_out = True
    by = district.coordinators.get().user
    return make_draft(roster, training_class, district, by=by)


def test_list_is_printed_before_anything_is_sent_in(coordinator, draft, printed):
    coordinator.get(list_url(draft=str(draft.public_id)))

    (row,) = printed[0][0].rows
    assert (row.full_name, row.birth_year, row.is_female) == ("Bùi Thị An", "1979", True)
    assert (row.position, row.agency) == ("Kế toán", "Huyện ủy Yên Thủy")


@pytest.mark.parametrize("asked", ["", "x", "00000000-0000-4000-8000-000000000000"])
def test_unknown_draft_is_not_found(coordinator, draft, asked):
    assert coordinator.get(list_url(draft=asked)).status_code == 404


def test_draft_of_somebody_else_is_not_found(client, draft, organizer):
    client.force_login(organizer)

    assert client.get(list_url(draft=str(draft.public_id))).status_code == 404
