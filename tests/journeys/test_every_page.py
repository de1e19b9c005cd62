"""Each page type of each role is opened once per language: no barrier, no error, no other host."""

import pytest

from certificates.issuing import issue_certificates
from certificates.models import Certificate
from courses.models import Instructor
from enrollment.models import AgencyCoordinator
from enrollment.models.people import ADMINISTRATORS, ORGANIZERS
from enrollment.running.attendance import mark_rest_present
from enrollment.running.completion import finalize_class
from tests.factories.certificates import SignatoryFactory
from tests.factories.courses import SessionFactory, TrainingClassFactory, days_ahead
from tests.factories.enrollment import AgencyFactory, EnrollmentFactory, TraineeFactory, UserFactory

PAGES = {
    "public": [
        "/",
        "/{schedule}/",
        "/{schedule}/OPEN-1/",
        "/{schedule}/FULL-1/",
        "/{news}/",
        "/search/?q=lop",
        "/search/?q=khong-co-gi",
        "/verify/",
        "/verify/NOBODY-KNOWS-THIS/",
        "/accounts/login/",
        "/accounts/login/code/",
        "/accounts/password/reset/",
        "/classes/OPEN-1/register/",
        "/khong-co-trang-nay/",
    ],
    "trainee": [
        "/my/training/",
        "/my/profile/",
        "/classes/OPEN-1/register/",
        "/accounts/email/",
        "/my/calendar/",
    ],
    "coordinator": ["/agency/"],
    "instructor": ["/teaching/", "/classes/RUN-1/roll-call/"],
    "organizer": [
        "/manage/",
        "/manage/?q=khong-co",
        "/manage/classes/new/",
        "/manage/classes/OPEN-1/",
        "/manage/classes/OPEN-1/edit/",
        "/manage/classes/OPEN-1/sessions/",
        "/manage/classes/OPEN-1/cancel/",
        "/manage/classes/OPEN-1/move/",
        "/manage/letters/",
        "/manage/letters/confirmed/",
        "/manage/classes/FULL-1/registrations/",
        "/manage/classes/FULL-1/registrations/add/",
        "/manage/classes/FULL-1/letters/",
        "/manage/classes/ROUND-1/call-letters/",
        "/manage/classes/DONE-1/completion/",
        "/manage/classes/DONE-1/certificates/",
        "/manage/register/",
        "/manage/years/",
        "/manage/years/{year}/",
    ],
    "administrator": ["/manage/certificates/{certificate}/revoke/"],
}
PLACES = {
    "vi": {"schedule": "lich-mo-lop", "news": "tin-tuc"},
    "en": {"schedule": "schedule", "news": "news"},
}


@pytest.fixture
def people(site):
    """One account per role around three classes: open, full with a queue, done and certified."""
    people = {role: UserFactory(email=f"{role}@example.org") for role in PAGES}
    for role, group in (("organizer", ORGANIZERS), ("administrator", ADMINISTRATORS)):
        people[role] = UserFactory(email=f"the-{role}@example.org", role=group)
    agency = AgencyFactory(name="Đảng ủy Khối các cơ quan tỉnh")
    AgencyCoordinator.objects.create(
        user=people["coordinator"], agency=agency, valid_from=days_ahead(-9)
    )
    trainee = TraineeFactory(full_name="Nguyễn Thị Ánh", user=people["trainee"])
    for code in ("OPEN-1", "FULL-1"):
        training_class = TrainingClassFactory(code=code, capacity=2)
        SessionFactory(training_class=training_class)
    EnrollmentFactory.create_batch(2, training_class=training_class, agency=agency)
    EnrollmentFactory(training_class=training_class, agency=agency, trainee=trainee)
    _running(people["instructor"], agency)
    _done(agency, trainee)
    return people


def _running(instructor, agency):
    today = {"starts_on": days_ahead(0), "ends_on": days_ahead(0)}
    training_class = TrainingClassFactory(code="RUN-1", **today)
    training_class.instructors.add(Instructor.objects.create(full_name="Thầy", user=instructor))
    SessionFactory(training_class=training_class)
    EnrollmentFactory.create_batch(2, training_class=training_class, agency=agency)


def _done(agency, trainee):
    training_class = TrainingClassFactory(code="DONE-1", over=True)
    SignatoryFactory(issuing_body=training_class.issuing_body)
    session = SessionFactory(training_class=training_class)
    EnrollmentFactory(training_class=training_class, agency=agency, trainee=trainee)
    mark_rest_present(session, by=None)
    finalize_class(training_class, by=None)
    issue_certificates(training_class, by=None)


@pytest.mark.parametrize(
    ("language", "phone"), [("vi", True), ("en", False)], ids=["vi-phone", "en-desktop"]
)
def test_every_page_type_is_without_barriers(language, phone, people, visit):
    certificate = Certificate.objects.get()
    words = PLACES[language] | {
        "year": certificate.register.year,
        "certificate": certificate.public_id,
    }
    kind = "phone" if phone else "desktop"
    for role, paths in PAGES.items():
        visitor = visit(f"{role}-{kind}", language=language, phone=phone)
        if role != "public":
            visitor.sign_in(people[role])
        for path in paths:
            visitor.go(path.format(**words))
