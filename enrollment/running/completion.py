"""Who has completed a class: whole periods decide, never a rounded ratio. Nothing is read here.

`decide` is the one rule behind the list of the organizers, the page of a trainee, the recognition
and the certificates. It gives every condition that is not met as data; words are found elsewhere.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

# Codes of what can be missing; stable, in the order in which they are told.
PERIODS: Final = "periods"
MISSES: Final = "misses"
NO_SCORE: Final = "no_score"
LOW_SCORE: Final = "low_score"
FEEDBACK: Final = "feedback"

# What an excused absence counts as.
MISSED: Final = "missed"
ATTENDED: Final = "attended"
LEFT_OUT: Final = "left_out"

EXCUSED: Final = "excused"
ABSENT: Final = "absent"

Bands = tuple[tuple[Decimal, str], ...]


@dataclass(frozen=True)
class Terms:
    """What a class asks for: its attendance rule and its ranking scheme as plain values."""

    required_percent: int
    excused: str = MISSED
    allowed_misses: int | None = None
    allows_make_up: bool = False
    needs_feedback: bool = False
    pass_mark: Decimal | None = None
    attempts: int = 1
    # (Lowest score, rank), in any order; the highest one reached gives the rank.
    bands: Bands = ()


@dataclass(frozen=True)
class Meeting:
    """One session of the class and what a person has of it; no mark yet is an empty one."""

    periods: int
    mark: str = ""
    # Whole periods that the mark is worth.
    attended: int = 0
    # Periods of this session that were made up in another class.
    made_up: int = 0


@dataclass(frozen=True)
class Standing:
    """One person in one class."""

    meetings: Sequence[Meeting] = ()
    # The score that counts, and how many attempts have one.
    score: Decimal | None = None
    attempts: int = 0
    gave_feedback: bool = False
    # What was decided against the rule, if anything: gets a certificate, or does not.
    exception: bool | None = None


@dataclass(frozen=True)
class Unmet:
    """A condition that is not met: what there is, of what, and what is needed."""

    code: str
    has: int | Decimal | None = None
    of: int | None = None
    needs: int | Decimal | None = None
    # Nothing that may still happen would meet it.
    is_final: bool = False


@dataclass(frozen=True)
class Tally:
    """Periods and sessions of one person, counted as the rule says."""

    attended: int
    total: int
    # Of the total: excused and counted as missed; missed; not marked yet.
    excused: int
    missed: int
    open: int
    missed_sessions: int
    # Periods of each session without a mark, and what could still be made up.
    open_sessions: tuple[int, ...] = ()
    to_make_up: int = 0


@dataclass(frozen=True)
class Decision:
    """Whether one person completed, the exact figures behind it, and everything that is missing."""

    tally: Tally
    required_percent: int
    unmet: tuple[Unmet, ...] = ()
    exception: bool | None = None
    ranking: str = ""
    # What was recognized stands, whatever the rule would say today.
    recognized: bool | None = None

    @property
    def attended(self) -> int:
        return self.tally.attended

    @property
    def total(self) -> int:
        return self.tally.total

    @property
    def has_enough_periods(self) -> bool:
        return not any(one.code in (PERIODS, MISSES) for one in self.unmet)

    @property
    def has_passed(self) -> bool:
        return not any(one.code in (NO_SCORE, LOW_SCORE) for one in self.unmet)

    @property
    def meets_rule(self) -> bool:
        return not self.unmet

    @property
    def is_completed(self) -> bool:
        if self.recognized is not None:
            return self.recognized
        return self.meets_rule if self.exception is None else self.exception

    @property
    def is_open(self) -> bool:
        """Not completed as things stand, but what is missing may still come."""
        if self.is_completed or self.recognized is not None or self.exception is not None:
            return False
        return not any(one.is_final for one in self.unmet)


def attends_enough(attended: int, total: int, required_percent: int) -> bool:
    """Compare whole numbers: 19 of 24 at 80 % is not enough, 20 of 25 is."""
    return total > 0 and attended * 100 >= total * required_percent


def decide(terms: Terms, standing: Standing, *, tally: Tally | None = None) -> Decision:
    """The rule of a class applied to one person; an exception stands above it.

    A `tally` that was recognized is taken instead of counting anew.
    """
    tally = tally or tally_of(terms, standing.meetings)
    unmet = (
        *_attendance(terms, tally),
        *_score(terms, standing),
        *_feedback(terms, standing),
    )
    decision = Decision(tally, terms.required_percent, unmet, standing.exception)
    if decision.is_completed and decision.has_passed:
        return replace(decision, ranking=rank_of(terms.bands, standing.score))
    return decision


def rank_of(bands: Bands, score: Decimal | None) -> str:
    reached = [band for band in bands if score is not None and score >= band[0]]
    return max(reached)[1] if reached else ""


def tally_of(terms: Terms, meetings: Sequence[Meeting]) -> Tally:
    """Count each session once: attended, excused, missed or still open."""
    counts = dict.fromkeys(("attended", "total", "excused", "missed", "missed_sessions"), 0)
    open_sessions: list[int] = []
    to_make_up = 0
    for one in meetings:
        made_up = _made_up(terms, one)
        if one.mark == EXCUSED and terms.excused == LEFT_OUT:
            continue  # Nobody has to make up what is left out.
        counts["total"] += one.periods
        attended = max(_attended(terms, one), made_up)
        counts["attended"] += attended
        if not one.mark:
            open_sessions += [one.periods - attended] if attended < one.periods else []
            continue
        kind = "excused" if one.mark == EXCUSED else "missed"
        counts[kind] += one.periods - attended
        if one.mark in (EXCUSED, ABSENT) and attended < one.periods:
            counts["missed_sessions"] += 1
            to_make_up += one.periods - attended if terms.allows_make_up else 0
    return Tally(
        **counts, open=sum(open_sessions), open_sessions=tuple(open_sessions), to_make_up=to_make_up
    )


def _made_up(terms: Terms, one: Meeting) -> int:
    """Of a session that was missed; whoever came late has nothing to make up."""
    was_missed = one.mark in ("", EXCUSED, ABSENT)
    return min(one.made_up, one.periods) if terms.allows_make_up and was_missed else 0


def _attended(terms: Terms, one: Meeting) -> int:
    """An excused absence is worth what the rule says, whatever stands at the mark."""
    if one.mark == EXCUSED:
        return one.periods if terms.excused == ATTENDED else 0
    return min(one.attended, one.periods)


def _attendance(terms: Terms, tally: Tally) -> list[Unmet]:
    unmet = []
    percent = terms.required_percent
    if not attends_enough(tally.attended, tally.total, percent):
        best = tally.attended + tally.open + tally.to_make_up
        cannot = not attends_enough(best, tally.total, percent)
        unmet.append(Unmet(PERIODS, tally.attended, tally.total, percent, cannot))
    most = terms.allowed_misses
    if most is not None and tally.missed_sessions > most:
        cannot = not terms.allows_make_up
        unmet.append(Unmet(MISSES, tally.missed_sessions, None, most, cannot))
    return unmet


def _score(terms: Terms, standing: Standing) -> list[Unmet]:
    needed = terms.pass_mark
    if needed is None:
        return []
    if standing.score is None:
        return [Unmet(NO_SCORE, None, None, needed)]
    if standing.score < needed:
        is_last = standing.attempts >= terms.attempts
        return [Unmet(LOW_SCORE, standing.score, None, needed, is_last)]
    return []


def _feedback(terms: Terms, standing: Standing) -> list[Unmet]:
    return [Unmet(FEEDBACK)] if terms.needs_feedback and not standing.gave_feedback else []
