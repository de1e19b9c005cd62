import datetime as dt

import pytest

from enrollment import agencies
from enrollment.agencies import AgencyChangeRefused
from enrollment.models import Agency
from tests.factories.enrollment import AgencyFactory, EnrollmentFactory

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def test_rename_keeps_the_old_name_for_the_old_days():
    agency = AgencyFactory(name="Báo Hòa Bình")

    agencies.rename_agency(agency, "Báo và Đài Hòa Bình", on=dt.date(2025, 3, 1))

    assert agency.version_on(dt.date(2025, 2, 28)).name == "Báo Hòa Bình"
    assert agency.version_on(dt.date(2025, 3, 1)).name == "Báo và Đài Hòa Bình"
    assert Agency.objects.search("bao va dai").get() == agency


def test_parents_are_told_as_of_the_day():
    province, other = AgencyFactory(name="Tỉnh ủy Hòa Bình"), AgencyFactory(name="Tỉnh ủy Phú Thọ")
    office = AgencyFactory(name="Văn phòng", parent=province)

    agencies.move_agency(office, other, on=dt.date(2025, 7, 1))

    assert office.parent_names_on(dt.date(2010, 5, 1)) == "Tỉnh ủy Hòa Bình"
    assert office.parent_names_on(dt.date(2025, 7, 1)) == "Tỉnh ủy Phú Thọ"
    assert Agency.objects.get(pk=office.pk).get_parent() == other


def test_a_merged_agency_ends_the_day_before_and_enrollments_keep_its_name():
    old, new = AgencyFactory(name="Huyện ủy Kỳ Sơn"), AgencyFactory(name="Thành ủy Hòa Bình")
    enrollment = EnrollmentFactory(agency=old)

    agencies.merge_agencies([old], new, on=dt.date(2020, 1, 1))

    enrollment.refresh_from_db()
    assert enrollment.agency_name == "Huyện ủy Kỳ Sơn"
    assert old.version_on(dt.date(2019, 12, 31)).name == "Huyện ủy Kỳ Sơn"
    assert old.version_on(dt.date(2020, 1, 1)) is None
    assert old.successions.get().successor == new


def test_an_agency_cannot_stand_below_itself():
    parent = AgencyFactory()
    child = AgencyFactory(parent=parent)
    parent.refresh_from_db()

    with pytest.raises(AgencyChangeRefused) as refused:
        agencies.move_agency(parent, child, on=dt.date(2020, 1, 1))

    assert refused.value.code == "below_itself"


def test_nothing_can_end_before_it_began():
    agency = AgencyFactory()

    with pytest.raises(AgencyChangeRefused) as refused:
        agencies.dissolve_agency(agency, on=dt.date(2003, 1, 1))

    assert refused.value.code == "nothing_to_end"
    assert agency.version_on(dt.date(2026, 1, 1)) is not None
