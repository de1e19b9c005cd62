"""Verbs of the desk and of coordinators on one person: details, work history, account."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from courses import audit
from courses.refusals import Refusal
from enrollment.accounts import account_for
from enrollment.models import Affiliation, Agency, Enrollment, Trainee
from enrollment.people.merging import periods_overlap
from enrollment.people.profile import current_affiliation, work_at


class RecordRefused(Refusal):
    """A change of a person's record that would make it untrue."""


def _lock(person: Trainee) -> Trainee:
    return Trainee.objects.select_for_update(of=("self",)).get(pk=person.pk)


def edit_person(
    person: Trainee, *, by: Any, also_on_lists: bool = False, **details: Any
) -> Trainee:
    """Correct the details; `also_on_lists` puts the name on lists that are not recognized yet.

    The log names the boxes that changed and not their contents: it can never be shortened.
    """
    with transaction.atomic():
        current = _lock(person)
        changed = sorted(name for name, value in details.items() if getattr(current, name) != value)
        if "full_name" in changed and "given_name" not in changed:
            current.given_name = ""
        for name in changed:
            setattr(current, name, details[name])
        current.save()
        lists = _put_name_on_lists(current) if also_on_lists else 0
        if changed or lists:
            audit.record(
                "trainee.changed",
                chain=f"trainee:{current.pk}",
                by=by,
                data={"fields": changed, "lists": lists},
            )
    return current


def _put_name_on_lists(person: Trainee) -> int:
    rows = Enrollment.objects.active().filter(trainee=person, training_class__finalized_at=None)
    return rows.exclude(full_name=person.full_name).update(full_name=person.full_name)


def save_affiliation(
    person: Trainee,
    *,
    agency: Agency,
    position: str,
    valid_from: dt.date,
    valid_to: dt.date | None,
    by: Any,
    known: Affiliation | None = None,
) -> Affiliation:
    """Add a place of work or correct one; two of them never share a day.

    Codes: `ends_before_start`, `overlap`, `no_agency_then`. What a class has noted of that time
    stays as it was noted.
    """
    with transaction.atomic():
        _lock(person)
        work = known or Affiliation(trainee=person)
        work.agency, work.position = agency, position
        work.valid_from, work.valid_to = valid_from, valid_to
        _check_period(work)
        work.save()
        audit.record(
            "trainee.work_saved",
            chain=f"trainee:{person.pk}",
            by=by,
            data={"affiliation": work.pk, "agency": agency.pk},
        )
    return work


def _check_period(work: Affiliation) -> None:
    if work.valid_to and work.valid_to < work.valid_from:
        raise RecordRefused(_("The last day is before the first day."), code="ends_before_start")
    for other in Affiliation.objects.filter(trainee=work.trainee).exclude(pk=work.pk):
        if periods_overlap(work, other):
            raise RecordRefused(
                _("On these days the person works at: %(agency)s. End that first."),
                code="overlap",
                params={"agency": other.agency.name},
            )
    if work.agency.version_on(work.valid_from) is None:
        raise RecordRefused(_("This agency did not exist on that day."), code="no_agency_then")


def remove_affiliation(work: Affiliation, *, by: Any) -> None:
    """Take out a place of work that was noted by mistake."""
    with transaction.atomic():
        _lock(work.trainee)
        audit.record(
            "trainee.work_removed",
            chain=f"trainee:{work.trainee_id}",
            by=by,
            data={"affiliation": work.pk, "agency": work.agency_id},
        )
        work.delete()


def change_position(
    person: Trainee, position: str, *, agency: Agency, by: Any, on: dt.date
) -> Affiliation:
    """Another position at this agency from that day on; code `not_there`."""
    with transaction.atomic():
        _lock(person)
        works = _works_at(person, agency)
        work = work_at(person, works.agency, position, on=on)
        audit.record(
            "trainee.work_saved",
            chain=f"trainee:{person.pk}",
            by=by,
            data={"affiliation": work.pk, "agency": work.agency_id},
        )
    return work


def end_affiliation(person: Trainee, *, agency: Agency, last_day: dt.date, by: Any) -> Affiliation:
    """The person no longer works there; classes, results and papers stay where they are.

    Codes: `not_there`, `ends_before_start`.
    """
    with transaction.atomic():
        _lock(person)
        works = _works_at(person, agency)
        if last_day < works.valid_from:
            raise RecordRefused(
                _("The last day is before the first day."), code="ends_before_start"
            )
        works.valid_to = last_day
        works.save(update_fields=["valid_to"])
        audit.record(
            "trainee.left_agency",
            chain=f"trainee:{person.pk}",
            by=by,
            data={"affiliation": works.pk, "agency": works.agency_id},
        )
    return works


def _works_at(person: Trainee, agency: Agency) -> Affiliation:
    works = current_affiliation(person)
    if works is None or works.agency_id != agency.pk:
        raise RecordRefused(_("This person no longer works there."), code="not_there")
    return works


def link_account(person: Trainee, email: str, *, by: Any) -> Trainee:
    """Give the record the account of this address, made when there is none yet.

    Codes: `has_account`, `account_of_other`.
    """
    with transaction.atomic():
        current = _lock(person)
        if current.user_id:
            raise RecordRefused(_("This person has an account already."), code="has_account")
        account = account_for(email)
        other = Trainee.objects.filter(user=account).first()
        if other:
            raise RecordRefused(
                _("This account belongs to %(name)s. If both are one person, merge the records."),
                code="account_of_other",
                params={"name": other.full_name},
            )
        current.user = account
        current.save()
        audit.record(
            "trainee.linked",
            chain=f"trainee:{current.pk}",
            by=by,
            data={"how": "desk", "user": account.pk},
        )
    return current
