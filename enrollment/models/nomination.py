"""A nomination round: how many seats each agency has in a class, and what it sent in."""

import datetime as dt
import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from courses.models import TrainingClass
from courses.private_files import private_storage
from enrollment.models.agencies import Agency
from enrollment.querysets import AgencySeatsQuerySet, NominationBatchQuerySet, RosterDraftQuerySet


class NominationRound(models.Model):
    """The call to the agencies to name people for one class; seats not given are common."""

    class Unfilled(models.TextChoices):
        """What becomes of the given seats that nobody has taken when the deadline is over."""

        POOL = "pool", _("they become common seats")
        KEEP = "keep", _("they stay with the agency until the class begins")

    training_class = models.OneToOneField(
        TrainingClass, models.CASCADE, related_name="round", verbose_name=_("class")
    )
    opened_at = models.DateTimeField(_("opened"))
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    deadline = models.DateTimeField(_("deadline of the nominations"))
    unfilled = models.CharField(
        _("seats not filled by then"), max_length=10, choices=Unfilled, default=Unfilled.POOL
    )
    note = models.CharField(_("note to the agencies"), max_length=500, blank=True)
    # When the unfilled seats were dealt with; from then on a seat that comes free is common.
    closed_at = models.DateTimeField(_("closed"), null=True, editable=False)

    class Meta:
        verbose_name = _("nomination round")
        verbose_name_plural = _("nomination rounds")
        ordering = ["deadline", "pk"]

    def __str__(self) -> str:
        return str(self.training_class)

    def is_open_at(self, at: dt.datetime) -> bool:
        """Whether agencies may name people now."""
        return self.closed_at is None and self.opened_at <= at < self.deadline


class AgencySeats(models.Model):
    """The seats of one agency, with all below it, in one round."""

    round = models.ForeignKey(NominationRound, models.CASCADE, related_name="seats")
    agency = models.ForeignKey(
        Agency, models.PROTECT, related_name="seats", verbose_name=_("agency")
    )
    given = models.PositiveIntegerField(_("seats given"), default=0)
    # The three counters are kept by `seats` and `rounds`, under the lock of the class.
    taken = models.PositiveIntegerField(_("named"), default=0, editable=False)
    held = models.PositiveIntegerField(_("held without a name"), default=0, editable=False)
    released = models.PositiveIntegerField(_("given back"), default=0, editable=False)
    # Seats held without a name outlive the deadline, up to and including this day.
    held_until = models.DateField(_("held until"), null=True, blank=True)

    objects = AgencySeatsQuerySet.as_manager()

    class Meta:
        verbose_name = _("seats of an agency")
        verbose_name_plural = _("seats of agencies")
        ordering = ["agency__path"]
        constraints = [
            models.UniqueConstraint(fields=["round", "agency"], name="agency_seats_once"),
            models.CheckConstraint(
                condition=Q(given__gte=F("taken") + F("held") + F("released")),
                name="agency_seats_within_given",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agency}: {self.given}"

    @property
    def free(self) -> int:
        """Seats somebody of the agency could still be named for, those held among them."""
        return self.given - self.released - self.taken


class NominationBatch(models.Model):
    """What an agency sent in at once: the people, and the letter in which it names them."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    training_class = models.ForeignKey(
        TrainingClass, models.PROTECT, related_name="batches", verbose_name=_("class")
    )
    agency = models.ForeignKey(
        Agency, models.PROTECT, related_name="batches", verbose_name=_("agency")
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("by")
    )
    made_at = models.DateTimeField(_("sent in"))
    # The same form sent twice is one nomination.
    request_key = models.UUIDField(null=True, unique=True, editable=False)
    letter_number = models.CharField(_("number of the letter"), max_length=60, blank=True)
    letter_date = models.DateField(_("date of the letter"), null=True, blank=True)
    # Names people, so it lies outside the folder that a web server hands out.
    letter_file = models.FileField(
        pgettext_lazy("of an agency", "letter"),
        storage=private_storage,
        upload_to="nominations/",
        blank=True,
    )
    letter_name = models.CharField(max_length=200, blank=True, editable=False)
    source_name = models.CharField(_("file"), max_length=200, blank=True)

    objects = NominationBatchQuerySet.as_manager()

    class Meta:
        verbose_name = _("nomination")
        verbose_name_plural = _("nominations")
        ordering = ["-made_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.training_class_id} {self.agency} {self.made_at:%Y-%m-%d}"


class RosterDraft(models.Model):
    """A roster that was read and not yet committed: rows as typed, verdicts are worked out anew."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    training_class = models.ForeignKey(
        TrainingClass, models.CASCADE, related_name="roster_drafts", verbose_name=_("class")
    )
    agency = models.ForeignKey(Agency, models.CASCADE, related_name="+", verbose_name=_("agency"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="roster_drafts")
    made_at = models.DateTimeField(_("read"), db_index=True)
    source_name = models.CharField(_("file"), max_length=200, blank=True)
    # [{"line": 2, "cells": {"full_name": "...", ...}, "left_out": false}, ...]
    rows = models.JSONField(default=list)
    # What was found about the file: headings, columns nobody asked for, old encoding, consent.
    facts = models.JSONField(default=dict)
    # Emptied and kept as a sign that it was committed: the button pressed twice finds the batch.
    batch = models.OneToOneField(
        NominationBatch, models.CASCADE, null=True, related_name="draft", editable=False
    )

    objects = RosterDraftQuerySet.as_manager()

    class Meta:
        verbose_name = _("roster to be checked")
        verbose_name_plural = _("rosters to be checked")
        ordering = ["-made_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.training_class_id} {self.source_name}"
