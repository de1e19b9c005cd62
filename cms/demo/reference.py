"""Where the demo is held: agencies, courses, venues, who signs, the rules of a day."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from certificates.models import Signatory
from cms.demo.source import data
from courses.models import (
    AttendanceRule,
    Category,
    Course,
    Instructor,
    IssuingBody,
    PaperHeading,
    RankingScheme,
    Venue,
)
from enrollment.agencies import open_agency
from enrollment.models import Agency, AgencyLevel


@dataclass(frozen=True)
class Rules:
    """What held on a day: of dated rules, those that began last."""

    attendance: AttendanceRule
    ranks: RankingScheme
    attendance_only: RankingScheme


@dataclass(frozen=True)
class House:
    """Records by the codes and names that the data files use."""

    agencies: dict[str, Agency]
    courses: dict[str, Course]
    venues: dict[str, Venue]
    instructors: list[Instructor]
    issuing_body: IssuingBody

    def rules_on(self, day: dt.date) -> Rules:
        schemes = RankingScheme.objects.valid_on(day).order_by("-valid_from")
        return Rules(
            attendance=AttendanceRule.objects.valid_on(day).latest("valid_from"),
            ranks=schemes.filter(scale_max=10)[0],
            attendance_only=schemes.filter(scale_max=None)[0],
        )


def load_house(*, by: Any) -> House:
    """Make what is missing; what is there stays as people may have changed it."""
    return House(
        agencies=_agencies(by=by),
        courses=_courses(),
        venues={
            known["name"]: Venue.objects.get_or_create(name=known["name"], defaults=known)[0]
            for known in data("house")["venues"]
        },
        instructors=[
            Instructor.objects.get_or_create(full_name=known["full_name"], defaults=known)[0]
            for known in data("house")["instructors"]
        ],
        issuing_body=_issuing_body(),
    )


def _agencies(*, by: Any) -> dict[str, Agency]:
    """The tree as of 2010: the committee, its bodies, the districts, some offices of districts."""
    tree, of_2010 = data("agencies"), data("demo2010")["agencies"]
    root = tree["root"]
    below = [{"code": code, **known} for code, known in of_2010.items()]
    agencies = Agency.objects.in_bulk(field_name="code")
    levels = AgencyLevel.objects.in_bulk(field_name="code")
    for known in [root, *below, *tree["without_trainees"], *tree["offices"]]:
        if known["code"] in agencies:
            continue
        parent = known.get("parent", root["code"])
        agencies[known["code"]] = open_agency(
            known["code"],
            known["name"],
            level=levels[tree["levels"][known["level"]]],
            parent=None if known is root else agencies[parent],
            valid_from=dt.date.fromisoformat(tree["valid_from"]),
            legal_basis=tree["legal_basis"],
            by=by,
            is_demo=True,
        )
    return agencies


def _courses() -> dict[str, Course]:
    known = data("courses")
    categories = {
        fields["slug"]: Category.objects.get_or_create(
            slug=fields["slug"], defaults={**fields, "position": position}
        )[0]
        for position, fields in enumerate(known["categories"], start=1)
    }
    return {
        fields["code"]: Course.objects.get_or_create(
            code=fields["code"],
            defaults={
                "name": fields["name"],
                "name_en": fields["name_en"],
                "category": categories[fields["category"]],
                "audience": fields["audience"],
                "description": fields.get("description", ""),
            },
        )[0]
        for fields in known["courses"]
    }


def _issuing_body() -> IssuingBody:
    known = data("house")
    fields = known["issuing_body"]
    body = IssuingBody.objects.filter(serial_prefix=fields["serial_prefix"]).first()
    if body is None:
        heading = PaperHeading.objects.get(name=known["heading"])
        body = IssuingBody.objects.create(heading=heading, **fields)
    if not body.signatories.exists():
        Signatory.objects.create(issuing_body=body, **known["signatory"])
    return body
