"""Unsurprising records of `enrollment`; agencies and enrollments come from the site's verbs."""

import datetime as dt

import factory
from factory.django import DjangoModelFactory

from django.contrib.auth.models import Group
from django.utils import timezone

from enrollment import models
from enrollment.agencies import open_agency
from enrollment.registering.registration import register_trainee


class UserFactory(DjangoModelFactory):
    """An account without a role; `role="Organizers"` puts it into that group."""

    class Meta:
        model = models.User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"person{n}@example.org")

    @factory.post_generation
    def role(self, create, extracted, **kwargs):
        if extracted:
            self.groups.add(Group.objects.get_or_create(name=extracted)[0])


class AgencyLevelFactory(DjangoModelFactory):
    class Meta:
        model = models.AgencyLevel
        django_get_or_create = ["code"]

    code = "province"
    name = "Tỉnh"
    name_en = "Province"
    rank = 1


class AgencyFactory(DjangoModelFactory):
    """A root agency that exists since 2004; `parent=` puts it below another."""

    class Meta:
        model = models.Agency

    code = factory.Sequence(lambda n: f"AG{n}")
    name = factory.Sequence(lambda n: f"Cơ quan {n}")
    level = factory.SubFactory(AgencyLevelFactory)
    valid_from = dt.date(2004, 1, 1)
    parent = None

    @classmethod
    def _create(cls, model_class, *args, **kwargs):
        return open_agency(kwargs.pop("code"), kwargs.pop("name"), **kwargs)


class TraineeFactory(DjangoModelFactory):
    """A person without an account or address."""

    class Meta:
        model = models.Trainee

    full_name = factory.Sequence(lambda n: f"Nguyễn Văn Số {n}")
    birth_year = 1980


class EnrollmentFactory(DjangoModelFactory):
    """A registration by the desk through the verb: confirmed while seats last."""

    class Meta:
        model = models.Enrollment

    trainee = factory.SubFactory(TraineeFactory)
    training_class = factory.SubFactory("tests.factories.courses.TrainingClassFactory")
    agency = factory.SubFactory(AgencyFactory)
    source = models.Enrollment.Source.DESK

    @classmethod
    def _create(cls, model_class, *args, **kwargs):
        return register_trainee(kwargs.pop("trainee"), kwargs.pop("training_class"), **kwargs)


class ConsentTextFactory(DjangoModelFactory):
    class Meta:
        model = models.ConsentText

    version = "1"
    language = "vi"
    text = "Tôi đồng ý."
    valid_from = dt.date(2020, 1, 1)


class StoredEnrollmentFactory(DjangoModelFactory):
    """A row as it lies in the database, in any state, past all rules of registering."""

    class Meta:
        model = models.Enrollment

    trainee = factory.SubFactory(TraineeFactory)
    training_class = factory.SubFactory("tests.factories.courses.TrainingClassFactory")
    agency = factory.SubFactory(AgencyFactory)
    state = models.Enrollment.State.CONFIRMED
    registered_at = dt.datetime(2010, 1, 4, 9, tzinfo=dt.UTC)
    full_name = factory.SelfAttribute("trainee.full_name")
    agency_name = factory.SelfAttribute("agency.name")
    agency_level = factory.SelfAttribute("agency.level")


class CountedGroupFactory(DjangoModelFactory):
    class Meta:
        model = models.CountedGroup
        django_get_or_create = ["code"]

    code = "minority"
    name = "Dân tộc thiểu số"
    name_en = "Ethnic minority"


class TrainingPlanFactory(DjangoModelFactory):
    """Of this year, approved in January."""

    class Meta:
        model = models.TrainingPlan

    year = factory.LazyFunction(lambda: timezone.localdate().year)
    issuing_body = factory.SubFactory("tests.factories.courses.IssuingBodyFactory")
    decision = "05-QĐ/VPTU"
    decided_on = factory.LazyAttribute(lambda plan: dt.date(plan.year, 1, 10))
    approved_at = factory.LazyFunction(timezone.now)


class PlanLineFactory(DjangoModelFactory):
    """One class for thirty people, at any time of the year."""

    class Meta:
        model = models.PlanLine

    plan = factory.SubFactory(TrainingPlanFactory)
    position = factory.Sequence(lambda n: n)
    title = factory.Sequence(lambda n: f"Nội dung {n}")
    classes = 1
    participations = 30
