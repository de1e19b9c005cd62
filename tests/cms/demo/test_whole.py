"""The demo as a whole: its accounts, what must always hold, loaded once more."""

import datetime as dt
import hashlib
import json
import stat

import pytest
import time_machine

from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from certificates.models import Certificate
from cms.demo.accounts import ROLES, signins_file
from cms.demo.build import build_demo
from courses.models import TrainingClass
from enrollment.models import Trainee, User
from tests.cms.demo.known import ignore

pytestmark = pytest.mark.django_db


def test_accounts_have_their_roles(demo):
    users = User.objects.in_bulk([one.email for one in demo], field_name="email")
    by_role = {one.role: users[one.email] for one in demo}

    assert list(by_role) == list(ROLES)
    assert by_role["organizer"].is_organizer
    assert by_role["administrator"].is_administrator
    assert by_role["editor"].has_role("Editors")
    assert by_role["coordinator"].is_coordinator
    assert TrainingClass.objects.taught_by(by_role["instructor"]).get().code == "RUN-1"
    assert all(user.emailaddress_set.get().verified for user in users.values())


def test_passwords_are_those_of_the_file(demo):
    entries = json.loads(signins_file().read_text())

    assert stat.S_IMODE(signins_file().stat().st_mode) == 0o600
    assert len({entry["password"] for entry in entries}) == 7
    for entry in entries:
        assert User.objects.get(email=entry["email"]).check_password(entry["password"])


def test_trainee_of_the_demo_has_a_history(demo):
    trainee = Trainee.objects.get(user__email="trainee@demo.example")

    codes = trainee.enrollments.order_by("registered_at").values_list(
        "training_class__code", flat=True
    )
    assert list(codes) == ["2010-03", "2010-08", "DONE-1", "NEAR-1", "OFFER-1"]
    assert Certificate.objects.valid().filter(enrollment__trainee=trainee).count() == 3


@pytest.mark.database
def test_nothing_breaks_an_invariant(demo, capsys, settings):
    settings.MEDIA_ROOT = settings.VAR_DIR / "media"
    settings.PRIVATE_MEDIA_ROOT = settings.MEDIA_ROOT / "private"

    call_command("check_invariants", format="json")

    assert json.loads(capsys.readouterr().out)["breaches"] == []


def state_of_everything() -> dict[str, str]:
    """A fingerprint of each table."""
    state = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608
            rows = sorted(map(repr, cursor.fetchall()))
            state[table] = hashlib.sha256("".join(rows).encode()).hexdigest()
    return state


@pytest.mark.database
def test_second_load_changes_nothing(demo):
    before = state_of_everything()
    passwords = signins_file().read_text()

    with time_machine.travel(timezone.now() + dt.timedelta(days=9)):
        again = build_demo(ignore)

    assert again == demo
    assert state_of_everything() == before
    assert signins_file().read_text() == passwords
