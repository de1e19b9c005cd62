"""Two records of one person become one, and two again when that was wrong.

Only rows that point to a record move; what was printed or frozen stays as it was. The ids of what
moved are kept, so that undoing puts back exactly these and nothing that came later.
"""

import datetime as dt
from dataclasses import dataclass, field
from typing import Any, Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from courses import audit
from courses.refusals import Refusal
from enrollment.models import Affiliation, Enrollment, KnownApart, Trainee, TraineeMerge
from enrollment.models.people import normal_email
from enrollment.people.groups import carry_over, take_back
from enrollment.people.linking import proved_addresses

# Filled in from the other record where the kept one knows nothing.
FILLED: Final = ("birth_date", "birth_year", "gender", "email", "consent_id", "consented_at")


class MergeRefused(Refusal):
    """Two records that cannot become one, or a merge that cannot be undone."""


@dataclass(frozen=True)
class Plan:
    """What a merge would do, for the page that asks."""

    kept: Trainee
    merged: Trainee
    enrollments: list[Enrollment] = field(default_factory=list)
    affiliations: list[Affiliation] = field(default_factory=list)
    # Overlapping with those of the kept record, so they stay where they are.
    left_behind: list[Affiliation] = field(default_factory=list)
    filled: dict[str, Any] = field(default_factory=dict)
    takes_account: bool = False


def plan(kept: Trainee, merged: Trainee) -> Plan:
    """Raise MergeRefused with `same_record`, `merged`, `two_accounts` or `both_in_class`."""
    _check(kept, merged)
    going, staying = _affiliations(kept, merged)
    return Plan(
        kept=kept,
        merged=merged,
        enrollments=list(merged.enrollments.select_related("training_class").order_by("pk")),
        affiliations=going,
        left_behind=staying,
        filled=_fields_to_fill(kept, merged),
        takes_account=bool(merged.user_id),
    )


def _check(kept: Trainee, merged: Trainee) -> None:
    if kept.pk == merged.pk:
        raise MergeRefused(_("This is one record already."), code="same_record")
    if kept.merged_into_id or merged.merged_into_id:
        raise MergeRefused(
            _("One of the two was meanwhile merged into another record."), code="merged"
        )
    if kept.user_id and merged.user_id:
        raise MergeRefused(
            _("Both have an account. Unlink the wrong one first."),
            code="two_accounts",
        )
    mine = Enrollment.objects.active().filter(trainee=kept)
    both = Enrollment.objects.active().filter(
        trainee=merged, training_class__in=mine.values("training_class")
    )
    if classes := ", ".join(both.values_list("training_class__code", flat=True)):
        raise MergeRefused(
            _(
                "Both stand on the list of the same class: %(classes)s. Withdraw one of them, "
                "if it is one person; if both came, these are two people."
            ),
            code="both_in_class",
            params={"classes": classes},
        )


def _affiliations(kept: Trainee, merged: Trainee) -> tuple[list[Affiliation], list[Affiliation]]:
    """Those that go over, and those that stay because they overlap with the kept record's."""
    mine = list(kept.affiliations.all())
    going: list[Affiliation] = []
    staying: list[Affiliation] = []
    for one in merged.affiliations.select_related("agency").order_by("valid_from"):
        overlaps = any(periods_overlap(one, other) for other in mine)
        (staying if overlaps else going).append(one)
    return going, staying


def periods_overlap(one: Affiliation, other: Affiliation) -> bool:
    """Whether there is a day in both."""
    first_ends, second_ends = one.valid_to or dt.date.max, other.valid_to or dt.date.max
    return one.valid_from <= second_ends and other.valid_from <= first_ends


def _fields_to_fill(kept: Trainee, merged: Trainee) -> dict[str, Any]:
    found = {
        name: getattr(merged, name)
        for name in FILLED
        if not getattr(kept, name) and getattr(merged, name)
    }
    # A day of birth of another year is not what the kept record lacked.
    born = merged.birth_date
    if born and kept.birth_year and born.year != kept.birth_year:
        found.pop("birth_date", None)
    if "consent_id" not in found:
        found.pop("consented_at", None)
    return found


def merge(
    kept: Trainee, merged: Trainee, *, by: Any, reason: str, at: dt.datetime | None = None
) -> TraineeMerge:
    """Let the kept record stand for both; codes as in `plan`."""
    at = at or timezone.now()
    with transaction.atomic():
        kept, merged = _locked(kept, merged)
        todo = plan(kept, merged)
        moved = {
            "enrollments": _move(Enrollment, todo.enrollments, kept),
            "affiliations": _move(Affiliation, todo.affiliations, kept),
            "user": merged.user_id,
            "had_account": bool(kept.user_id),
            "calendar_key": None if kept.calendar_key else _text(merged.calendar_key),
            "fields": {
                name: [_text(getattr(kept, name)), _text(value)]
                for name, value in todo.filled.items()
            },
        }
        _hand_over(merged, kept, moved)
        moved["groups"] = carry_over(merged, kept)
        for name, value in todo.filled.items():
            setattr(kept, name, value)
        kept.save()
        merged.merged_into = kept
        merged.save(update_fields=["merged_into"])
        done = TraineeMerge.objects.create(
            kept=kept, merged=merged, by=by, at=at, reason=reason, moved=moved
        )
        _log("trainee.merged", done, by=by, reason=reason)
    return done


def _locked(*people: Trainee) -> list[Trainee]:
    """By id, so that two who merge the same pair do not wait for each other for ever."""
    rows = Trainee.objects.select_for_update(of=("self",)).order_by("pk")
    found = {row.pk: row for row in rows.filter(pk__in=[person.pk for person in people])}
    return [found[person.pk] for person in people]


def _move(model: Any, rows: list[Any], to: Trainee) -> list[int]:
    ids = [row.pk for row in rows]
    model.objects.filter(pk__in=ids).update(trainee=to)
    return ids


def _hand_over(giver: Trainee, taker: Trainee, moved: dict[str, Any]) -> None:
    """Account and calendar address: one record has them at a time."""
    names = [name for name in ("user", "calendar_key") if moved[name]]
    for name in names:
        column = "user_id" if name == "user" else name
        value = getattr(giver, column)
        setattr(giver, column, None)
        setattr(taker, column, value)
    if names:
        giver.save(update_fields=names)
        taker.save(update_fields=names)


def undo(done: TraineeMerge, *, by: Any, at: dt.datetime | None = None) -> TraineeMerge:
    """Make two records again: what went over goes back, what came later stays.

    Codes: `undone`, `merged_later`, `work_changed`.
    """
    at = at or timezone.now()
    with transaction.atomic():
        kept, merged = _locked(done.kept, done.merged)
        done.refresh_from_db()
        _check_undoable(done, kept, merged)
        moved = done.moved
        for model, name in ((Enrollment, "enrollments"), (Affiliation, "affiliations")):
            model.objects.filter(pk__in=moved[name], trainee=kept).update(trainee=merged)
        _take_back(kept, merged, moved)
        take_back(kept, moved.get("groups", ()))
        merged.merged_into = None
        merged.save(update_fields=["merged_into"])
        done.undone_at, done.undone_by = at, by
        done.save(update_fields=["undone_at", "undone_by"])
        _log("trainee.unmerged", done, by=by)
    return done


def _check_undoable(done: TraineeMerge, kept: Trainee, merged: Trainee) -> None:
    if done.undone_at:
        raise MergeRefused(_("This merge is undone already."), code="undone")
    if kept.merged_into_id:
        raise MergeRefused(
            _("The kept record was merged later. Undo that merge first."), code="merged_later"
        )
    back = Affiliation.objects.filter(pk__in=done.moved["affiliations"], trainee=kept)
    own = list(merged.affiliations.all())
    if any(periods_overlap(one, other) for one in back for other in own):
        raise MergeRefused(
            _("The work history was changed since, and its periods would overlap."),
            code="work_changed",
        )


def _take_back(kept: Trainee, merged: Trainee, moved: dict[str, Any]) -> None:
    """Only what is still as the merge left it; a later correction stays."""
    back: dict[str, Any] = {"user": None, "calendar_key": None}
    if kept.user_id and (moved["user"] == kept.user_id or _came_by_address(kept, moved)):
        # With the account goes the address of the calendar, which its holder knows.
        back = {"user": kept.user_id, "calendar_key": kept.calendar_key}
    elif moved["calendar_key"] and moved["calendar_key"] == _text(kept.calendar_key):
        back["calendar_key"] = moved["calendar_key"]
    _hand_over(kept, merged, back)
    for name, (before, after) in moved["fields"].items():
        if _text(getattr(kept, name)) == after:
            column: Any = Trainee._meta.get_field(name)
            setattr(kept, name, column.to_python(before))
    kept.save()


def _came_by_address(kept: Trainee, moved: dict[str, Any]) -> bool:
    """The account found the kept record only by the address of the merged one."""
    _before, address = moved["fields"].get("email", ("", ""))
    had_account = moved.get("had_account", True)
    return (
        bool(address)
        and not had_account
        and kept.user is not None
        and (normal_email(address) in proved_addresses(kept.user))
    )


def _text(value: Any) -> Any:
    """As it is kept in the record of the merge."""
    return value if value is None or isinstance(value, int | str) else str(value)


def _log(action: str, done: TraineeMerge, *, by: Any, reason: str = "") -> None:
    moved = {name: done.moved[name] for name in ("enrollments", "affiliations")}
    for pk in sorted({done.kept_id, done.merged_id}):
        audit.record(
            action,
            chain=f"trainee:{pk}",
            by=by,
            subject=f"merge:{done.pk}",
            data={"kept": done.kept_id, "merged": done.merged_id, "reason": reason} | moved,
        )


def standing_for(person: Trainee) -> Trainee:
    """The record that stands for this one today: itself, or the end of the chain of merges."""
    while person.merged_into:
        person = person.merged_into
    return person


def keep_apart(one: Trainee, other: Trainee, *, by: Any, at: dt.datetime | None = None) -> None:
    """Note that these are two people, so that nobody is asked again."""
    first, second = sorted((one, other), key=lambda person: person.pk)
    with transaction.atomic():
        _row, is_new = KnownApart.objects.get_or_create(
            first=first, second=second, defaults={"by": by, "at": at or timezone.now()}
        )
        if is_new:
            audit.record(
                "trainee.known_apart",
                chain=f"trainee:{first.pk}",
                by=by,
                data={"other": second.pk},
            )
