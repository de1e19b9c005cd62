"""Who may come to a class: target groups, courses to have been to before, and no repetition."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from courses import vietnamese
from courses.models import Course, TrainingClass
from courses.models.reference import TwoLanguages
from enrollment.models.agencies import Agency, AgencyLevel


class TargetGroup(TwoLanguages):
    """People by where they work and what they do; an empty condition excludes nobody."""

    name = models.CharField(_("name"), max_length=200, unique=True)
    name_en = models.CharField(_("name in English"), max_length=200, blank=True)
    levels = models.ManyToManyField(
        AgencyLevel, blank=True, verbose_name=_("levels of the agencies")
    )
    agencies = models.ManyToManyField(
        Agency, blank=True, verbose_name=_("agencies, with all below them")
    )
    position_words = models.TextField(
        _("words of the position"),
        blank=True,
        help_text=_("One per line; one of them must stand in the position, accents or not."),
    )

    class Meta:
        verbose_name = _("target group")
        verbose_name_plural = _("target groups")
        ordering = ["name"]

    @property
    def words(self) -> list[str]:
        lines = map(vietnamese.fold, self.position_words.splitlines())
        return [line for line in lines if line]

    def covers(self, agency: Agency) -> bool:
        """Whether people of this agency are meant, in whatever position."""
        levels, agencies = self.levels.all(), self.agencies.all()
        return (not levels or agency.level_id in {level.pk for level in levels}) and (
            not agencies or any(agency.path.startswith(one.path) for one in agencies)
        )

    def means(self, agency: Agency, position: str) -> bool:
        """Whether somebody of this agency in this position is meant."""
        words, folded = self.words, vietnamese.fold(position)
        return self.covers(agency) and (not words or any(word in folded for word in words))


class EntryRule(models.Model):
    """The conditions of one class; a class without such a row is open to all."""

    training_class = models.OneToOneField(
        TrainingClass, models.CASCADE, related_name="entry_rule", verbose_name=_("class")
    )
    target_groups = models.ManyToManyField(TargetGroup, blank=True, verbose_name=_("target groups"))
    # False: the groups only come first on the waiting list (see WaitingPolicy.TARGET_GROUP).
    only_target_groups = models.BooleanField(_("nobody else may come"), default=True)
    prerequisites = models.ManyToManyField(
        Course, blank=True, related_name="+", verbose_name=_("courses completed before")
    )
    no_repeat_years = models.PositiveSmallIntegerField(
        _("not again within years"),
        default=0,
        help_text=_("After having completed the same course; 0: as often as one likes."),
    )

    class Meta:
        verbose_name = _("condition of entry")
        verbose_name_plural = _("conditions of entry")

    def __str__(self) -> str:
        return str(self.training_class)
