"""A year that is over, small and whole, as the tests of closing need it."""

import datetime as dt

from certificates.register.issuing import issue_certificates
from tests.certificates.classes import body_with_signatory, held_class, held_on
from tests.factories.enrollment import AgencyFactory

YEAR = 2010
NAMES = ["Bùi Thị An", "Lê Văn Anh", "Hà Ánh"]


def year_over(**fields):
    """Two classes of 2010 of one body: three people of one agency, one of another."""
    body = body_with_signatory(serial_prefix="CN")
    first = held_class(
        NAMES,
        absent=["Hà Ánh"],
        code="2010-01",
        issuing_body=body,
        agency=AgencyFactory(code="YT", name="Sở Y tế"),
        **held_on(dt.date(YEAR, 3, 9)),
    )
    issue_certificates(first, by=None, issued_on=dt.date(YEAR, 3, 9))
    second = held_class(
        ["Đỗ Văn Bé"],
        code="2010-02",
        issuing_body=body,
        agency=AgencyFactory(code="TC", name="Sở Tài chính"),
        **held_on(dt.date(YEAR, 12, 30), dt.date(YEAR, 12, 31)),
        **fields,
    )
    return first, second
