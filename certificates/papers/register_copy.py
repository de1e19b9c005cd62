"""A copy from the register is printed from its own frozen content."""

import datetime as dt

from certificates.documents import PaperHeading, RegisterCopy, SignatureBlock
from certificates.models import CertificateCopy
from certificates.papers.certificate import verify_url
from courses.dates import birth_text, short_date


def register_copy(copy: CertificateCopy) -> RegisterCopy:
    content = copy.content
    entry = content["entry"]
    person, held, issuer = entry["person"], entry["class"], entry["issuer"]
    days = sorted({dt.date.fromisoformat(held[name]) for name in ("starts_on", "ends_on")})
    return RegisterCopy(
        heading=_heading(issuer),
        language=issuer["language"],
        is_sample=entry["is_sample"],
        number=content["number"],
        register_number=f"{entry['number']}/{entry['year']}",
        serial_number=entry["serial"],
        full_name=person["full_name"],
        birth=birth_text(_day(person["birth_date"]), person["birth_year"]),
        position=person["position"],
        agency=person["agency"],
        class_title=held["title"],
        held=" – ".join(map(short_date, days)),
        periods=held["periods"],
        ranking=entry["ranking"],
        decision=held["decision"],
        certificate_issued_on=dt.date.fromisoformat(entry["issued_on"]),
        signer=entry["signature"]["name"],
        handed_over_on=_day(content["handed_over_on"]),
        verify_url=verify_url(entry["code"], issuer["language"]),
        signature=SignatureBlock(
            office=content["signature"]["title"],
            authority=content["signature"]["authority"],
            name=content["signature"]["name"],
        ),
        issued_on=dt.date.fromisoformat(content["issued_on"]),
        reissue_count=entry["reissue"],
    )


def _heading(issuer: dict) -> PaperHeading:
    return PaperHeading(
        issuer=issuer["name"],
        left_lines=(issuer["parent_name"],) if issuer["parent_name"] else (),
        mark=issuer["mark"],
        right_lines=tuple(issuer["heading_lines"]),
        place=issuer["place"],
    )


def _day(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None
