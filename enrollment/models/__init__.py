"""Who comes: accounts, agencies, trainees, enrollments, attendance, letters."""

from enrollment.models.agencies import (
    Agency,
    AgencyCoordinator,
    AgencyLevel,
    AgencySuccession,
    AgencyVersion,
)
from enrollment.models.attendance import Attendance
from enrollment.models.enrollment import Enrollment, EnrollmentChange
from enrollment.models.letters import Letter
from enrollment.models.people import Affiliation, ConsentText, Trainee, User

__all__ = [
    "Affiliation",
    "Agency",
    "AgencyCoordinator",
    "AgencyLevel",
    "AgencySuccession",
    "AgencyVersion",
    "Attendance",
    "ConsentText",
    "Enrollment",
    "EnrollmentChange",
    "Letter",
    "Trainee",
    "User",
]
