"""Certificates as finished files: drawn from their content and, where a key is set, signed.

Without its signature nothing leaves this module while signing is on.
"""

from collections.abc import Iterator, Sequence
from itertools import groupby

from django.utils import translation

from certificates import papers
from certificates.documents.sheet import Sheet
from certificates.models import Certificate
from certificates.papers.certificate import verify_url
from certificates.pdf.render import merge_sheets, render_sheets
from certificates.signing.keys import is_signing_on
from certificates.signing.pades import sign_pdf


def drawn(certificates: Sequence[Certificate]) -> Iterator[bytes]:
    """One PDF each, in their order; raises SigningUnavailable before the first that must wait."""
    must_sign = is_signing_on()
    for certificate, body in zip(certificates, _bodies(certificates), strict=True):
        yield signed(certificate, body) if must_sign else body


def drawn_together(certificates: Sequence[Certificate]) -> bytes:
    """All of them in one file, for the printer and the pen."""
    return merge_sheets(_sheets(certificates))


def _bodies(certificates: Sequence[Certificate]) -> Iterator[bytes]:
    """Each in the kind of PDF that its design asks for."""
    drafts = map(papers.certificate_paper, certificates)
    for variant, alike in groupby(drafts, key=lambda paper: paper.design.options.variant):
        yield from render_sheets((paper.sheet() for paper in alike), variant=variant or None)


def _sheets(certificates: Sequence[Certificate]) -> Iterator[Sheet]:
    return (papers.certificate_paper(certificate).sheet() for certificate in certificates)


def signed(certificate: Certificate, body: bytes) -> bytes:
    language = certificate.content["issuer"]["language"]
    address = verify_url(certificate.code, language)
    with translation.override(language):
        return sign_pdf(body, content_label=certificate.serial, address=address)
