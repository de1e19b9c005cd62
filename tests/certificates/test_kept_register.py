"""Nothing of a register is deleted or renumbered, whichever way somebody tries."""

import pytest

from django.db import IntegrityError, connection, transaction

from wagtail.admin.viewsets import viewsets

from certificates.content import hash_of
from certificates.models import Certificate, CertificateCopy, Register
from certificates.register.copies import give_copy
from certificates.register.issuing import issue_certificates
from cms.roles import PERMISSIONS
from courses.refusals import Refusal
from tests.certificates.classes import held_class

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.fixture
def certificate():
    [issued] = issue_certificates(held_class(), by=None)
    return issued


WAYS_TO_DELETE = {
    "one": lambda one: one.delete(),
    "many": lambda one: Certificate.objects.all().delete(),
    "through the register": lambda one: one.register.certificates.all().delete(),
    "the book": lambda one: one.register.delete(),
    "all books": lambda one: Register.objects.all().delete(),
    "a copy": lambda one: give_copy(one, by=None).delete(),
}
WAYS_TO_CHANGE = {
    "update": lambda: Certificate.objects.update(number=7),
    "update of the content": lambda: Certificate.objects.update(content={}),
    "update of the serial": lambda: Certificate.objects.filter(number=1).update(serial="X"),
    "bulk update": lambda: Certificate.objects.bulk_update([renumbered()], ["number"]),
    "save": lambda: renumbered().save(),
    "save of one field": lambda: renumbered().save(update_fields=["number"]),
    "year of the book": lambda: Register.objects.update(year=1999),
}


def renumbered() -> Certificate:
    one = Certificate.objects.get()
    one.number = 7
    return one


@pytest.mark.parametrize("way", WAYS_TO_DELETE)
def test_nothing_is_deleted(way, certificate):
    with pytest.raises(Refusal) as refusal:
        WAYS_TO_DELETE[way](certificate)

    assert refusal.value.code == "register_is_kept"
    assert Certificate.objects.get() == certificate


@pytest.mark.parametrize("way", WAYS_TO_CHANGE)
def test_nothing_is_renumbered_or_rewritten(way, certificate):
    with pytest.raises(Refusal) as refusal, transaction.atomic():
        WAYS_TO_CHANGE[way]()

    stored = Certificate.objects.get()
    assert refusal.value.code == "register_is_kept"
    assert (stored.number, hash_of(stored.content)) == (1, certificate.content_hash)
    assert Register.objects.get().year == certificate.register.year


@pytest.mark.parametrize("table", ["enrollment_trainee", "courses_trainingclass"])
def test_the_database_keeps_the_line_when_person_or_class_go(table, certificate):
    """Raw SQL, past everything that Python guards."""

    def delete() -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM {table}")  # noqa: S608 - names of this test
            connection.check_constraints()

    with pytest.raises(IntegrityError):
        delete()

    assert Certificate.objects.count() == 1


def test_two_lines_never_share_a_number(certificate):
    [other] = issue_certificates(
        held_class(["Lê Văn Anh"], issuing_body=certificate.register.issuing_body), by=None
    )

    with pytest.raises(IntegrityError), transaction.atomic():
        Certificate._base_manager.filter(pk=other.pk).update(number=certificate.number)


def test_no_admin_offers_them_and_no_role_may():
    offered = {getattr(viewset, "model", None) for viewset in viewsets.viewsets}
    granted = {name for names in PERMISSIONS.values() for name in names}

    assert offered.isdisjoint({Certificate, CertificateCopy, Register})
    assert not {name for name in granted if name.endswith(("_certificate", "_register"))}
