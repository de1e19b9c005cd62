"""Screens of designs: administrators edit, organizers see, nothing faulty is stored or lost."""

import pytest

from django.urls import reverse
from django.utils import timezone

from certificates import designing
from certificates.designs.shipped import shipped
from certificates.forms.designs import initial_of
from certificates.models import CertificateDesign, DesignVersion
from certificates.papers import design_sample
from tests.factories.courses import IssuingBodyFactory

pytestmark = pytest.mark.django_db

PARTY = shipped("party")


@pytest.fixture(autouse=True)
def _shipped(db):
    designing.ship_designs()


@pytest.fixture
def party():
    return CertificateDesign.objects.get(shipped_as="party")


@pytest.fixture
def unchecked(monkeypatch):
    monkeypatch.setattr(designing, "check_design", lambda source, language: None)


@pytest.fixture
def as_administrator(client, administrator):
    client.force_login(administrator)
    return client


def typed(**changes: object) -> dict[str, object]:
    fields = {**initial_of(PARTY), "name": "Của tỉnh", **changes}
    return {name: value for name, value in fields.items() if value is not None}


def many_designs(count: int) -> None:
    for number in range(count):
        design = CertificateDesign.objects.create(
            name=f"Mẫu {number}", issuing_body=IssuingBodyFactory()
        )
        design.current = DesignVersion.objects.create(
            design=design, number=1, markup="", content_hash="", saved_at=timezone.now()
        )
        design.save()


@pytest.mark.parametrize("count", [1, 30])
def test_list_asks_the_same_number_of_questions(
    client, organizer, count, django_assert_max_num_queries
):
    many_designs(count)
    client.force_login(organizer)

    with django_assert_max_num_queries(25):
        answer = client.get(reverse("certificates:designs"))

    assert answer.status_code == 200
    assert "design_new" not in answer.content.decode()


def test_empty_list_says_so(client, organizer):
    CertificateDesign.objects.update(current=None)
    DesignVersion.objects.all().delete()
    CertificateDesign.objects.all().delete()
    client.force_login(organizer)

    assert "empty-state" in client.get(reverse("certificates:designs")).content.decode()


def test_organizer_sees_a_design_and_cannot_change_it(client, organizer, party):
    client.force_login(organizer)

    page = client.get(reverse("certificates:design", args=[party.public_id]))
    edit = reverse("certificates:design_edit", args=[party.public_id])

    assert edit not in page.content.decode()
    assert client.post(edit, typed()).status_code == 403


def test_page_of_editing_lists_placeholders_with_samples(as_administrator, party):
    page = as_administrator.get(reverse("certificates:design_edit", args=[party.public_id]))

    text = page.content.decode()
    assert "{full_name}" in text
    assert "Quách Thị Ước" in text


@pytest.mark.usefixtures("unchecked")
def test_saved_text_is_the_next_version(as_administrator, party):
    style = PARTY.style + "\n.star { color: #b5121b }"

    answer = as_administrator.post(
        reverse("certificates:design_edit", args=[party.public_id]),
        typed(style=style, seen=1, issuing_body=""),
    )

    party.refresh_from_db()
    assert answer.status_code == 302
    assert (party.current.number, party.current.style, party.name) == (2, style, "Của tỉnh")


def test_faulty_text_is_refused_with_its_line_and_stays(as_administrator, party):
    markup = PARTY.markup.replace("{full_name}", "{ful_name}")

    answer = as_administrator.post(
        reverse("certificates:design_edit", args=[party.public_id]), typed(markup=markup, seen=1)
    )

    text = answer.content.decode()
    line = markup[: markup.index("{ful_name}")].count("\n") + 1
    assert answer.status_code == 422
    assert "{ful_name}" in text
    assert f" {line}:" in text
    assert party.versions.count() == 1


@pytest.mark.usefixtures("unchecked")
def test_new_design_begins_with_a_delivered_one_or_a_copy(as_administrator, party):
    page = reverse("certificates:design_new")

    assert "second_class_title" in as_administrator.get(f"{page}?from=bilingual").content.decode()
    assert as_administrator.get(f"{page}?copy={party.public_id}").context["form"].initial["name"]
    assert as_administrator.get(f"{page}?from=../../etc&copy=x").status_code == 200
    assert as_administrator.post(page, typed()).status_code == 302
    assert CertificateDesign.objects.get(name="Của tỉnh").current.number == 1
    assert as_administrator.post(page, typed(name="của tỉnh")).status_code == 422


@pytest.mark.pdf
def test_preview_shows_what_was_typed_inside_our_own_pages_only(as_administrator, party):
    answer = as_administrator.post(reverse("certificates:design_preview"), typed(name=party.name))

    assert answer.content.startswith(b"%PDF-")
    assert "frame-ancestors 'self'" in answer["Content-Security-Policy"]
    assert CertificateDesign.objects.filter(name="Của tỉnh").count() == 0


def test_preview_of_a_faulty_text_says_why(as_administrator):
    answer = as_administrator.post(
        reverse("certificates:design_preview"), typed(markup="<script>1</script>")
    )

    assert answer.status_code == 422
    assert "&lt;script&gt;" in answer.content.decode()


@pytest.mark.pdf
def test_each_version_can_be_looked_at(client, organizer, party):
    client.force_login(organizer)
    sample = "certificates:design_sample_pdf"

    assert client.get(reverse(sample, args=[party.public_id, 1])).content.startswith(b"%PDF-")
    assert client.get(reverse(sample, args=[party.public_id, 9])).status_code == 404


@pytest.mark.parametrize(
    ("name", "mark"), [("state", "rule"), ("party", "star"), ("photo", "star")]
)
def test_sample_of_a_design_for_all_bodies_has_the_heading_it_is_made_for(name, mark):
    assert design_sample(shipped(name), None).heading.mark == mark


@pytest.mark.usefixtures("unchecked")
def test_old_version_is_taken_again_and_a_design_retired(as_administrator, administrator, party):
    designing.save_version(party, shipped("state"), by=administrator)

    as_administrator.post(reverse("certificates:design_restore", args=[party.public_id, 1]))
    as_administrator.post(reverse("certificates:design_offer", args=[party.public_id]))

    party.refresh_from_db()
    assert (party.current.number, party.current.style) == (3, PARTY.style)
    assert party.is_retired
