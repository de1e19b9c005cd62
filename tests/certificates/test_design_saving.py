"""Saving a design: checked with the longest texts, drawn within limits, every change a version."""

import dataclasses
import time

import pytest

from certificates import designing
from certificates.content import source_of
from certificates.design_checks import DesignRefused, check_design
from certificates.designs.shipped import SHIPPED, shipped
from certificates.designs.source import DesignSource, prepare
from certificates.documents.certificate_trial import trial_of
from certificates.models import CertificateDesign
from certificates.pdf import render
from certificates.pdf.limits import Limits
from certificates.pdf.render import render_document, try_design
from certificates.pdf.worker import shop
from courses.models import AuditEntry
from courses.refusals import Refusal
from tests.certificates import papers
from tests.factories.courses import IssuingBodyFactory

pytestmark = [pytest.mark.pdf, pytest.mark.django_db]

PARTY = shipped("party")
# Each passed by every rule, so that only the drawing can show it.
OUT_OF_PLACE = {
    "outside": ".signature { right: -20mm }",
    "overlap": ".register { bottom: 20mm }",
    "narrow": ".name { width: 60mm }",
    "face": ".class { font-weight: normal }",
    "size": ".address { font-size: 20pt !important }",
    "spacing": ".numbers p { letter-spacing: 9pt }",
    "transform": ".soft { text-transform: uppercase }",
    "unseen": ".ruled { display: none } h1 { visibility: hidden }",
}
TOO_COSTLY = {
    "nested flex boxes": (
        "<div class='x'>" * 17 + "x" + "</div>" * 17,
        ".x { display: flex } .x > .x { flex: 1 1 auto }",
    ),
    "height without bound": ("<div class='x'>x</div>", ".x { height: 1000000000px }"),
    "size without bound": ("<div class='x'>x</div>", ".x { font-size: 1e30px }"),
}


@pytest.fixture(autouse=True)
def _shipped(db):
    designing.ship_designs()


@pytest.fixture
def party():
    return CertificateDesign.objects.get(shipped_as="party")


def changed(**parts: str) -> DesignSource:
    return dataclasses.replace(PARTY, **parts)


@pytest.fixture
def in_one_child(monkeypatch):
    """The trials of a test one after the other in a child that is at hand."""
    monkeypatch.setattr(render, "try_in_new_child", shop._work)


@pytest.fixture
def unchecked(monkeypatch):
    """For tests of what becomes of a design that has passed."""
    monkeypatch.setattr(designing, "check_design", lambda source, language: None)


@pytest.mark.usefixtures("in_one_child")
@pytest.mark.parametrize("name", SHIPPED)
def test_delivered_designs_pass_their_own_trial(name):
    check_design(shipped(name), "vi")


def test_shipping_again_changes_nothing(party):
    party.name = "Của tỉnh"
    party.save()

    assert designing.ship_designs() == 0
    assert CertificateDesign.objects.count() == len(SHIPPED)


@pytest.mark.usefixtures("in_one_child")
def test_drawing_shows_what_no_rule_can_see():
    design = prepare(changed(style="\n".join([PARTY.style, *OUT_OF_PLACE.values()])))

    faults = try_design(trial_of(design, "vi"))

    assert {kind for kind, _box, _detail in faults} == set(OUT_OF_PLACE)


def test_design_that_runs_onto_a_second_page_is_refused_and_nothing_is_stored(party, organizer):
    source = changed(style=f"{PARTY.style}\n.main {{ position: static; height: 400mm }}")

    with pytest.raises(DesignRefused) as caught:
        designing.save_version(party, source, by=organizer)

    assert caught.value.faults[0].field == "markup"
    assert party.versions.count() == 1


@pytest.mark.parametrize(("markup", "style"), TOO_COSTLY.values(), ids=TOO_COSTLY)
def test_hostile_design_is_stopped_and_the_next_paper_is_printed(
    markup, style, party, organizer, monkeypatch
):
    short = Limits(cpu_seconds=1, wall_seconds=6.0, memory_bytes=render.TRIAL_LIMITS.memory_bytes)
    monkeypatch.setattr(render, "TRIAL_LIMITS", short)
    began = time.monotonic()

    with pytest.raises(DesignRefused) as caught:
        designing.save_version(
            party, changed(markup=PARTY.markup + markup, style=PARTY.style + style), by=organizer
        )

    assert caught.value.faults
    assert party.versions.count() == 1
    assert time.monotonic() - began < 60
    assert render_document(papers.certificate()).startswith(b"%PDF-")


def test_trials_are_held_to_the_limits_that_are_promised():
    assert render.TRIAL_LIMITS.wall_seconds <= 12  # start and end of the child included
    assert render.TRIAL_LIMITS.memory_bytes <= 512 * 1024 * 1024


def test_box_too_small_for_the_longest_title_is_refused(party, organizer):
    markup = PARTY.markup.replace('data-sizes="17-15 15-11 10-8"', 'data-sizes="17"')

    with pytest.raises(DesignRefused) as caught:
        designing.save_version(party, changed(markup=markup), by=organizer)

    assert any("Phòng Hướng dẫn" in fault.text for fault in caught.value.faults)


def test_refused_design_is_logged_with_the_name_of_its_editor(party, organizer):
    with pytest.raises(DesignRefused):
        designing.save_version(party, changed(markup="<script>1</script>"), by=organizer)

    entry = AuditEntry.objects.get(action="design.refused")
    assert entry.actor_id == organizer.pk
    assert "1</script>" not in str(entry.data)


@pytest.mark.usefixtures("unchecked")
def test_saving_makes_a_version_and_leaves_the_old_one_alone(party, organizer):
    first = party.current
    source = changed(style=PARTY.style + "\n.star { color: #b5121b }")

    second = designing.save_version(party, source, by=organizer)

    party.refresh_from_db()
    first.refresh_from_db()
    assert (party.current, second.number) == (second, 2)
    assert source_of(first) == PARTY
    assert second.content_hash == source.content_hash != first.content_hash


@pytest.mark.usefixtures("unchecked")
def test_same_text_makes_no_version(party, organizer):
    assert designing.save_version(party, PARTY, by=organizer) == party.current


@pytest.mark.usefixtures("unchecked")
def test_old_text_comes_back_as_a_new_version(party, organizer):
    first = party.current
    designing.save_version(party, changed(style=PARTY.style + "\n"), by=organizer)

    third = designing.restore(first, by=organizer)

    assert (third.number, third.content_hash) == (3, first.content_hash)


@pytest.mark.usefixtures("unchecked")
def test_who_began_with_an_older_version_does_not_write_over_the_newer(party, organizer):
    designing.save_version(party, changed(style=PARTY.style + "\n"), by=organizer)

    with pytest.raises(Refusal) as caught:
        designing.save_version(party, changed(style=PARTY.style + "\n\n"), by=organizer, seen=1)

    assert caught.value.code == "changed_meanwhile"


def test_bodies_begin_with_the_design_of_their_heading(party):
    state_body = IssuingBodyFactory(heading__mark="rule")
    party_body = IssuingBodyFactory(heading__mark="star")
    offered = CertificateDesign.objects

    assert offered.usual_for(party_body) == party
    assert offered.usual_for(state_body).shipped_as == "state"


def test_retired_design_is_no_longer_offered(party, organizer):
    body = IssuingBodyFactory(heading__mark="star")

    designing.offer(party, is_offered=False, by=organizer)

    assert party not in CertificateDesign.objects.offered_to(body)
    designing.offer(party, is_offered=True, by=organizer)
    assert party in CertificateDesign.objects.offered_to(body)


@pytest.mark.usefixtures("unchecked")
def test_name_taken_at_the_same_moment_is_a_refusal_and_no_crash(party, organizer):
    with pytest.raises(Refusal) as caught:
        designing.new_design(party.name, PARTY, issuing_body=None, by=organizer)

    assert caught.value.code == "name_taken"
