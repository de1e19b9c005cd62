"""Bad input about designs, issuing and the check page: refused in words, nothing half stored."""

import re
from urllib.parse import urlparse

import pytest

from django.core.cache.backends.filebased import FileBasedCache
from django.test import override_settings
from django.urls import reverse
from django.utils import timezone, translation

from certificates import checks, designing
from certificates.design_checks import DesignRefused
from certificates.designs.shipped import SHIPPED, shipped
from certificates.designs.source import DesignSource
from certificates.entitlement import entitlements
from certificates.forms.designs import initial_of
from certificates.models import Certificate, CertificateDesign, IssueRun
from certificates.pdf import render
from certificates.pdf.limits import Limits
from certificates.pdf.refusals import RenderRefused
from certificates.register.issuing import issue_certificates
from certificates.runs import drawing, ordering, tasks
from certificates.signing.refusals import SigningUnavailable
from certificates.views import limits
from courses.models import AuditEntry
from enrollment.models import Enrollment
from enrollment.running.recognition import finalize_class
from tests.certificates import papers
from tests.certificates.classes import held_class
from tests.certificates.printing import Printer
from tests.factories.courses import TenPointSchemeFactory
from tests.factories.enrollment import EnrollmentFactory

pytestmark = pytest.mark.django_db

PARTY = shipped("party")
HOSTILE_ADDRESSES = [
    "http://127.0.0.1/x.png",
    "FILE:///etc/passwd",
    "//host/x",
    "h%74tp://x",
    "jar:file:///x!/y",
    "file:///dev/zero",
]


@pytest.fixture
def party():
    designing.ship_designs()
    return CertificateDesign.objects.get(shipped_as="party")


@pytest.fixture
def edit(client, administrator, party):
    """Saves what was typed as the page of a design does."""

    def post(**changes):
        client.force_login(administrator)
        fields = {**initial_of(PARTY), "name": "Của tỉnh", "seen": 1, **changes}
        return client.post(
            reverse("certificates:design_edit", args=[party.public_id]),
            {name: value for name, value in fields.items() if value is not None},
        )

    return post


# ---------------------------------------------------------------------- designs


@pytest.mark.parametrize("address", HOSTILE_ADDRESSES)
def test_address_in_a_design_is_named_logged_and_not_stored(address, edit, party, administrator):
    answer = edit(markup=f'{PARTY.markup}<img alt="x" src="{address}">')

    assert answer.status_code == 422
    assert address in answer.content.decode()
    assert party.versions.count() == 1
    entry = AuditEntry.objects.get(action="design.refused")
    assert entry.actor_id == administrator.pk
    assert address in str(entry.data["faults"])


def test_misspelt_places_are_named_together(edit, party):
    markup = PARTY.markup.replace("{full_name}", "{ful_name}").replace("{serial}", "{serail}")

    answer = edit(markup=markup)

    assert answer.status_code == 422
    assert "{ful_name}" in answer.content.decode()
    assert "{serail}" in answer.content.decode()
    assert answer.context["form"]["markup"].value() == markup
    assert party.versions.count() == 1


def test_design_that_takes_too_long_is_said_to_be_too_complex(edit, party, monkeypatch):
    def never(_job):
        raise RenderRefused("too_complex", "TimeoutError()")

    monkeypatch.setattr(render, "try_in_new_child", never)
    with translation.override("vi"):
        told = str(RenderRefused("too_complex").text)

    answer = edit(style=f"{PARTY.style}\n.x {{ display: flex }}")

    assert answer.status_code == 422
    assert told in answer.content.decode()
    assert party.versions.count() == 1


def test_trial_that_cannot_start_in_time_is_no_fault_of_the_design(edit, party, monkeypatch):
    monkeypatch.setattr(render, "TRIAL_LIMITS", Limits(wall_seconds=0.01))

    answer = edit(style=f"{PARTY.style}\n.x {{ color: red }}")

    assert answer.status_code == 422
    assert answer.context["form"].non_field_errors().as_data()[0].code == "unavailable"
    assert party.versions.count() == 1


def test_refused_design_says_all_of_its_faults_at_once(party, administrator):
    with pytest.raises(DesignRefused) as caught:
        designing.save_version(
            party,
            DesignSource(PARTY.markup.replace("{qr}", "{code}"), style="p { a: url(x) }"),
            by=administrator,
        )

    assert {fault.field for fault in caught.value.faults} == {"markup", "style"}


@pytest.mark.parametrize("name", SHIPPED)
def test_each_delivered_design_prints_where_to_check_it(name):
    """In letters, so that a code pasted over ours is seen to lead elsewhere."""
    sheet = papers.certificate(design=shipped(name)).sheet()
    in_letters = re.sub(r"<svg.*?</svg>", "", sheet.html(), flags=re.DOTALL)

    assert urlparse(papers.ADDRESS).netloc in re.sub(r"<[^>]*>", "", in_letters)


@pytest.mark.pdf
@pytest.mark.parametrize("name", ["ĐẶNG THỊ ƯỚC ƠN", "QUÁCH HỮU ẴN", "Nguyễn Thị ẵ"])
def test_capitals_of_a_name_are_those_that_are_stored(name):
    pdf = render.render_document(papers.certificate(full_name=name))

    assert name in papers.text_of(pdf)


# ---------------------------------------------------------------------- issuing


def test_only_who_is_entitled_gets_a_number_and_the_others_a_reason():
    training_class = held_class(
        ["Bùi Thị An", "Hà Văn Kém", "Lê Văn Vắng", "Xa Thị Thôi"],
        absent=["Lê Văn Vắng"],
        finalized=False,
        ranking_scheme=TenPointSchemeFactory(),
    )
    people = Enrollment.objects.filter(training_class=training_class)
    people.update(score="8.5")
    people.filter(full_name="Hà Văn Kém").update(score="3")
    people.filter(full_name="Xa Thị Thôi").update(state="withdrawn")
    never_came = EnrollmentFactory(training_class=training_class)
    Enrollment.objects.filter(pk=never_came.pk).update(state="declined")
    finalize_class(training_class, by=None)

    issued = issue_certificates(training_class, by=None)

    assert [one.content["person"]["full_name"] for one in issued] == ["Bùi Thị An"]
    reasons = {one.enrollment.full_name: one.reasons for one in entitlements(training_class)}
    assert set(reasons) == {"Bùi Thị An", "Hà Văn Kém", "Lê Văn Vắng"}
    assert reasons.pop("Bùi Thị An") == []
    assert all(reasons.values())
    assert Certificate.objects.count() == 1


@pytest.fixture
def waiting(monkeypatch):
    """A run whose certificates cannot be signed at the moment."""

    def away(_body, **_labels):
        raise SigningUnavailable("missing")

    Printer().replace(monkeypatch)
    monkeypatch.setattr(drawing, "is_signing_on", lambda: True)
    monkeypatch.setattr(drawing, "sign_pdf", away)
    _issued, run = ordering.issue_with_files(held_class(), by=None)
    tasks.render_run.func(str(run.public_id))
    return IssueRun.objects.get(pk=run.pk)


def test_what_waits_for_its_signature_is_given_to_nobody(client, organizer, waiting, settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}
    client.force_login(organizer)
    certificate = Certificate.objects.get()
    files = ["issue_run_pdf", "issue_run_zip"]
    pages = [
        reverse(f"certificates:{name}", args=[waiting.training_class.code, waiting.public_id])
        for name in files
    ]

    answers = [client.get(page).status_code for page in pages]
    own = client.get(reverse("certificates:manage_certificate_pdf", args=[certificate.public_id]))

    assert waiting.waits_for == IssueRun.Wait.KEY
    assert answers == [404, 404]
    assert own.status_code == 302
    assert not Certificate.objects.get().pdf


# ---------------------------------------------------------------------- the check page


def test_workers_count_misses_together(client, settings, monkeypatch, tmp_path):
    """Each worker has its own connection to the cache that all of them share."""
    settings.VERIFY_RATE_PER_MINUTE = 3
    monkeypatch.setattr(limits.time, "time", lambda: timezone.now().timestamp() // 3600 * 3600)
    workers = [FileBasedCache(tmp_path, {}) for _ in range(3)]
    answers = []

    for worker in workers * 2:
        monkeypatch.setattr(limits, "cache", worker)
        address = reverse("certificates:verify_code", args=["WRONG"])
        answers.append(client.get(address).status_code)

    assert answers == [200, 200, 200, 429, 429, 429]


@pytest.mark.parametrize(
    ("backend", "ids"),
    [
        ("django.core.cache.backends.locmem.LocMemCache", ["certificates.W004"]),
        ("django.core.cache.backends.dummy.DummyCache", ["certificates.W004"]),
        ("django.core.cache.backends.filebased.FileBasedCache", []),
    ],
)
def test_cache_that_workers_do_not_share_is_told_before_the_site_is_opened(backend, ids):
    with override_settings(CACHES={"default": {"BACKEND": backend, "LOCATION": "x"}}):
        assert [message.id for message in checks.check_shared_cache()] == ids


def test_help_names_the_only_address_that_is_ours(client, site_tree):
    for language in ("/", "/en/"):
        text = client.get(f"{language}verify/how/").content.decode()

        assert f"<strong>{client.get('/verify/how/').context['base_host']}</strong>" in text
