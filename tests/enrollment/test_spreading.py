"""Seats spread over agencies: exact sums, near to the weights, the same answer every time."""

import datetime as dt
import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enrollment.models import Trainee
from enrollment.seating.spreading import Rule, spread_seats, weights_by
from tests.factories.enrollment import AgencyFactory, AgencyLevelFactory, TraineeFactory

weights = st.lists(st.integers(0, 500), max_size=60)


@given(st.integers(0, 3000), weights)
def test_a_spread_sums_exactly_and_stays_next_to_the_exact_share(number, weights):
    spread = spread_seats(number, weights)

    assert len(spread) == len(weights)
    assert sum(spread) == (number if weights else 0)
    assert min(spread, default=0) >= 0
    if total := sum(weights):
        assert all(
            abs(seats * total - number * weight) < total
            for seats, weight in zip(spread, weights, strict=True)
        )


@given(st.integers(0, 3000), weights)
def test_who_weighs_more_never_gets_less(number, weights):
    spread = spread_seats(number, weights)

    pairs = sorted(zip(weights, spread, strict=True))
    for (lighter, fewer), (heavier, more) in itertools.pairwise(pairs):
        assert lighter == heavier or fewer <= more


@pytest.mark.parametrize(
    ("number", "weights", "expected"),
    [
        (10, [1, 1, 1], [4, 3, 3]),
        (10, [3, 2, 1], [5, 3, 2]),
        (2, [1, 1, 1], [1, 1, 0]),
        (7, [0, 0], [4, 3]),
        (5, [], []),
    ],
)
def test_what_cannot_be_told_apart_goes_to_the_first(number, weights, expected):
    assert spread_seats(number, weights) == expected


@pytest.mark.django_db
def test_weights_by_level_and_by_people_of_the_subtree():
    province = AgencyLevelFactory()
    district = AgencyLevelFactory(code="district", rank=2)
    above = AgencyFactory(level=province)
    below = AgencyFactory(level=district, parent=above)
    for agency, count in ((above, 1), (below, 2), (AgencyFactory(parent=below), 3)):
        for _number in range(count):
            person = TraineeFactory()
            person.affiliations.create(agency=agency, valid_from=dt.date(2020, 1, 1))
    left = Trainee.objects.first()
    left.affiliations.update(valid_to=dt.date(2021, 1, 1))

    assert weights_by(Rule.LEVEL, [above, below], {province.pk: 3, district.pk: 2}) == [3, 2]
    assert weights_by(Rule.PEOPLE, [above, below], {}) == [0, 5]
    assert weights_by(Rule.EQUAL, [above, below], {}) == [1, 1]
