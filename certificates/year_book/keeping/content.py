"""What is frozen of a year: its figures and the lists behind them, in one form with one hash.

The canonical form has its keys sorted, no spaces and letters as they are, so that the same content
has the same SHA-256 wherever it is worked out. It is stored compressed; the hash is of the form.
"""

import dataclasses
import gzip
import hashlib
import json
import zlib
from collections import Counter
from collections.abc import Mapping
from typing import Any, Final

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from certificates.models import ClosedYear
from certificates.sums import must_add_up
from certificates.year_book.lines import year_lists
from certificates.year_book.plan_rows import plan_rows
from certificates.year_book.summary import yearly_summary
from certificates.year_book.years import beside_of
from courses.private_files import PrivateStorage
from courses.refusals import Refusal

FORM: Final = "year-1"

Content = dict[str, Any]


def content_of(year: int) -> Content:
    """As the records say now, in the language of the house; refused when it does not add up."""
    with translation.override(settings.LANGUAGE_CODE):
        summary = yearly_summary(year)
        summary.check()
        content = {
            "form": FORM,
            "year": year,
            "figures": {
                "summary": summary.as_json(),
                "plan": [line.as_json() for line in plan_rows(year)],
                "beside": [dataclasses.asdict(held) for held in beside_of(year)],
            },
            "lists": year_lists(year),
        }
    check_lists(content)
    return content


def check_lists(content: Mapping[str, Any]) -> None:
    """The lists hold as many rows as the figures say: in all, of each class, of each person."""
    summary, rows = content["figures"]["summary"], content["lists"]["participations"]
    where = str(content["year"])
    must_add_up(where, [1] * len(rows), summary["participations"])
    must_add_up(where, [1] * len({row["person"] for row in rows}), summary["persons"])
    must_add_up(where, [bool(row["serial"]) for row in rows], summary["certificates"])
    listed = Counter(row["class_code"] for row in rows)
    for one in summary["by_class"]:
        must_add_up(one["code"], [listed[one["code"]]], one["participations"])


def canonical(form: Any) -> bytes:
    text = json.dumps(form, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return text.encode()


def digest(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()


def keep(name: str, content: Content) -> str:
    """Write it under a name that is not used yet; returns its hash."""
    body = canonical(content)
    PrivateStorage().put(name, gzip.compress(body, mtime=0))
    return digest(body)


def read_lists(closed: ClosedYear) -> dict[str, list[dict[str, Any]]]:
    """Refused when they are not what was closed: nothing else is shown for them."""
    try:
        body = read(closed)
    except OSError:
        body = b""
    if digest(body) != closed.content_hash:
        raise Refusal(
            _("The lists of the closed year are lost or were changed. An administrator can check."),
            code="lists_changed",
        )
    lists: dict[str, list[dict[str, Any]]] = json.loads(body)["lists"]
    return lists


def read(closed: ClosedYear) -> bytes:
    """The canonical form as it lies there, untouched or not; OSError when it cannot be read."""
    with closed.content.open() as file:
        try:
            return gzip.decompress(file.read())
        except (EOFError, ValueError, zlib.error) as error:
            raise OSError(str(error)) from error
