"""Every address has declared who may use it; a walk through the whole resolver proves it."""

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from django.contrib.auth.models import AnonymousUser
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse

from courses.models import Instructor
from enrollment.models import AgencyCoordinator, User
from enrollment.models.people import ADMINISTRATORS, APPROVERS, EDITORS, ORGANIZERS
from tests.factories.courses import days_ahead
from tests.factories.enrollment import AgencyFactory, TraineeFactory, UserFactory

MATRIX = tomllib.loads((Path(__file__).parent / "matrix.toml").read_text())
OURS = ("courses.", "enrollment.", "certificates.", "cms.")
# Ids and codes that belong to nobody; a role that may act gets 404 for them, others 403.
NOBODYS = {
    "public_id": "00000000-0000-4000-8000-000000000000",
    "code": "NOBODY-1",
    "session_pk": 999999999,
    "line": 999999999,
    "work_pk": 999999999,
    "merge_pk": 999999999,
    "year": 1999,
    "number": 999999999,
    "act": "confirm",
    "body": 999999999,
    "kind": "nobody",
    "which": "persons",
    "table": "a",
    "extension": "csv",
    "export": 999999999,
    "key": "00000000-0000-4000-8000-000000000000",
    "message_id": "00000000-0000-4000-8000-000000000000",
}


class Address(NamedTuple):
    name: str
    route: str
    pattern: URLPattern


def walk(patterns, namespace: str = "", route: str = "") -> Iterator[Address]:
    for item in patterns:
        here = f"{route}{item.pattern}"
        if isinstance(item, URLResolver):
            inner = f"{namespace}{item.namespace}:" if item.namespace else namespace
            yield from walk(item.url_patterns, inner, here)
        else:
            yield Address(f"{namespace}{item.name}", here, item)


def all_addresses() -> list[Address]:
    return list(walk(get_resolver().url_patterns))


def is_admin(address: Address) -> bool:
    """Wagtail's admin with our reference lists in it: guarded by groups and their permissions."""
    return address.route.startswith("admin/")


def is_ours(address: Address) -> bool:
    callback = address.pattern.callback
    is_list = is_admin(address) and not hasattr(callback, "access")
    return callback.__module__.startswith(OURS) and not is_list


def own_addresses() -> list[Address]:
    return [address for address in all_addresses() if is_ours(address)]


def url_of(address: Address) -> str:
    if address.name in MATRIX["examples"]:
        return MATRIX["examples"][address.name]
    wanted = address.pattern.pattern.converters
    return reverse(address.name, kwargs={name: NOBODYS[name] for name in wanted})


def test_every_own_view_has_declared_who_may_use_it():
    undeclared = [a.name for a in own_addresses() if not hasattr(a.pattern.callback, "access")]

    assert undeclared == []


def test_every_own_view_stands_in_the_matrix_as_it_is_declared():
    declared = {a.name: getattr(a.pattern.callback, "access", "") for a in own_addresses()}

    assert declared == MATRIX["views"]


def test_every_other_address_belongs_to_a_library_that_was_judged():
    judged = tuple(MATRIX["libraries"])

    strange = [
        address.name
        for address in all_addresses()
        if not is_ours(address) and not is_admin(address) and not address.name.startswith(judged)
    ]

    assert strange == []


@pytest.fixture
def people(db) -> dict[str, User | AnonymousUser]:
    """One account per role, and one that was an organizer until it was deactivated."""
    coordinator, instructor, trainee = UserFactory.create_batch(3)
    AgencyCoordinator.objects.create(
        user=coordinator, agency=AgencyFactory(), valid_from=days_ahead(-1)
    )
    Instructor.objects.create(full_name="Giảng viên", user=instructor)
    TraineeFactory(user=trainee)
    return {
        "anonymous": AnonymousUser(),
        "trainee": trainee,
        "coordinator": coordinator,
        "instructor": instructor,
        "organizer": UserFactory(role=ORGANIZERS),
        "editor": UserFactory(role=EDITORS),
        "approver": UserFactory(role=APPROVERS),
        "administrator": UserFactory(role=ADMINISTRATORS),
        "deactivated": UserFactory(role=ORGANIZERS, is_active=False),
    }


def enter(client, user) -> None:
    client.logout()
    if user.is_authenticated:
        client.force_login(user)


def answer_to(client, url: str) -> str:
    """`door` (the sign-in page), `refused`, or `in` (the view itself answered)."""
    response = client.get(url)
    if response.status_code == 302 and "/accounts/" in response.url:
        return "door"
    assert response.status_code < 500, url
    return "refused" if response.status_code == 403 else "in"


def expected(access: str, role: str) -> str:
    if access == "public":
        return "in"
    if role in ("anonymous", "deactivated"):
        return "door"
    allowed = {
        "login": True,
        "Organizers,Administrators": role in ("organizer", "administrator"),
        "Editors,Approvers,Organizers,Administrators": role
        in ("editor", "approver", "organizer", "administrator"),
        "Administrators": role == "administrator",
    }
    return "in" if allowed[access] else "refused"


@pytest.mark.parametrize(
    "role",
    [
        "anonymous",
        "trainee",
        "coordinator",
        "instructor",
        "organizer",
        "editor",
        "approver",
        "administrator",
        "deactivated",
    ],
)
def test_each_role_gets_the_answers_of_the_matrix(role, client, people, site_tree):
    enter(client, people[role])

    answers = {a.name: answer_to(client, url_of(a)) for a in own_addresses()}

    doors = dict.fromkeys(MATRIX["doors"]["names"], "door")
    views = MATRIX["views"].items()
    assert answers == {name: expected(access, role) for name, access in views} | doors


@pytest.mark.parametrize("role", ["trainee", "coordinator", "instructor", "deactivated"])
def test_wagtail_admin_stays_shut_for_people_without_a_desk(role, client, people, site_tree):
    enter(client, people[role])
    plain = [a for a in all_addresses() if is_admin(a) and "<" not in a.route]
    assert len(plain) > 100

    opened = [a.name for a in plain if _opens(client, a)]

    assert opened == MATRIX["open_in_admin"]["names"]


def _opens(client, address: Address) -> bool:
    try:
        url = reverse(address.name)
    except NoReverseMatch:  # a route written as a regular expression wants arguments
        return False
    return client.get(url).status_code == 200
