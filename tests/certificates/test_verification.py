import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certificates.models import CODE_ALPHABET, CODE_LENGTH
from certificates.register.issuing import issue_certificates
from certificates.register.reissuing import reissue
from certificates.verification import UNKNOWN, PaperFacts, find_by_code, grouped_code, normal_code
from tests.certificates.classes import body_with_signatory, held_class, held_on, revoked
from tests.factories.enrollment import TraineeFactory

CODES = st.text(alphabet=CODE_ALPHABET, min_size=CODE_LENGTH, max_size=CODE_LENGTH)


@pytest.fixture
def certificate(db):
    body = body_with_signatory(name="Văn phòng Tỉnh ủy", serial_prefix="CN")
    training_class = held_class(
        [TraineeFactory(full_name="Bùi Thị Ước", birth_year=1979, email="uoc@example.org")],
        title="Tin học",
        issuing_body=body,
        **held_on(dt.date(2010, 3, 9), dt.date(2010, 3, 10)),
    )
    [issued] = issue_certificates(training_class, by=None, issued_on=dt.date(2010, 3, 10))
    return issued


def test_a_valid_certificate_shows_what_is_on_the_paper(certificate):
    result = find_by_code(certificate.code)

    assert result.state == "valid"
    assert result.facts == PaperFacts(
        full_name="Bùi Thị Ước",
        class_title="Tin học",
        starts_on=dt.date(2010, 3, 9),
        ends_on=dt.date(2010, 3, 10),
        issuing_body="Văn phòng Tỉnh ủy",
        register_number="1/2010",
        serial="CN-2010-000001",
        ranking="",
        issued_on=dt.date(2010, 3, 10),
        is_sample=False,
    )


@given(CODES)
def test_however_a_code_is_typed_it_is_the_same(code):
    typed = f"  {grouped_code(code).lower().replace('-', ' – ')}\n"

    assert normal_code(typed) == code


@pytest.mark.parametrize("typed", [str.lower, grouped_code, lambda code: " ".join(code)])
def test_a_code_is_found_however_it_is_typed(typed, certificate):
    assert find_by_code(typed(certificate.code)).state == "valid"


def test_a_revoked_certificate_says_when_and_why(certificate):
    revoked(
        certificate, by=None, reason="Cấp nhầm", at=dt.datetime(2010, 12, 31, 18, 0, tzinfo=dt.UTC)
    )

    result = find_by_code(certificate.code)

    assert (result.state, result.reason) == ("revoked", "Cấp nhầm")
    assert result.revoked_on == dt.date(2011, 1, 1)
    assert result.facts.full_name == "Bùi Thị Ước"


def test_a_replaced_certificate_is_told_apart_and_the_new_one_holds(certificate):
    new = reissue(certificate, by=None, reason="In sai tên")

    assert find_by_code(certificate.code).state == "replaced"
    assert find_by_code(new.code).state == "valid"


@pytest.mark.parametrize(
    "wrong",
    [
        lambda c: c.serial,
        lambda c: c.register_number,
        lambda c: str(c.number),
        lambda c: str(c.pk),
        lambda c: str(c.public_id),
        lambda c: c.code[:-1],
        lambda c: c.code + "2",
        lambda c: c.code * 2,
        lambda c: "",
        lambda c: "0" * CODE_LENGTH,
        lambda c: "%",
        lambda c: "\x00" + "ặ" * 500,
    ],
)
def test_nothing_but_the_code_opens_a_record(wrong, certificate, django_assert_num_queries):
    with django_assert_num_queries(1):
        result = find_by_code(wrong(certificate))

    assert result is UNKNOWN


def test_a_hit_costs_what_a_miss_costs(certificate, django_assert_num_queries):
    with django_assert_num_queries(1):
        find_by_code(certificate.code)


def test_codes_are_shown_in_groups_of_four():
    assert grouped_code("7F3KQ2MA5") == "7F3K-Q2MA-5"
