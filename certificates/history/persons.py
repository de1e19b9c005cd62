"""Who is meant by each row: the same name, birth and agency is one person; namesakes are told."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from certificates.history import columns
from certificates.history import verdicts as v
from certificates.history.verdicts import ERROR, WARNING, Judged, PastPerson
from certificates.models import Certificate, PaperCertificate
from courses import vietnamese
from enrollment.forms.fields import Birth
from enrollment.models import Affiliation, Enrollment, Trainee
from enrollment.roster import headings
from enrollment.roster.matching import births_agree


def find_persons(rows: list[Judged]) -> None:
    """Give each row its person; a few queries for all of them."""
    finder = _Finder(rows)
    for one in rows:
        finder.find(one)


class _Finder:
    def __init__(self, rows: Iterable[Judged]) -> None:
        rows = list(rows)
        self.people: dict[str, list[PastPerson]] = defaultdict(list)
        self.recorded = _recorded(rows)
        self.papers = _papers(self.recorded)
        self.own = _own_serials(self.recorded)
        names = {vietnamese.fold(one.entry.person.full_name) for one in rows}
        found = list(Trainee.objects.present().filter(name_key__in=names))
        self.trainees: dict[str, list[Trainee]] = defaultdict(list)
        for trainee in found:
            self.trainees[trainee.name_key].append(trainee)
        self.agencies = _agencies_of(found)

    def find(self, one: Judged) -> None:
        """In the class already, in a row above, on record elsewhere, or new."""
        if one.training_class is None or one.place is None:
            return
        enrollment = self._enrollment(one)
        if enrollment:
            one.enrollment = enrollment
            one.person = self._person_of(one, enrollment.trainee)
            self._compare(one, enrollment)
        else:
            one.person = self._above(one) or self._on_record(one)
        self._note_class(one, one.person)

    def _enrollment(self, one: Judged) -> Enrollment | None:
        """Of a class that was recorded before: the same name there, and nothing that differs."""
        known = one.training_class and one.training_class.known
        if not known:
            return None
        person = one.entry.person
        there = [
            enrollment
            for enrollment in self.recorded.get(known.pk, ())
            if vietnamese.fold(enrollment.full_name) == vietnamese.fold(person.full_name)
            and births_agree(person.birth, birth_of(enrollment.trainee))
        ]
        here = [e for e in there if one.place and e.agency_id == one.place.agency_id]
        if here or one.entry.row.same == v.OTHER or len(there) != 1:
            return here[0] if len(here) == 1 else None
        return there[0]

    def _person_of(self, one: Judged, trainee: Trainee) -> PastPerson:
        """The one entry for a person on record, whatever row comes first."""
        people = self.people[_key(one)]
        known = next((each for each in people if each.trainee == trainee), None)
        if known is None:
            known = PastPerson(one.entry, trainee, set(self.agencies.get(trainee.pk, ())))
            people.append(known)
        return known

    def _above(self, one: Judged) -> PastPerson | None:
        """The same person in a row above, in this class or in another one."""
        if one.entry.row.same:
            return None
        person, agency = one.entry.person, one.place.agency_id if one.place else None
        for known in self.people[_key(one)]:
            other = known.entry.person.birth
            if person.birth.date and person.birth.date == other.date:
                return known
            if births_agree(person.birth, other) and agency in known.agencies:
                return known
        return None

    def _on_record(self, one: Judged) -> PastPerson:
        typed = one.entry.person
        candidates = [
            trainee
            for trainee in self.trainees.get(vietnamese.fold(typed.full_name), ())
            if _may_be(typed.full_name, trainee) and births_agree(typed.birth, birth_of(trainee))
        ]
        chosen = [t for t in candidates if str(t.public_id) == one.entry.row.same]
        certain = [t for t in candidates if self._is_certain(one, t)]
        found = chosen or (certain if len(certain) == 1 else [])
        if found:
            return self._person_of(one, found[0])
        if candidates:
            self._warn(one, candidates)
        person = PastPerson(one.entry)
        self.people[_key(one)].append(person)
        return person

    def _is_certain(self, one: Judged, trainee: Trainee) -> bool:
        """The same full date of birth; or the same year at the same agency."""
        if one.entry.row.same == v.OTHER:
            return False
        birth, agency = one.entry.person.birth, one.place.agency_id if one.place else None
        if birth.date and birth.date == trainee.birth_date:
            return True
        is_same_year = birth.year is not None and birth.year == trainee.birth_year
        return is_same_year and agency in self.agencies.get(trainee.pk, ())

    def _warn(self, one: Judged, candidates: list[Trainee]) -> None:
        one.namesakes = candidates
        if one.entry.row.same == v.OTHER:
            return
        births = ", ".join(t.birth or _("birth not known") for t in candidates)
        told = _("A person of this name is on record (%(births)s); recorded as another person.")
        one.add(WARNING, v.NAMESAKE, told % {"births": births}, headings.FULL_NAME)

    def _note_class(self, one: Judged, person: PastPerson) -> None:
        """Nobody takes part in a class twice."""
        if one.place:
            person.agencies.add(one.place.agency_id)
        first = person.classes.setdefault(id(one.training_class), one.line)
        if first != one.line:
            told = _("The same person stands in line %(line)s.") % {"line": first}
            one.add(ERROR, v.TWICE, told, headings.FULL_NAME)

    def _compare(self, one: Judged, enrollment: Enrollment) -> None:
        """What is on record of this participation, against what the row says."""
        entry, paper = one.entry, self.papers.get(enrollment.pk)
        told = _("On record is another value: %(value)s.")
        if one.place and enrollment.agency_id != one.place.agency_id:
            text = told % {"value": enrollment.agency_name}
            one.namesakes = [enrollment.trainee]
            one.add(ERROR, v.DIFFERS, text, headings.AGENCY)
        if entry.outcome and entry.outcome != enrollment.outcome:
            text = told % {"value": enrollment.get_outcome_display()}
            one.add(ERROR, v.DIFFERS, text, columns.RESULT)
        ranking = entry.text(columns.RANKING)
        if ranking and vietnamese.fold(ranking) != vietnamese.fold(enrollment.ranking):
            one.add(ERROR, v.DIFFERS, told % {"value": enrollment.ranking or "–"}, columns.RANKING)
        if paper and one.has_certificate:
            self._compare_papers(one, paper, told)
        self._check_own(one, enrollment)
        one.adds_certificate = one.has_certificate and paper is None

    def _check_own(self, one: Judged, enrollment: Enrollment) -> None:
        """Nobody has two certificates for one participation."""
        serial = self.own.get(enrollment.pk)
        if serial and one.has_certificate:
            told = _("For this participation this system has issued the certificate %(serial)s.")
            one.add(ERROR, v.OWN_CERTIFICATE, told % {"serial": serial}, columns.SERIAL)

    def _compare_papers(self, one: Judged, paper: PaperCertificate, told: str) -> None:
        entry = one.entry
        pairs = (
            (columns.SERIAL, vietnamese.fold(entry.text(columns.SERIAL)), paper.serial),
            (columns.REGISTER, entry.text(columns.REGISTER), paper.register_number),
        )
        for name, text, stored in pairs:
            if text and vietnamese.fold(text) != vietnamese.fold(stored):
                one.add(ERROR, v.DIFFERS, told % {"value": stored or "–"}, name)
        if entry.issued_on and entry.issued_on != paper.issued_on:
            stored_day = paper.issued_on.strftime("%d/%m/%Y") if paper.issued_on else "–"
            one.add(ERROR, v.DIFFERS, told % {"value": stored_day}, columns.ISSUED)


def birth_of(trainee: Trainee) -> Birth:
    return Birth(trainee.birth_date, trainee.birth_year)


def _key(one: Judged) -> str:
    return vietnamese.sort_key(one.entry.person.full_name)


def _may_be(typed: str, trainee: Trainee) -> bool:
    """The same name; or the same but for accents where one of the two was typed without any."""
    if vietnamese.sort_key(typed) == vietnamese.sort_key(trainee.full_name):
        return True
    return any(vietnamese.fold(name) == name.casefold() for name in (typed, trainee.full_name))


def _recorded(rows: Iterable[Judged]) -> dict[int, list[Enrollment]]:
    known = {
        one.training_class.known.pk
        for one in rows
        if one.training_class and one.training_class.known
    }
    people: dict[int, list[Enrollment]] = defaultdict(list)
    found = Enrollment.objects.filter(training_class__in=known, state=Enrollment.State.CONFIRMED)
    for enrollment in found.select_related("trainee"):
        people[enrollment.training_class_id].append(enrollment)
    return people


def _papers(recorded: dict[int, list[Enrollment]]) -> dict[int, PaperCertificate]:
    classes = list(recorded)
    found = PaperCertificate.objects.valid().filter(enrollment__training_class__in=classes)
    return {one.enrollment_id: one for one in found}


def _own_serials(recorded: dict[int, list[Enrollment]]) -> dict[int, str]:
    own = Certificate.objects.valid().filter(enrollment__training_class__in=list(recorded))
    return dict(own.values_list("enrollment", "serial"))


def _agencies_of(trainees: list[Trainee]) -> dict[int, set[int]]:
    """Where each of them has worked, as far as it is known."""
    found: dict[int, set[int]] = defaultdict(set)
    ids = [trainee.pk for trainee in trainees]
    sources: tuple[Any, ...] = (Enrollment.objects, Affiliation.objects)
    for source in sources:
        for trainee, agency in source.filter(trainee__in=ids).values_list("trainee", "agency"):
            found[trainee].add(agency)
    return found
