"""The process that reads a file of a stranger: `python -m enrollment.roster.child <options>`.

Takes the file from its input, writes rows or the reason why there are none; knows no database.
"""

import json
import sys
import zipfile
from typing import Any, Final
from zlib import error as ZlibError

from defusedxml import DefusedXmlException

from courses.limited_process import Cost, confine_to
from enrollment.roster.archives import kind_of, open_workbook_archive, refuse_declarations
from enrollment.roster.formats import Sheet, Unreadable
from enrollment.roster.ods_files import read_ods
from enrollment.roster.text_files import read_text, read_text_file
from enrollment.roster.xls_files import read_xls
from enrollment.roster.xlsx_files import read_xlsx

ZIP: Final = b"PK\x03\x04"
EMPTY_ZIP: Final = b"PK\x05\x06"
OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# What is often sent in by mistake, by how it begins.
OTHERS: Final = (
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"%PDF",
    b"Rar!",
    b"7z\xbc\xaf",
    b"\x1f\x8b",
    b"RIFF",
    b"MZ",
    b"\x7fELF",
    b"{\\rtf",
    b"BM",
)
TAGS: Final = (b"<!doctype", b"<html", b"<?xml", b"<table", b"<head", b"<meta", b"<script", b"<!--")
MARKUP: Final = (*TAGS, b"mime-version:", b"content-type:")


def read(body: bytes, *, pasted: bool) -> tuple[Sheet, dict[str, Any]]:
    """Rows and what was found about the file, by what it holds and never by its name."""
    if pasted:
        return read_text(body.decode())
    if not body.strip():
        raise Unreadable("empty")
    if body.startswith((ZIP, EMPTY_ZIP)):
        return _read_archive(body)
    if body.startswith(OLE):
        sheet, facts = read_xls(body)
        return sheet, facts | {"format": "XLS"}
    if body.startswith(OTHERS) and not _is_text(body[:200]):
        raise Unreadable("not_a_sheet")
    # In UTF-16 every other byte is empty.
    start = body[:400].lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n\0").replace(b"\0", b"")
    if start.lower().startswith(MARKUP):
        raise Unreadable("markup")
    sheet, facts = read_text_file(body)
    return sheet, facts | {"format": "CSV"}


def _is_text(start: bytes) -> bool:
    """A list may begin with BM or MZ, too."""
    return (
        start.isascii()
        and all(byte >= 32 or byte in b"\t\r\n" for byte in start)
        and (not start.startswith((b"%PDF", b"{\\rtf", b"GIF8", b"Rar!")))
    )


def _read_archive(body: bytes) -> tuple[Sheet, dict[str, Any]]:
    archive = open_workbook_archive(body)
    kind = kind_of(archive)
    refuse_declarations(archive)
    if kind == "ods":
        sheet, facts = read_ods(archive)
        return sheet, facts | {"format": "ODS"}
    sheet, facts = read_xlsx(body)
    return sheet, facts | {"format": "XLSX"}


def answer(body: bytes, *, pasted: bool) -> dict[str, Any]:
    """What the parent gets, whatever the file does."""
    try:
        sheet, facts = read(body, pasted=pasted)
    except Unreadable as refusal:
        return {"ok": False, "code": refusal.code, "params": refusal.params}
    except DefusedXmlException:
        return {"ok": False, "code": "not_plain", "params": {}}
    except (MemoryError, RecursionError, SystemError):
        return {"ok": False, "code": "bomb", "params": {}}
    except (zipfile.BadZipFile, ZlibError, EOFError) as error:
        return {"ok": False, "code": "damaged", "params": {}, "detail": repr(error)[:200]}
    except Exception as error:  # noqa: BLE001  whatever a file breaks, it is not read
        # The library wraps what the parser found.
        code = "not_plain" if _is_hostile(error) else "damaged"
        return {"ok": False, "code": code, "params": {}, "detail": repr(error)[:200]}
    return {"ok": True, "facts": facts, "lines": sheet.lines}


def _is_hostile(error: BaseException | None) -> bool:
    while error and not isinstance(error, DefusedXmlException):
        error = error.__cause__ or error.__context__
    return error is not None


def main() -> None:
    options = json.loads(sys.argv[1])
    confine_to(Cost(**options["cost"]))
    json.dump(answer(sys.stdin.buffer.read(), pasted=options["pasted"]), sys.stdout)


if __name__ == "__main__":
    main()
