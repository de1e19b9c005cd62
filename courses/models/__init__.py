"""What is taught, when, where and by whom; and the log of acts."""

from courses.models.accounting import AccountingExport, ExportColumn
from courses.models.classes import Session, TrainingClass
from courses.models.log import AuditChain, AuditEntry
from courses.models.money import CostKind, CostLine, CostSettlement, FundingSource
from courses.models.reference import (
    Category,
    Course,
    Instructor,
    IssuingBody,
    NameShown,
    PaperHeading,
    Venue,
)
from courses.models.releases import ScheduleChange, SchedulePaper, ScheduleRelease
from courses.models.rules import AttendanceRule, Holiday, RankingBand, RankingScheme

__all__ = [
    "AccountingExport",
    "AttendanceRule",
    "AuditChain",
    "AuditEntry",
    "Category",
    "CostKind",
    "CostLine",
    "CostSettlement",
    "Course",
    "ExportColumn",
    "FundingSource",
    "Holiday",
    "Instructor",
    "IssuingBody",
    "NameShown",
    "PaperHeading",
    "RankingBand",
    "RankingScheme",
    "ScheduleChange",
    "SchedulePaper",
    "ScheduleRelease",
    "Session",
    "TrainingClass",
    "Venue",
]
