"""Verbs that change the agency tree: each closes a version and opens the next."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from courses import audit
from courses.dates import short_date
from courses.refusals import Refusal
from enrollment.models import Agency, AgencyLevel, AgencySuccession, AgencyVersion

Kind = AgencySuccession.Kind


class AgencyChangeRefused(Refusal):
    """A change that would tear a hole into the history of an agency."""


def chain_of(agency: Agency) -> str:
    """Key of the log that holds all acts on one agency."""
    return f"agency:{agency.pk}"


def open_agency(
    code: str,
    name: str,
    *,
    level: AgencyLevel,
    valid_from: dt.date,
    parent: Agency | None = None,
    legal_basis: str = "",
    by: Any = None,
    is_demo: bool = False,
) -> Agency:
    """Create an agency with its first version, below `parent` or as a root."""
    fields = {"code": code, "name": name, "level": level, "is_demo": is_demo}
    with transaction.atomic():
        if parent:
            _check_exists(parent, valid_from)
            # The parent in memory may be stale; treebeard counts its children there.
            agency = Agency.objects.get(pk=parent.pk).add_child(**fields)
        else:
            agency = Agency.add_root(**fields)
        AgencyVersion.objects.create(
            agency=agency,
            name=name,
            level=level,
            parent=parent,
            valid_from=valid_from,
            legal_basis=legal_basis,
        )
        audit.record("agency.opened", chain=chain_of(agency), by=by, data={"name": name})
    return agency


def rename_agency(
    agency: Agency, name: str, *, on: dt.date, legal_basis: str = "", by: Any = None
) -> AgencyVersion:
    """Give the agency another name from that day on."""
    with transaction.atomic():
        version = _next_version(agency, on=on, legal_basis=legal_basis, name=name)
        agency.name = name
        agency.save(update_fields=["name", "search_text"])
        _succeed(agency, agency, Kind.RENAMED, on=on, legal_basis=legal_basis, by=by)
    return version


def move_agency(
    agency: Agency, parent: Agency, *, on: dt.date, legal_basis: str = "", by: Any = None
) -> AgencyVersion:
    """Put the agency, with all below it, under another parent from that day on."""
    with transaction.atomic():
        _check_exists(parent, on)
        if parent.pk == agency.pk or parent.is_descendant_of(agency):
            raise AgencyChangeRefused(
                _("An agency cannot stand below itself."), code="below_itself"
            )
        version = _next_version(agency, on=on, legal_basis=legal_basis, parent=parent)
        agency.move(parent, pos="last-child")
        _succeed(agency, agency, Kind.MOVED, on=on, legal_basis=legal_basis, by=by)
    return version


def merge_agencies(
    agencies: list[Agency], into: Agency, *, on: dt.date, legal_basis: str = "", by: Any = None
) -> None:
    """Close the agencies; `into` carries on. Old enrollments keep their names."""
    with transaction.atomic():
        _check_exists(into, on)
        for agency in agencies:
            _close(agency, on=on)
            _succeed(agency, into, Kind.MERGED, on=on, legal_basis=legal_basis, by=by)


def split_agency(
    agency: Agency, into: list[Agency], *, on: dt.date, legal_basis: str = "", by: Any = None
) -> None:
    """Close the agency; several carry on. Nothing of its past belongs to one of them alone."""
    if len({one.pk for one in into} - {agency.pk}) < 2:
        raise AgencyChangeRefused(_("A split needs two other agencies."), code="split_into_one")
    with transaction.atomic():
        for heir in into:
            _check_exists(heir, on)
        _close(agency, on=on)
        for heir in into:
            _succeed(agency, heir, Kind.SPLIT, on=on, legal_basis=legal_basis, by=by)


def dissolve_agency(agency: Agency, *, on: dt.date, legal_basis: str = "", by: Any = None) -> None:
    """Close the agency without a successor."""
    with transaction.atomic():
        _close(agency, on=on)
        _succeed(agency, None, Kind.DISSOLVED, on=on, legal_basis=legal_basis, by=by)


def _check_exists(agency: Agency, day: dt.date) -> None:
    if agency.version_on(day) is None:
        raise AgencyChangeRefused(
            _("%(agency)s did not exist on %(day)s."),
            code="did_not_exist",
            params={"agency": agency.name, "day": short_date(day)},
        )


def _close(agency: Agency, *, on: dt.date) -> AgencyVersion:
    """End the open version the day before; returns it."""
    current = agency.versions.filter(valid_to=None).first()
    if current is None or current.valid_from >= on:
        raise AgencyChangeRefused(
            _("The agency has no state before this day that could end."), code="nothing_to_end"
        )
    current.valid_to = on - dt.timedelta(days=1)
    current.save(update_fields=["valid_to"])
    return current


def _next_version(
    agency: Agency,
    *,
    on: dt.date,
    legal_basis: str,
    name: str | None = None,
    parent: Agency | None = None,
) -> AgencyVersion:
    before = _close(agency, on=on)
    return AgencyVersion.objects.create(
        agency=agency,
        name=name or before.name,
        short_name=before.short_name,
        level=before.level,
        parent=parent or before.parent,
        valid_from=on,
        legal_basis=legal_basis,
    )


def _succeed(
    before: Agency,
    after: Agency | None,
    kind: str,
    *,
    on: dt.date,
    legal_basis: str,
    by: Any,
) -> None:
    AgencySuccession.objects.create(
        predecessor=before, successor=after, kind=kind, on=on, legal_basis=legal_basis
    )
    audit.record(
        f"agency.{kind}",
        chain=chain_of(before),
        by=by,
        data={"to": after.pk if after else None, "on": on},
    )
