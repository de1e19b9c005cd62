"""The roles of staff as one table: groups, their permissions, and where they may edit pages.

Trainees, coordinators and instructors have no group: their rights follow from relations. No group
holds a permission on enrollments, trainees, attendance or certificates: the desk asks for the role.
"""

from collections.abc import Iterable
from typing import Any, Final

from django.apps import apps
from django.contrib.auth.management import create_permissions
from django.contrib.auth.models import Group, Permission
from django.db.models import Q

from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Page

from enrollment.models.people import ADMINISTRATORS, APPROVERS, EDITORS, ORGANIZERS

ALL_ACTS: Final = ("add", "change", "delete", "view")
ENTER_ADMIN: Final = "wagtailadmin.access_admin"


def _acts_on(app: str, *models: str, acts: Iterable[str] = ALL_ACTS) -> tuple[str, ...]:
    return tuple(f"{app}.{act}_{model}" for model in models for act in acts)


REFERENCE_LISTS: Final = (
    *_acts_on("courses", "category", "course", "venue", "instructor"),
    *_acts_on("courses", "issuingbody", "paperheading", "fundingsource", "costkind"),
    *_acts_on("courses", "attendancerule", "rankingscheme", "rankingband", "holiday"),
    *_acts_on("certificates", "signatory", "requestrule"),
    # The tree of agencies is changed by verbs alone, so nothing here edits or deletes one.
    *_acts_on("enrollment", "agency", acts=("add", "view")),
    *_acts_on("enrollment", "agencycoordinator", "targetgroup"),
)
EDITING: Final = (
    *_acts_on("cms", "newscategory", "indicator", "notice", "documentkind"),
    *_acts_on("wagtailredirects", "redirect"),
    "simple_translation.submit_translation",
)
SETTINGS: Final = (
    *_acts_on("courses", "accountingexport"),
    *_acts_on("enrollment", "agencylevel", "consenttext", "countedgroup"),
    # An account is deactivated, never deleted: the log of acts names it.
    *_acts_on("enrollment", "user", acts=("add", "change", "view")),
    *_acts_on("wagtailcore", "collection", "site", acts=("add", "change")),
    # Switching the approval of pages off and on, and who approves.
    *_acts_on("wagtailcore", "workflow", "task"),
)

PERMISSIONS: Final[dict[str, tuple[str, ...]]] = {
    ORGANIZERS: (ENTER_ADMIN, *REFERENCE_LISTS),
    EDITORS: (ENTER_ADMIN, *EDITING),
    APPROVERS: (ENTER_ADMIN, *EDITING),
    ADMINISTRATORS: (ENTER_ADMIN, *REFERENCE_LISTS, *EDITING, *SETTINGS),
}
# On the home page of each language and everything below it.
WRITING: Final = ("add", "change", "lock", "unlock")
# What others have written: `cms.newsroom.approval` says who did.
APPROVING: Final = (*WRITING, "publish")
PAGE_ACTS: Final = {EDITORS: WRITING, APPROVERS: APPROVING, ADMINISTRATORS: APPROVING}
# On the root collection, which holds all pictures and documents.
FILE_ACTS: Final = (
    *_acts_on("wagtailimages", "image", acts=("add", "change", "choose")),
    *_acts_on("wagtaildocs", "document", acts=("add", "change", "choose")),
)
FILE_ROLES: Final = tuple(PAGE_ACTS)


def sync_roles(**kwargs: Any) -> None:
    """Make the groups hold exactly what the table says; may run at any time."""
    _make_all_permissions()
    # Wagtail's migrations make a group for moderation, which this site does not use.
    Group.objects.filter(name="Moderators", user=None).delete()
    for name, wanted in PERMISSIONS.items():
        group, _created = Group.objects.get_or_create(name=name)
        group.permissions.set(_permissions(wanted))
        _grant_pages(group, PAGE_ACTS.get(name, ()))
        _grant_files(group, FILE_ACTS if name in FILE_ROLES else ())


def _make_all_permissions() -> None:
    # In a fresh database those of apps further down the list of apps do not exist yet.
    for app_config in apps.get_app_configs():
        create_permissions(app_config, verbosity=0)


def _permissions(wanted: Iterable[str]) -> list[Permission]:
    """The records of the named permissions; a name that does not exist is an error in the table."""
    names = {tuple(name.split(".", 1)) for name in wanted}
    condition = Q(pk__in=[])
    for app, codename in names:
        condition |= Q(content_type__app_label=app, codename=codename)
    found = list(Permission.objects.filter(condition))
    if missing := names - {(row.content_type.app_label, row.codename) for row in found}:
        raise LookupError(f"Roles name permissions that do not exist: {sorted(missing)}")
    return found


def _grant_pages(group: Group, acts: Iterable[str]) -> None:
    homes = Page.objects.filter(content_type__app_label="cms", content_type__model="homepage")
    permissions = _permissions(f"wagtailcore.{act}_page" for act in acts)
    wanted = {(page.pk, permission.pk) for page in homes for permission in permissions}
    granted = GroupPagePermission.objects.filter(group=group)
    known = set(granted.values_list("page_id", "permission_id"))
    for page, permission in known - wanted:
        granted.filter(page=page, permission=permission).delete()
    for page, permission in wanted - known:
        GroupPagePermission.objects.create(group=group, page_id=page, permission_id=permission)


def _grant_files(group: Group, acts: Iterable[str]) -> None:
    root = Collection.objects.filter(depth=1).first()
    permissions = _permissions(acts) if root else []
    granted = GroupCollectionPermission.objects.filter(group=group)
    granted.exclude(collection=root, permission__in=permissions).delete()
    for permission in permissions:
        GroupCollectionPermission.objects.get_or_create(
            group=group, collection=root, permission=permission
        )
