"""Reference lists: what can be taught, where, by whom, and who prints the papers."""

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from courses import vietnamese
from courses.querysets import CourseQuerySet, DatedQuerySet


class TwoLanguages(models.Model):
    """A name in the language of the house and, if wanted, in English."""

    name = models.CharField(_("name"), max_length=200)
    name_en = models.CharField(_("name in English"), max_length=200, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name_en if self.name_en and get_language() == "en" else self.name


class DatedRule(models.Model):
    """What a regulation sets, from a day to a day."""

    name = models.CharField(_("name"), max_length=120)
    legal_basis = models.CharField(_("legal basis"), max_length=200, blank=True)
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid to"), null=True, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name


class Category(TwoLanguages):
    """Field of training, for the schedule's filter and the yearly summary."""

    slug = models.SlugField(_("address"), unique=True)
    position = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("field of training")
        verbose_name_plural = _("fields of training")
        ordering = ["position", "name"]


class Course(TwoLanguages):
    """What is taught; has no dates. A class is one scheduled holding of it."""

    code = models.CharField(_("code"), max_length=30, unique=True)
    slug = models.SlugField(
        _("address"),
        max_length=80,
        unique=True,
        blank=True,
        help_text=_("Empty: made from the name. Links to the page of the course lead here."),
    )
    category = models.ForeignKey(
        Category, models.PROTECT, related_name="courses", verbose_name=_("field of training")
    )
    audience = models.CharField(_("for whom"), max_length=200, blank=True)
    description = models.TextField(_("what is taught"), blank=True)

    objects = CourseQuerySet.as_manager()

    class Meta:
        verbose_name = _("course")
        verbose_name_plural = _("courses")
        ordering = ["name"]

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.slug = self.slug or self._free_slug()
        super().save(*args, **kwargs)

    def _free_slug(self) -> str:
        """Made from the name, with a number when another course has taken it."""
        longest = self._meta.get_field("slug").max_length
        base = vietnamese.slug(self.name)[: longest - 4].strip("-") or "course"
        others = Course.objects.exclude(pk=self.pk).filter(slug__startswith=base)
        taken = set(others.values_list("slug", flat=True))
        numbered = (f"{base}-{number}" for number in range(2, len(taken) + 3))
        return next(slug for slug in (base, *numbered) if slug not in taken)


class Venue(models.Model):
    name = models.CharField(_("name"), max_length=200, unique=True)
    address = models.CharField(_("address"), max_length=300, blank=True)
    places = models.PositiveIntegerField(_("places"), null=True, blank=True)

    class Meta:
        verbose_name = _("venue")
        verbose_name_plural = _("venues")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Instructor(models.Model):
    """Teaches classes; own record, an account is optional."""

    full_name = models.CharField(_("full name"), max_length=120)
    office = models.CharField(_("position and agency"), max_length=200, blank=True)
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="instructor",
        verbose_name=_("account"),
    )

    class Meta:
        verbose_name = _("instructor")
        verbose_name_plural = _("instructors")
        ordering = ["full_name"]

    def __str__(self) -> str:
        return self.full_name


class PaperHeading(DatedRule):
    """What the law of the day prints at the top of papers; dated, since it changes."""

    class Mark(models.TextChoices):
        STAR = "star", _("star under the issuer")
        RULE = "rule", _("rule under the issuer")
        NONE = "none", _("nothing under the issuer")

    lines = models.TextField(
        _("heading lines"),
        blank=True,
        help_text=_("One line each, as printed at the top right; empty for a paper without."),
    )
    mark = models.CharField(_("mark"), max_length=10, choices=Mark, default=Mark.RULE)
    honorific = models.CharField(
        _("form of address"), max_length=40, blank=True, help_text=_("Printed before a name.")
    )

    class Meta:
        verbose_name = _("paper heading")
        verbose_name_plural = _("paper headings")
        ordering = ["name", "valid_from"]


class NameShown(models.TextChoices):
    """How much of a name the public check of a certificate tells."""

    FULL = "full", _("the whole name")
    INITIALS = "initials", _("initials only")
    HIDDEN = "hidden", _("nothing: the name is withheld")


class IssuingBody(models.Model):
    """Prints its heading on papers and keeps its own register of certificates."""

    name = models.CharField(_("name"), max_length=200, unique=True)
    parent_name = models.CharField(_("parent body"), max_length=200, blank=True)
    heading = models.ForeignKey(
        PaperHeading, models.PROTECT, related_name="issuing_bodies", verbose_name=_("heading")
    )
    place = models.CharField(_("place of issue"), max_length=100)
    # Stands in names of files, too.
    serial_prefix = models.CharField(
        _("serial prefix"),
        max_length=10,
        unique=True,
        validators=[
            RegexValidator(r"^[^\W_][\w.-]*$", _("Letters, digits, dots and hyphens only."))
        ],
        help_text=_("Begins every serial number."),
    )
    language = models.CharField(
        _("language of papers"), max_length=10, choices=settings.LANGUAGES, default="vi"
    )
    name_on_check_page = models.CharField(
        _("name on the check page"),
        max_length=10,
        choices=NameShown,
        default=NameShown.FULL,
        help_text=_("What whoever scans the code of a certificate reads of the name on it."),
    )

    class Meta:
        verbose_name = _("issuing body")
        verbose_name_plural = _("issuing bodies")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Numbers of one year begin alike: the prefix waits for the next register."""
        super().clean()
        stored = IssuingBody.objects.filter(pk=self.pk).exclude(serial_prefix=self.serial_prefix)
        # Registers are of an app above, which is known here by its relation alone.
        begun = stored.filter(
            registers__year=timezone.localdate().year, registers__last_number__gt=0
        )
        if begun.exists():
            raise ValidationError(
                {
                    "serial_prefix": ValidationError(
                        _("Numbers of this year begin with it already; change it next year."),
                        code="prefix_in_use",
                    )
                }
            )
