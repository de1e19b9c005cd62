"""The search of Wagtail's admin, with words alone: what else is typed there means nothing to it.

Left to itself, a single quotation mark in the box of the pages is an error of the database.
"""

from typing import Any

from modelsearch.backends import database

from cms.search.terms import WORD
from courses import vietnamese


class WordsOnly:
    """Stands before the backend of the database in use."""

    def _search(self, compiler: Any, query: Any, rows: Any, **options: Any) -> Any:
        if isinstance(query, str):
            query = " ".join(WORD.findall(vietnamese.clean_text(query)))
        return super()._search(compiler, query, rows, **options)  # type: ignore[misc]


def SearchBackend(params: dict[str, Any]) -> Any:
    backend = type(database.SearchBackend(dict(params)))
    return type("SearchBackend", (WordsOnly, backend), {})(params)
