"""Verbs of excuses: a trainee asks, organizers or instructors answer, the roll follows."""

import datetime as dt
from pathlib import PurePath
from typing import Any

import structlog

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext as _

from courses import audit
from courses.models import Session, TrainingClass
from courses.refusals import Refusal
from courses.scheduling import chain_of
from enrollment.letters import outbox
from enrollment.models import Attendance, AttendanceMark, Enrollment, ExcuseRequest, Letter
from enrollment.running.closing import correct_marks, put_marks
from enrollment.running.marking import NewMark
from enrollment.seating import seats

log = structlog.get_logger(__name__)

State = ExcuseRequest.State


class ExcuseRefused(Refusal):
    """A request that cannot be made, changed or answered."""


def ask(
    enrollment: Enrollment,
    session: Session,
    *,
    reason: str,
    by: Any,
    proof: ContentFile | None = None,
    at: dt.datetime | None = None,
) -> ExcuseRequest:
    """Ask to be excused from one session, coming or past, until the results are recognized."""
    with transaction.atomic():
        seats.lock_class(session.training_class)
        _check_may_ask(enrollment, session)
        excuse = _store(enrollment, session, reason, at or timezone.now())
        _log_one("excuse.asked", excuse, by=by)
    _keep_proof(excuse, proof)
    return excuse


def change(
    excuse: ExcuseRequest, *, reason: str, by: Any, proof: ContentFile | None = None
) -> ExcuseRequest:
    """Other words, or another proof, while nobody has answered."""
    with transaction.atomic():
        _lock_open(excuse)
        excuse.reason = reason
        excuse.save(update_fields=["reason"])
        _log_one("excuse.changed", excuse, by=by)
    _keep_proof(excuse, proof)
    return excuse


def take_back(excuse: ExcuseRequest, *, by: Any) -> ExcuseRequest:
    """The trainee comes after all; the proof is forgotten at once."""
    with transaction.atomic():
        _lock_open(excuse)
        excuse.state = State.TAKEN_BACK
        excuse.save(update_fields=["state"])
        _log_one("excuse.taken_back", excuse, by=by)
    _forget_proof(excuse)
    return excuse


def accept(
    excuse: ExcuseRequest, *, by: Any, answer: str = "", at: dt.datetime | None = None
) -> ExcuseRequest:
    """Excuse the absence; a session that has begun is marked now, a coming one on its day."""
    at = at or timezone.now()
    with transaction.atomic():
        _lock_open(excuse)
        if not excuse.session.training_class.is_held or excuse.session.training_class.finalized_at:
            raise ExcuseRefused(_("The results are already recognized."), code="finalized")
        _check_absent(excuse.enrollment, excuse.session)
        _answer(excuse, State.ACCEPTED, answer, by=by, at=at)
        _log_one("excuse.accepted", excuse, by=by)
        if timezone.localdate(at) >= excuse.session.held_on:
            _mark(excuse, by=by, at=at)
        kind = Letter.Kind.EXCUSE_ACCEPTED
        outbox.put(kind, key=f"excuse:{excuse.pk}", about=excuse.enrollment)
    return excuse


def refuse(
    excuse: ExcuseRequest, *, by: Any, answer: str, at: dt.datetime | None = None
) -> ExcuseRequest:
    """Say no, and why; the mark stays as it is."""
    if not answer:
        raise ExcuseRefused(_("Please say why."), code="reason_missing")
    with transaction.atomic():
        _lock_open(excuse)
        _answer(excuse, State.REFUSED, answer, by=by, at=at or timezone.now())
        _log_one("excuse.refused", excuse, by=by)
        kind = Letter.Kind.EXCUSE_REFUSED
        outbox.put(kind, key=f"excuse:{excuse.pk}", about=excuse.enrollment)
    return excuse


def apply_accepted(session: Session | None = None, *, at: dt.datetime | None = None) -> int:
    """Excuse those whose session has begun and who have no mark yet; returns how many.

    A mark that somebody made stands: who came after all was there.
    """
    at = at or timezone.now()
    mark = Attendance.objects.filter(session=OuterRef("session"), enrollment=OuterRef("enrollment"))
    due = ExcuseRequest.objects.filter(
        ~Exists(mark),
        state=State.ACCEPTED,
        enrollment__state=Enrollment.State.CONFIRMED,
        session__held_on__lte=timezone.localdate(at),
        session__locked_at=None,
        session__training_class__finalized_at=None,
        session__training_class__status=TrainingClass.Status.PUBLISHED,
    ).select_related("session__training_class__attendance_rule", "decided_by", "enrollment")
    if session is not None:
        due = due.filter(session=session)
    done = 0
    for excuse in due:
        try:
            _mark(excuse, by=excuse.decided_by, at=at, only_if_unmarked=True)
            done += 1
        except Refusal as refusal:
            log.warning("excuse_not_applied", excuse=excuse.pk, code=refusal.code)
    return done


def forget_old_proofs(at: dt.datetime | None = None) -> int:
    """Proofs may speak of illness: they go some days after the results are recognized."""
    limit = (at or timezone.now()) - dt.timedelta(days=settings.EXCUSE_PROOF_DAYS)
    old = ExcuseRequest.objects.exclude(proof="").filter(
        session__training_class__finalized_at__lt=limit
    )
    canceled = ExcuseRequest.objects.exclude(proof="").filter(
        session__training_class__canceled_at__lt=limit
    )
    found = list(old | canceled)
    for excuse in found:
        _forget_proof(excuse)
    return len(found)


def _check_may_ask(enrollment: Enrollment, session: Session) -> None:
    in_class = session.training_class
    if not in_class.is_held or in_class.finalized_at:
        raise ExcuseRefused(
            _("The results of this class are recognized; nothing can be excused any more."),
            code="finalized",
        )
    if (
        enrollment.state != Enrollment.State.CONFIRMED
        or enrollment.training_class_id != in_class.pk
    ):
        raise ExcuseRefused(_("This person is not in the class."), code="not_in_class")
    _check_absent(enrollment, session)


def _check_absent(enrollment: Enrollment, session: Session) -> None:
    marks = Attendance.objects.filter(enrollment=enrollment, session=session)
    if marks.filter(mark__in=Attendance.ATTENDED).exists():
        raise ExcuseRefused(
            _("The roll says that the session was attended; there is nothing to excuse."),
            code="was_there",
        )


def _store(enrollment: Enrollment, session: Session, reason: str, at: dt.datetime) -> ExcuseRequest:
    try:
        with transaction.atomic():
            return ExcuseRequest.objects.create(
                enrollment=enrollment, session=session, reason=reason, asked_at=at
            )
    except IntegrityError as error:
        raise ExcuseRefused(
            _("For this session there is a request already."), code="already_asked"
        ) from error


def _lock_open(excuse: ExcuseRequest) -> None:
    """Of two who answer at once, the second is told."""
    seats.lock_class(excuse.session.training_class)
    excuse.refresh_from_db(fields=["state"])
    if excuse.state != State.OPEN:
        raise ExcuseRefused(_("This request is answered already."), code="not_open")


def _answer(excuse: ExcuseRequest, state: str, answer: str, *, by: Any, at: dt.datetime) -> None:
    excuse.state, excuse.answer = state, answer
    excuse.decided_at, excuse.decided_by = at, by
    excuse.save(update_fields=["state", "answer", "decided_at", "decided_by"])


def _mark(
    excuse: ExcuseRequest, *, by: Any, at: dt.datetime, only_if_unmarked: bool = False
) -> None:
    """Through the one way of marks; a closed session is corrected by organizers only."""
    session = excuse.session
    mark = NewMark(
        session.pk,
        excuse.enrollment.public_id,
        Attendance.Mark.EXCUSED.value,
        source=AttendanceMark.Source.EXCUSE,
        only_if_unmarked=only_if_unmarked,
    )
    session.refresh_from_db(fields=["locked_at"])
    if session.locked_at is None:
        put_marks(session.training_class, [mark], by=by, at=at)
        return
    if not getattr(by, "is_organizer", False):
        raise ExcuseRefused(
            _("The roll call of this session is closed; only organizers can excuse now."),
            code="locked",
        )
    reason = str(Letter.Kind.EXCUSE_ACCEPTED.label)
    correct_marks(session.training_class, [mark], by=by, reason=reason, at=at)


def _keep_proof(excuse: ExcuseRequest, proof: ContentFile | None) -> None:
    """After the transaction: a file cannot be taken back."""
    if proof is None:
        return
    _forget_proof(excuse)
    excuse.proof.save(f"{excuse.public_id}{PurePath(proof.name or '').suffix}", proof)


def _forget_proof(excuse: ExcuseRequest) -> None:
    if excuse.proof:
        excuse.proof.delete(save=True)


def _log_one(action: str, excuse: ExcuseRequest, *, by: Any) -> None:
    # The reason may be private, and the log is kept for years.
    audit.record(
        action,
        chain=chain_of(excuse.session.training_class),
        by=by,
        subject=f"enrollment:{excuse.enrollment_id}",
        data={"session": excuse.session_id},
    )
