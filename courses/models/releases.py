"""Released versions of the schedule: what was officially announced, and what each one changed."""

import datetime as dt
from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from courses import change_words
from courses.models.classes import TrainingClass
from courses.private_files import private_storage
from courses.querysets import ScheduleChangeQuerySet


class ScheduleRelease(models.Model):
    """Made by `courses.releasing` alone and never changed; numbers have no gap."""

    number = models.PositiveIntegerField(_("version"), editable=False)
    released_at = models.DateTimeField(_("released"), editable=False)
    released_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("released by"),
    )
    note = models.CharField(_("note to the public"), max_length=500, blank=True)
    # {"form", "number", "released_at", "previous", "classes"}: see courses.schedule_content.
    content = models.JSONField(editable=False)
    content_hash = models.CharField(_("SHA-256"), max_length=64, editable=False)
    class_count = models.PositiveIntegerField(_("classes"), editable=False)
    change_count = models.PositiveIntegerField(_("changes"), default=0, editable=False)
    # In which years its classes end, the first one first: of each there is a paper.
    years: Any = models.JSONField(default=list, editable=False)

    class Meta:
        verbose_name = _("version of the schedule")
        verbose_name_plural = _("versions of the schedule")
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["number"], name="schedule_release_number_once"),
            models.CheckConstraint(
                condition=models.Q(number__gte=1), name="schedule_release_number_from_one"
            ),
        ]

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.number}"

    @property
    def on(self) -> dt.date:
        return timezone.localdate(self.released_at)

    @property
    def is_first(self) -> bool:
        return self.number == 1


class ScheduleChange(models.Model):
    """One difference of a class between a version and the one before."""

    class Kind(models.TextChoices):
        ADDED = "added", pgettext_lazy("change of the schedule", "Added")
        CALLED_OFF = "called_off", pgettext_lazy("change of the schedule", "Called off")
        WITHDRAWN = "withdrawn", pgettext_lazy("change of the schedule", "No longer announced")
        MOVED = "moved", pgettext_lazy("change of the schedule", "Moved")
        TIMETABLE = "timetable", pgettext_lazy("change of the schedule", "Hours")
        PLACE = "place", pgettext_lazy("change of the schedule", "Place")
        TITLE = "title", pgettext_lazy("change of the schedule", "Title")
        AUDIENCE = "audience", pgettext_lazy("change of the schedule", "For whom")
        DEADLINE = "deadline", pgettext_lazy("change of the schedule", "Deadline")

    release = models.ForeignKey(
        ScheduleRelease, models.CASCADE, related_name="changes", verbose_name=_("version")
    )
    # A class that is gone leaves what was said of it.
    training_class = models.ForeignKey(
        TrainingClass,
        models.SET_NULL,
        null=True,
        related_name="schedule_changes",
        verbose_name=_("class"),
    )
    position = models.PositiveIntegerField(_("order"))
    code = models.CharField(_("code"), max_length=30)
    title = models.CharField(pgettext_lazy("of a class", "title"), max_length=300)
    kind = models.CharField(_("change"), max_length=20, choices=Kind)
    before: Any = models.JSONField(default=dict)
    after: Any = models.JSONField(default=dict)

    objects = ScheduleChangeQuerySet.as_manager()

    class Meta:
        verbose_name = _("change of the schedule")
        verbose_name_plural = _("changes of the schedule")
        ordering = ["-release__number", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["release", "position"], name="schedule_change_place_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code}: {self.text}"

    @property
    def on(self) -> dt.date:
        """The day of its version."""
        return self.release.on

    @property
    def text(self) -> str:
        """In the active language."""
        return change_words.sentence(self.kind, self.before, self.after)


class SchedulePaper(models.Model):
    """The printed schedule of one year of one version, once it is drawn."""

    release = models.ForeignKey(
        ScheduleRelease, models.CASCADE, related_name="papers", verbose_name=_("version")
    )
    year = models.PositiveSmallIntegerField(_("year"))
    file = models.FileField(_("file"), storage=private_storage)

    class Meta:
        verbose_name = _("printed schedule")
        verbose_name_plural = _("printed schedules")
        constraints = [
            models.UniqueConstraint(fields=["release", "year"], name="schedule_paper_once"),
        ]

    def __str__(self) -> str:
        return f"{self.release_id}/{self.year}"
