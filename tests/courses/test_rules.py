"""Rules by which results were recognized stay as they were; a new regulation is a new row."""

from decimal import Decimal

import pytest

from django.forms.models import model_to_dict
from django.utils import timezone

from courses.models import AttendanceRule, RankingScheme
from courses.viewsets import AttendanceRuleViewSet, RankingBandViewSet, RankingSchemeViewSet
from tests.factories.courses import TenPointSchemeFactory, TrainingClassFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(params=[True, False], ids=["recognized", "not yet"])
def has_decided(request):
    return request.param


@pytest.fixture
def training_class(has_decided):
    finalized_at = timezone.now() if has_decided else None
    scheme = TenPointSchemeFactory()
    return TrainingClassFactory(over=True, ranking_scheme=scheme, finalized_at=finalized_at)


def errors_of(viewset, record, **typed):
    form_class = viewset().get_form_class(for_update=True)
    known = {k: v for k, v in model_to_dict(record).items() if v is not None}
    return sorted(form_class(known | typed, instance=record).errors)


def test_figures_of_a_rule_that_has_decided_are_kept(training_class, has_decided):
    rule = training_class.attendance_rule

    errors = errors_of(AttendanceRuleViewSet, rule, required_percent=70, allowed_misses=2)

    assert errors == (["allowed_misses", "required_percent"] if has_decided else [])
    assert errors_of(AttendanceRuleViewSet, rule, name="Cũ", valid_to="31/12/2030") == []


def test_figures_and_ranks_of_a_scheme_that_has_decided_are_kept(training_class, has_decided):
    scheme = training_class.ranking_scheme

    assert errors_of(RankingSchemeViewSet, scheme, counts="best") == ["counts"] * has_decided
    band = scheme.bands.first()
    assert errors_of(RankingBandViewSet, band, name="Tốt") == ["__all__"] * has_decided
    assert errors_of(RankingBandViewSet, band) == []


@pytest.mark.parametrize(
    ("typed", "wrong"),
    [
        ({"pass_mark": "10.1"}, ["pass_mark"]),
        ({"scale_max": ""}, ["pass_mark"]),
        ({"attempts": "4"}, ["attempts"]),
        ({"attempts": "0"}, ["attempts"]),
        ({"attempts": "3", "pass_mark": "6"}, []),
    ],
)
def test_a_scheme_is_checked_when_it_is_typed(typed, wrong):
    assert errors_of(RankingSchemeViewSet, TenPointSchemeFactory(), **typed) == wrong


def test_a_rank_begins_on_the_scale():
    band = TenPointSchemeFactory().bands.first()

    assert errors_of(RankingBandViewSet, band, minimum=Decimal("10.5")) == ["minimum"]


def test_forms_show_every_figure_that_decides():
    shown = set(AttendanceRuleViewSet.form_fields) | set(RankingSchemeViewSet.form_fields)
    all_fields = {f.name for m in (AttendanceRule, RankingScheme) for f in m._meta.fields}

    assert all_fields - shown == {"id"}
