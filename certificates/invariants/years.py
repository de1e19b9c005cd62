"""Yearly figures (I13): those of today add up, and those of closed years are what was closed."""

from certificates.invariants.certificates import summaries_agree
from certificates.invariants.findings import Findings
from certificates.models import ClosedYear
from certificates.year_book.keeping.checking import faults_of_year
from courses.models import AuditChain


def years_agree() -> Findings:
    """I13: totals of a year are the sums of its classes and what the registers say."""
    yield from summaries_agree()
    yield from closed_years_are_untouched()


def closed_years_are_untouched() -> Findings:
    """Also a year of which nothing but the log is left."""
    logged = AuditChain.objects.filter(key__startswith="year:").values_list("key", flat=True)
    years = set(ClosedYear.objects.values_list("year", flat=True))
    years |= {int(key.partition(":")[2]) for key in logged}
    for year in sorted(years):
        for fault in faults_of_year(year):
            yield f"year {year}", str(fault)
