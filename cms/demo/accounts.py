"""The demo's accounts, one for each role, with passwords made on the machine that loads them."""

import datetime as dt
import json
import os
import secrets
from dataclasses import asdict, dataclass
from pathlib import Path

from allauth.account.models import EmailAddress

from django.conf import settings
from django.contrib.auth.models import Group
from django.db import transaction

from cms.demo.source import data, lasting_id
from courses.models import Instructor
from enrollment.models import Agency, AgencyCoordinator, Trainee, User
from enrollment.models.people import ADMINISTRATORS, APPROVERS, EDITORS, ORGANIZERS

ROLES = {
    "organizer": ORGANIZERS,
    "instructor": None,
    "trainee": None,
    "coordinator": None,
    "editor": EDITORS,
    "approver": APPROVERS,
    "administrator": ADMINISTRATORS,
}
WHAT_TO_TRY = {
    "organizer": "/manage/: what is due; round and call letters of ROUND-1, recognize END-1",
    "instructor": "/teaching/: take today's roll of RUN-1",
    "trainee": "/my/training/: the seat offered in OFFER-1, certificates; register for OPEN-1",
    "coordinator": "/agency/: a district committee names people for ROUND-1, approves ASK-1",
    "editor": "/admin/: write news and pages, submit them",
    "approver": "/admin/: approve what the editor has submitted",
    "administrator": "/admin/ and /manage/: all of it, with accounts and settings",
}
# Typed from a terminal: nothing that looks like something else.
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


@dataclass(frozen=True)
class SignIn:
    role: str
    email: str
    password: str
    what_to_try: str


def signins_file() -> Path:
    return settings.VAR_DIR / "demo-signins.json"


def load_accounts() -> tuple[list[SignIn], dict[str, User]]:
    """Passwords of an earlier load stay; returns what to print and the accounts by role."""
    sign_ins = _sign_ins()
    with transaction.atomic():
        users = {sign_in.role: _account(sign_in) for sign_in in sign_ins}
        # One is asked for all: the file and the accounts are only ever written as a whole.
        first = sign_ins[0]
        if not users[first.role].check_password(first.password):
            for sign_in in sign_ins:
                users[sign_in.role].set_password(sign_in.password)
                users[sign_in.role].save(update_fields=["password"])
    return sign_ins, users


def load_places(users: dict[str, User]) -> None:
    """Give instructor, coordinator and trainee the records by which they have their role."""
    known = data("accounts")
    Instructor.objects.get_or_create(user=users["instructor"], defaults=known["instructor"])
    AgencyCoordinator.objects.get_or_create(
        user=users["coordinator"],
        agency=Agency.objects.get(code=known["coordinated_agency"]),
        defaults={"valid_from": dt.date(2020, 1, 1)},
    )
    trainee = Trainee.objects.get(public_id=lasting_id(known["trainee"]))
    if trainee.user_id is None:
        trainee.user = users["trainee"]
        trainee.email = trainee.user.email
        trainee.save()


def _account(sign_in: SignIn) -> User:
    user, created = User.objects.get_or_create(email=sign_in.email)
    group = ROLES[sign_in.role]
    if created:
        user.set_password(sign_in.password)
        user.save()
        EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=True)
    if group:
        user.groups.add(Group.objects.get_or_create(name=group)[0])
    return user


def _sign_ins() -> list[SignIn]:
    known = _known_passwords()
    sign_ins = [
        SignIn(role, email, known.get(email) or _new_password(), WHAT_TO_TRY[role])
        for role, email in ((role, f"{role}@demo.example") for role in ROLES)
    ]
    if any(sign_in.email not in known for sign_in in sign_ins):
        _write(sign_ins)
    return sign_ins


def _known_passwords() -> dict[str, str]:
    try:
        entries = json.loads(signins_file().read_text(encoding="utf-8"))
        return {entry["email"]: entry["password"] for entry in entries}
    except (FileNotFoundError, ValueError, KeyError, TypeError):
        return {}


def _write(sign_ins: list[SignIn]) -> None:
    """Whole or not at all, and from its first moment readable by its owner only."""
    path = signins_file()
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(".new")
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        json.dump([asdict(sign_in) for sign_in in sign_ins], file, indent=2)
    draft.replace(path)


def _new_password() -> str:
    parts = ("".join(secrets.choice(LETTERS) for _n in range(4)) for _part in range(3))
    return "-".join(parts)
