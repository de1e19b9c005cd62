"""Who comes: accounts, agencies, trainees, enrollments, attendance, letters."""

from enrollment.models.agencies import (
    Agency,
    AgencyCoordinator,
    AgencyLevel,
    AgencySuccession,
    AgencyVersion,
)
from enrollment.models.attendance import Attendance
from enrollment.models.enrollment import Enrollment, EnrollmentChange, SeatOffer
from enrollment.models.entry import EntryRule, TargetGroup
from enrollment.models.letters import Letter, LetterText
from enrollment.models.nomination import AgencySeats, NominationBatch, NominationRound, RosterDraft
from enrollment.models.people import (
    Affiliation,
    ConsentText,
    KnownApart,
    Trainee,
    TraineeMerge,
    User,
)

__all__ = [
    "Affiliation",
    "Agency",
    "AgencyCoordinator",
    "AgencyLevel",
    "AgencySeats",
    "AgencySuccession",
    "AgencyVersion",
    "Attendance",
    "ConsentText",
    "Enrollment",
    "EnrollmentChange",
    "EntryRule",
    "KnownApart",
    "Letter",
    "LetterText",
    "NominationBatch",
    "NominationRound",
    "RosterDraft",
    "SeatOffer",
    "TargetGroup",
    "Trainee",
    "TraineeMerge",
    "User",
]
