"""`manage.py import_roster CLASS_CODE FILE --agency CODE`: what a roster would do, or did."""

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from courses.models import TrainingClass
from courses.refusals import Refusal
from enrollment.models import Agency
from enrollment.roster.committing import RosterRefused, commit_roster
from enrollment.roster.formats import MOST_BYTES
from enrollment.roster.judging import judge
from enrollment.roster.reading import read_file, too_large
from enrollment.roster.sheets import roster_of
from enrollment.roster.verdicts import Judgment


class Command(BaseCommand):
    help = (
        "Read a roster (XLSX, XLS, ODS, CSV) and say what would become of each row; with --commit, "
        "name the people, all or none. Exit code 0: read, or committed; 1: the file as a whole is "
        "refused, or rows of it are and --commit was asked for, so that nothing was stored."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("class_code")
        parser.add_argument("file", type=Path)
        parser.add_argument("--agency", required=True, help="code of the agency that sends it")
        parser.add_argument("--commit", action="store_true", help="store it")
        parser.add_argument(
            "--convert-legacy",
            action="store_true",
            help="write columns in TCVN3 or VNI anew in Unicode",
        )
        parser.add_argument("--format", choices=["text", "json"], default="text")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            report = _report(options)
        except Refusal as refusal:
            report = _empty(refusal.text)
        if options["format"] == "json":
            self.stdout.write(json.dumps(report, ensure_ascii=False, indent=1))
        else:
            self._write_text(report)
        if report["message"]:
            sys.exit(1)

    def _write_text(self, report: dict[str, Any]) -> None:
        for row in report["rows"]:
            name, birth = row["full_name"], row["birth"]
            line = f"{row['line']}\t{row['verdict']}\t{name}\t{birth}\t{row['message']}"
            self.stdout.write(line)
        for note in report["notes"]:
            self.stdout.write(note)
        self.stdout.write(
            _("Accepted: %(accepted)s. Refused: %(refused)s. Unchanged: %(unchanged)s.") % report
        )
        if report["message"]:
            self.stderr.write(report["message"])


def _report(options: dict[str, Any]) -> dict[str, Any]:
    training_class = _find(TrainingClass, options["class_code"], _("There is no class “%(code)s”."))
    agency = _find(Agency, options["agency"], _("There is no agency “%(code)s”."))
    roster = roster_of(read_file(_body(options["file"])))
    roster.convert = options["convert_legacy"]
    message = batch = ""
    if options["commit"]:
        try:
            name = options["file"].name[:200]
            done = commit_roster(roster, training_class, agency, by=None, source_name=name)
            judgment, batch = done.judgment, str(done.batch.public_id) if done.batch else ""
        except RosterRefused as refusal:
            judgment, message = refusal.judgment, refusal.text
    else:
        judgment = judge(roster, training_class, agency)
        message = judgment.closed.text if judgment.closed else ""
    return _empty(message) | {
        "rows": _rows(judgment),
        "accepted": judgment.accepted,
        "refused": judgment.refused,
        "unchanged": len(judgment.rows) - judgment.accepted - judgment.refused,
        "counts": judgment.counts,
        "notes": roster.notes,
        "batch": batch,
    }


def _empty(message: str) -> dict[str, Any]:
    return {
        "message": message,
        "rows": [],
        "accepted": 0,
        "refused": 0,
        "unchanged": 0,
        "counts": {},
        "notes": [],
        "batch": "",
    }


def _rows(judgment: Judgment) -> list[dict[str, Any]]:
    return [
        {
            "line": one.row.line,
            "verdict": one.verdict,
            "message": one.message,
            "full_name": one.person.full_name,
            "birth": one.person.birth_text,
            "values": one.person.values,
        }
        for one in judgment.rows
    ]


def _find(model: Any, code: str, message: str) -> Any:
    found = None if "\0" in code else model.objects.filter(code=code).first()
    if found is None:
        raise Refusal(message, code="unknown", params={"code": code})
    return found


def _body(path: Path) -> bytes:
    try:
        # What is no file, as a pipe or /dev/zero, may never come to an end.
        if not path.is_file():
            raise FileNotFoundError(path)
        with path.open("rb") as stream:
            body = stream.read(MOST_BYTES + 1)
    except (OSError, ValueError) as error:
        raise Refusal(
            _("The file “%(file)s” cannot be read."), code="no_file", params={"file": path.name}
        ) from error
    if len(body) > MOST_BYTES:
        raise too_large()
    return body
