"""What stops or slows certificates is told at start: fonts, libraries, the signing key."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from fontTools.ttLib import TTLibError

from django.apps import AppConfig
from django.core.cache import caches
from django.core.cache.backends.dummy import DummyCache
from django.core.cache.backends.locmem import LocMemCache
from django.core.checks import CheckMessage, Error, Tags, Warning, register
from django.utils import timezone

from certificates.pdf.stencil.versions import PROVEN, unproven
from certificates.signing.keys import check_holds, is_signing_on, own_certificate
from certificates.signing.refusals import SigningUnavailable
from courses.paper_fonts import FACES, font_path, letters_missing_in

# Letters that faces without Vietnamese lack first, and both cases of one that has no accent.
TRIAL_LETTERS = "ẰẴỮỴđĐ"
EXPIRES_SOON = dt.timedelta(days=30)


@register()
def check_print_fonts(
    app_configs: Sequence[AppConfig] | None = None, **_kwargs: Any
) -> list[CheckMessage]:
    """Errors certificates.E001, one for each face that papers cannot be printed in."""
    return [
        Error(
            f"The print font {font_path(face)} {fault}.",
            hint="Install the Debian package fonts-liberation2, or set PDF_FONT_DIR.",
            id="certificates.E001",
        )
        for face in FACES
        if (fault := _fault_of(face))
    ]


def _fault_of(face: str) -> str:
    try:
        missing = letters_missing_in(face, TRIAL_LETTERS)
    except (OSError, TTLibError):
        return "cannot be read"
    return f"has no letters {missing}" if missing else ""


@register()
def check_stencils(
    app_configs: Sequence[AppConfig] | None = None, **_kwargs: Any
) -> list[CheckMessage]:
    """Warning certificates.W001: certificates are printed, but one by one."""
    if not unproven():
        return []
    wanted = ", ".join(f"{name} {PROVEN[name]}" for name in unproven())
    return [
        Warning(
            f"Certificates are drawn the slow way: the fast one is proven with {wanted} only.",
            hint="Install the versions of requirements/base.txt, as make setup does.",
            id="certificates.W001",
        )
    ]


@register()
def check_signing_key(
    app_configs: Sequence[AppConfig] | None = None, **_kwargs: Any
) -> list[CheckMessage]:
    """Warnings certificates.W002 and W003: certificates wait for their signature, or soon will."""
    if not is_signing_on():
        return []
    try:
        certificate = own_certificate()
        check_holds(certificate)
    except SigningUnavailable as refusal:
        hint = "Certificates wait until there is a good key: docs/operator.md, Keys."
        return [Warning(f"Signing: {refusal.text}", hint=hint, id="certificates.W002")]
    ends = certificate.not_valid_after_utc
    if ends - timezone.now() > EXPIRES_SOON:
        return []
    hint = "Replace it in time: docs/operator.md, Keys."
    text = f"The certificate of the signing key expires on {ends.date().isoformat()}."
    return [Warning(text, hint=hint, id="certificates.W003")]


@register(Tags.caches, deploy=True)
def check_shared_cache(
    app_configs: Sequence[AppConfig] | None = None, **_kwargs: Any
) -> list[CheckMessage]:
    """Warning certificates.W004: each web process would count wrong codes for itself."""
    if not isinstance(caches["default"], LocMemCache | DummyCache):
        return []
    return [
        Warning(
            "Web processes do not share their cache: limits of the check page count in each.",
            hint="Set CACHE_URL to redis:// or filecache://: docs/operator.md.",
            id="certificates.W004",
        )
    ]
