"""Unsurprising records of `courses`: what is not asked for is valid, plain and empty."""

import datetime as dt
from decimal import Decimal

import factory
from factory.django import DjangoModelFactory

from django.utils import timezone

from courses import models


def days_ahead(days: int) -> dt.date:
    return timezone.localdate() + dt.timedelta(days=days)


class CategoryFactory(DjangoModelFactory):
    class Meta:
        model = models.Category

    name = factory.Sequence(lambda n: f"Lĩnh vực {n}")
    slug = factory.Sequence(lambda n: f"linh-vuc-{n}")


class CourseFactory(DjangoModelFactory):
    class Meta:
        model = models.Course

    code = factory.Sequence(lambda n: f"C{n}")
    name = factory.Sequence(lambda n: f"Chuyên đề {n}")
    category = factory.SubFactory(CategoryFactory)


class VenueFactory(DjangoModelFactory):
    class Meta:
        model = models.Venue

    name = factory.Sequence(lambda n: f"Hội trường {n}")


class InstructorFactory(DjangoModelFactory):
    class Meta:
        model = models.Instructor

    full_name = factory.Sequence(lambda n: f"Giảng viên {n}")


class PaperHeadingFactory(DjangoModelFactory):
    class Meta:
        model = models.PaperHeading

    name = "Đảng"
    lines = "ĐẢNG CỘNG SẢN VIỆT NAM"
    mark = models.PaperHeading.Mark.STAR
    honorific = "đồng chí"
    valid_from = dt.date(2004, 1, 1)


class IssuingBodyFactory(DjangoModelFactory):
    class Meta:
        model = models.IssuingBody

    name = factory.Sequence(lambda n: f"Văn phòng {n}")
    parent_name = "Tỉnh ủy Hòa Bình"
    heading = factory.SubFactory(PaperHeadingFactory)
    place = "Hòa Bình"
    serial_prefix = factory.Sequence(lambda n: f"CN{n}")


class AttendanceRuleFactory(DjangoModelFactory):
    class Meta:
        model = models.AttendanceRule

    name = "80 %"
    required_percent = 80
    valid_from = dt.date(2004, 1, 1)


class RankingSchemeFactory(DjangoModelFactory):
    """Attendance only: no scale, no ranks."""

    class Meta:
        model = models.RankingScheme

    name = "Chỉ điểm danh"
    valid_from = dt.date(2004, 1, 1)


class TenPointSchemeFactory(RankingSchemeFactory):
    """Ten points, pass at five, two ranks."""

    class Meta:
        skip_postgeneration_save = True

    name = "Thang điểm 10"
    scale_max = Decimal("10.0")
    pass_mark = Decimal("5.0")

    @factory.post_generation
    def bands(self, create, extracted, **kwargs):
        self.bands.create(minimum=Decimal("5.0"), name="Trung bình", name_en="Average")
        self.bands.create(minimum=Decimal("7.0"), name="Khá", name_en="Good")


class TrainingClassFactory(DjangoModelFactory):
    """Published, open for registration now, two days long, starting in two weeks; no sessions."""

    class Meta:
        model = models.TrainingClass

    class Params:
        over = factory.Trait(
            starts_on=factory.LazyFunction(lambda: days_ahead(-3)),
            ends_on=factory.LazyFunction(lambda: days_ahead(-2)),
            registration_closes_at=factory.LazyFunction(
                lambda: timezone.now() - dt.timedelta(days=5)
            ),
        )

    code = factory.Sequence(lambda n: f"LOP-{n}")
    course = factory.SubFactory(CourseFactory)
    title = factory.Sequence(lambda n: f"Lớp tập huấn {n}")
    status = models.TrainingClass.Status.PUBLISHED
    starts_on = factory.LazyFunction(lambda: days_ahead(14))
    ends_on = factory.LazyFunction(lambda: days_ahead(15))
    venue = factory.SubFactory(VenueFactory)
    capacity = 30
    registration_opens_at = factory.LazyFunction(lambda: timezone.now() - dt.timedelta(days=30))
    registration_closes_at = factory.LazyFunction(lambda: timezone.now() + dt.timedelta(days=7))
    issuing_body = factory.SubFactory(IssuingBodyFactory)
    attendance_rule = factory.SubFactory(AttendanceRuleFactory)
    ranking_scheme = factory.SubFactory(RankingSchemeFactory)


class SessionFactory(DjangoModelFactory):
    """The first morning of its class, four periods."""

    class Meta:
        model = models.Session

    training_class = factory.SubFactory(TrainingClassFactory)
    held_on = factory.LazyAttribute(lambda session: session.training_class.starts_on)
    periods = 4


class FundingSourceFactory(DjangoModelFactory):
    class Meta:
        model = models.FundingSource

    name = factory.Sequence(lambda n: f"Nguồn {n}")
    code = factory.Sequence(lambda n: f"nguon-{n}")
    position = factory.Sequence(lambda n: n)


class CostKindFactory(DjangoModelFactory):
    class Meta:
        model = models.CostKind

    name = factory.Sequence(lambda n: f"Nội dung chi {n}")
    code = factory.Sequence(lambda n: f"chi-{n}")
    position = factory.Sequence(lambda n: n)


class CostLineFactory(DjangoModelFactory):
    """A line as it stands in the table; verbs are in `courses.costs`."""

    class Meta:
        model = models.CostLine

    training_class = factory.SubFactory(TrainingClassFactory)
    kind = factory.SubFactory(CostKindFactory)
    source = factory.SubFactory(FundingSourceFactory)
    planned = Decimal(1_000_000)


class AccountingExportFactory(DjangoModelFactory):
    """`fields` become columns under headings of the same name."""

    class Meta:
        model = models.AccountingExport
        skip_postgeneration_save = True

    name = factory.Sequence(lambda n: f"Mẫu xuất {n}")

    @factory.post_generation
    def fields(self, create, extracted, **kwargs):
        for place, field in enumerate(extracted or ["class_code", "spent"]):
            models.ExportColumn.objects.create(
                export=self, field=field, heading=field.upper(), sort_order=place
            )
