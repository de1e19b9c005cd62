"""Who takes part in a storm: accounts that are signed in already, and the classes they want."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from allauth.account.models import EmailAddress

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.utils import timezone, translation
from django.utils.crypto import get_random_string

from courses.models import TrainingClass
from enrollment.models import Agency, AgencyCoordinator, Enrollment, User
from enrollment.nominating import rounds
from tests.factories.courses import TrainingClassFactory, days_ahead
from tests.factories.enrollment import AgencyFactory, TraineeFactory

AGENCIES = 20
FAMILY_NAMES = ("Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Huỳnh", "Bùi", "Đinh", "Quách", "Xa")
MIDDLE_NAMES = ("Thị", "Văn", "Đức", "Thanh", "Ngọc")
GIVEN_NAMES = ("An", "Bình", "Chi", "Dũng", "Giang", "Hòa", "Khánh", "Lượng", "Mỹ", "Thủy")


@dataclass(frozen=True)
class Person:
    """What the client knows: the cookie of a browser, and what its owner types."""

    email: str
    session: str
    full_name: str
    agency: str


def open_agencies() -> list[Agency]:
    return [AgencyFactory(code=f"STORM-{n}") for n in range(AGENCIES)]


def sign_in(count: int, agencies: list[Agency], *, crowd: str = "s") -> list[Person]:
    """Newcomers with a proved address and an open session, made in bulk."""
    unusable = make_password(None)
    accounts = [User(email=f"{crowd}{n}@storm.example", password=unusable) for n in range(count)]
    users = User.objects.bulk_create(accounts)
    EmailAddress.objects.bulk_create(
        EmailAddress(user=user, email=user.email, primary=True, verified=True) for user in users
    )
    sessions = [open_session(user) for user in users]
    return [
        Person(user.email, session, name, agencies[n % len(agencies)].code)
        for n, (user, session, name) in enumerate(zip(users, sessions, names(), strict=False))
    ]


def open_session(user: User) -> str:
    """The key of a session in which this account is signed in."""
    key = get_random_string(32)
    content = {
        "_auth_user_id": str(user.pk),
        "_auth_user_backend": settings.AUTHENTICATION_BACKENDS[0],
        "_auth_user_hash": user.get_session_auth_hash(),
    }
    Session.objects.create(
        session_key=key,
        session_data=SessionStore().encode(content),
        expire_date=timezone.now() + dt.timedelta(days=1),
    )
    return key


def names() -> Iterator[str]:
    """Everybody has another name; beyond the first 500 they repeat, as in life."""
    while True:
        for family in FAMILY_NAMES:
            for middle in MIDDLE_NAMES:
                for given in GIVEN_NAMES:
                    yield f"{family} {middle} {given}"


def open_classes(count: int, *, capacity: int, prefix: str) -> list[str]:
    """Classes on days of their own, so that the same people can want all of them."""
    return [open_class(f"{prefix}-{n}", capacity=capacity, day=20 + n).code for n in range(count)]


def open_class(code: str, *, capacity: int, day: int = 14) -> TrainingClass:
    """One day long, so many days from now: nobody sits in two classes of the same day."""
    starts_on = days_ahead(day)
    return TrainingClassFactory(
        code=code, capacity=capacity, starts_on=starts_on, ends_on=starts_on
    )


def words_of_states(language: str = "vi") -> dict[str, str]:
    """How the answer page names each state."""
    with translation.override(language):
        return {str(label): str(state) for state, label in Enrollment.State.choices}


def open_round(code: str, agencies: list[Agency], *, day: int) -> TrainingClass:
    """A class with one seat for each of these agencies, and a single common one."""
    training_class = open_class(code, capacity=len(agencies) + 1, day=day)
    deadline = timezone.now() + dt.timedelta(days=3)
    rounds.open_round(training_class, deadline=deadline, by=None, seats=dict.fromkeys(agencies, 1))
    return training_class


def appoint_coordinator(agency: Agency) -> Person:
    """Who names people for the agency, signed in; two of its staff are on record."""
    user = User.objects.create_user(f"{agency.code.lower()}@storm.example")
    AgencyCoordinator.objects.create(user=user, agency=agency, valid_from=days_ahead(-1))
    for n in range(2):
        trainee = TraineeFactory(full_name=f"{agency.code} {n}", email=f"{n}{user.email}")
        trainee.affiliations.create(agency=agency, valid_from=days_ahead(-1))
    return Person(user.email, open_session(user), agency.name, agency.code)
