"""Groups in which people are counted in reports, beside sex: data of the country and the office."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from courses.models.reference import TwoLanguages
from enrollment.models.people import Trainee


class CountedGroup(TwoLanguages):
    """A column of the yearly tables, such as a minority or the members of a body.

    Who belongs to it is nobody's business: people are only ever counted, and never in public.
    """

    code = models.SlugField(_("code"), unique=True)
    name = models.CharField(_("name"), max_length=100)
    name_en = models.CharField(_("name in English"), max_length=100, blank=True)
    position = models.PositiveSmallIntegerField(_("place in lists"), default=0)
    is_counted = models.BooleanField(
        _("counted"), default=True, help_text=_("Off: neither asked for nor counted any more.")
    )

    class Meta:
        verbose_name = _("group counted in reports")
        verbose_name_plural = _("groups counted in reports")
        ordering = ["position", "name"]


class GroupMember(models.Model):
    """One person counts in one group."""

    trainee = models.ForeignKey(Trainee, models.CASCADE, related_name="counted_in")
    group = models.ForeignKey(CountedGroup, models.PROTECT, related_name="members")

    class Meta:
        verbose_name = _("member of a counted group")
        verbose_name_plural = _("members of counted groups")
        constraints = [
            models.UniqueConstraint(fields=["trainee", "group"], name="counted_once_per_group"),
        ]

    def __str__(self) -> str:
        return f"{self.trainee_id} {self.group_id}"
