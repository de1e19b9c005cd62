"""What the organizers typed for the call letters of a class."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from certificates.models.register import Signatory
from courses.models import TrainingClass


class CallLetter(models.Model):
    """What the organizers typed for the call letters of a class; the same for every agency."""

    training_class = models.OneToOneField(
        TrainingClass, models.CASCADE, related_name="call_letter", verbose_name=_("class")
    )
    number = models.CharField(
        _("number of the letter"),
        max_length=60,
        blank=True,
        help_text=_("As it is to be printed; empty leaves room for the clerk's hand."),
    )
    issued_on = models.DateField(_("date of the letter"), null=True, blank=True)
    signatory = models.ForeignKey(
        Signatory, models.SET_NULL, null=True, blank=True, verbose_name=_("signed by")
    )
    bring = models.CharField(_("what to bring"), max_length=500, blank=True)
    costs = models.CharField(_("who pays what"), max_length=500, blank=True)
    extra = models.TextField(
        _("further text"),
        max_length=3000,
        blank=True,
        help_text=_("One paragraph per line, before the signature."),
    )
    recipients = models.TextField(
        _("recipients"),
        max_length=1000,
        blank=True,
        help_text=_("One per line, as at the foot of the letter."),
    )
    changed_at = models.DateTimeField(_("changed"))
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )

    class Meta:
        verbose_name = _("call letter")
        verbose_name_plural = _("call letters")

    def __str__(self) -> str:
        return f"{self.training_class_id} {self.number}"
