"""A small site on which every kind of page has something to show."""

import uuid
from dataclasses import dataclass, field
from typing import Any

from django.core.files.base import ContentFile
from django.utils import timezone

from certificates.models import Certificate, CertificateDesign, IssueRun
from certificates.register import copies, handing_over, reissuing, requests, revoking
from certificates.register.issuing import issue_certificates
from certificates.register.revoking import ask_revocation
from courses.models import Instructor
from enrollment.models import AgencyCoordinator
from enrollment.models.people import ADMINISTRATORS, ORGANIZERS
from enrollment.roster.reading import read_pasted
from enrollment.running import excuses
from enrollment.running.exceptions import make_exception
from enrollment.running.feedback import give_feedback
from enrollment.running.paper_entry import number_rows
from enrollment.running.roll_devices import device_for
from enrollment.running.scores import record_scores
from enrollment.score_sheets import drafts
from enrollment.score_sheets.sheet import sheet_of
from tests.certificates.classes import body_with_signatory, held_class, held_on
from tests.factories.courses import (
    AccountingExportFactory,
    CostLineFactory,
    SessionFactory,
    TenPointSchemeFactory,
    TrainingClassFactory,
    days_ahead,
)
from tests.factories.enrollment import AgencyFactory, EnrollmentFactory, TraineeFactory, UserFactory

ROLES = ("trainee", "coordinator", "instructor", "organizer", "administrator")
# In the order of the register; what became of each stands in `_register`.
CERTIFIED = (
    "Nguyễn Thị Ánh",
    "Bùi Thị Hòa",
    "Đinh Công Sơn",
    "Nguyễn Hoàng Phương Thảo Nguyên",
    "Quách Thị Ước",
)
SCORES = "STT\tHọ và tên\tNgày sinh\tĐiểm\n1\tHà Thị Lượng\t1980\t8,5\n2\tXa Văn Đức\t1980\t11"


@dataclass
class Stage:
    """Accounts by role, and the words that stand in the addresses."""

    people: dict[str, Any]
    words: dict[str, Any] = field(default_factory=dict)


def build_stage() -> Stage:
    """One account per role around classes in every state: open, full, running, over, certified."""
    people = {role: UserFactory(email=f"{role}@example.org") for role in ROLES}
    for role, group in (("organizer", ORGANIZERS), ("administrator", ADMINISTRATORS)):
        people[role] = UserFactory(email=f"the-{role}@example.org", role=group)
    stage = Stage(people)
    agency = AgencyFactory(name="Đảng ủy Khối các cơ quan tỉnh")
    AgencyCoordinator.objects.create(
        user=people["coordinator"], agency=agency, valid_from=days_ahead(-9)
    )
    trainee = TraineeFactory(full_name=CERTIFIED[0], user=people["trainee"])
    for code in ("OPEN-1", "FULL-1"):
        training_class = TrainingClassFactory(code=code, capacity=2)
        SessionFactory(training_class=training_class)
    EnrollmentFactory.create_batch(2, training_class=training_class, agency=agency)
    EnrollmentFactory(training_class=training_class, agency=agency, trainee=trainee)
    _running(stage, agency, trainee)
    _scored(stage, agency, trainee)
    _certified(stage, agency, trainee)
    return stage


def _running(stage: Stage, agency: Any, trainee: Any) -> None:
    """Today; somebody has asked to be excused, and a phone is known."""
    today = {"starts_on": days_ahead(0), "ends_on": days_ahead(0)}
    training_class = TrainingClassFactory(code="RUN-1", **today)
    instructor = stage.people["instructor"]
    training_class.instructors.add(Instructor.objects.create(full_name="Thầy", user=instructor))
    session = SessionFactory(training_class=training_class)
    EnrollmentFactory.create_batch(2, training_class=training_class, agency=agency)
    present = EnrollmentFactory(training_class=training_class, agency=agency, trainee=trainee)
    number_rows(training_class)
    excuse = excuses.ask(present, session, reason="Họp Ban Thường vụ", by=stage.people["trainee"])
    device_for(instructor, uuid.uuid4(), agent="Mozilla/5.0 (Android 14; Mobile) Firefox/140.0")
    stage.words |= {"session": session.pk, "running": present.public_id, "excuse": excuse.public_id}


def _scored(stage: Stage, agency: Any, trainee: Any) -> None:
    """Over and with scores; nothing is recognized yet."""
    training_class = held_class(
        (trainee, "Hà Thị Lượng", "Xa Văn Đức"),
        code="SCORE-1",
        absent=("Xa Văn Đức",),
        finalized=False,
        agency=agency,
        ranking_scheme=TenPointSchemeFactory(),
    )
    people = {person.full_name: person for person in training_class.enrollments.all()}
    mine, absent = people[trainee.full_name], people["Xa Văn Đức"]
    record_scores(training_class, {mine.pk: 8}, by=None)
    make_exception(absent, is_entitled=True, reason="Đi công tác theo lệnh", by=None)
    sheet = sheet_of(read_pasted(SCORES), attempt=1)
    draft = drafts.make_draft(sheet, training_class, by=stage.people["organizer"], attempt=1)
    stage.words |= {
        "scored": mine.public_id,
        "absent": absent.public_id,
        "draft": draft.public_id,
    }


def _certified(stage: Stage, agency: Any, trainee: Any) -> None:
    """One class whose results are recognized, and one whose certificates are issued."""
    body = body_with_signatory()
    shared = {"agency": agency, "issuing_body": body}
    held_class(
        ("Hà Ngọc Yên", "Bùi Văn Hưởng"), code="READY-1", absent=("Bùi Văn Hưởng",), **shared
    )
    held_before = held_on(days_ahead(-9), days_ahead(-8))
    training_class = held_class((trainee, *CERTIFIED[1:]), code="DONE-1", **shared, **held_before)
    issue_certificates(training_class, by=None)
    for person in training_class.enrollments.all():
        give_feedback(person, content=5, teaching=4, organization=5, comment="Dễ hiểu")
    _register(stage, training_class)
    _runs(stage, training_class, body)
    _costs(stage, training_class)
    design = CertificateDesign.objects.exclude(current=None).first()
    stage.words |= {"design": design.public_id, "body": body.pk}


def _register(stage: Stage, training_class: Any) -> None:
    """Each line of the book in another state."""
    lines = list(Certificate.objects.order_by("number"))
    lines.sort(key=lambda one: CERTIFIED.index(one.content["person"]["full_name"]))
    mine, asked, void, corrected, copied = lines
    handing_over.hand_over([mine, copied], on=timezone.localdate(), by=stage.people["organizer"])
    words = {"reason": "Cấp nhầm", "decision": "12/QĐ-VP"}
    open_one = ask_revocation(asked, by=stage.people["organizer"], **words)
    revoking.approve_revocation(ask_revocation(void, by=UserFactory(), **words), by=UserFactory())
    reissuing.reissue(corrected, by=None, reason="Sai họ tên")
    copies.give_copy(copied, by=stage.people["organizer"])
    request = requests.ask(mine, "lost", by=stage.people["trainee"], text="Mất khi chuyển nhà")
    stage.words |= {
        "year": mine.register.year,
        "certificate": mine.public_id,
        "code": mine.code,
        "asked": asked.public_id,
        "void": void.code,
        "replaced": corrected.code,
        "copied": copied.code,
        "copied_entry": copied.public_id,
        "revocation": open_one.public_id,
        "request": request.public_id,
        "done": mine.enrollment.public_id,
    }


def _runs(stage: Stage, training_class: Any, body: Any) -> None:
    """Files that are there and files under way; whether they are right is for other tests."""
    common = {"requested_at": timezone.now(), "total": 5}
    kinds = IssueRun.Kind
    run = IssueRun(training_class=training_class, state="done", done=5, **common)
    for name in IssueRun.FILES:
        getattr(run, name).save(f"{name}.pdf", ContentFile(b"%PDF-1.7"), save=False)
    run.save()
    papers = {"kind": kinds.PAPERWORK, "options": {"papers": ["timetable"]}}
    IssueRun.objects.create(training_class=training_class, state="running", **papers, **common)
    book = body.registers.get()
    binding = IssueRun.objects.create(register=book, kind=kinds.REGISTER_BOOK, done=2, **common)
    stage.words |= {"run": run.public_id, "binding": binding.public_id}


def _costs(stage: Stage, training_class: Any) -> None:
    """Paid, not paid and only planned; one above its plan; and a layout for the accounting."""
    spent = {"spent": 1_200_000, "payee": "Nhà khách", "voucher": "HĐ 12"}
    CostLineFactory(training_class=training_class, paid_on=days_ahead(-2), **spent)
    CostLineFactory(training_class=training_class, spent=900_000)
    planned = CostLineFactory(training_class=training_class, text="Tài liệu")
    AccountingExportFactory()
    stage.words |= {"cost": planned.public_id}
