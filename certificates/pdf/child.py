"""The process that prints: takes HTML from its parent, gives back PDF or a reason.

Started as `python -m certificates.pdf.child <socket>`; knows neither Django nor the database.
"""

import select
import shutil
import socket
import sys
import tempfile
from typing import Any

from weasyprint.urls import FatalURLFetchingError

from certificates.pdf.fetcher import Assets
from certificates.pdf.frames import LinkBroken, receive_frame, send_frame
from certificates.pdf.limits import MEBIBYTE, Limits, confine_process, hold_to
from certificates.pdf.press import Press, Refused
from certificates.pdf.sheet_work import fill_sheets
from certificates.pdf.trial import try_design

MAX_JOB_BYTES = 64 * MEBIBYTE
# An idle child gives its memory back; the next document starts a new one.
IDLE_SECONDS = 300


def main(descriptor: int) -> None:
    """Serve one parent until it closes the link, is silent for long, or a document fails."""
    with socket.socket(fileno=descriptor) as link:
        setup, parts = receive_frame(link, max_bytes=MAX_JOB_BYTES)
        confine_process()
        press = Press(setup["style"], _assets(setup["assets"], parts))
        send_frame(link, {"ready": True})
        while _serve(link, press):
            pass
    shutil.rmtree(tempfile.gettempdir(), ignore_errors=True)


def _serve(link: socket.socket, press: Press) -> bool:
    """Whether another document may follow."""
    if not select.select([link], [], [], IDLE_SECONDS)[0]:
        return False
    try:
        job, parts = receive_frame(link, max_bytes=MAX_JOB_BYTES)
    except LinkBroken:
        return False
    limits = Limits(**job["limits"])
    hold_to(limits)
    answer, bodies = _answer(press, job, parts, limits)
    send_frame(link, answer, bodies)
    return bool(answer["ok"])


def _answer(
    press: Press, job: dict[str, Any], parts: list[bytes], limits: Limits
) -> tuple[dict[str, Any], list[bytes]]:
    try:
        answer, bodies = _work(press, job, parts)
        size = sum(len(body) for body in bodies)
        if size > limits.output_bytes:
            raise Refused("too_large", str(size))
    except FatalURLFetchingError as error:
        return {"ok": False, "code": "address", "detail": str(error)}, [b""]
    except Refused as refusal:
        return {"ok": False, "code": refusal.code, "detail": str(refusal)}, [b""]
    except (MemoryError, RecursionError, SystemError) as error:  # C code out of memory
        return {"ok": False, "code": "too_complex", "detail": type(error).__name__}, [b""]
    except Exception as error:  # noqa: BLE001  whatever a document breaks is a refusal
        return {"ok": False, "code": "faulty", "detail": repr(error)[:300]}, [b""]
    return {"ok": True, **answer}, bodies


def _work(
    press: Press, job: dict[str, Any], parts: list[bytes]
) -> tuple[dict[str, Any], list[bytes]]:
    """Three kinds of jobs; each answers how many documents were drawn for it."""
    drawn = press.drawn
    if "rows" in job:
        answer, bodies = fill_sheets(press, job, parts)
    elif "trial" in job:
        answer, bodies = try_design(press, job, _assets(job["assets"], parts))
    else:
        pdf = press.print_document(job["html"], _assets(job["assets"], parts), job["variant"])
        answer, bodies = {}, [pdf]
    return {**answer, "drawn": press.drawn - drawn}, bodies


def _assets(names: list[list[str]], parts: list[bytes]) -> Assets:
    return {name: (part, media_type) for (name, media_type), part in zip(names, parts, strict=True)}


if __name__ == "__main__":
    main(int(sys.argv[1]))
