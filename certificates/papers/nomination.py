"""Papers of a nomination: the list to be signed by the agency, and the receipt for it."""

from collections import Counter
from collections.abc import Sequence

from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from certificates.documents import NominationList, NominationReceipt, PaperHeading, PersonRow
from certificates.papers.blocks import heading_of
from certificates.papers.people import person_row, remark, remark_of_state
from courses.dates import date_range
from courses.models import IssuingBody, TrainingClass
from courses.refusals import Refusal
from enrollment.models import Agency, Enrollment, NominationBatch, RosterDraft, Trainee
from enrollment.roster.drafts import roster_of_draft
from enrollment.roster.people import person_of
from enrollment.seating.waiting_order import set_places


def nomination_list(training_class: TrainingClass, agency: Agency) -> NominationList:
    """Those named so far, for the signature of the agency's head."""
    return _list(training_class, agency, _rows_named(training_class, agency))


def list_of_draft(draft: RosterDraft) -> NominationList:
    """The people of a roster that is still being checked, to be signed before it is sent in."""
    return _list(draft.training_class, draft.agency, _rows_of_draft(draft))


def _list(
    training_class: TrainingClass, agency: Agency, rows: Sequence[PersonRow]
) -> NominationList:
    """Refused while there is nobody to sign for."""
    if not rows:
        raise Refusal(
            _("Nobody of this agency is named yet; there is no list to print."), code="no_rows"
        )
    body = training_class.issuing_body
    with translation.override(body.language):
        return NominationList(
            heading=_heading_of_agency(agency, body),
            language=body.language,
            is_sample=training_class.is_demo,
            class_title=training_class.title,
            held=date_range(training_class.starts_on, training_class.ends_on),
            agency=agency.name,
            rows=tuple(rows),
            total=len(rows),
        )


def _rows_named(training_class: TrainingClass, agency: Agency) -> list[PersonRow]:
    """Those of the agency and below it who have a seat, wait for one or for an answer."""
    people = Enrollment.objects.for_class(training_class).active().with_people()
    people = people.filter(agency__path__startswith=agency.path).select_related("replaces__agency")
    with translation.override(training_class.issuing_body.language):
        return [_row_for(agency, person) for person in people.in_roster_order()]


def _row_for(agency: Agency, person: Enrollment) -> PersonRow:
    """Whom somebody comes for is told if it was one of the own people."""
    replaced = getattr(person, "replaces", None)
    is_own = replaced is None or replaced.agency.path.startswith(agency.path)
    return person_row(person, remark(person) if is_own else remark_of_state(person))


def _rows_of_draft(draft: RosterDraft) -> list[PersonRow]:
    roster = roster_of_draft(draft)
    people = [person_of(roster, row) for row in roster.rows if not row.left_out]
    return [
        PersonRow(
            full_name=one.full_name,
            birth_year=str(one.birth.year or ""),
            is_female=one.gender == Trainee.Gender.FEMALE if one.gender else None,
            position=one.position,
            agency=one.agency or draft.agency.name,
        )
        for one in people
    ]


def nomination_receipt(batch: NominationBatch) -> NominationReceipt:
    """Everybody of the batch, with what has become of the registration by now."""
    training_class = batch.training_class
    body = training_class.issuing_body
    # Who came instead of somebody later was not in what was received.
    received = batch.enrollments.filter(replaces=None)
    people = list(received.with_people().select_related("replaced_by__agency").in_roster_order())
    set_places(people)
    with translation.override(body.language):
        return NominationReceipt(
            heading=heading_of(body),
            language=body.language,
            is_sample=training_class.is_demo,
            class_title=training_class.title,
            class_code=training_class.code,
            held=date_range(training_class.starts_on, training_class.ends_on),
            agency=batch.agency.name,
            reference=str(batch.public_id).upper()[:8],
            received_at=timezone.localtime(batch.made_at),
            printed_at=timezone.localtime(),
            rows=tuple(person_row(person, _state(person, batch.agency)) for person in people),
            total=received.count(),
            sent_by=batch.by.email if batch.by else "",
            letter_number=batch.letter_number,
            letter_date=batch.letter_date,
            files=tuple(filter(None, (batch.letter_name, batch.source_name))),
            states=tuple(Counter(str(one.get_state_display()) for one in people).items()),
        )


def _heading_of_agency(agency: Agency, body: IssuingBody) -> PaperHeading:
    """As papers of the issuing body are headed; the place is for the agency to write."""
    own, parent = heading_of(body), agency.get_parent()
    return PaperHeading(
        issuer=agency.name,
        left_lines=(parent.name,) if parent else (),
        mark=own.mark,
        right_lines=own.right_lines,
        place="……………",
    )


def _state(person: Enrollment, agency: Agency) -> str:
    """The word for it, with the place of who waits and, of the agency, who came instead."""
    word = str(person.get_state_display())
    place: int = person.place  # type: ignore[attr-defined]  # set by set_places()
    if place:
        return pgettext("paper", "{state}, no. {place}").format(state=word, place=place)
    instead = person.replaced_by
    is_own = instead is not None and instead.agency.path.startswith(agency.path)
    if instead and is_own and instead.trainee_id != person.trainee_id:
        return pgettext("paper", "{state}: {name}").format(state=word, name=instead.full_name)
    return word
