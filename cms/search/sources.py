"""Where the things come from: of each kind what anybody may see, its words, and how it is shown.

The index only proposes. What is shown is asked for again among the public rows, so that whatever
an entry says, nothing that was withdrawn or closed comes out of it.
"""

from collections.abc import Iterable
from typing import Any, Final

from django.http import HttpRequest

from cms.documents.library import document_url
from cms.models.documents import public_documents
from cms.search import places
from cms.search.kinds import Kind
from cms.search.page_sources import News, Pages
from cms.search.shapes import Draft, Shown, Source
from cms.search.training_sources import Classes, Courses


class Documents:
    def ids(self) -> Any:
        return public_documents().values_list("pk", flat=True)

    def drafts(self, ids: Iterable[int]) -> list[Draft]:
        rows = public_documents().filter(pk__in=ids).select_related("content")
        return [
            Draft(
                row.pk,
                f"{row.title} {row.number}",
                f"{row.issued_by} {row.summary} {row.text}",
                row.dated_on,
                places.every_language(),
            )
            for row in rows
        ]

    def shown(self, ids: Iterable[int], request: HttpRequest | None) -> dict[int, Shown]:
        rows = public_documents().filter(pk__in=ids).select_related("content", "kind")
        return {
            row.pk: Shown(
                kind=Kind.DOCUMENTS,
                title=row.title,
                text=" ".join(part for part in (row.summary, row.text) if part),
                url=document_url(row, request),
                language=row.language,
                day=row.dated_on,
                note=" · ".join(part for part in (row.number, row.issued_by) if part),
            )
            for row in rows
        }


SOURCES: Final[dict[Kind, Source]] = {
    Kind.CLASSES: Classes(),
    Kind.COURSES: Courses(),
    Kind.NEWS: News(),
    Kind.PAGES: Pages(),
    Kind.DOCUMENTS: Documents(),
}
