"""The table of roles, kept by `sync_roles` whatever somebody changed by hand."""

import pytest

from django.contrib.auth.models import Group, Permission

from wagtail.models import GroupPagePermission, Page

from cms.roles import PERMISSIONS, sync_roles
from enrollment.models.people import ADMINISTRATORS, APPROVERS, EDITORS, ORGANIZERS

pytestmark = pytest.mark.django_db


def names_of(group_name):
    permissions = Group.objects.get(name=group_name).permissions.select_related("content_type")
    return {f"{row.content_type.app_label}.{row.codename}" for row in permissions}


@pytest.mark.parametrize("role", [ORGANIZERS, EDITORS, APPROVERS, ADMINISTRATORS])
def test_group_holds_exactly_the_table(site_tree, role):
    group = Group.objects.get(name=role)
    group.permissions.set(Permission.objects.all()[:3])

    sync_roles()

    assert names_of(role) == set(PERMISSIONS[role])


def test_nobody_holds_rights_on_records_of_persons():
    about_persons = {"trainee", "enrollment", "attendance", "affiliation", "letter"}
    granted = {name.rpartition("_")[2] for names in PERMISSIONS.values() for name in names}

    assert granted & (about_persons | {"certificate", "register", "auditentry"}) == set()


def test_editors_do_not_reach_reference_lists_nor_organizers_pages():
    assert not any(name.startswith("courses.") for name in PERMISSIONS[EDITORS])
    assert not any(name.startswith(("cms.", "wagtailcore.")) for name in PERMISSIONS[ORGANIZERS])


def test_only_administrators_touch_accounts():
    holders = [role for role, names in PERMISSIONS.items() if "enrollment.change_user" in names]

    assert holders == [ADMINISTRATORS]


@pytest.mark.parametrize(
    ("role", "more"),
    [(EDITORS, []), (APPROVERS, ["publish_page"]), (ADMINISTRATORS, ["publish_page"])],
)
def test_pages_are_written_below_the_home_of_each_language_and_not_at_the_root(
    site_tree, role, more
):
    root = Page.get_first_root_node()
    group = Group.objects.get(name=role)
    GroupPagePermission.objects.create(group=group, page=root, permission_type="add")

    sync_roles()

    granted = group.page_permissions.values_list("page__slug", "permission__codename")
    acts = sorted(["add_page", "change_page", "lock_page", "unlock_page", *more])
    assert sorted(granted) == [(slug, act) for slug in ("home", "trang-chu") for act in acts]


def test_organizers_have_no_pages_and_no_files(site_tree):
    organizers = Group.objects.get(name=ORGANIZERS)

    assert organizers.page_permissions.count() == 0
    assert organizers.collection_permissions.count() == 0
