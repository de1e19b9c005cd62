"""A year that is over: two classes, a plan with a late line, costs; nothing is closed yet."""

import datetime as dt
from decimal import Decimal
from typing import Any

from django.utils import timezone

from certificates.register.issuing import issue_certificates
from enrollment.models import Enrollment, PlanLine, TrainingPlan
from enrollment.planning.lines import add_line
from enrollment.planning.links import link_class
from enrollment.planning.plans import approve_plan, open_plan
from tests.certificates.classes import body_with_signatory, held_class, held_on
from tests.factories.courses import CategoryFactory, CostLineFactory, CourseFactory
from tests.factories.enrollment import AgencyFactory, AgencyLevelFactory, TraineeFactory

YEAR = 2010


def build_year(by: Any) -> dict[str, Any]:
    """Five participations of four persons; words that stand in addresses."""
    district = AgencyLevelFactory(code="district", name="Huyện", name_en="District", rank=2)
    committee = AgencyFactory(code="TU", name="Tỉnh ủy Hòa Bình")
    office = AgencyFactory(code="VP", name="Văn phòng Tỉnh ủy", parent=committee)
    first = AgencyFactory(code="YT", name="Huyện ủy Yên Thủy", level=district, parent=committee)
    AgencyFactory(code="KS", name="Huyện ủy Kỳ Sơn", level=district, parent=committee)
    body = body_with_signatory(serial_prefix="CN")
    an = TraineeFactory(full_name="Bùi Thị An", gender="female")
    march = held_class(
        (an, "Lê Văn Anh", "Nguyễn Hoàng Phương Thảo Nguyên"),
        code="2010-01",
        title="Khai thác mạng diện rộng của Đảng và hộp thư điện tử cho cán bộ lãnh đạo (lớp 1)",
        agency=office,
        absent=("Lê Văn Anh",),
        issuing_body=body,
        course=CourseFactory(category=CategoryFactory(name="Mạng và thư điện tử", slug="mang")),
        **held_on(dt.date(YEAR, 3, 9)),
    )
    june = held_class(
        (an, "Quách Thị Ước"),
        code="2010-02",
        agency=first,
        issuing_body=body,
        course=CourseFactory(category=CategoryFactory(name="Tin học văn phòng", slug="tin-hoc")),
        **held_on(dt.date(YEAR, 6, 1), dt.date(YEAR, 6, 2)),
    )
    for training_class in (march, june):
        issue_certificates(training_class, by=by, issued_on=training_class.ends_on)
        CostLineFactory(training_class=training_class, spent=Decimal(900_000))
    words = _plan(march, body, by)
    return words | {
        "person": an.public_id,
        "late_entry": Enrollment.objects.get(full_name="Lê Văn Anh").public_id,
    }


def _plan(training_class: Any, body: Any, by: Any) -> dict[str, Any]:
    plan = open_plan(TrainingPlan(year=YEAR, issuing_body=body), by=by)
    carried_out = add_line(
        PlanLine(plan=plan, title="Khai thác mạng", quarter=1, classes=1, participations=3), by=by
    )
    add_line(
        PlanLine(plan=plan, title="Kế toán Đảng", quarter=2, classes=2, participations=40), by=by
    )
    link_class(carried_out, training_class, by=by)
    approve_plan(plan, decision="41-QĐ/VPTU", decided_on=timezone.localdate(), by=by)
    return {"plan": plan.public_id, "line": carried_out.public_id}
