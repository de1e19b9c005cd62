"""Notices: short lines at the top of the home page, from a day to a day, in one language each."""

import datetime as dt
from typing import Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel

from courses import vietnamese

# A place on this site, or an address elsewhere; never a script.
ADDRESS = r"^(/(?![/\\])|https?://)[^\s\\]*$"


class NoticeQuerySet(models.QuerySet):
    def shown_at(self, at: dt.datetime, language: str) -> Self:
        """What the home page of this language shows at this moment, in the order of the editors."""
        begun = Q(shown_from__lte=at) & (Q(shown_until=None) | Q(shown_until__gt=at))
        return self.filter(begun, language=language)


class Notice(models.Model):
    """Said to everybody who opens the home page, as long as it is true."""

    class Level(models.TextChoices):
        INFO = "info", pgettext_lazy("level of a notice", "for information")
        WARNING = "warning", pgettext_lazy("level of a notice", "please note")
        URGENT = "urgent", pgettext_lazy("level of a notice", "urgent")

    text = models.CharField(_("text"), max_length=250, help_text=_("One or two short sentences."))
    level = models.CharField(_("importance"), max_length=10, choices=Level, default=Level.INFO)
    language = models.CharField(
        _("language"), max_length=10, choices=settings.LANGUAGES, default=settings.LANGUAGE_CODE
    )
    page = models.ForeignKey(
        "wagtailcore.Page",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("page to read on"),
    )
    address = models.CharField(
        _("or address"),
        max_length=300,
        blank=True,
        validators=[RegexValidator(ADDRESS, _("Begin with / for a place here, or with https://."))],
        help_text=_("For example /lich-mo-lop/ or https://example.org/."),
    )
    shown_from = models.DateTimeField(_("shown from"), default=timezone.now)
    shown_until = models.DateTimeField(
        _("shown until"), null=True, blank=True, help_text=_("Empty: until somebody takes it away.")
    )
    position = models.PositiveSmallIntegerField(
        _("place in lists"), default=0, help_text=_("Smaller numbers stand first.")
    )

    objects = NoticeQuerySet.as_manager()

    panels = [
        FieldPanel("text"),
        FieldRowPanel([FieldPanel("level"), FieldPanel("language")]),
        MultiFieldPanel([FieldPanel("page"), FieldPanel("address")], _("Link")),
        FieldRowPanel([FieldPanel("shown_from"), FieldPanel("shown_until")]),
        FieldPanel("position"),
    ]

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        ordering = ["position", "-shown_from", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(shown_until=None) | Q(shown_until__gt=F("shown_from")),
                name="notice_ends_after_start",
                violation_error_message=_("It would be taken away before it is shown."),
            ),
            models.CheckConstraint(
                condition=Q(page=None) | Q(address=""),
                name="notice_leads_to_one_place",
                violation_error_message=_("Choose a page or type an address, not both."),
            ),
        ]

    def __str__(self) -> str:
        return self.text

    def clean(self) -> None:
        self.text = vietnamese.clean_text(self.text)
        if not self.text:
            raise ValidationError({"text": _("Say something.")})

    def url(self, request: HttpRequest | None = None) -> str:
        """Where it leads; nowhere when its page is not public any more."""
        if self.page is None:
            return self.address
        return self.page.get_url(request) or "" if self.page.live else ""
