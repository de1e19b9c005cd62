"""What must always hold; read by `check_invariants` after every fault and each night.

Each check yields findings as (subject, sentence) and repairs nothing. I2 compares with what
clients were told, and so does the other half of I9, so the fault tests check them.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from certificates.invariants import (
    attendance,
    certificates,
    costs,
    database,
    enrollments,
    files,
    results,
    signatures,
    waiting,
    years,
)
from certificates.invariants.findings import Findings
from courses.one_instant import one_instant

Check = Callable[[], Findings]

CHECKS: Final[Mapping[str, Check]] = {
    "I1": enrollments.seats_are_counted_right,
    "I3": enrollments.one_active_registration_each,
    "I4": waiting.waiting_list_moves_in_order,
    "I5": certificates.registers_have_no_gap,
    "I6": signatures.contents_and_signatures_hold,
    "I7": certificates.one_valid_certificate_each,
    "I8": enrollments.letters_do_not_hang,
    "I9": attendance.marks_and_roll_agree,
    "I10": enrollments.history_matches_state,
    "I11": files.rows_and_files_match,
    "I12": certificates.runs_do_not_hang,
    "I13": years.years_agree,
    "I14": database.database_is_sound,
    "I15": results.results_agree,
    "I16": costs.settled_costs_agree,
}


@dataclass(frozen=True)
class Breach:
    invariant: str
    subject: str
    text: str


def find_breaches() -> list[Breach]:
    """Everything that does not hold, all checks looking at the same instant."""
    with one_instant():
        return [
            Breach(name, subject, text)
            for name, check in CHECKS.items()
            for subject, text in check()
        ]
