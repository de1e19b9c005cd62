"""Agencies: a lasting identity in today's tree, and dated versions of name and place.

Rights follow today's tree, printed history follows snapshots and versions. Changed only by the
verbs of `enrollment.agencies`.
"""

import datetime as dt
import uuid

from treebeard.mp_tree import MP_Node

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from courses import vietnamese
from courses.dates import short_date
from courses.models.reference import TwoLanguages
from courses.querysets import DatedQuerySet
from enrollment.querysets import AgencyManager, CoordinatorQuerySet


class AgencyLevel(TwoLanguages):
    """Province, district, commune or whatever a country has; any number of levels."""

    code = models.SlugField(_("code"), unique=True)
    name = models.CharField(_("name"), max_length=60)
    name_en = models.CharField(_("name in English"), max_length=60, blank=True)
    rank = models.PositiveSmallIntegerField(_("rank"), help_text=_("1 is the highest level."))

    class Meta:
        verbose_name = _("level of agencies")
        verbose_name_plural = _("levels of agencies")
        ordering = ["rank"]


class Agency(MP_Node):
    """Never deleted. `name` and `level` repeat the version of today."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    code = models.CharField(
        _("code"), max_length=20, unique=True, validators=[RegexValidator(r"^[A-Za-z0-9._-]+$")]
    )
    name = models.CharField(_("name"), max_length=200)
    # Name and code; folded, some letters become two.
    search_text = models.CharField(max_length=450, editable=False, db_index=True)
    level = models.ForeignKey(
        AgencyLevel, models.PROTECT, related_name="agencies", verbose_name=_("level")
    )
    is_demo = models.BooleanField(default=False, editable=False)

    objects = AgencyManager()

    class Meta:
        verbose_name = _("agency")
        verbose_name_plural = _("agencies")

    def __str__(self) -> str:
        return self.name

    def save(self, *args, **kwargs) -> None:
        self.search_text = vietnamese.fold(f"{self.name} {self.code}")
        super().save(*args, **kwargs)

    def version_on(self, day: dt.date) -> "AgencyVersion | None":
        """What the agency was on that day; None before it opened or after it dissolved."""
        return self.versions.valid_on(day).first()

    def parent_names_on(self, day: dt.date) -> str:
        """Names of the parents on that day, nearest first, joined by commas."""
        names, version = [], self.version_on(day)
        while version and version.parent_id:
            version = version.parent.version_on(day)
            if version:
                names.append(version.name)
        return ", ".join(names)


class AgencyVersion(models.Model):
    """One state of an agency: from its first day to its last, no gap and no overlap."""

    agency = models.ForeignKey(Agency, models.CASCADE, related_name="versions")
    name = models.CharField(_("name"), max_length=200)
    short_name = models.CharField(_("short name"), max_length=60, blank=True)
    level = models.ForeignKey(AgencyLevel, models.PROTECT, verbose_name=_("level"))
    parent = models.ForeignKey(
        Agency, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("parent")
    )
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid to"), null=True, blank=True)
    legal_basis = models.CharField(_("legal basis"), max_length=200, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        verbose_name = _("version of an agency")
        verbose_name_plural = _("versions of agencies")
        ordering = ["agency", "valid_from"]
        constraints = [
            models.UniqueConstraint(
                fields=["agency"], condition=Q(valid_to=None), name="agency_one_open_version"
            ),
            models.UniqueConstraint(
                fields=["agency", "valid_from"], name="agency_version_start_unique"
            ),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
                name="agency_version_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({short_date(self.valid_from)})"


class AgencySuccession(models.Model):
    """What became of an agency: from whom to whom, when and on which legal basis."""

    class Kind(models.TextChoices):
        RENAMED = "renamed", _("renamed")
        MOVED = "moved", _("moved")
        MERGED = "merged", _("merged into")
        SPLIT = "split", _("split into")
        DISSOLVED = "dissolved", _("dissolved")

    predecessor = models.ForeignKey(Agency, models.PROTECT, related_name="successions")
    successor = models.ForeignKey(Agency, models.PROTECT, null=True, related_name="origins")
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    on = models.DateField(_("date"))
    legal_basis = models.CharField(_("legal basis"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("succession of agencies")
        verbose_name_plural = _("successions of agencies")
        ordering = ["on", "pk"]

    def __str__(self) -> str:
        return f"{self.predecessor} {self.get_kind_display()} {self.successor or ''}".strip()


class AgencyCoordinator(models.Model):
    """Names trainees for an agency and all below it, from a day to a day."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="coordinated", verbose_name=_("who")
    )
    agency = models.ForeignKey(
        Agency, models.PROTECT, related_name="coordinators", verbose_name=_("agency")
    )
    valid_from = models.DateField(_("from"))
    valid_to = models.DateField(_("to"), null=True, blank=True)
    # A deputy has all the rights, on these days, as long as the coordinator who named has them.
    # When the account that named goes, so does the deputy, who would else become a coordinator.
    named_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="deputies_named",
        verbose_name=_("named as deputy by"),
    )

    objects = CoordinatorQuerySet.as_manager()

    class Meta:
        verbose_name = _("agency coordinator")
        verbose_name_plural = _("agency coordinators")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "agency", "valid_from"], name="coordinator_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}, {self.agency}"
