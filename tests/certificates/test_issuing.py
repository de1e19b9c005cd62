import datetime as dt

import pytest

from django.db import IntegrityError, transaction
from django.utils import timezone

from certificates.content import hash_of
from certificates.designs.shipped import FIRST
from certificates.models import (
    CODE_ALPHABET,
    Certificate,
    CertificateDesign,
    DesignVersion,
    Register,
    Signatory,
)
from certificates.register.issuing import IssuingRefused, issue_certificates
from certificates.register.numbers import close_register, open_register
from courses import audit
from courses.models import AuditEntry
from courses.refusals import Refusal
from enrollment.agencies import rename_agency
from enrollment.models import Enrollment, Letter
from tests.certificates.classes import body_with_signatory, held_class, held_on, revoked
from tests.factories.certificates import SignatoryFactory
from tests.factories.courses import PaperHeadingFactory, TrainingClassFactory, days_ahead
from tests.factories.enrollment import AgencyFactory, TraineeFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def test_those_who_completed_get_numbers_in_roster_order():
    body = body_with_signatory(serial_prefix="CN")
    training_class = held_class(
        ["Lê Văn Anh", "Bùi Thị An", "Đinh Văn Vắng"], absent=["Đinh Văn Vắng"], issuing_body=body
    )
    year = timezone.localdate().year

    issued = issue_certificates(training_class, by=None)

    assert [(c.number, c.serial, c.content["person"]["full_name"]) for c in issued] == [
        (1, f"CN-{year}-000001", "Bùi Thị An"),
        (2, f"CN-{year}-000002", "Lê Văn Anh"),
    ]
    assert Register.objects.get().last_number == 2


def test_issuing_again_gives_nothing_new():
    training_class = held_class(["Lê Văn Anh", "Bùi Thị An"])
    issue_certificates(training_class, by=None)

    again = issue_certificates(training_class, by=None)

    assert again == []
    assert list(Certificate.objects.values_list("number", flat=True)) == [1, 2]
    assert Register.objects.get().last_number == 2


def test_classes_of_one_body_share_the_register_of_the_year():
    body = body_with_signatory()
    first, second = (held_class(["Lê Văn Anh", "Bùi Thị An"], issuing_body=body) for _ in "ab")

    issue_certificates(first, by=None)
    issued = issue_certificates(second, by=None)

    assert [certificate.number for certificate in issued] == [3, 4]


def test_each_year_has_its_own_register():
    body = body_with_signatory(serial_prefix="CN")
    old = held_class(issuing_body=body, **held_on(dt.date(2010, 3, 9)))
    older = held_class(issuing_body=body, **held_on(dt.date(2009, 12, 31)))

    issued = [
        *issue_certificates(old, by=None, issued_on=dt.date(2010, 3, 9)),
        *issue_certificates(older, by=None, issued_on=dt.date(2009, 12, 31)),
    ]

    assert [certificate.serial for certificate in issued] == ["CN-2010-000001", "CN-2009-000001"]


def test_the_local_date_decides_the_year():
    body = body_with_signatory(serial_prefix="CN")
    training_class = held_class(issuing_body=body, **held_on(dt.date(2010, 12, 30)))

    # 23:30 on 31 December in London is 6:30 on 1 January in Hanoi.
    issued = issue_certificates(
        training_class, by=None, at=dt.datetime(2010, 12, 31, 23, 30, tzinfo=dt.UTC)
    )

    assert issued[0].serial == "CN-2011-000001"
    assert issued[0].issued_on == dt.date(2011, 1, 1)


def test_all_that_is_printed_is_frozen():
    body = body_with_signatory(name="Văn phòng Tỉnh ủy", serial_prefix="CN")
    parent = AgencyFactory(name="Tỉnh ủy Hòa Bình")
    agency = AgencyFactory(name="Huyện ủy Yên Thủy", parent=parent)
    training_class = held_class(
        [TraineeFactory(full_name="Quách Thị Ước", birth_year=1979, gender="female")],
        code="2010-01",
        title="Tin học",
        decision="Quyết định số 05, ngày 01/3/2010",
        venue__name="Hội trường Tỉnh ủy",
        agency=agency,
        issuing_body=body,
        **held_on(dt.date(2010, 3, 9), dt.date(2010, 3, 10)),
    )

    [certificate] = issue_certificates(training_class, by=None, issued_on=dt.date(2010, 3, 10))

    assert certificate.content == {
        "template": "certificate-1",
        "serial": "CN-2010-000001",
        "number": 1,
        "year": 2010,
        "code": certificate.code,
        "issued_on": "2010-03-10",
        "reissue": 0,
        "is_sample": False,
        "person": {
            "full_name": "Quách Thị Ước",
            "birth_date": None,
            "birth_year": 1979,
            "gender": "female",
            "position": "Chuyên viên",
            "agency": "Huyện ủy Yên Thủy, Tỉnh ủy Hòa Bình",
        },
        "class": {
            "code": "2010-01",
            "title": "Tin học",
            "starts_on": "2010-03-09",
            "ends_on": "2010-03-10",
            "periods": 4,
            "venue": "Hội trường Tỉnh ủy",
            "decision": "Quyết định số 05, ngày 01/3/2010",
        },
        "ranking": "",
        "issuer": {
            "name": "Văn phòng Tỉnh ủy",
            "parent_name": "Tỉnh ủy Hòa Bình",
            "place": "Hòa Bình",
            "language": "vi",
            "heading_lines": ["ĐẢNG CỘNG SẢN VIỆT NAM"],
            "mark": "star",
            "honorific": "đồng chí",
        },
        "signature": {
            "authority": "T/L BAN THƯỜNG VỤ",
            "title": "Chánh Văn phòng",
            "name": "Nguyễn Văn Mẫu",
        },
    }


def test_the_hash_is_that_of_the_stored_content():
    [certificate] = issue_certificates(held_class(), by=None)

    certificate.refresh_from_db()

    assert certificate.content_hash == hash_of(certificate.content)


def test_the_hash_does_not_depend_on_the_order_of_keys():
    assert hash_of({"b": 1, "a": {"d": 2, "c": "Ước"}}) == hash_of(
        {"a": {"c": "Ước", "d": 2}, "b": 1}
    )


def test_later_changes_leave_the_content_alone():
    agency = AgencyFactory(name="Huyện ủy Kỳ Sơn")
    [certificate] = issue_certificates(held_class(agency=agency), by=None)
    before = certificate.content_hash

    rename_agency(agency, "Thành ủy Hòa Bình", on=timezone.localdate())
    Signatory.objects.update(full_name="Người khác")
    Enrollment.objects.update(full_name="Tên khác")
    certificate.refresh_from_db()

    assert hash_of(certificate.content) == before
    assert certificate.content["person"]["agency"] == "Huyện ủy Kỳ Sơn"


def test_codes_are_long_and_unambiguous():
    issued = issue_certificates(held_class(["Lê Văn Anh", "Bùi Thị An"]), by=None)

    codes = [certificate.code for certificate in issued]

    assert len(set(codes)) == 2
    assert {len(code) for code in codes} == {28}
    assert set("".join(codes)) <= set(CODE_ALPHABET)
    assert len(CODE_ALPHABET) ** 28 > 2**128


def test_a_demo_class_prints_samples():
    [certificate] = issue_certificates(held_class(is_demo=True), by=None)

    assert certificate.content["is_sample"] is True


def test_the_signatory_of_the_day_signs():
    body = body_with_signatory()
    SignatoryFactory(
        issuing_body=body,
        full_name="Người ký cũ",
        valid_from=dt.date(2008, 1, 1),
        valid_to=dt.date(2010, 6, 30),
    )
    training_class = held_class(issuing_body=body, **held_on(dt.date(2010, 3, 9)))

    [certificate] = issue_certificates(training_class, by=None, issued_on=dt.date(2010, 6, 30))

    assert certificate.content["signature"]["name"] == "Người ký cũ"


@pytest.mark.parametrize(
    ("change", "how", "code"),
    [
        ({"finalized_at": None}, {}, "not_finalized"),
        ({"status": "canceled"}, {}, "not_held"),
        ({"status": "draft"}, {}, "not_held"),
        ({}, {"issued_on": days_ahead(-3)}, "too_early"),
        ({}, {"issued_on": days_ahead(1)}, "in_future"),
    ],
)
def test_issuing_is_refused(change, how, code):
    training_class = held_class()
    type(training_class).objects.update(**change)

    with pytest.raises(IssuingRefused) as refusal:
        issue_certificates(training_class, by=None, **how)

    assert refusal.value.code == code
    assert (Certificate.objects.count(), Register.objects.count()) == (0, 0)


def test_nobody_to_sign_is_a_refusal():
    training_class = held_class(issuing_body=TrainingClassFactory().issuing_body)

    with pytest.raises(IssuingRefused) as refusal:
        issue_certificates(training_class, by=None)

    assert refusal.value.code == "no_signatory"


def test_a_failed_transaction_gives_its_numbers_back():
    training_class = held_class(["Lê Văn Anh", "Bùi Thị An"])

    with transaction.atomic():
        issue_certificates(training_class, by=None)
        transaction.set_rollback(True)
    issued = issue_certificates(training_class, by=None)

    assert [certificate.number for certificate in issued] == [1, 2]


def test_the_database_refuses_a_second_valid_certificate():
    [certificate] = issue_certificates(held_class(), by=None)
    certificate.pk = None
    certificate.number, certificate.serial, certificate.code = 2, "X", "Y"

    with pytest.raises(IntegrityError):
        certificate.save(force_insert=True)


def test_issuing_is_logged_with_the_hashes(organizer):
    training_class = held_class()

    [certificate] = issue_certificates(training_class, by=organizer)

    entry = AuditEntry.objects.get(chain__key=f"register:{certificate.register_id}")
    assert (entry.action, entry.actor_id) == ("certificates.issued", organizer.pk)
    assert entry.data == {"hashes": {certificate.serial: certificate.content_hash}}
    assert audit.broken_chains() == []


def test_nobody_is_told_before_the_file_can_be_had():
    trainee = TraineeFactory(user=UserFactory(email="an@example.org"))
    training_class = held_class([trainee, "Lê Văn Anh"])

    issue_certificates(training_class, by=None)

    assert Letter.objects.filter(kind="certificate_ready").count() == 0


def test_the_chosen_signatory_signs_instead_of_the_usual():
    body = body_with_signatory()
    deputy = SignatoryFactory(
        issuing_body=body, full_name="Phó Văn phòng", valid_from=dt.date(2003, 1, 1)
    )

    [certificate] = issue_certificates(held_class(issuing_body=body), by=None, signatory=deputy)

    assert certificate.content["signature"]["name"] == "Phó Văn phòng"


@pytest.mark.parametrize(
    "fields", [{"valid_to": dt.date(2009, 1, 1)}, {"valid_from": days_ahead(5)}]
)
def test_who_does_not_sign_on_that_day_is_refused(fields):
    body = body_with_signatory()
    other = SignatoryFactory(issuing_body=body, **fields)

    with pytest.raises(IssuingRefused) as refusal:
        issue_certificates(held_class(issuing_body=body), by=None, signatory=other)

    assert refusal.value.code == "wrong_signatory"


def test_who_signs_for_another_body_is_refused():
    with pytest.raises(IssuingRefused) as refusal:
        issue_certificates(held_class(), by=None, signatory=SignatoryFactory())

    assert (refusal.value.code, Certificate.objects.count()) == ("wrong_signatory", 0)


def design(**fields):
    """A design with one version."""
    made = CertificateDesign.objects.create(**{"name": "Mẫu mới"} | fields)
    version = DesignVersion.objects.create(
        design=made,
        number=1,
        markup=FIRST.markup,
        style=FIRST.style,
        content_hash="x",
        saved_at=timezone.now(),
    )
    made.current = version
    made.save()
    return version


def test_the_chosen_design_is_stored_with_what_was_issued():
    usual, chosen = design(name="A"), design(name="B")

    [first] = issue_certificates(held_class(), by=None)
    [second] = issue_certificates(held_class(), by=None, design=chosen)

    assert (first.design, second.design) == (usual, chosen)


def test_the_usual_design_is_that_of_the_body_then_that_of_its_heading():
    body = body_with_signatory(heading=PaperHeadingFactory(mark="star"))
    design(name="A")
    party = design(name="B", shipped_as="party")
    usual = CertificateDesign.objects.usual_for(body)
    own = design(name="Z", issuing_body=body)

    assert (usual.current, CertificateDesign.objects.usual_for(body).current) == (party, own)


def test_a_design_that_is_not_offered_is_refused():
    retired = design(name="A", is_retired=True)
    foreign = design(name="B", issuing_body=body_with_signatory())
    for version in (retired, foreign):
        with pytest.raises(IssuingRefused) as refusal:
            issue_certificates(held_class(), by=None, design=version)
        assert refusal.value.code == "wrong_design"
    assert Certificate.objects.count() == 0


def test_nothing_is_dated_back_into_a_closed_register(administrator):
    body = body_with_signatory()
    old = held_class(issuing_body=body, **held_on(dt.date(2010, 3, 9)))
    register = open_register(body, 2010)
    close_register(register, by=administrator)

    with pytest.raises(Refusal) as refusal:
        issue_certificates(old, by=None, issued_on=dt.date(2010, 3, 9))

    register.refresh_from_db()
    assert (refusal.value.code, register.last_number) == ("register_closed", 0)


def test_a_revoked_certificate_keeps_its_number_and_content(administrator):
    [certificate] = issue_certificates(held_class(), by=None)
    before = certificate.content_hash

    revoked(certificate, by=administrator, reason="Cấp nhầm")
    certificate.refresh_from_db()

    assert (certificate.is_revoked, certificate.revoked_reason) == (True, "Cấp nhầm")
    assert (certificate.number, hash_of(certificate.content)) == (1, before)


def test_the_button_of_the_class_does_not_undo_a_revocation(administrator):
    training_class = held_class()
    [certificate] = issue_certificates(training_class, by=None)
    revoked(certificate, by=administrator, reason="Cấp nhầm")

    again = issue_certificates(training_class, by=None)

    assert again == []


def test_a_certificate_cannot_be_deleted_with_its_enrollment_or_class():
    [certificate] = issue_certificates(held_class(), by=None)

    with pytest.raises(IntegrityError):
        certificate.enrollment.delete()


@pytest.mark.parametrize("people", [1, 3])
def test_queries_do_not_grow_with_the_people(people, django_assert_num_queries):
    training_class = held_class(["Bùi An", "Lê Anh", "Hà Ánh"][:people])

    with django_assert_num_queries(33):
        issue_certificates(training_class, by=None)
