"""Results of a class: scores by attempt, exceptions from the rule, feedback, the recognition."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from courses.dates import short_date
from courses.models import TrainingClass
from enrollment.models.enrollment import Enrollment
from enrollment.querysets import ScoreDraftQuerySet


class Score(models.Model):
    """One attempt of one person; which attempt counts is decided by the ranking scheme."""

    enrollment = models.ForeignKey(Enrollment, models.PROTECT, related_name="scores")
    attempt = models.PositiveSmallIntegerField(_("attempt"), default=1)
    value = models.DecimalField(_("score"), max_digits=4, decimal_places=1)
    recorded_at = models.DateTimeField(_("recorded"))
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )

    class Meta:
        verbose_name = _("score")
        verbose_name_plural = _("scores")
        ordering = ["enrollment", "attempt"]
        constraints = [
            models.UniqueConstraint(fields=["enrollment", "attempt"], name="score_once_an_attempt"),
            models.CheckConstraint(condition=Q(attempt__gte=1), name="attempt_begins_at_one"),
            models.CheckConstraint(condition=Q(value__gte=0), name="score_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.enrollment_id} {self.attempt}: {self.value}"


class ScoreDraft(models.Model):
    """A score sheet that was read and not yet committed; verdicts are worked out anew."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    training_class = models.ForeignKey(
        TrainingClass, models.CASCADE, related_name="score_drafts", verbose_name=_("class")
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="score_drafts")
    attempt = models.PositiveSmallIntegerField(_("attempt"), default=1)
    made_at = models.DateTimeField(_("read"), db_index=True)
    source_name = models.CharField(_("file"), max_length=200, blank=True)
    # [{"line": 2, "cells": {"full_name": "...", "score": "8,5", ...}, "left_out": false}, ...]
    rows = models.JSONField(default=list)
    facts = models.JSONField(default=dict)
    committed_at = models.DateTimeField(_("stored"), null=True)

    objects = ScoreDraftQuerySet.as_manager()

    class Meta:
        verbose_name = _("score sheet to be checked")
        verbose_name_plural = _("score sheets to be checked")
        ordering = ["-made_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.training_class_id} {self.source_name}"


class EntitlementException(models.Model):
    """A decision against the rule for one person, with its reason."""

    enrollment = models.OneToOneField(
        Enrollment, models.PROTECT, related_name="entitlement_exception"
    )
    is_entitled = models.BooleanField(_("gets a certificate"))
    reason = models.CharField(_("reason"), max_length=300)
    decided_at = models.DateTimeField(_("decided"))
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )

    class Meta:
        verbose_name = _("exception from the rule")
        verbose_name_plural = _("exceptions from the rule")
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="exception_has_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.enrollment_id} {self.is_entitled}"


class Recognition(models.Model):
    """The decision that recognizes the results of a class and freezes them."""

    training_class = models.OneToOneField(
        TrainingClass, models.PROTECT, related_name="recognition", verbose_name=_("class")
    )
    number = models.CharField(
        _("number of the decision"),
        max_length=60,
        blank=True,
        help_text=_("As printed on papers; empty when there is no written decision."),
    )
    decided_on = models.DateField(_("date of the decision"))
    decided_by = models.CharField(_("decided by"), max_length=200, blank=True)
    recorded_at = models.DateTimeField(_("recorded"))
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    completed = models.PositiveIntegerField(_("completed"))
    people = models.PositiveIntegerField(_("people"))

    class Meta:
        verbose_name = _("recognition of results")
        verbose_name_plural = _("recognitions of results")

    def __str__(self) -> str:
        return f"{self.training_class_id} {self.number}"

    @property
    def text(self) -> str:
        """As papers cite it, in the active language; empty without a written decision."""
        if not self.number:
            return ""
        form = pgettext("decision cited on papers", "Decision no. {number} of {day}")
        text = form.format(number=self.number, day=short_date(self.decided_on))
        return ", ".join(filter(None, (text, self.decided_by)))


class Feedback(models.Model):
    """That somebody answered; what was answered stands apart, without a name."""

    enrollment = models.OneToOneField(Enrollment, models.CASCADE, related_name="feedback")
    given_on = models.DateField(_("given on"))

    class Meta:
        verbose_name = _("feedback given")
        verbose_name_plural = _("feedback given")

    def __str__(self) -> str:
        return str(self.enrollment_id)


class FeedbackAnswer(models.Model):
    """An answer of somebody of the class. The key is random, so that no order tells who it was."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    training_class = models.ForeignKey(
        TrainingClass, models.CASCADE, related_name="feedback_answers", verbose_name=_("class")
    )
    content = models.PositiveSmallIntegerField(_("content"))
    teaching = models.PositiveSmallIntegerField(_("teaching"))
    organization = models.PositiveSmallIntegerField(_("organization"))
    comment = models.TextField(_("comment"), max_length=2000, blank=True)

    class Meta:
        verbose_name = _("answer")
        verbose_name_plural = _("answers")
        constraints = [
            models.CheckConstraint(
                condition=Q(content__range=(1, 5))
                & Q(teaching__range=(1, 5))
                & Q(organization__range=(1, 5)),
                name="feedback_between_one_and_five",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.training_class_id} {self.content}/{self.teaching}/{self.organization}"
