"""What a class leaves behind: registers, certificates with frozen content, runs that make files."""

from certificates.models.calling import CallLetter
from certificates.models.designs import CertificateDesign, DesignVersion
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

__all__ = [
    "CODE_ALPHABET",
    "CODE_LENGTH",
    "CallLetter",
    "Certificate",
    "CertificateCopy",
    "CertificateDesign",
    "CertificateRequest",
    "DesignVersion",
    "IssueRun",
    "Register",
    "RequestRule",
    "RevocationRequest",
    "Signatory",
    "new_code",
]
