"""Verbs of designs: make one, save a new version, go back to an old one, no longer offer it.

What was printed is never touched: each change is a new version, and certificates keep theirs.
"""

import contextlib
import dataclasses
from collections.abc import Iterator
from typing import Any, Final

import structlog

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from certificates.content import source_of
from certificates.design_checks import DesignRefused, check_design
from certificates.designs.shipped import SHIPPED, shipped, shipped_name
from certificates.designs.source import DesignSource
from certificates.models import CertificateDesign, DesignVersion
from courses import audit
from courses.models import IssuingBody
from courses.refusals import Refusal

log = structlog.get_logger(__name__)

CHAIN: Final = "designs"


def new_design(
    name: str, source: DesignSource, *, issuing_body: IssuingBody | None, by: Any
) -> CertificateDesign:
    """A design with its first version; the text is checked as on every saving."""
    _checked(source, name, issuing_body, by=by)
    with _name_is_free(), transaction.atomic():
        design = CertificateDesign.objects.create(name=name, issuing_body=issuing_body)
        _add_version(design, source, by=by)
        _log_one("design.made", design, by=by)
    return design


def save_version(
    design: CertificateDesign,
    source: DesignSource,
    *,
    by: Any,
    name: str | None = None,
    issuing_body: IssuingBody | None = None,
    seen: int | None = None,
) -> DesignVersion:
    """Store what was typed as a new version; the text of the current one makes none.

    Refused with code `faulty_design`, or `changed_meanwhile` if version `seen` is not the current.
    """
    _checked(source, str(design), issuing_body, by=by)
    with _name_is_free(), transaction.atomic():
        design = _locked(design)
        if seen is not None and design.current is not None and design.current.number != seen:
            raise Refusal(
                _("Somebody saved this design meanwhile. Look at it before you save yours."),
                code="changed_meanwhile",
            )
        if name is not None and (design.name, design.issuing_body) != (name, issuing_body):
            _log_one("design.renamed", design, by=by, old=design.name, new=name)
            design.name, design.issuing_body = name, issuing_body
            design.save(update_fields=["name", "issuing_body"])
        current = design.current
        if current is not None and current.content_hash == source.content_hash:
            return current
        version = _add_version(design, source, by=by)
        _log_one("design.saved", design, by=by, version=version.number)
    return version


def restore(version: DesignVersion, *, by: Any) -> DesignVersion:
    """The text of an old version, as the newest one."""
    source = source_of(version)
    _checked(source, str(version.design), version.design.issuing_body, by=by)
    with transaction.atomic():
        design = _locked(version.design)
        if design.current is not None and design.current.content_hash == source.content_hash:
            return design.current
        restored = _add_version(design, source, by=by)
        _log_one("design.restored", design, by=by, version=restored.number, of=version.number)
    return restored


def offer(design: CertificateDesign, *, is_offered: bool, by: Any) -> None:
    """Take the design out of the choice, or put it back."""
    with transaction.atomic():
        design = _locked(design)
        if design.is_retired == is_offered:
            design.is_retired = not is_offered
            design.save(update_fields=["is_retired"])
            if is_offered:
                _log_one("design.offered", design, by=by)
            else:
                _log_one("design.retired", design, by=by)


def ship_designs(
    designs: Any = CertificateDesign, versions: Any = DesignVersion, language: str = ""
) -> int:
    """Make those delivered designs that are not there; what people made of the others stays.

    A migration hands in the models of its time.
    """
    language = language or settings.LANGUAGE_CODE
    known = set(designs.objects.exclude(shipped_as="").values_list("shipped_as", flat=True))
    names = set(designs.objects.values_list("name", flat=True))
    missing = [name for name in SHIPPED if name not in known]
    with transaction.atomic():
        for name in missing:
            called = shipped_name(name, language)
            called = called if called not in names else f"{called} ({name})"
            design = designs.objects.create(name=called, shipped_as=name)
            design.current = versions.objects.create(
                design=design, number=1, saved_by=None, **_fields(shipped(name))
            )
            design.save(update_fields=["current"])
    return len(missing)


def _checked(source: DesignSource, name: str, body: IssuingBody | None, *, by: Any) -> None:
    """Whoever typed what may not stand there is named in the log, what was typed is not."""
    language = body.language if body else settings.LANGUAGE_CODE
    try:
        check_design(source, language)
    except DesignRefused as refusal:
        faults = [fault.text[:200] for fault in refusal.faults[:20]]
        log.warning("design_refused", design=name, by=getattr(by, "pk", None), faults=len(faults))
        audit.record("design.refused", chain=CHAIN, by=by, subject=name, data={"faults": faults})
        raise


@contextlib.contextmanager
def _name_is_free() -> Iterator[None]:
    """Two people who type the same name at once: the constraint decides."""
    try:
        yield
    except IntegrityError as error:
        raise Refusal(_("Another design has this name."), code="name_taken") from error


def _locked(design: CertificateDesign) -> CertificateDesign:
    held = CertificateDesign.objects.select_for_update(of=("self",))
    found: CertificateDesign = held.select_related("current").get(pk=design.pk)
    return found


def _add_version(design: CertificateDesign, source: DesignSource, *, by: Any) -> DesignVersion:
    last = design.versions.order_by("-number").first()
    number = last.number + 1 if last else 1
    version = DesignVersion.objects.create(
        design=design, number=number, saved_by=by, **_fields(source)
    )
    design.current = version
    design.save(update_fields=["current"])
    return version


def _fields(source: DesignSource) -> dict[str, Any]:
    return {
        "markup": source.markup,
        "back": source.back,
        "style": source.style,
        "options": dataclasses.asdict(source.options),
        "content_hash": source.content_hash,
        "saved_at": timezone.now(),
    }


def _log_one(action: str, design: CertificateDesign, *, by: Any, **data: Any) -> None:
    audit.record(action, chain=CHAIN, by=by, subject=f"design:{design.pk}", data=data)
