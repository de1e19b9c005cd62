"""Who asks for a course of which no class is announced yet."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from courses.models import Course


class CourseInterest(models.Model):
    """One account asks for one course; organizers see how many do, and nobody sees who."""

    course = models.ForeignKey(
        Course, models.CASCADE, related_name="interests", verbose_name=_("course")
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        related_name="course_interests",
        verbose_name=_("account"),
    )
    asked_at = models.DateTimeField(_("asked for on"))

    class Meta:
        verbose_name = _("interest in a course")
        verbose_name_plural = _("interests in courses")
        constraints = [
            models.UniqueConstraint(fields=["course", "user"], name="interest_once_per_course"),
        ]

    def __str__(self) -> str:
        return f"{self.course_id} {self.user_id}"
