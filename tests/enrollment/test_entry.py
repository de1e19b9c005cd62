"""Conditions of entry: who is meant, what is told and where, and the exceptions of the desk."""

import uuid

import pytest

from django.urls import reverse

from courses.models import AuditEntry
from enrollment.models import Enrollment, EntryRule, TargetGroup, Trainee
from enrollment.registering.entry import is_meant, rule_of, told_beside, unmet
from enrollment.registering.entry_rules import copy_conditions, set_conditions
from tests.enrollment.pages import count_queries
from tests.factories.courses import CourseFactory, TrainingClassFactory, days_ahead
from tests.factories.enrollment import (
    AgencyFactory,
    AgencyLevelFactory,
    EnrollmentFactory,
    TraineeFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def commune():
    return AgencyLevelFactory(code="commune", name="Xã", name_en="Commune", rank=3)


@pytest.fixture
def province_office():
    return AgencyFactory(code="VPTU", name="Văn phòng Tỉnh ủy")


@pytest.fixture
def village(commune):
    return AgencyFactory(code="XA", name="Đảng ủy xã Bảo Hiệu", level=commune)


def group(name="Văn thư", levels=(), agencies=(), words="") -> TargetGroup:
    made = TargetGroup.objects.create(name=name, position_words=words)
    made.levels.set(levels)
    made.agencies.set(agencies)
    return made


def closed_to_others(training_class, *groups, **conditions) -> None:
    set_conditions(training_class, by=None, target_groups=groups, **conditions)


def completed(trainee, course, day=-30) -> None:
    held = TrainingClassFactory(course=course, starts_on=days_ahead(day), ends_on=days_ahead(day))
    enrollment = EnrollmentFactory(trainee=trainee, training_class=held)
    Enrollment.objects.filter(pk=enrollment.pk).update(outcome="completed")


def page(training_class) -> str:
    return reverse("enrollment:register", args=[training_class.code])


def typed(**changed) -> dict[str, str]:
    return {
        "full_name": "Quách Văn Ước",
        "birth": "1980",
        "agency": "VPTU",
        "position": "Chuyên viên",
        "request_key": str(uuid.uuid4()),
    } | changed


@pytest.mark.parametrize(
    ("position", "is_wanted"),
    [("Cán bộ văn thư", True), ("CAN BO VAN THU", True), ("Kế toán", False), ("", False)],
)
def test_words_of_the_position_count_without_accents(province_office, position, is_wanted):
    assert is_meant([group(words="văn thư\nlưu trữ")], province_office, position) == is_wanted


def test_level_and_agency_and_words_must_all_fit(province_office, village, commune):
    narrow = group(levels=[commune], agencies=[village], words="bí thư")

    assert is_meant([narrow], village, "Phó Bí thư")
    assert not is_meant([narrow], village, "Kế toán")
    assert not is_meant([narrow], province_office, "Bí thư")


def test_agency_of_a_group_means_all_below_it(province_office):
    below = AgencyFactory(parent=province_office)

    assert is_meant([group(agencies=[province_office])], below, "")


def test_one_of_several_groups_is_enough(province_office, village):
    groups = [group("A", agencies=[village]), group("B", agencies=[province_office])]

    assert is_meant(groups, province_office, "")


def test_refusal_is_told_beside_the_box_that_makes_the_difference(province_office, village):
    training_class = TrainingClassFactory()
    closed_to_others(training_class, group(agencies=[village], words="bí thư"))
    rule = rule_of(training_class)

    assert told_beside(rule, village) == "position"
    assert told_beside(rule, province_office) == "agency"


def test_all_that_is_missing_is_listed(province_office, village):
    training_class = TrainingClassFactory()
    closed_to_others(training_class, group(agencies=[village]), prerequisites=[CourseFactory()])

    missed = unmet(
        rule_of(training_class), Trainee(), training_class, agency=province_office, position=""
    )

    assert [one.code for one in missed] == ["not_target_group", "prerequisite_missing"]


@pytest.mark.parametrize(("day", "is_refused"), [(-300, True), (-1200, False)])
def test_same_course_again_waits_some_years(client, province_office, day, is_refused):
    training_class = TrainingClassFactory()
    closed_to_others(training_class, no_repeat_years=2)
    trainee = TraineeFactory(user=UserFactory())
    completed(trainee, training_class.course, day)
    client.force_login(trainee.user)

    context = client.get(page(training_class)).context

    assert ("refusal" in context) == is_refused
    if is_refused:
        assert context["refusal"].code == "repeated_too_soon"


def test_conditions_are_shown_to_visitors_before_anything_is_asked(client, site_tree):
    training_class = TrainingClassFactory()
    closed_to_others(
        training_class,
        group("Cán bộ văn thư cấp xã"),
        prerequisites=[CourseFactory(name="Văn thư cơ bản")],
        no_repeat_years=3,
    )

    for address in (page(training_class), f"/lich-mo-lop/{training_class.code}/"):
        shown = client.get(address).text
        assert "Cán bộ văn thư cấp xã" in shown
        assert "Văn thư cơ bản" in shown


def test_missing_prerequisite_is_told_before_the_form_with_a_way_on(client, site_tree):
    training_class = TrainingClassFactory(contact="Phòng Tổ chức, 0218 385 4321")
    closed_to_others(training_class, prerequisites=[CourseFactory(name="Văn thư cơ bản")])
    client.force_login(UserFactory())

    response = client.get(page(training_class))

    assert response.context["refusal"].code == "prerequisite_missing"
    assert "Văn thư cơ bản" in response.context["refusal"].text
    assert 'href="/lich-mo-lop/"' in response.text
    assert "0218 385 4321" in response.text
    assert 'name="full_name"' not in response.text


def test_known_person_who_is_not_meant_is_told_before_and_may_correct_it(
    client, province_office, village
):
    training_class = TrainingClassFactory()
    closed_to_others(training_class, group("Cán bộ cấp xã", agencies=[village]))
    trainee = TraineeFactory(user=UserFactory())
    trainee.affiliations.create(agency=province_office, valid_from=days_ahead(-100))
    client.force_login(trainee.user)

    before = client.get(page(training_class))
    after = client.post(page(training_class), typed(agency="XA"))

    assert before.context["not_meant"].code == "not_target_group"
    assert 'name="full_name"' in before.text
    assert after.status_code == 302


@pytest.mark.parametrize(("agency", "box"), [("VPTU", "agency"), ("XA", "position")])
def test_person_who_is_not_meant_is_told_beside_the_box(
    client, province_office, village, agency, box
):
    training_class = TrainingClassFactory()
    closed_to_others(training_class, group("Bí thư cấp xã", agencies=[village], words="bí thư"))
    client.force_login(UserFactory())

    response = client.post(page(training_class), typed(agency=agency))

    assert response.status_code == 422
    assert set(response.context["form"].errors) == {box}
    assert "Bí thư cấp xã" in response.context["form"].errors[box][0]
    assert (Enrollment.objects.count(), Trainee.objects.count()) == (0, 0)


def test_groups_that_only_come_first_shut_nobody_out(client, province_office, village):
    training_class = TrainingClassFactory()
    closed_to_others(training_class, group(agencies=[village]), only_target_groups=False)
    client.force_login(UserFactory())

    assert client.post(page(training_class), typed()).status_code == 302


def test_organizer_sets_the_conditions(client, organizer):
    training_class, course = TrainingClassFactory(), CourseFactory()
    wanted = group()
    client.force_login(organizer)
    url = reverse("enrollment:manage_entry", args=[training_class.code])

    response = client.post(
        url,
        {
            "target_groups": [wanted.pk],
            "only_target_groups": "first",
            "prerequisites": [course.pk],
            "no_repeat_years": "2",
        },
    )

    rule = EntryRule.objects.get()
    assert response.status_code == 302
    assert (list(rule.target_groups.all()), list(rule.prerequisites.all())) == ([wanted], [course])
    assert (rule.only_target_groups, rule.no_repeat_years) == (False, 2)
    assert AuditEntry.objects.filter(action="class.entry", actor=organizer).count() == 1
    assert client.get(url).context["form"]["no_repeat_years"].value() == 2


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("target_groups", "999999"),
        ("target_groups", "9" * 40),
        ("target_groups", "\0"),
        ("only_target_groups", "maybe"),
        ("prerequisites", "x"),
        ("no_repeat_years", "-1"),
        ("no_repeat_years", "21"),
        ("no_repeat_years", "1e400"),
    ],
)
def test_bad_condition_is_refused_beside_its_box(client, organizer, name, value):
    training_class = TrainingClassFactory()
    client.force_login(organizer)

    response = client.post(
        reverse("enrollment:manage_entry", args=[training_class.code]),
        {"only_target_groups": "only", name: value},
    )

    assert response.status_code == 422
    assert set(response.context["form"].errors) == {name}
    assert not EntryRule.objects.exists()


def test_class_does_not_require_its_own_course(client, organizer):
    training_class = TrainingClassFactory()
    client.force_login(organizer)
    form = client.get(reverse("enrollment:manage_entry", args=[training_class.code])).context[
        "form"
    ]

    assert training_class.course not in form.fields["prerequisites"].queryset


def test_canceled_class_keeps_its_conditions(client, organizer):
    training_class = TrainingClassFactory(status="canceled")
    client.force_login(organizer)

    response = client.post(
        reverse("enrollment:manage_entry", args=[training_class.code]),
        {"only_target_groups": "only"},
    )

    assert response.status_code == 422


def test_copy_of_a_class_has_its_conditions(organizer):
    first, second = TrainingClassFactory(), TrainingClassFactory()
    closed_to_others(first, group(), no_repeat_years=4)

    copy_conditions(first, second, by=organizer)

    assert second.entry_rule.no_repeat_years == 4
    assert second.entry_rule.target_groups.count() == 1


def test_desk_is_warned_and_may_add_the_person_all_the_same(
    client, organizer, province_office, village
):
    training_class = TrainingClassFactory()
    closed_to_others(training_class, group("Cán bộ cấp xã", agencies=[village]))
    person = TraineeFactory()
    client.force_login(organizer)
    url = reverse("enrollment:manage_add_trainee", args=[training_class.code])
    url += f"?person={person.public_id}"

    warned = client.post(url, {"agency": "VPTU"})
    nobody = Enrollment.objects.count()
    added = client.post(url, {"agency": "VPTU", "despite": "on"})

    assert (warned.status_code, nobody) == (422, 0)
    assert "Cán bộ cấp xã" in warned.context["form"].errors["despite"][0]
    assert (added.status_code, Enrollment.objects.get().state) == (302, "confirmed")
    assert AuditEntry.objects.filter(action="class.entry_waived", actor=organizer).count() == 1


def test_box_marked_for_nothing_is_no_exception(client, organizer, province_office):
    training_class = TrainingClassFactory()
    client.force_login(organizer)
    url = reverse("enrollment:manage_add_trainee", args=[training_class.code]) + "?new"

    client.post(url, typed(despite="on"))

    assert Enrollment.objects.count() == 1
    assert not AuditEntry.objects.filter(action="class.entry_waived").exists()


def test_desk_is_warned_about_a_new_person_too(client, organizer, province_office, village):
    training_class = TrainingClassFactory()
    closed_to_others(training_class, prerequisites=[CourseFactory()])
    client.force_login(organizer)
    url = reverse("enrollment:manage_add_trainee", args=[training_class.code]) + "?new"
    form = typed()

    warned, added = client.post(url, form), client.post(url, form | {"despite": "on"})

    assert (warned.status_code, added.status_code) == (422, 302)
    assert Trainee.objects.count() == 1


def test_page_costs_the_same_with_thirty_groups(client, organizer):
    training_class = TrainingClassFactory()
    closed_to_others(training_class, group("Nhóm 0"))
    with_one = count_queries(client, page(training_class))
    closed_to_others(training_class, *[group(f"Nhóm {n}") for n in range(1, 31)])

    assert count_queries(client, page(training_class)) == with_one
