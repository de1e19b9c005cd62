"""The files of a class: one for each certificate, then what is printed, sent and signed for.

The name of a file follows from the content, so a file that lies there is kept, whoever made it.
"""

import time
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from certificates.models import Certificate, IssueRun
from certificates.runs import drawing, results
from certificates.runs.lease import hold, keep, obey
from certificates.signing.keys import is_signing_on
from courses.refusals import Refusal
from enrollment.letters import outbox
from enrollment.models import Letter

# After so long or so many the progress is written down.
STEP_SECONDS: Final = 0.5
MOST_IN_A_STEP: Final = 50


def make_certificate_files(run: IssueRun) -> None:
    """One file per certificate that has none, then the results."""
    certificates = list(Certificate.objects.in_handover_order(run.training_class))
    missing = [one for one in certificates if not is_stored(one)]
    hold(run, done=len(certificates) - len(missing), total=len(certificates))
    lying, left = _parted(missing)
    _note_in_steps(run, lying)
    _note_in_steps(run, _stored(left))
    results.make_results(run, certificates)


def is_stored(certificate: Certificate) -> bool:
    return bool(certificate.pdf) and certificate.pdf.storage.exists(certificate.pdf.name)


def name_of(certificate: Certificate) -> str:
    """Tells the content, and whether it is signed: another content is another file."""
    mark = certificate.content_hash[:16] + ("-signed" if is_signing_on() else "")
    return f"certificates/{certificate.register_id}/{certificate.serial}-{mark}.pdf"


def _parted(missing: Sequence[Certificate]) -> tuple[list[Certificate], list[Certificate]]:
    """Those whose file was written by a worker that could not tell any more, and the others."""
    lying, left = [], []
    for certificate in missing:
        storage, name = certificate.pdf.storage, name_of(certificate)
        if storage.exists(name) and storage.size(name):
            _name(certificate, name)
            lying.append(certificate)
        else:
            left.append(certificate)
    return lying, left


def _stored(certificates: Sequence[Certificate]) -> Iterator[Certificate]:
    """Each as soon as its file is written."""
    for certificate, body in zip(certificates, drawing.drawn(certificates), strict=True):
        _name(certificate, certificate.pdf.storage.put(name_of(certificate), body))
        yield certificate


def _name(certificate: Certificate, name: str) -> None:
    certificate.pdf.name = name
    certificate.signed_at = timezone.now() if is_signing_on() else None


def _note_in_steps(run: IssueRun, certificates: Iterable[Certificate]) -> None:
    """Write the progress down whenever it is time to; what came before a failure counts, too."""
    step: list[Certificate] = []
    began = time.monotonic()
    try:
        for certificate in certificates:
            step.append(certificate)
            if len(step) >= MOST_IN_A_STEP or time.monotonic() - began >= STEP_SECONDS:
                _note(run, step)
                step, began = [], time.monotonic()
    except (Refusal, OSError):
        _note(run, step)
        raise
    _note(run, step)


def _note(run: IssueRun, made: Sequence[Certificate]) -> None:
    """The files can be had from now on, which their owners are told."""
    if not made:
        return
    with transaction.atomic():
        keep(run, done=F("done") + len(made))
        Certificate.objects.bulk_update(made, ["pdf", "signed_at"])
        outbox.put_many(
            (Letter.Kind.CERTIFICATE_READY, f"certificate:{one.pk}", one.enrollment)
            for one in made
            # Of a corrected one its owner was told when it took the place of the other.
            if one.replaces_id is None
        )
    obey(run)
