"""Each paper = a frozen dataclass of primitives and a template; no model is known here."""

from certificates.documents.call_letter import AgencyCall, CallLetters, CallSession
from certificates.documents.certificate import CertificatePaper, SecondLanguage
from certificates.documents.class_report import AgencyResult, ClassReport, SessionResult
from certificates.documents.figures import RowGroup, YearTable
from certificates.documents.name_cards import DeskCards, NameBadges, NameCard
from certificates.documents.nomination import NominationList, NominationReceipt
from certificates.documents.people_table import PersonRow
from certificates.documents.register_book import (
    RegisterCover,
    RegisterEntry,
    RegisterNumbers,
    RegisterPages,
)
from certificates.documents.register_copy import RegisterCopy
from certificates.documents.roster import Roster, RosterGroup, RosterRow
from certificates.documents.settlement import SettlementGroup, SettlementList, SettlementRow
from certificates.documents.shared import Paper, PaperHeading, SignatureBlock
from certificates.documents.sign_in_sheet import SheetRow, SheetSession, SignInSheet
from certificates.documents.summary import YearlySummaryPaper
from certificates.documents.timetable import Timetable, TimetableRow

__all__ = [
    "AgencyCall",
    "AgencyResult",
    "CallLetters",
    "CallSession",
    "CertificatePaper",
    "ClassReport",
    "DeskCards",
    "NameBadges",
    "NameCard",
    "NominationList",
    "NominationReceipt",
    "Paper",
    "PaperHeading",
    "PersonRow",
    "RegisterCopy",
    "RegisterCover",
    "RegisterEntry",
    "RegisterNumbers",
    "RegisterPages",
    "Roster",
    "RosterGroup",
    "RosterRow",
    "RowGroup",
    "SecondLanguage",
    "SessionResult",
    "SettlementGroup",
    "SettlementList",
    "SettlementRow",
    "SheetRow",
    "SheetSession",
    "SignInSheet",
    "SignatureBlock",
    "Timetable",
    "TimetableRow",
    "YearTable",
    "YearlySummaryPaper",
]
