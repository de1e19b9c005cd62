"""Each paper = a frozen dataclass of primitives and a template; no model is known here."""

from certificates.documents.call_letter import AgencyCall, CallLetters, CallSession
from certificates.documents.certificate import CertificateBatch, CertificatePaper
from certificates.documents.figures import (
    ClassRow,
    FigureColumn,
    FigureGroup,
    FigureRow,
    FigureTable,
)
from certificates.documents.nomination import NominationList, NominationReceipt
from certificates.documents.people_table import PersonRow
from certificates.documents.register_book import RegisterBookPaper, RegisterEntry
from certificates.documents.roster import Roster, RosterGroup, RosterRow
from certificates.documents.shared import Paper, PaperHeading, SignatureBlock
from certificates.documents.sign_in_sheet import SheetRow, SheetSession, SignInSheet
from certificates.documents.summary import MonthFigures, YearlySummaryPaper

__all__ = [
    "AgencyCall",
    "CallLetters",
    "CallSession",
    "CertificateBatch",
    "CertificatePaper",
    "ClassRow",
    "FigureColumn",
    "FigureGroup",
    "FigureRow",
    "FigureTable",
    "MonthFigures",
    "NominationList",
    "NominationReceipt",
    "Paper",
    "PaperHeading",
    "PersonRow",
    "RegisterBookPaper",
    "RegisterEntry",
    "Roster",
    "RosterGroup",
    "RosterRow",
    "SheetRow",
    "SheetSession",
    "SignInSheet",
    "SignatureBlock",
    "YearlySummaryPaper",
]
