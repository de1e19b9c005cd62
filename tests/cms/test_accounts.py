"""Accounts in Wagtail admin: what is asked for, and that nobody rises by the form."""

import pytest
from allauth.account.models import EmailAddress

from django.contrib.auth.models import Group

from cms.admin.account_form import ROLE_NAMES
from cms.roles import sync_roles
from enrollment.models import User
from enrollment.models.people import ORGANIZERS
from tests.factories.enrollment import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def as_administrator(client, site_tree, administrator):
    client.force_login(administrator)
    return client


@pytest.fixture
def superuser(db):
    user = UserFactory(email="root@example.org", is_superuser=True)
    user.set_password("a secret of one")
    user.save()
    return user


def edit(client, user, **fields):
    form = {"email": user.email, "is_active": "on"} | fields
    return client.post(f"/admin/users/edit/{user.pk}/", form)


def test_account_needs_an_address_and_nothing_else(as_administrator):
    role = Group.objects.get(name=ORGANIZERS)

    as_administrator.post("/admin/users/new/", {"email": " Moi@Example.org", "groups": [role.pk]})

    user = User.objects.get(email="moi@example.org")
    assert list(user.groups.all()) == [role]
    assert not user.has_usable_password()


def test_address_of_another_spelling_is_the_same_account(as_administrator):
    UserFactory(email="moi@example.org")

    response = as_administrator.post("/admin/users/new/", {"email": "MOI@example.org"})

    assert "email" in response.context["form"].errors


def test_administrator_makes_no_superuser(as_administrator):
    fields = as_administrator.get("/admin/users/new/").context["form"].fields

    as_administrator.post("/admin/users/new/", {"email": "moi@example.org", "is_superuser": "on"})

    assert "is_superuser" not in fields
    assert not User.objects.get(email="moi@example.org").is_superuser


def test_administrator_does_not_raise_a_known_account(as_administrator):
    user = UserFactory()

    edit(as_administrator, user, is_superuser="on", email="other@example.org")

    user.refresh_from_db()
    assert (user.email, user.is_superuser) == ("other@example.org", False)


def test_administrator_does_not_raise_the_own_account(as_administrator, administrator):
    edit(as_administrator, administrator, is_superuser="on")

    administrator.refresh_from_db()
    assert not administrator.is_superuser


@pytest.mark.parametrize(
    "fields",
    [
        {"email": "mine@example.org"},
        {"password1": "an other secret", "password2": "an other secret"},
        {"is_active": ""},
    ],
)
def test_administrator_does_not_touch_a_superuser(as_administrator, superuser, fields):
    before = User.objects.filter(pk=superuser.pk).values().get()

    edit(as_administrator, superuser, **fields)

    assert User.objects.filter(pk=superuser.pk).values().get() == before
    assert as_administrator.get(f"/admin/users/edit/{superuser.pk}/").status_code == 302
    assert f"/admin/users/edit/{superuser.pk}/" not in as_administrator.get("/admin/users/").text


@pytest.mark.parametrize(
    ("action", "form"),
    [("set_active_state", {"mark_as_active": "False"}), ("assign_role", {}), ("delete", {})],
)
def test_superuser_is_not_touched_in_bulk_either(as_administrator, superuser, action, form):
    role = Group.objects.get(name=ORGANIZERS)
    address = f"/admin/bulk/enrollment/user/{action}/?id={superuser.pk}"

    as_administrator.post(address, form | {"role": role.pk})

    superuser.refresh_from_db()
    assert superuser.is_active
    assert superuser.groups.count() == 0


def test_others_are_deactivated_in_bulk(as_administrator):
    user = UserFactory()

    as_administrator.post(
        f"/admin/bulk/enrollment/user/set_active_state/?id={user.pk}", {"mark_as_active": "False"}
    )

    user.refresh_from_db()
    assert not user.is_active


def test_superuser_makes_a_superuser(client, site_tree, superuser):
    client.force_login(superuser)

    client.post("/admin/users/new/", {"email": "moi@example.org", "is_superuser": "on"})

    assert User.objects.get(email="moi@example.org").is_superuser


def test_address_of_before_opens_the_account_no_more(as_administrator):
    user = UserFactory(email="old@example.org")
    EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=True)

    edit(as_administrator, user, email="new@example.org")

    assert not EmailAddress.objects.filter(email="old@example.org").exists()


def test_password_is_kept_when_none_is_typed(as_administrator):
    user = UserFactory()
    user.set_password("a secret of one")
    user.save()

    edit(as_administrator, user, email="new@example.org")

    user.refresh_from_db()
    assert user.check_password("a secret of one")


def test_roles_are_offered_by_translated_names(as_administrator):
    choices = as_administrator.get("/admin/users/new/").context["form"].fields["groups"].choices

    assert {label for _value, label in choices} == {str(name) for name in ROLE_NAMES.values()}


def test_group_of_moderators_goes():
    Group.objects.create(name="Moderators")

    sync_roles()

    assert not Group.objects.filter(name="Moderators").exists()
