import pytest

from django.db import transaction

from certificates.models import Register
from certificates.register.numbers import next_number, open_register, take_number, take_numbers
from tests.factories.courses import IssuingBodyFactory

pytestmark = pytest.mark.database


@pytest.fixture
def register(db):
    return open_register(IssuingBodyFactory(), 2010)


def test_a_register_is_opened_once(register):
    again = open_register(register.issuing_body, 2010)

    assert again == register
    assert Register.objects.count() == 1


def test_numbers_begin_at_one_and_leave_no_gap(register):
    numbers = [take_number(register), take_number(register), *take_numbers(register, 3)]

    assert numbers == [1, 2, 3, 4, 5]


def test_a_stale_register_in_memory_does_not_repeat_a_number(register):
    stale = Register.objects.get()
    take_number(register)

    assert take_number(stale) == 2


def test_taking_no_number_changes_nothing(register):
    assert list(take_numbers(register, 0)) == []
    assert Register.objects.get().last_number == 0


def test_a_number_comes_back_when_its_transaction_fails(register):
    with transaction.atomic():
        take_number(register)
        transaction.set_rollback(True)

    assert take_number(register) == 1


@pytest.mark.django_db(transaction=True)
def test_no_number_is_taken_outside_a_transaction():
    register = open_register(IssuingBodyFactory(), 2010)

    with pytest.raises(RuntimeError):
        take_number(register)

    assert Register.objects.get().last_number == 0


def test_the_next_number_is_only_shown(register):
    take_number(register)

    assert next_number(register.issuing_body, 2010) == 2
    assert next_number(register.issuing_body, 2011) == 1
    assert Register.objects.get().last_number == 1
