"""What a class leaves behind: registers, certificates with frozen content, runs that make files."""

from certificates.models.calling import CallLetter
from certificates.models.designs import CertificateDesign, DesignVersion
from certificates.models.recorded import HistoryImport, PaperCertificate
from certificates.models.register import (
    CODE_ALPHABET,
    CODE_LENGTH,
    Certificate,
    CertificateCopy,
    CertificateRequest,
    Register,
    RequestRule,
    RevocationRequest,
    Signatory,
    new_code,
)
from certificates.models.runs import IssueRun
from certificates.models.years import ClosedYear, ClosedYearFile, YearAmendment

__all__ = [
    "CODE_ALPHABET",
    "CODE_LENGTH",
    "CallLetter",
    "Certificate",
    "CertificateCopy",
    "CertificateDesign",
    "CertificateRequest",
    "ClosedYear",
    "ClosedYearFile",
    "DesignVersion",
    "HistoryImport",
    "IssueRun",
    "PaperCertificate",
    "Register",
    "RequestRule",
    "RevocationRequest",
    "Signatory",
    "YearAmendment",
    "new_code",
]
