"""When an entry is made anew: whenever its thing is saved, deleted, moved, opened or closed."""

from collections.abc import Iterable
from functools import partial
from typing import Any, Final

from django.db import transaction
from django.db.models.signals import m2m_changed, post_delete, post_save

from wagtail.models import Collection, CollectionViewRestriction, Page, PageViewRestriction
from wagtail.signals import page_published, page_unpublished, post_page_move

from cms.models import Document, NewsPage
from cms.search.kinds import Kind
from cms.search.writing import refresh
from courses.models import Category, Course, TrainingClass, Venue

# What is searched of a class; all else of it changes with every registration.
CLASS_FIELDS: Final = {"code", "title", "audience", "status", "starts_on", "course", "venue"}


def watch() -> None:
    """Called once, when the site starts."""
    for model, receiver in {
        TrainingClass: _class_changed,
        Course: _course_changed,
        Category: _category_changed,
        Venue: _venue_changed,
        Document: _document_changed,
        PageViewRestriction: _page_closed,
        CollectionViewRestriction: _collection_closed,
        Collection: _collection_changed,
    }.items():
        post_save.connect(receiver, sender=model)
        post_delete.connect(receiver, sender=model)
    for signal in (page_published, page_unpublished):
        signal.connect(_page_changed)
    post_save.connect(_page_saved)
    post_delete.connect(_page_saved)
    post_page_move.connect(_page_moved)
    m2m_changed.connect(_groups_changed, sender=PageViewRestriction.groups.through)


def _class_changed(
    instance: TrainingClass, update_fields: Iterable[str] | None = None, **_unused: Any
) -> None:
    if update_fields is None or CLASS_FIELDS & set(update_fields):
        refresh(Kind.CLASSES, [instance.pk])
        refresh(Kind.COURSES, [instance.course_id])


def _course_changed(instance: Course, **_unused: Any) -> None:
    refresh(Kind.COURSES, [instance.pk])
    refresh(Kind.CLASSES, instance.classes.values_list("pk", flat=True))


def _category_changed(instance: Category, **_unused: Any) -> None:
    refresh(Kind.COURSES, instance.courses.values_list("pk", flat=True))
    classes = TrainingClass.objects.filter(course__category=instance.pk)
    refresh(Kind.CLASSES, classes.values_list("pk", flat=True))


def _venue_changed(instance: Venue, **_unused: Any) -> None:
    refresh(Kind.CLASSES, instance.classes.values_list("pk", flat=True))


def _document_changed(instance: Document, **_unused: Any) -> None:
    refresh(Kind.DOCUMENTS, [instance.pk])


def _page_saved(sender: type, instance: Any, **_unused: Any) -> None:
    if issubclass(sender, Page):
        _page_changed(instance=instance)


def _page_changed(instance: Page, **_unused: Any) -> None:
    """The page and its translations: what is shown in a language depends on both."""
    twins = Page.objects.filter(translation_key=instance.translation_key)
    _refresh_pages({instance.pk, *twins.values_list("pk", flat=True)})


def _page_moved(instance: Page, **_unused: Any) -> None:
    _refresh_below(instance.path)


def _page_closed(instance: PageViewRestriction, **_unused: Any) -> None:
    if path := Page.objects.filter(pk=instance.page_id).values_list("path", flat=True).first():
        _refresh_below(path)


def _groups_changed(instance: Any, **_unused: Any) -> None:
    if isinstance(instance, PageViewRestriction):
        _page_closed(instance)


def _refresh_below(path: str) -> None:
    keys = Page.objects.filter(path__startswith=path).values("translation_key")
    _refresh_pages(Page.objects.filter(translation_key__in=keys).values_list("pk", flat=True))


def _refresh_pages(ids: Iterable[int]) -> None:
    ids = set(ids)
    news = set(NewsPage.objects.filter(pk__in=ids).values_list("pk", flat=True))
    # Deleted ones are of a kind nobody can tell any more.
    gone = ids - set(Page.objects.filter(pk__in=ids).values_list("pk", flat=True))
    refresh(Kind.NEWS, news | gone)
    refresh(Kind.PAGES, ids - news)


def _collection_closed(instance: CollectionViewRestriction, **_unused: Any) -> None:
    _refresh_collection(instance.collection_id)


def _collection_changed(instance: Collection, **_unused: Any) -> None:
    # Wagtail saves a collection first and then moves it, without telling anybody.
    transaction.on_commit(partial(_refresh_collection, instance.pk))


def _refresh_collection(pk: int) -> None:
    if collection := Collection.objects.filter(pk=pk).first():
        inside = Document.objects.filter(collection__path__startswith=collection.path)
        refresh(Kind.DOCUMENTS, inside.values_list("pk", flat=True))
