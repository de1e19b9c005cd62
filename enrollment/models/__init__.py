"""Who comes: accounts, agencies, trainees, enrollments, attendance, letters."""

from enrollment.models.agencies import (
    Agency,
    AgencyCoordinator,
    AgencyLevel,
    AgencySuccession,
    AgencyVersion,
)
from enrollment.models.attendance import (
    Attendance,
    AttendanceMark,
    ExcuseRequest,
    MakeUp,
    PaperSheet,
    RollDevice,
    SheetNumber,
)
from enrollment.models.enrollment import Enrollment, EnrollmentChange, SeatOffer
from enrollment.models.entry import EntryRule, TargetGroup
from enrollment.models.groups import CountedGroup, GroupMember
from enrollment.models.interest import CourseInterest
from enrollment.models.letters import Letter, LetterText
from enrollment.models.materials import ClassMaterial
from enrollment.models.nomination import AgencySeats, NominationBatch, NominationRound, RosterDraft
from enrollment.models.people import (
    Affiliation,
    ConsentText,
    KnownApart,
    Trainee,
    TraineeMerge,
    User,
)
from enrollment.models.planning import PlanBudget, PlanLine, PlannedClass, TrainingPlan
from enrollment.models.results import (
    EntitlementException,
    Feedback,
    FeedbackAnswer,
    Recognition,
    Score,
    ScoreDraft,
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
    "AttendanceMark",
    "ClassMaterial",
    "ConsentText",
    "CountedGroup",
    "CourseInterest",
    "Enrollment",
    "EnrollmentChange",
    "EntitlementException",
    "EntryRule",
    "ExcuseRequest",
    "Feedback",
    "FeedbackAnswer",
    "GroupMember",
    "KnownApart",
    "Letter",
    "LetterText",
    "MakeUp",
    "NominationBatch",
    "NominationRound",
    "PaperSheet",
    "PlanBudget",
    "PlanLine",
    "PlannedClass",
    "Recognition",
    "RollDevice",
    "RosterDraft",
    "Score",
    "ScoreDraft",
    "SeatOffer",
    "SheetNumber",
    "TargetGroup",
    "Trainee",
    "TraineeMerge",
    "TrainingPlan",
    "User",
]
