"""What templates ask of the year and its tables, and of the words of a certificate."""

import datetime as dt
from collections.abc import Iterable, Sequence

from django import template
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from certificates.charts import Bar, Chart, drawing
from certificates.documents.figures import Line, PrintedCell, YearTable
from certificates.documents.shared import grouped
from certificates.models import Certificate, IssueRun
from certificates.signing.record_keys import is_record_on
from certificates.year_book.keeping.frozen import standing
from certificates.year_book.records import classes_counted, enrollments_counted
from certificates.year_book.summary import YearHeld
from courses.dates import birth_text
from enrollment.nominating.agency_year import YearLine

register = template.Library()


@register.simple_tag
def classes_waiting_for_key() -> set[int | None]:
    """Classes whose certificates are kept back until they can be signed."""
    waiting = IssueRun.objects.unfinished().filter(waits_for=IssueRun.Wait.KEY)
    return set(waiting.values_list("training_class", flat=True))


@register.simple_tag
def credentials_are_offered() -> bool:
    """Whether there is a key to sign a certificate as a credential with."""
    return is_record_on()


@register.simple_tag
def year_so_far() -> YearHeld | None:
    """Classes and participations of the year that lasts; None before its first class is over."""
    year = timezone.localdate().year
    classes = classes_counted(year).count()
    return YearHeld(year, classes, enrollments_counted(year).count()) if classes else None


@register.simple_tag
def closed_on(year: int) -> dt.date | None:
    """The day on which the year was closed, while it is."""
    closed = standing(year)
    return timezone.localdate(closed.closed_at) if closed else None


@register.simple_tag
def months_chart(months: Sequence[int]) -> SafeString:
    """Participations by month, January first."""
    bars = [Bar(str(month), count, grouped(count)) for month, count in enumerate(months, 1)]
    return drawing(Chart(_("Participations by month"), bars))


@register.simple_tag
def years_chart(years: Iterable[YearLine]) -> SafeString:
    """Participations of the years of an agency, the oldest first."""
    bars = [Bar(str(one.year), one.people, grouped(one.people)) for one in years]
    return drawing(Chart(_("Participations in the last years"), bars))


@register.filter
def printed_cells(line: Line, table: YearTable) -> list[PrintedCell]:
    """The cells of a line as they stand on the paper: grouped, a dash for zero."""
    return table.printed(line)


@register.filter
def printed_birth(certificate: Certificate) -> str:
    """The date or year of birth as it was printed."""
    person = certificate.content["person"]
    day = dt.date.fromisoformat(person["birth_date"]) if person["birth_date"] else None
    return birth_text(day, person["birth_year"])
