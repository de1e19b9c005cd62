"""Heading and signature of papers about a body as it is today; certificates carry their own."""

import datetime as dt
from typing import Literal, cast

from certificates.documents import PaperHeading, SignatureBlock
from certificates.models import Signatory
from courses.models import IssuingBody


def heading_of(body: IssuingBody) -> PaperHeading:
    return PaperHeading(
        issuer=body.name,
        left_lines=(body.parent_name,) if body.parent_name else (),
        mark=cast(Literal["star", "rule", "none"], body.heading.mark),
        right_lines=tuple(line for line in body.heading.lines.splitlines() if line.strip()),
        place=body.place,
    )


def signature_of(body: IssuingBody, day: dt.date) -> SignatureBlock | None:
    """Who signs for the body on that day; None leaves the place empty."""
    found = Signatory.objects.signing(body, day)
    if found is None:
        return None
    return SignatureBlock(office=found.title, authority=found.authority, name=found.full_name)
