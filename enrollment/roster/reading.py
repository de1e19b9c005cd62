"""Reads what was uploaded or pasted, in a process with limits; says in words why not."""

from typing import Any, Final, NamedTuple

import structlog

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses.limited_process import ChildEnded, Cost, run_limited
from courses.refusals import Refusal
from enrollment.roster.formats import MOST_BYTES, MOST_ROWS, Line

log = structlog.get_logger(__name__)

COST: Final = Cost()
MESSAGES: Final = {
    "too_large": gettext_lazy("The file is larger than %(most)s MB."),
    "empty": gettext_lazy("There is nothing in it."),
    "damaged": gettext_lazy("The file is damaged or is no workbook."),
    "not_plain": gettext_lazy("This is not a plain workbook: it holds parts that no list needs."),
    "bomb": gettext_lazy("The file would unpack to far more than a list needs; it was not opened."),
    "encrypted": gettext_lazy("The file is protected by a password. Save it without one."),
    "macro": gettext_lazy("The file contains macros. Save it as a plain workbook (XLSX)."),
    "numbers": gettext_lazy("This is a file of Numbers. Export it as XLSX or CSV."),
    "binary_workbook": gettext_lazy("This is a binary workbook (XLSB). Save it as XLSX."),
    "markup": gettext_lazy(
        "This is a web page or XML under the name of a workbook. Open it and save it as XLSX."
    ),
    "not_a_sheet": gettext_lazy("This is no table."),
    "binary": gettext_lazy("This is no text: it holds signs that no list has."),
    "unknown_encoding": gettext_lazy(
        "It cannot be told in which encoding the text is. Save it as CSV UTF-8."
    ),
    "quotes": gettext_lazy("Line %(line)s: a quotation mark is opened and not closed."),
    "line_too_long": gettext_lazy("Line %(line)s is far too long for a list."),
    "cell_too_long": gettext_lazy("A cell holds more than %(most)s characters."),
    "too_many_rows": gettext_lazy("There are more than %(most)s rows. Divide the list."),
    "too_many_columns": gettext_lazy("There are more than %(most)s columns."),
    "too_complex": gettext_lazy("Reading took too long or too much memory."),
    "nobody": gettext_lazy("There are headings, and nobody below them."),
    "no_heading": gettext_lazy(
        "There is no row of headings with a column “Họ và tên” or “Full name”."
    ),
    "no_score_heading": gettext_lazy(
        "There is no column of scores: its heading would be “Điểm” or “Score”."
    ),
}
ABOUT_SIZE: Final = {"too_many_rows", "too_many_columns", "too_large", "nobody"}


class RosterUnreadable(Refusal):
    """The file as a whole is refused; its message ends with what is accepted."""

    def __init__(self, code: str, **params: Any) -> None:
        message = str(MESSAGES[code])
        if code not in ABOUT_SIZE:
            message = f"{message} {accepted_formats()}"
        super().__init__(message, code=code, params=params)


def accepted_formats() -> str:
    """The sentence at the end of every refusal, and below the box for the file."""
    return _(
        "Accepted are XLSX, XLS, ODS and CSV with at most 5,000 rows, or cells copied from them."
    )


class Found(NamedTuple):
    """What lies in the sheet, and what was found out about the file."""

    lines: list[Line]
    facts: dict[str, Any]


def read_file(body: bytes) -> Found:
    """The rows of an uploaded file; raises RosterUnreadable."""
    if len(body) > MOST_BYTES:
        raise too_large()
    return _read(body, pasted=False)


def too_large() -> RosterUnreadable:
    return RosterUnreadable("too_large", most=MOST_BYTES // 1024 // 1024)


def read_pasted(text: str) -> Found:
    """The rows of cells that were copied from a spreadsheet; raises RosterUnreadable."""
    body = text.encode(errors="replace")
    if len(body) > MOST_BYTES:
        raise too_large()
    return _read(body, pasted=True)


def _read(body: bytes, *, pasted: bool) -> Found:
    try:
        answer = run_limited("enrollment.roster.child", body, {"pasted": pasted}, COST)
    except ChildEnded as error:
        log.warning("roster_child_ended", error=str(error))
        raise RosterUnreadable("too_complex") from error
    if not answer["ok"]:
        log.info("roster_unreadable", code=answer["code"], detail=answer.get("detail", ""))
        code = answer["code"] if answer["code"] in MESSAGES else "damaged"
        raise RosterUnreadable(code, **answer["params"])
    return Found([(number, cells) for number, cells in answer["lines"]], answer["facts"])


def check_rows(count: int) -> None:
    """After titles and signatures are set aside."""
    if count > MOST_ROWS:
        raise RosterUnreadable("too_many_rows", most=MOST_ROWS)
