"""Documents: what the editors file, described so that it is found, with the text that was read."""

from pathlib import PurePath
from typing import Any, Self

from taggit.managers import TaggableManager

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Exists, ExpressionWrapper, F, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from wagtail.admin.panels import FieldPanel
from wagtail.documents.models import AbstractDocument, DocumentQuerySet
from wagtail.models import Collection, CollectionViewRestriction
from wagtail.search import index

from courses import file_kinds, vietnamese
from courses.models.reference import TwoLanguages
from courses.uploads import check_file

LONGEST_KEY = 120


class DocumentKind(TwoLanguages):
    """Decision, plan, official letter, form; its slug is part of public addresses."""

    slug = models.SlugField(_("address"), blank=True, help_text=_("Empty: made from the name."))
    position = models.PositiveSmallIntegerField(_("order"), default=0)

    panels = [
        FieldPanel("name"),
        FieldPanel("name_en"),
        FieldPanel("slug"),
        FieldPanel("position"),
    ]

    class Meta:
        verbose_name = _("kind of document")
        verbose_name_plural = _("kinds of documents")
        ordering = ["position", "name"]
        constraints = [models.UniqueConstraint(fields=["slug"], name="document_kind_slug_once")]

    def clean(self) -> None:
        self.name = vietnamese.clean_text(self.name)
        self.slug = self.slug or vietnamese.slug(self.name)[:50]


class LibraryQuerySet(DocumentQuerySet):
    def listed(self) -> Self:
        return self.filter(is_listed=True)

    def visible_to(self, user: Any) -> Self:
        """Without what lies in a collection, or below one, that is closed to this person.

        A password opens a collection to whoever follows a link to it; nothing of it is listed.
        """
        return self.filter(collection__in=open_collections(user))

    def found_by(self, text: str) -> Self:
        """Each word stands in the title, the number, the body or the summary."""
        found = self
        for word in vietnamese.fold(text).split():
            found = found.filter(folded__contains=word)
        return found


def open_collections(user: Any) -> models.QuerySet[Collection]:
    """The collections which this person, or None for anybody, may see something of."""
    closing = CollectionViewRestriction.objects.all()
    if user is not None and user.is_authenticated:
        Kind = CollectionViewRestriction
        groups = Q(restriction_type=Kind.GROUPS, groups__in=user.groups.all())
        admitting = closing.filter(Q(restriction_type=Kind.LOGIN) | groups)
        closing = closing.exclude(pk__in=admitting.values("pk"))
    path = ExpressionWrapper(OuterRef("path"), output_field=models.CharField())
    above = closing.annotate(below=path).filter(below__startswith=F("collection__path"))
    return Collection.objects.filter(~Exists(above))


def public_documents() -> LibraryQuerySet:
    """What anybody may find; searches, feeds and maps of the site list nothing else."""
    return Document.objects.listed().visible_to(None)


def upload_name(_document: Any, name: str) -> str:
    return f"documents/{file_kinds.safe_name(name)}"


class Document(AbstractDocument):
    """A file with what a library says of it; its text lies beside it, in `DocumentText`."""

    class Reading(models.TextChoices):
        """How far the reading of its text has come."""

        WAITING = "waiting", _("Waiting to be read")
        RUNNING = "running", _("Being read")
        DONE = "done", _("Read")
        CUT = "cut", _("Read in part: it is very long")
        EMPTY = "empty", _("No text in it, such as a scan")
        ENCRYPTED = "encrypted", _("Protected by a password")
        DAMAGED = "damaged", _("Damaged")
        UNSAFE = "unsafe", _("Refused: not a plain file of its kind")
        TOO_COMPLEX = "too_complex", _("Took too long or too much memory")
        MISSING = "missing", _("The file is gone")

    # Their text is there; of all others there is none.
    READ = (Reading.DONE, Reading.CUT)

    # Wagtail has a model of this name, too; its table stays empty, but the names must differ.
    uploaded_by_user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="uploaded_documents",
        verbose_name=_("uploaded by"),
    )
    uploaded_by_user.wagtail_reference_index_ignore = True  # type: ignore[attr-defined]
    tags = TaggableManager(
        help_text=None, blank=True, related_name="library_documents", verbose_name=_("tags")
    )
    file = models.FileField(_("file"), upload_to=upload_name, max_length=150)
    kind = models.ForeignKey(
        DocumentKind, models.PROTECT, null=True, blank=True, verbose_name=_("kind of document")
    )
    number = models.CharField(pgettext_lazy("document", "number"), max_length=60, blank=True)
    issued_on = models.DateField(pgettext_lazy("document", "issued on"), null=True, blank=True)
    issued_by = models.CharField(_("issued by"), max_length=200, blank=True)
    summary = models.TextField(_("summary"), max_length=1000, blank=True)
    language = models.CharField(
        _("language"), max_length=10, choices=settings.LANGUAGES, default=settings.LANGUAGE_CODE
    )
    is_listed = models.BooleanField(
        _("in the library"),
        default=True,
        help_text=_("Off: reached by links only, neither listed nor found."),
    )
    # Derived: what lists are sorted and filtered by, whatever was left out above.
    dated_on = models.DateField(editable=False, default=timezone.localdate)
    year = models.PositiveSmallIntegerField(editable=False, default=0)
    title_key = models.CharField(max_length=LONGEST_KEY, editable=False, blank=True)
    folded = models.TextField(editable=False, blank=True)
    # The reading of the text.
    page_count = models.PositiveIntegerField(_("pages"), null=True, editable=False)
    reading = models.CharField(
        _("text"), max_length=20, choices=Reading, default=Reading.WAITING, editable=False
    )
    reading_until = models.DateTimeField(null=True, editable=False)
    reading_attempts = models.PositiveSmallIntegerField(default=0, editable=False)
    read_at = models.DateTimeField(_("read"), null=True, editable=False)

    objects = LibraryQuerySet.as_manager()
    admin_form_fields = (
        "title",
        "file",
        "kind",
        "number",
        "issued_on",
        "issued_by",
        "summary",
        "language",
        "is_listed",
        "collection",
        "tags",
    )
    search_fields = [
        *AbstractDocument.search_fields,
        index.SearchField("number"),
        index.SearchField("issued_by"),
        index.SearchField("summary"),
        index.FilterField("kind"),
        index.FilterField("reading"),
        index.FilterField("dated_on"),
    ]

    class Meta(AbstractDocument.Meta):
        permissions = [("choose_document", "Can choose document")]
        indexes = [
            # Counting by kind and year reads this index and no row.
            models.Index(
                fields=["is_listed", "collection", "kind", "year"], name="document_facets"
            ),
            models.Index(fields=["-dated_on", "-id"], name="document_newest"),
            models.Index(fields=["title_key", "id"], name="document_by_title"),
            models.Index(fields=["reading", "reading_until"], name="document_reading"),
        ]

    def clean(self) -> None:
        super().clean()
        self.title = vietnamese.clean_text(self.title)
        self.number = vietnamese.clean_text(self.number)
        self.issued_by = vietnamese.clean_text(self.issued_by)
        if self._has_new_file:
            self._check_new_file()

    def _check_new_file(self) -> None:
        try:
            check_file(self.file.file, settings.WAGTAILDOCS_EXTENSIONS, settings.DOCUMENT_MAX_BYTES)
        except ValidationError as error:
            raise ValidationError({"file": error}) from error

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self._has_new_file:
            self.reading = self.Reading.WAITING
            self.reading_until, self.reading_attempts, self.page_count = None, 0, None
        self._derive()
        super().save(*args, **kwargs)

    def _derive(self) -> None:
        self.dated_on = self.issued_on or timezone.localdate(self.created_at or timezone.now())
        self.year = self.dated_on.year
        self.title_key = vietnamese.fold(self.title)[:LONGEST_KEY]
        self.folded = vietnamese.fold(self.described)

    @property
    def _has_new_file(self) -> bool:
        return bool(self.file) and not self.file._committed

    @property
    def described(self) -> str:
        """Everything that was typed about it, as one line of words."""
        return " ".join([self.title, self.number, self.issued_by, self.summary])

    @property
    def text(self) -> str:
        """What was read in the file; fetched with `select_related("content")`."""
        content = getattr(self, "content", None)
        return content.text if content else ""

    @property
    def search_text(self) -> str:
        """Description and text, folded, for an index of words."""
        return vietnamese.fold(f"{self.described} {self.text}")

    @property
    def format_name(self) -> str:
        return PurePath(self.file.name).suffix[1:].upper()

    @property
    def is_dated(self) -> bool:
        return self.issued_on is not None


class DocumentText(models.Model):
    """The text of a document, apart from it, so that lists of thousands never touch it."""

    document = models.OneToOneField(
        Document, models.CASCADE, primary_key=True, related_name="content"
    )
    text = models.TextField(blank=True)

    class Meta:
        verbose_name = _("text of a document")
        verbose_name_plural = _("texts of documents")

    def __str__(self) -> str:
        return str(self.document_id)
