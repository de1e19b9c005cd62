"""What can still become of one person's attendance while the class runs. Nothing is read here."""

from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from enrollment.running.completion import Tally, Terms, attends_enough

REACHED: Final = "reached"
OPEN: Final = "open"
MAKE_UP: Final = "make_up"
LOST: Final = "lost"


@dataclass(frozen=True)
class Outlook:
    """Where a person stands between the first session and the last."""

    attended: int
    total: int
    required_percent: int
    # One of the codes above: enough whatever comes, possible, possible by making up, impossible.
    state: str
    # What the share would be at best, rounded down so that it never promises too much.
    best_percent: int
    # Of the sessions without a mark, how many may be missed, whichever they are.
    may_miss: int
    open_sessions: int

    @property
    def text(self) -> str:
        """One sentence: so many of so many, so much is needed, and what can still be reached."""
        figures = _("%(attended)s of %(total)s periods, %(percent)s %% needed") % {
            "attended": self.attended,
            "total": self.total,
            "percent": self.required_percent,
        }
        return f"{figures}: {self.prospect}"

    @property
    def prospect(self) -> str:
        if self.state == REACHED:
            return _("reached.")
        if self.state == LOST:
            return _("cannot be reached any more.")
        best = {"percent": self.best_percent}
        if self.state == MAKE_UP:
            return _("can be reached only by making up what was missed.")
        if not self.may_miss:
            return _("can still reach %(percent)s %%; no further session may be missed.") % best
        told = ngettext(
            "can still reach %(percent)s %%; %(count)s more session may be missed.",
            "can still reach %(percent)s %%; %(count)s more sessions may be missed.",
            self.may_miss,
        )
        return told % {**best, "count": self.may_miss}


def outlook_of(terms: Terms, tally: Tally) -> Outlook:
    """The same figures as `decide`, looked at from before the end."""
    best = tally.attended + tally.open
    return Outlook(
        attended=tally.attended,
        total=tally.total,
        required_percent=terms.required_percent,
        state=_state(terms, tally),
        best_percent=best * 100 // tally.total if tally.total else 0,
        may_miss=_may_miss(terms, tally),
        open_sessions=len(tally.open_sessions),
    )


def _state(terms: Terms, tally: Tally) -> str:
    best = tally.attended + tally.open
    if _holds(terms, tally, tally.attended, tally.missed_sessions + len(tally.open_sessions)):
        return REACHED
    if _holds(terms, tally, best, tally.missed_sessions):
        return OPEN
    if terms.allows_make_up and attends_enough(
        best + tally.to_make_up, tally.total, terms.required_percent
    ):
        return MAKE_UP
    return LOST


def _holds(terms: Terms, tally: Tally, attended: int, missed: int) -> bool:
    is_allowed = terms.allowed_misses is None or missed <= terms.allowed_misses
    return is_allowed and attends_enough(attended, tally.total, terms.required_percent)


def _may_miss(terms: Terms, tally: Tally) -> int:
    """The longest sessions first: whoever counts on it is never wrong."""
    attended, missed = tally.attended + tally.open, tally.missed_sessions
    count = 0
    for periods in sorted(tally.open_sessions, reverse=True):
        attended, missed = attended - periods, missed + 1
        if not _holds(terms, tally, attended, missed):
            break
        count += 1
    return count
