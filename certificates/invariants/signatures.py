"""Signed files and short records of certificates (I6)."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from certificates.invariants.certificates import contents_are_untouched
from certificates.invariants.findings import Findings
from certificates.models import Certificate
from certificates.signing.judging import judge
from certificates.signing.keys import fingerprint, known_certificates
from certificates.signing.record import RecordRefused, check_record
from certificates.verification import code_in_address


def contents_and_signatures_hold() -> Findings:
    """I6: contents as issued, files as signed, records as printed."""
    yield from contents_are_untouched()
    yield from records_say_what_was_issued()
    yield from signed_files_are_untouched()


def records_say_what_was_issued() -> Findings:
    """What stands in the QR code can be checked with a key that is published."""
    for one in Certificate.objects.exclude(record="").iterator():
        try:
            facts = check_record(one.record)
        except RecordRefused as refusal:
            yield one.serial, f"the record in its code is not good: {refusal.reason}"
            continue
        if (facts.serial, facts.issued_on) != (one.serial, one.issued_on):
            yield one.serial, "the record in its code speaks of another certificate"


def signed_files_are_untouched() -> Findings:
    """A stored file that counts as signed is what one of our keys signed, for this certificate."""
    ours = {fingerprint(one) for one in known_certificates()}
    with _quiet():
        for one in Certificate.objects.exclude(signed_at=None).exclude(pdf="").iterator():
            # A file that is missing is told by I11, and made again.
            if one.pdf.storage.exists(one.pdf.name) and (fault := _fault(one, ours)):
                yield one.serial, fault


def _fault(certificate: Certificate, ours: set[str]) -> str:
    with certificate.pdf.open() as file:
        body = file.read()
    try:
        verdict, signature = judge(body, ours)
    except Exception as error:  # noqa: BLE001  whatever is wrong with it, it is a finding
        return f"its file cannot be read: {type(error).__name__}"
    if signature is None:
        return f"its file is not what was signed: {verdict}"
    if code_in_address(str(signature.sig_object.get("/ContactInfo", ""))) != certificate.code:
        return "its file is that of another certificate"
    return ""


@contextmanager
def _quiet() -> Iterator[None]:
    """The library reports that it knows no root, which is meant: we know the certificate itself."""
    library = logging.getLogger("pyhanko")
    before, library.disabled = library.disabled, True
    try:
        yield
    finally:
        library.disabled = before
