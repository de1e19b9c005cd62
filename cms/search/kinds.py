"""The kinds of things that are found, and their numbers in the index."""

from typing import Final

from django.db import models
from django.utils.translation import pgettext_lazy


class Kind(models.TextChoices):
    CLASSES = "classes", pgettext_lazy("kind of search result", "Classes")
    COURSES = "courses", pgettext_lazy("kind of search result", "Courses")
    NEWS = "news", pgettext_lazy("kind of search result", "News")
    PAGES = "pages", pgettext_lazy("kind of search result", "Pages")
    DOCUMENTS = "documents", pgettext_lazy("kind of search result", "Documents")


# Stored in the index: never given anew to another kind.
NUMBERS: Final = {
    Kind.CLASSES: 1,
    Kind.COURSES: 2,
    Kind.NEWS: 3,
    Kind.PAGES: 4,
    Kind.DOCUMENTS: 5,
}
KINDS: Final = {number: kind for kind, number in NUMBERS.items()}
