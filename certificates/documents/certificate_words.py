"""Every word that a design may place on a certificate, in the language of the issuing body."""

import datetime as dt
import functools
import unicodedata
from html import escape
from typing import TYPE_CHECKING

from django.utils import translation
from django.utils.translation import gettext, pgettext

from certificates.designs.layout import Values
from certificates.documents.shared import PaperHeading
from courses.dates import birth_text, date_range

if TYPE_CHECKING:
    from certificates.documents.certificate import CertificatePaper


def certificate_values(paper: "CertificatePaper") -> Values:
    """Called with the language of the paper active."""
    words = _words(paper.language, paper.honorific, has_date=paper.birth_date is not None)
    texts = words | _person(paper) | _class(paper) | _paper(paper) | _heading(paper)
    if paper.second:
        texts |= _second(paper)
    return Values(
        texts={name: unicodedata.normalize("NFC", text) for name, text in texts.items()},
        blocks=_blocks(paper),
        flags=frozenset((paper.heading.mark,)),
        programme=paper.programme,
    )


def reissue_mark(paper: "CertificatePaper") -> str:
    if paper.is_draft:
        return pgettext("paper", "Draft – not valid")
    if paper.reissue_count:
        return pgettext("paper", "Reissued (no. {count})").format(count=paper.reissue_count)
    return ""


@functools.lru_cache(maxsize=512)
def held(
    language: str, starts_on: dt.date, ends_on: dt.date, periods: int | None, venue: str
) -> str:
    """Days and periods in words; the same for a whole class, `language` is the active one."""
    text = date_range(starts_on, ends_on)
    if periods is not None:
        text += " " + gettext("(%(periods)d periods)") % {"periods": periods}
    if venue:
        text += pgettext("paper", ", held at {venue}").format(venue=venue)
    return text


@functools.lru_cache(maxsize=512)
def _place_and_date(language: str, heading: PaperHeading, day: dt.date) -> str:
    return heading.place_and_date(day)


def _person(paper: "CertificatePaper") -> dict[str, str]:
    return {
        "full_name": paper.full_name,
        "birth": birth_text(paper.birth_date, paper.birth_year),
        "sex": paper.sex,
        "position": paper.position,
        "agency": paper.agency,
    }


def _class(paper: "CertificatePaper") -> dict[str, str]:
    days = (paper.starts_on, paper.ends_on)
    basis = pgettext("paper", "By {decision}").format(decision=paper.decision)
    return {
        "class_title": paper.class_title,
        "held": held(paper.language, *days, paper.periods, paper.venue),
        "dates": held(paper.language, *days, None, ""),
        "periods": "" if paper.periods is None else str(paper.periods),
        "venue": paper.venue,
        "ranking": paper.ranking,
        "decision": basis if paper.decision else "",
    }


def _paper(paper: "CertificatePaper") -> dict[str, str]:
    site, _slash, code = paper.verify_url.rstrip("/").rpartition("/")
    return {
        "serial": paper.serial_number,
        "register_number": paper.register_number,
        "address": paper.verify_url,
        "address_site": f"{site}/",
        "code": code,
        "place_and_date": _place_and_date(paper.language, paper.heading, paper.issued_on),
        "authority": paper.signature.authority,
        "office": paper.signature.office,
        "signer": paper.signature.name,
    }


def _heading(paper: "CertificatePaper") -> dict[str, str]:
    first, second, *_rest = [*paper.heading.right_lines, "", ""]
    return {
        "parent_body": ", ".join(paper.heading.left_lines),
        "issuing_body": paper.heading.issuer,
        "heading_1": first,
        "heading_2": second,
    }


@functools.lru_cache(maxsize=64)
def _words(language: str, honorific: str, *, has_date: bool) -> dict[str, str]:
    """The same for all certificates of a body; `language` is the active one."""
    date, year = pgettext("paper", "Date of birth"), pgettext("paper", "Year of birth")
    certifies = pgettext("paper", "This certifies that {honorific}").format(honorific=honorific)
    return {
        "kind": pgettext("paper", "Certificate"),
        "subtitle": pgettext("paper", "of completion of the training class"),
        "certifies": certifies if honorific else pgettext("paper", "This certifies that"),
        "completed": pgettext("paper", "has completed the training class"),
        "word_birth": date if has_date else year,
        "word_sex": pgettext("paper", "Sex"),
        "word_position": pgettext("paper", "Position"),
        "word_agency": pgettext("paper, work unit", "Agency"),
        "word_ranking": pgettext("paper", "Ranking"),
        "word_serial": pgettext("paper", "Serial number"),
        "word_register": pgettext("paper", "Register number"),
        "word_check": pgettext("paper", "Check at"),
        "word_programme": pgettext("paper", "Programme of the class"),
    }


def _second(paper: "CertificatePaper") -> dict[str, str]:
    """The same in the second language; the form of address is of the first one only."""
    assert paper.second is not None  # noqa: S101  asked by the caller
    with translation.override(paper.second.language):
        ranking = paper.second.ranking
        words = _words(paper.second.language, "", has_date=False)
        texts = {name: words[name] for name in ("kind", "subtitle", "certifies", "completed")} | {
            "held": held(paper.second.language, paper.starts_on, paper.ends_on, paper.periods, ""),
            "class_title": paper.second.class_title,
            "ranking": f"{pgettext('paper', 'Ranking')}: {ranking}" if ranking else "",
        }
    return {f"second_{name}": text for name, text in texts.items()}


def _blocks(paper: "CertificatePaper") -> dict[str, str]:
    photo = paper.design.options.photo
    if not photo:
        return {}
    # Glued in by hand; the picture itself is never stored here.
    width, _x, height = photo.partition("x")
    label = pgettext("paper", "Photo {width} × {height}").format(width=width, height=height)
    return {"photo": f'<div class="photo photo-{photo}"><span>{escape(label)}</span></div>'}
