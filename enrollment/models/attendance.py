"""Who was there: one row per session and enrollment."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from courses.models import Session
from enrollment.models.enrollment import Enrollment


class Attendance(models.Model):
    class Mark(models.TextChoices):
        PRESENT = "present", _("Present")
        LATE = "late", _("Late")
        LEFT_EARLY = "left_early", _("Left early")
        EXCUSED = "excused", _("Excused absence")
        ABSENT = "absent", _("Absent")

    session = models.ForeignKey(Session, models.PROTECT, related_name="attendance")
    enrollment = models.ForeignKey(Enrollment, models.PROTECT, related_name="attendance")
    mark = models.CharField(_("mark"), max_length=20, choices=Mark)
    # Whole periods that count, decided by the class's rule when the mark was made.
    periods = models.PositiveSmallIntegerField(_("periods"))
    marked_at = models.DateTimeField(_("marked"))
    marked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )

    class Meta:
        verbose_name = _("attendance")
        verbose_name_plural = _("attendance")
        constraints = [
            models.UniqueConstraint(fields=["session", "enrollment"], name="attendance_once"),
        ]

    def __str__(self) -> str:
        return f"{self.session_id} {self.enrollment_id} {self.mark}"
