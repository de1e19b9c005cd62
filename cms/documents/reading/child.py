"""The process that reads a document: `python -m cms.documents.reading.child <options>`.

Takes the file from its input, writes its text or the reason why there is none.
"""

import io
import json
import sys
import zipfile
from typing import Any, Final
from zlib import error as ZlibError

from defusedxml import DefusedXmlException

from cms.documents.reading.gathering import Gathered, Unreadable
from cms.documents.reading.open_files import read_open
from cms.documents.reading.pdf_files import read_pdf
from cms.documents.reading.sheet_files import read_sheets
from cms.documents.reading.word_files import read_word
from courses import file_kinds, plain_archives
from courses.limited_process import Cost, confine_to
from courses.plain_archives import NotPlain
from enrollment.roster import formats, text_files

REFUSED: Final = {"encrypted": "encrypted", "damaged": "damaged", "empty": "empty"}


def read(body: bytes, found: Gathered) -> None:
    """By what it holds, whatever it is called."""
    kind = file_kinds.kind_of(io.BytesIO(body))
    if kind == ".pdf":
        read_pdf(body, found)
    elif kind == file_kinds.TEXT:
        _read_text(body, found)
    elif kind in (".docx", ".xlsx", ".odt", ".ods"):
        _read_archive(kind, body, found)
    elif kind == "ole":
        raise Unreadable("encrypted")
    else:
        raise Unreadable("unsafe")


def _read_archive(kind: str, body: bytes, found: Gathered) -> None:
    archive = plain_archives.open_archive(io.BytesIO(body), file_kinds.OFFICE)
    plain_archives.refuse_declarations(archive)
    if kind == ".docx":
        read_word(body, archive, found)
    elif kind == ".xlsx":
        read_sheets(body, found)
    else:
        read_open(archive, found)


def _read_text(body: bytes, found: Gathered) -> None:
    try:
        text, _encoding = text_files.decode(body)
    except formats.Unreadable as refusal:
        if refusal.code == "binary":
            raise Unreadable("unsafe") from refusal
        # Some letters will be wrong; words without accents are found all the same.
        text = body.decode("cp1252", errors="replace")
    found.add(text)


def answer(body: bytes, found: Gathered) -> dict[str, Any]:
    """What the parent gets, whatever the file does."""
    try:
        read(body, found)
    except Unreadable as refusal:
        return {"code": refusal.code}
    except NotPlain as refusal:
        return {"code": REFUSED.get(refusal.code, "unsafe")}
    except DefusedXmlException:
        return {"code": "unsafe"}
    except (MemoryError, RecursionError):
        return {"code": "too_complex"}
    except (zipfile.BadZipFile, ZlibError, EOFError) as error:
        return {"code": "damaged", "detail": repr(error)[:200]}
    except Exception as error:  # noqa: BLE001  whatever a file breaks, it is not read
        return {"code": "damaged", "detail": repr(error)[:200]}
    text = found.text()
    code = "empty" if not text else "cut" if found.is_cut else "done"
    return {"code": code, "text": text, "pages": found.pages}


def main() -> None:
    options = json.loads(sys.argv[1])
    confine_to(Cost(**options["cost"]))
    json.dump(answer(sys.stdin.buffer.read(), Gathered()), sys.stdout)


if __name__ == "__main__":
    main()
