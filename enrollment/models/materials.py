"""Materials of a class: files for those in it, kept apart from what the site shows to all."""

import uuid
from pathlib import PurePath

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from courses.models import TrainingClass
from courses.private_files import private_storage
from enrollment.querysets import MaterialQuerySet


class ClassMaterial(models.Model):
    """One file; where it lies says nothing of its name, which stands here."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    training_class = models.ForeignKey(TrainingClass, models.PROTECT, related_name="materials")
    title = models.CharField(_("title"), max_length=200)
    note = models.CharField(_("note"), max_length=300, blank=True)
    file = models.FileField(
        _("file"), storage=private_storage, upload_to="materials", max_length=200
    )
    # As it is saved by whoever downloads it.
    name = models.CharField(_("name of the file"), max_length=120)
    size = models.PositiveBigIntegerField(_("size"))
    is_for_trainees = models.BooleanField(
        _("for trainees"),
        default=True,
        help_text=_("Off: only instructors and organizers see it, such as a draft."),
    )
    added_at = models.DateTimeField(_("added"))
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )

    objects = MaterialQuerySet.as_manager()

    class Meta:
        verbose_name = _("class material")
        verbose_name_plural = _("class materials")
        ordering = ["added_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=models.Q(size__gt=0), name="material_is_not_empty"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def format_name(self) -> str:
        return PurePath(self.name).suffix[1:].upper()
