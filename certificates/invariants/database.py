"""The database itself (I14): pages, indexes and references."""

from django.db import connection

from certificates.invariants.findings import Findings

_UNSOUND = """
    SELECT conname, 'this constraint was never validated' FROM pg_constraint WHERE NOT convalidated
    UNION ALL
    SELECT indexrelid::regclass::text, 'this index is not valid' FROM pg_index WHERE NOT indisvalid
"""


def database_is_sound() -> Findings:
    if connection.vendor == "sqlite":
        yield from _sqlite()
    else:
        with connection.cursor() as cursor:
            cursor.execute(_UNSOUND)
            yield from cursor.fetchall()


def _sqlite() -> Findings:
    with connection.cursor() as cursor:
        for (line,) in cursor.execute("PRAGMA integrity_check").fetchall():
            if line != "ok":
                yield "database", line
        for table, row, parent, _key in cursor.execute("PRAGMA foreign_key_check").fetchall():
            yield f"{table} {row}", f"points to a row of {parent} that does not exist"
