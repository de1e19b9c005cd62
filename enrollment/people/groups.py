"""In which groups a person counts in reports: kept apart from all lists, told to nobody else."""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import QuerySet

from courses import audit
from enrollment.models import CountedGroup, GroupMember, Trainee


def offered_groups() -> list[CountedGroup]:
    """Groups that are counted; those that are not are not asked for."""
    return list(CountedGroup.objects.filter(is_counted=True))


def codes_of(person: Trainee) -> set[str]:
    """Codes of the groups in which the person counts; of somebody not yet on record, none."""
    return set(_counted(person).values_list("group__code", flat=True)) if person.pk else set()


def put_in_groups(person: Trainee, codes: Iterable[str], *, by: object) -> bool:
    """The person counts in exactly these of the counted groups; returns whether that is news.

    The log says that it was changed, never to what. A group that is not counted stays as it is.
    """
    with transaction.atomic():
        Trainee.objects.select_for_update(of=("self",)).get(pk=person.pk)
        before = codes_of(person)
        wanted = {one.code: one for one in offered_groups() if one.code in set(codes)}
        if before == set(wanted):
            return False
        _counted(person).exclude(group__code__in=wanted).delete()
        for code in set(wanted) - before:
            GroupMember.objects.create(trainee=person, group=wanted[code])
        audit.record("trainee.groups_changed", chain=f"trainee:{person.pk}", by=by)
    return True


def carry_over(giver: Trainee, taker: Trainee) -> list[int]:
    """The kept record of a merge counts where either did; returns the rows this took."""
    known = GroupMember.objects.filter(trainee=taker).values("group")
    rows = GroupMember.objects.filter(trainee=giver).exclude(group__in=known)
    groups = list(rows.values_list("group", flat=True))
    return [GroupMember.objects.create(trainee=taker, group_id=group).pk for group in groups]


def take_back(taker: Trainee, rows: Iterable[int]) -> None:
    """Undo `carry_over`; the other record has kept its own rows."""
    GroupMember.objects.filter(trainee=taker, pk__in=list(rows)).delete()


def _counted(person: Trainee) -> QuerySet[GroupMember]:
    return GroupMember.objects.filter(trainee=person, group__is_counted=True)
