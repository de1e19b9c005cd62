"""Long runs: orders to make the files of a class or of a register."""

import functools
import operator
import uuid
from typing import Final

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from certificates.models.recorded import HistoryImport
from certificates.models.register import Register
from certificates.querysets import IssueRunQuerySet
from courses.models import TrainingClass
from courses.private_files import private_storage

# What a run may be about; of each run exactly one.
SUBJECTS: Final = ("training_class", "register", "year", "history_import")


def _one_of(*fields: str) -> Q:
    """Exactly one of these fields is filled."""
    return functools.reduce(
        operator.or_,
        (
            Q(**{f"{field}__isnull": False}, **{other: None for other in fields if other != field})
            for field in fields
        ),
    )


class IssueRun(models.Model):
    """One order to make the files of a class; may be killed and taken up again at any point."""

    class Kind(models.TextChoices):
        CERTIFICATES = "certificates", _("Certificates")
        CALL_LETTERS = "call_letters", _("Call letters")
        PAPERWORK = "paperwork", _("Papers of the class")
        REGISTER_BOOK = "register_book", _("Register as a book")
        YEAR_PAPERS = "year_papers", _("Papers of a year")
        HISTORY = "history", _("Recording of past years")

    class State(models.TextChoices):
        QUEUED = "queued", _("Waiting to be made")
        RUNNING = "running", _("Being made")
        DONE = "done", _("Ready")
        FAILED = "failed", _("Could not be made")
        STOPPED = "stopped", _("Stopped")

    FILES: Final = ("merged_pdf", "archive", "handover_list")

    class Wait(models.TextChoices):
        KEY = "key", _("Waiting to be signed")
        ROOM = "room", _("Waiting for room on the disk")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    # Of a class, of a register, of a year, or of a file of past years.
    training_class = models.ForeignKey(
        TrainingClass,
        models.PROTECT,
        null=True,
        related_name="issue_runs",
        verbose_name=_("class"),
    )
    register = models.ForeignKey(
        Register, models.PROTECT, null=True, related_name="runs", verbose_name=_("register")
    )
    year = models.PositiveSmallIntegerField(_("year"), null=True)
    # Files that nobody recorded are forgotten, with what was tried.
    history_import = models.ForeignKey(
        HistoryImport,
        models.CASCADE,
        null=True,
        related_name="runs",
        verbose_name=_("import of past years"),
    )
    kind = models.CharField(max_length=20, choices=Kind, default=Kind.CERTIFICATES)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    requested_at = models.DateTimeField(_("requested"))
    state = models.CharField(_("state"), max_length=20, choices=State, default=State.QUEUED)
    total = models.PositiveIntegerField(_("papers"), default=0)
    done = models.PositiveIntegerField(_("made"), default=0)
    # Whoever works on the run moves this on; past it another may take over.
    lease_until = models.DateTimeField(null=True)
    # How often a worker began; a run that kills its worker each time is given up.
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    error = models.CharField(_("error"), max_length=300, blank=True)
    # What a queued run waits for; it is tried again by itself.
    waits_for = models.CharField(_("waits for"), max_length=10, choices=Wait, blank=True)
    # Somebody pressed "stop"; the worker obeys at its next step.
    stop_asked_at = models.DateTimeField(_("asked to stop"), null=True)
    merged_pdf = models.FileField(storage=private_storage, upload_to="runs", blank=True)
    # Beside it, for certificates: one file each, and the list to sign when they are handed over.
    archive = models.FileField(storage=private_storage, upload_to="runs", blank=True)
    handover_list = models.FileField(storage=private_storage, upload_to="runs", blank=True)

    # What was printed with it: {"papers": ["timetable", ...]} and the like.
    options = models.JSONField(default=dict)

    objects = IssueRunQuerySet.as_manager()

    class Meta:
        verbose_name = _("issue of certificates")
        verbose_name_plural = _("issues of certificates")
        ordering = ["-requested_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["training_class", "kind"],
                condition=Q(state__in=["queued", "running"]),
                name="issue_run_one_at_a_time",
            ),
            models.UniqueConstraint(
                fields=["register", "kind"],
                condition=Q(state__in=["queued", "running"]),
                name="register_run_one_at_a_time",
            ),
            models.UniqueConstraint(
                fields=["year", "kind"],
                condition=Q(state__in=["queued", "running"]),
                name="year_run_one_at_a_time",
            ),
            models.UniqueConstraint(
                fields=["history_import", "kind"],
                condition=Q(state__in=["queued", "running"]),
                name="history_run_one_at_a_time",
            ),
            models.CheckConstraint(condition=_one_of(*SUBJECTS), name="run_of_one_subject"),
        ]

    def __str__(self) -> str:
        subject = next(filter(None, (getattr(self, f"{name}_id", None) for name in SUBJECTS)), None)
        return f"{self.kind} {subject or self.year} {self.state}"

    @property
    def is_finished(self) -> bool:
        return self.state in (self.State.DONE, self.State.FAILED, self.State.STOPPED)

    @property
    def has_file(self) -> bool:
        """Done, and nobody has lost the file since (a backup may bring back rows without files)."""
        return self.state == self.State.DONE and self.has("merged_pdf")

    def has(self, name: str) -> bool:
        """Whether this one of its files is there."""
        file = getattr(self, name)
        return bool(file) and file.storage.exists(file.name)
