"""Classes that are over, held by the site's own verbs, as the tests of certificates need them."""

import datetime as dt

from certificates.register.revoking import approve_revocation, ask_revocation
from courses.models import TrainingClass
from enrollment.running.attendance import record_marks
from enrollment.running.recognition import finalize_class
from tests.factories.certificates import SignatoryFactory
from tests.factories.courses import IssuingBodyFactory, SessionFactory, TrainingClassFactory
from tests.factories.enrollment import (
    AgencyFactory,
    EnrollmentFactory,
    TraineeFactory,
    UserFactory,
)


def body_with_signatory(**fields):
    body = IssuingBodyFactory(**fields)
    SignatoryFactory(issuing_body=body)
    return body


def held_class(names=("Bùi Thị Ước",), *, absent=(), finalized=True, agency=None, **fields):
    """A class of one session with these people; those in `absent` did not come."""
    if "issuing_body" not in fields:
        fields["issuing_body"] = body_with_signatory()
    training_class = TrainingClassFactory(over=True, **fields)
    session = SessionFactory(training_class=training_class)
    agency = agency or AgencyFactory()
    people = [
        EnrollmentFactory(
            training_class=training_class,
            agency=agency,
            trainee=name if hasattr(name, "pk") else TraineeFactory(full_name=name),
            position="Chuyên viên",
        )
        for name in names
    ]
    marks = {person.pk: "absent" if person.full_name in absent else "present" for person in people}
    record_marks(session, marks, by=None)
    if finalized:
        finalize_class(training_class, by=None)
    return TrainingClass.objects.get(pk=training_class.pk)


def held_on(first: dt.date, last: dt.date | None = None, **fields):
    """Fields of a class held on these days."""
    opens = dt.datetime.combine(first, dt.time(), dt.UTC) - dt.timedelta(days=30)
    return {
        "starts_on": first,
        "ends_on": last or first,
        "registration_opens_at": opens,
        "registration_closes_at": opens + dt.timedelta(days=20),
        **fields,
    }


def revoked(certificate, *, reason="Cấp nhầm", by=None, at=None):
    """Revoked as it must be: one person asked, another approved."""
    request = ask_revocation(
        certificate, by=UserFactory(), reason=reason, decision="12/QĐ-VP", at=at
    )
    return approve_revocation(request, by=by or UserFactory(), at=at)
