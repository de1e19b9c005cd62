"""What would become of each row if the file were recorded now; a few queries for all rows."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any, Final

from django.utils.translation import gettext as _

from certificates.history import columns
from certificates.history import verdicts as v
from certificates.history.agencies_then import AMBIGUOUS, NOT_THEN, UNKNOWN, AgenciesThen, NoPlace
from certificates.history.classes import Usual, find_classes
from certificates.history.entries import entries_of
from certificates.history.persons import find_persons
from certificates.history.verdicts import ERROR, WARNING, Judged, Judgment
from certificates.models import Certificate, PaperCertificate
from certificates.models.recorded import serial_key
from courses import vietnamese
from enrollment.models import Enrollment
from enrollment.roster import headings
from enrollment.roster.sheets import Roster

Key = tuple[str, str]
# Nobody takes part in a class before that age.
YOUNGEST: Final = 14
Outcome = Enrollment.Outcome


def judge(
    roster: Roster, *, usual: Usual | None = None, agencies: Mapping[str, str] | None = None
) -> Judgment:
    """Look at every row as recording would, and find what a person has to decide before.

    `agencies` says for texts of the file, folded, which code of an agency they mean.
    """
    rows = [Judged(entry) for entry in entries_of(roster)]
    for one in rows:
        _judge_alone(one)
    find_classes(_open(rows), usual or Usual())
    then = AgenciesThen(agencies)
    for one in _open(rows):
        _find_agency(one, then)
        _check_dates(one)
    find_persons(_open(rows))
    _check_numbers(_open(rows))
    return Judgment(rows)


def _open(rows: Iterable[Judged]) -> list[Judged]:
    return [one for one in rows if one.is_open]


def _judge_alone(one: Judged) -> None:
    """What can be said of a row without looking at anything else."""
    entry = one.entry
    if entry.row.left_out:
        return
    if entry.person.encodings:
        told = _("Written in %(encoding)s; agree to have it written in Unicode.")
        one.add(ERROR, v.LEGACY, told % {"encoding": ", ".join(sorted(entry.person.encodings))})
        return
    for box, heading, why in entry.problems:
        one.add(ERROR, v.INVALID, f"{heading}: {why}" if heading else why, box)
    for note in entry.notes:
        one.add(WARNING, v.NOTED, note)
    if one.has_certificate and entry.outcome != Outcome.COMPLETED:
        told = _("A certificate was issued, but the class was not completed.")
        one.add(ERROR, v.NOT_COMPLETED, told, columns.RESULT)
    elif not entry.outcome:
        told = _("Neither a result nor a certificate: the result stays undecided.")
        one.add(WARNING, v.UNDECIDED, told, columns.RESULT)


def _find_agency(one: Judged, then: AgenciesThen) -> None:
    """The agency of the row by its name or code on the first day of the class."""
    day = one.training_class.day if one.training_class else None
    text = one.entry.person.agency
    if not text:
        told = _("The agency is missing.")
        one.add(ERROR, v.INVALID, told, headings.AGENCY)
    elif day:
        try:
            one.place = then.find(text, day)
        except NoPlace as miss:
            one.suggested = miss.suggested
            one.add(ERROR, miss.code, miss.text, headings.AGENCY)


def _check_dates(one: Judged) -> None:
    day = one.training_class.day if one.training_class else None
    issued, birth = one.entry.issued_on, one.entry.person.birth.year
    if issued and day and issued < day:
        told = _("The certificate was issued before the class began.")
        one.add(ERROR, v.DATE_ORDER, told, columns.ISSUED)
    if birth and day and birth > day.year - YOUNGEST:
        told = _("Born %(year)s, and in a class of %(class_year)s?")
        values = {"year": str(birth), "class_year": str(day.year)}
        one.add(ERROR, v.DATE_ORDER, told % values, headings.BIRTH)


def _check_numbers(rows: list[Judged]) -> None:
    """A number stands once: in the file, among the recorded papers, and in our own register."""
    numbered = [one for one in rows if one.has_certificate]
    for one in numbered:
        one.issuer = _issuer(one)
    taken = _recorded_numbers(numbered)
    own = _own_numbers(numbered)
    first: dict[Key, int] = {}
    for one in numbered:
        if not one.is_recorded:
            continue
        key = _key(one)
        line = first.setdefault(key, one.line)
        if not key[1]:
            one.add(ERROR, v.INVALID, _("This number has no letters or digits."), columns.SERIAL)
        elif line != one.line:
            told = _("The number stands in line %(line)s already.") % {"line": line}
            one.add(ERROR, v.NUMBER_USED, told, columns.SERIAL)
        elif key in taken:
            told = _("The number is recorded already, for %(name)s.") % {"name": taken[key]}
            one.add(ERROR, v.NUMBER_USED, told, columns.SERIAL)
        elif key[1] in own:
            told = _("The register of this system has this number, for another certificate.")
            one.add(ERROR, v.NUMBER_USED, told, columns.SERIAL)


def _issuer(one: Judged) -> str:
    """As printed; else the body that held the class."""
    typed = one.entry.text(columns.ISSUER)
    past = one.training_class
    body = past and (past.known.issuing_body if past.known else past.body)
    if body and (not typed or vietnamese.fold(typed) == vietnamese.fold(body.name)):
        return body.name
    return typed


def _key(one: Judged) -> Key:
    return vietnamese.fold(one.issuer), serial_key(one.entry.text(columns.SERIAL))


def _recorded_numbers(rows: list[Judged]) -> dict[Key, str]:
    keys = {serial_key(one.entry.text(columns.SERIAL)) for one in rows}
    found = PaperCertificate.objects.valid().filter(serial_key__in=keys)
    values = found.values_list("issuer", "serial_key", "full_name")
    return {(vietnamese.fold(issuer), key): name for issuer, key, name in values}


def _own_numbers(rows: list[Judged]) -> set[str]:
    """Serials are in capitals with hyphens; the usual other ways to write them are tried."""
    spelled: set[str] = set()
    for one in rows:
        text = one.entry.text(columns.SERIAL)
        joined = "".join(text.split())
        spelled |= {text, joined, joined.upper(), joined.upper().replace("/", "-")}
    found: Any = Certificate.objects.filter(serial__in=spelled).values_list("serial", flat=True)
    return {serial_key(serial) for serial in found}


def texts_without_agency(judgment: Judgment) -> list[tuple[str, int, Judged]]:
    """What the file calls agencies that were not found: text, how often, and its first row."""
    first: dict[str, Judged] = {}
    counted: Counter[str] = Counter()
    for one in judgment.rows:
        if any(f.code in (UNKNOWN, NOT_THEN, AMBIGUOUS) for f in one.findings):
            key = vietnamese.fold(one.entry.person.agency)
            first.setdefault(key, one)
            counted[key] += 1
    return [(one.entry.person.agency, counted[key], one) for key, one in first.items()]
