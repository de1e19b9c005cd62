"""The file of a closed year in whatever way it was spoiled: named by the check, never an error."""

import datetime as dt
import gzip

import pytest

from certificates.year_book.keeping.checking import faults_of_year
from certificates.year_book.keeping.closing import close_year
from courses.private_files import private_storage
from tests.certificates.classes import held_class, held_on


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        (lambda body: body[:20] + b"\xff\x00\xff" + body[23:], "missing"),
        (lambda body: body[:50], "missing"),
        (lambda body: b"", "changed"),
        (lambda body: b"no archive", "missing"),
        (lambda body: gzip.compress(b"[]"), "changed"),
    ],
)
def test_spoiled_content_is_told(client, organizer, spoil, code):
    held_class(["Bùi Thị Ước"], **held_on(dt.date(2010, 3, 9)))
    name = close_year(2010, by=None).content.name
    with private_storage().open(name) as file:
        body = file.read()
    private_storage().delete(name)
    private_storage().put(name, spoil(body))

    assert [(fault.part, fault.code) for fault in faults_of_year(2010)] == [("content", code)]
    client.force_login(organizer)
    for page in ("closing/?check", "lists/participations/"):
        assert client.get(f"/manage/years/2010/{page}").status_code in (200, 409)
