import pytest

from courses import audit
from courses.models import AuditChain, AuditEntry

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def test_entries_of_one_subject_are_numbered_and_chained():
    first = audit.record("class.published", chain="class:1")
    second = audit.record("class.canceled", chain="class:1", data={"reason": "bão"})

    assert [first.number, second.number] == [1, 2]
    assert second.previous_hash == first.hash
    assert audit.broken_chains() == []


@pytest.mark.parametrize("change", [{"action": "class.other"}, {"data": {"reason": "khác"}}])
def test_a_changed_row_breaks_its_chain_and_no_other(change):
    audit.record("class.published", chain="class:1")
    audit.record("class.canceled", chain="class:1")
    audit.record("class.published", chain="class:2")
    AuditEntry.objects.filter(chain__key="class:1", number=1).update(**change)

    assert audit.broken_chains() == ["class:1"]


def test_a_dropped_last_row_breaks_its_chain():
    audit.record("class.published", chain="class:1")
    audit.record("class.canceled", chain="class:1")
    AuditEntry.objects.filter(number=2).delete()

    assert audit.broken_chains() == ["class:1"]


def test_head_of_a_chain_cannot_be_shortened_unseen():
    audit.record("class.published", chain="class:1")
    AuditChain.objects.update(length=0)

    assert audit.broken_chains() == ["class:1"]
