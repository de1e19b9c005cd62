"""The tables of the yearly summary: one definition each, which every form of them prints.

A by class, B by agency, C planned and done, D by month, field and level, E years before, and F what
could not be converted to the structure of a later day.
"""

from collections.abc import Sequence

from certificates.documents.figures import YearTable
from certificates.year_book.figures import YearlySummary
from certificates.year_book.plan_rows import PlanRow
from certificates.year_book.summary import YearHeld
from certificates.year_book.tables.by_agency import agency_table, unconverted_agencies
from certificates.year_book.tables.by_class import class_table
from certificates.year_book.tables.by_part import other_years, parts_of_year
from certificates.year_book.tables.by_plan import plan_against_done


def year_tables(
    summary: YearlySummary, *, plan: Sequence[PlanRow] = (), beside: Sequence[YearHeld] = ()
) -> tuple[YearTable, ...]:
    """All of them, in order, in the active language; not checked yet."""
    tables = [
        class_table(summary),
        agency_table(summary),
        plan_against_done(summary, plan),
        parts_of_year(summary),
        other_years(summary, beside),
    ]
    if summary.structure_on:
        tables.append(unconverted_agencies(summary))
    return tuple(table.without_empty_columns() for table in tables)
