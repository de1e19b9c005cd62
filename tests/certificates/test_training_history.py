"""A person's training over all years: what is shown, to whom, and that its sums agree."""

import dataclasses
import datetime as dt

import pytest

from django.urls import reverse
from django.utils import timezone

from certificates.models import PaperCertificate
from certificates.models.recorded import HistoryImport
from certificates.papers.transcript import transcript
from certificates.pdf.render import render_document
from certificates.register.issuing import issue_certificates
from certificates.sums import TotalsDisagree
from certificates.training_history import training_history
from courses.models import TrainingClass
from enrollment.models import Affiliation, AgencyCoordinator, Enrollment
from enrollment.people import merging
from tests.certificates import papers
from tests.certificates.classes import body_with_signatory, held_class, held_on, revoked
from tests.enrollment.pages import count_queries
from tests.factories.courses import TrainingClassFactory, days_ahead
from tests.factories.enrollment import (
    AgencyFactory,
    StoredEnrollmentFactory,
    TraineeFactory,
    UserFactory,
)

IN_2010 = held_on(dt.date(2010, 3, 1), dt.date(2010, 3, 2))
IN_2012 = held_on(dt.date(2012, 5, 7))


@pytest.fixture
def person(db):
    return TraineeFactory(full_name="Bùi Thị Ước", birth_year=1975)


def history_of(person):
    return training_history(person, Enrollment.objects.all())


def work(person, agency, position="Chuyên viên"):
    return Affiliation.objects.create(
        trainee=person, agency=agency, position=position, valid_from=days_ahead(-9)
    )


def coordinator(*agencies):
    user = UserFactory()
    for agency in agencies:
        AgencyCoordinator.objects.create(user=user, agency=agency, valid_from=days_ahead(-9))
    return user


def recorded(person, **fields):
    """A class of old papers, with its certificate on paper."""
    days = held_on(dt.date(2005, 4, 4), recorded_at=timezone.now(), recorded_periods=20)
    row = StoredEnrollmentFactory(
        trainee=person, training_class=TrainingClassFactory(**days), outcome="completed", **fields
    )
    PaperCertificate.objects.create(
        enrollment=row,
        serial="CN 12/2005",
        register_number="7",
        issuer="Trường Chính trị tỉnh",
        full_name=person.full_name,
        recorded_at=timezone.now(),
        issuing_body=row.training_class.issuing_body,
        source=HistoryImport.objects.create(made_at=timezone.now()),
    )
    return row


@pytest.mark.database
def test_every_year_has_its_classes_and_sums_and_all_of_them_have_theirs(person):
    first = held_class([person], **IN_2010)
    held_class([person], **IN_2012)
    (certificate,) = issue_certificates(first, by=None, issued_on=dt.date(2010, 3, 9))

    history = history_of(person)

    assert [year.year for year in history.years] == [2012, 2010]
    assert dataclasses.astuple(history.years[1].sums) == (1, 1, 4, 4, 1)
    assert dataclasses.astuple(history.total) == (2, 2, 8, 8, 1)
    assert history.years[1].classes[0].serial == certificate.serial
    history.check()


def test_withdrawn_canceled_and_coming_classes_are_not_shown(person):
    StoredEnrollmentFactory(
        trainee=person, state="withdrawn", training_class=TrainingClassFactory(**IN_2010)
    )
    StoredEnrollmentFactory(
        trainee=person, training_class=TrainingClassFactory(status="canceled", **IN_2012)
    )
    StoredEnrollmentFactory(trainee=person)

    assert history_of(person).years == ()


def test_merged_records_count_together(person):
    twin = TraineeFactory(full_name="Bùi Thị Ươc", birth_year=1975)
    held_class([person], **IN_2010)
    held_class([twin], **IN_2012)

    merging.merge(person, twin, by=None, reason="một người")

    assert history_of(person).total.classes == 2


def test_certificate_on_paper_is_named_and_unknown_attendance_adds_nothing(person):
    recorded(person)

    (line,) = history_of(person).classes

    assert (line.serial, line.periods_held, line.periods_attended) == ("CN 12/2005", 20, None)


def test_revoked_certificate_is_not_named(person):
    (certificate,) = issue_certificates(held_class([person], **IN_2010), by=None)
    revoked(certificate)

    assert history_of(person).total.certificates == 0


def test_results_that_nobody_recognized_yet_come_from_the_roll_call(person):
    held_class([person], finalized=False, **IN_2010)

    (line,) = history_of(person).classes

    assert (line.periods_attended, line.periods_held, line.enrollment.outcome) == (4, 4, "")


def test_cost_does_not_grow_with_the_classes(person, django_assert_max_num_queries):
    agency = AgencyFactory()
    for year in range(2005, 2009):
        held_class([person], agency=agency, **held_on(dt.date(year, 3, 1)))

    with django_assert_max_num_queries(5):
        assert history_of(person).total.classes == 4


def test_paper_stands_under_the_heading_of_the_body_that_held_most(person):
    often, once = body_with_signatory(name="Sở Nội vụ"), body_with_signatory(name="Sở Y tế")
    for year, body in ((2010, often), (2011, often), (2012, once)):
        held_class([person], issuing_body=body, **held_on(dt.date(year, 3, 1)))

    paper = transcript(history_of(person), None, made_for="desk")

    assert paper.heading.issuer == "Sở Nội vụ"
    assert paper.signature.name == "Nguyễn Văn Mẫu"
    paper.check()


def test_paper_whose_sums_disagree_is_refused(person):
    held_class([person], **IN_2010)
    paper = transcript(history_of(person), None, made_for="desk")
    wrong = dataclasses.replace(paper.total, periods_attended=3)

    with pytest.raises(TotalsDisagree):
        dataclasses.replace(paper, total=wrong).check()


@pytest.mark.pdf
def test_paper_names_certificates_with_their_codes(person):
    (certificate,) = issue_certificates(held_class([person], **IN_2010), by=None)
    recorded(person)
    paper = transcript(history_of(person), work(person, AgencyFactory()), made_for="desk")

    text = papers.text_of(render_document(paper))

    for words in (certificate.serial, "CN 12/2005", "Trường Chính trị tỉnh", "Bùi Thị Ước"):
        assert words in text
    assert certificate.code[:4] in text


def test_desk_reads_the_history_and_prints_it(client, organizer, person):
    held_class([person], **IN_2010)
    client.force_login(organizer)

    page = client.get(reverse("certificates:person_history", args=[person.public_id]))

    assert page.context["history"].total.classes == 1
    assert reverse("certificates:person_history_pdf", args=[person.public_id]) in (
        page.content.decode()
    )


def test_person_reads_the_own_history_and_nobody_elses(client, person):
    person.user = UserFactory()
    person.save()
    held_class([person], **IN_2010)
    held_class(["CANARY"], **IN_2012)
    client.force_login(person.user)

    page = client.get(reverse("certificates:my_history"))

    assert page.context["history"].total.classes == 1
    assert "CANARY" not in page.content.decode()


def test_newcomer_without_a_record_has_an_empty_history_and_nothing_to_print(client, db):
    client.force_login(UserFactory())

    assert client.get(reverse("certificates:my_history")).status_code == 200
    answer = client.get(reverse("certificates:my_history_pdf"))
    assert answer.url == reverse("certificates:my_history")


def test_coordinator_sees_own_people_and_of_them_the_classes_of_the_own_agency(client, person):
    own, other = AgencyFactory(), AgencyFactory(name="CANARY")
    held_class([person], agency=own, **IN_2010)
    held_class([person], agency=other, **IN_2012)
    work(person, own)
    client.force_login(coordinator(own))

    page = client.get(reverse("certificates:agency_person_history", args=[person.public_id]))

    assert page.context["history"].total.classes == 1
    assert "CANARY" not in page.content.decode()


@pytest.mark.parametrize("name", ["agency_person_history", "agency_person_history_pdf"])
def test_coordinator_of_another_agency_finds_nobody(client, person, name):
    held_class([person], **IN_2010)
    work(person, AgencyFactory())
    client.force_login(coordinator(AgencyFactory()))

    answer = client.get(reverse(f"certificates:{name}", args=[person.public_id]))

    assert answer.status_code == 404


def test_page_costs_the_same_for_one_class_and_for_four(client, organizer, person):
    client.force_login(organizer)
    url = reverse("certificates:person_history", args=[person.public_id])
    agency = AgencyFactory()
    held_class([person], agency=agency, **IN_2010)
    client.get(url)
    one = count_queries(client, url)
    for year in range(2011, 2014):
        held_class([person], agency=agency, **held_on(dt.date(year, 3, 1)))

    assert count_queries(client, url) == one
    assert TrainingClass.objects.count() == 4
