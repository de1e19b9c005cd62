"""What is frozen of a year: its figures and the lists behind them, in one form with one hash.

The canonical form has its keys sorted, no spaces and letters as they are, so that the same content
has the same SHA-256 wherever it is worked out. It is stored compressed; the hash is of what is in it.
"""

import dataclasses
import gzip
import hashlib
import json
from collections.abc import Mapping
from typing import Any, Final

from django.conf import settings
from django.utils import translation

from certificates.models import ClosedYear
from certificates.sums import must_add_up
from certificates.year_book.lists import year_lists
from certificates.year_book.summary import yearly_summary, years_beside
from courses.private_files import PrivateStorage
from enrollment.planning.progress import plan_progress

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
                "plan": [line.as_json() for line in plan_progress(year)],
                "beside": [dataclasses.asdict(held) for held in years_beside(year)],
            },
            "lists": year_lists(year),
        }
    check_lists(content)
    return content


def check_lists(content: Mapping[str, Any]) -> None:
    """The lists hold as many rows as the figures say, in all and for each class."""
    summary, lists = content["figures"]["summary"], content["lists"]
    rows: dict[str, int] = dict.fromkeys((row["code"] for row in lists["classes"]), 0)
    for row in lists["participations"]:
        rows[row["class"]] = rows.get(row["class"], 0) + 1
    where = str(content["year"])
    must_add_up(where, [1] * len(lists["classes"]), summary["classes"])
    must_add_up(where, [*rows.values()], summary["participations"])
    persons = {row["person"] for row in lists["participations"]}
    must_add_up(where, [1] * len(persons), summary["persons"])
    for row in summary["by_class"]:
        must_add_up(row["code"], [rows.get(row["code"])], row["participations"])


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


def read(closed: ClosedYear) -> bytes:
    """The canonical form as it lies there, untouched or not; OSError when it cannot be read."""
    with closed.content.open() as file:
        try:
            return gzip.decompress(file.read())
        except (EOFError, ValueError) as error:
            raise OSError(str(error)) from error
