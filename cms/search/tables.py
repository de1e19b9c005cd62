"""What the index needs besides its model: a table of FTS5 with its triggers, or a GIN index.

Made after every `migrate`, for the tests as for a site, and made again when it is missing: SQLite
drops triggers with the table whenever a migration rewrites it.
"""

from typing import Any, Final

from django.db import connections

TABLE: Final = "cms_searchentry"
FTS: Final = "cms_searchterms"
GIN: Final = "cms_searchentry_terms"
# Without positions and without columns: the terms themselves say what stands in a title and what
# beside what. `ascii` takes every letter of other alphabets as it is; `terms` has folded them.
SQLITE: Final = (
    f"""CREATE VIRTUAL TABLE IF NOT EXISTS {FTS} USING fts5(
        terms, content='{TABLE}', content_rowid='place', detail=none, columnsize=0,
        tokenize="ascii tokenchars '#=+_'")""",
    f"""CREATE TRIGGER IF NOT EXISTS {FTS}_added AFTER INSERT ON {TABLE} BEGIN
        INSERT INTO {FTS}(rowid, terms) VALUES (new.place, new.terms); END""",  # noqa: S608
    f"""CREATE TRIGGER IF NOT EXISTS {FTS}_gone AFTER DELETE ON {TABLE} BEGIN
        INSERT INTO {FTS}({FTS}, rowid, terms) VALUES ('delete', old.place, old.terms); END""",  # noqa: S608
    f"""CREATE TRIGGER IF NOT EXISTS {FTS}_changed AFTER UPDATE OF place, terms ON {TABLE} BEGIN
        INSERT INTO {FTS}({FTS}, rowid, terms) VALUES ('delete', old.place, old.terms);
        INSERT INTO {FTS}(rowid, terms) VALUES (new.place, new.terms); END""",  # noqa: S608
)
# Without statistics of the terms the planner always asks the index. With them it would rather read
# all rows for a common word, and does not know that each row's terms lie elsewhere on the disk.
POSTGRESQL: Final = (
    f"ALTER TABLE {TABLE} ALTER COLUMN terms SET STATISTICS 0",
    f"CREATE INDEX IF NOT EXISTS {GIN} ON {TABLE} USING gin (terms)",
)


def install(using: str = "default", **_unused: Any) -> None:
    """Make what is missing; a receiver of `post_migrate`."""
    connection = connections[using]
    with connection.cursor() as cursor:
        if TABLE not in connection.introspection.table_names(cursor):
            return
        for statement in POSTGRESQL if connection.vendor == "postgresql" else SQLITE:
            cursor.execute(statement)


def drop_gin(connection: Any) -> None:
    """Before very many rows are written at once, to whom `install` gives a new index."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"DROP INDEX IF EXISTS {GIN}")


def pack_index(connection: Any) -> None:
    """Join what many writings have left apart."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"ANALYZE {TABLE}")
        else:
            cursor.execute(f"INSERT INTO {FTS}({FTS}) VALUES ('optimize')")  # noqa: S608
