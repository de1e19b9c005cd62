"""Quick ways: from the home page to what somebody came for, by what the person is here."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cms.chrome import navigation
from courses.dates import short_date
from courses.models import Session, TrainingClass
from enrollment.models import AgencySeats, Enrollment

if TYPE_CHECKING:
    from cms.models import NewsIndexPage


@dataclass(frozen=True)
class QuickWay:
    """One door: what is behind it, and what waits there now, if anything does."""

    title: str
    text: str
    url: str
    now: str = ""


def quick_ways(request: HttpRequest, news: "NewsIndexPage | None") -> list[QuickWay]:
    """The work of a signed-in person first; a visitor is shown what needs no account."""
    user = request.user
    if not user.is_authenticated:
        return _of_visitor(request)
    ways = []
    if user.is_organizer:
        ways += _of_organizer()
    if user.is_coordinator:
        ways.append(_of_coordinator(user))
    if user.is_instructor:
        ways.append(_of_instructor(user))
    ways.append(_of_trainee(user))
    if user.has_perm("wagtailadmin.access_admin"):
        ways += _of_editor(user, news)
    return ways


def _of_visitor(request: HttpRequest) -> list[QuickWay]:
    return [
        QuickWay(
            _("Register for a class"),
            _("Classes with free seats; a work e-mail address is enough"),
            f"{navigation.schedule_url(request)}?free=on",
        ),
        QuickWay(
            _("See what is taught"),
            _("All courses by field, with their next classes"),
            navigation.courses_url(request),
        ),
        QuickWay(
            _("Name staff"),
            _("For agencies: nominations, seats and results"),
            reverse("enrollment:agency"),
        ),
        QuickWay(
            _("Verify a certificate"),
            _("By its number or the code printed on it"),
            reverse("certificates:verify"),
        ),
    ]


def _of_trainee(user: Any) -> QuickWay:
    own = Enrollment.objects.of_account(user).active()
    coming = own.filter(
        training_class__status=TrainingClass.Status.PUBLISHED,
        training_class__ends_on__gte=timezone.localdate(),
    )
    following = coming.select_related("training_class").order_by("training_class__starts_on")
    enrollment = following.first()
    return QuickWay(
        _("My training"),
        _("Registrations, results and certificates"),
        reverse("enrollment:my_training"),
        _class_on(enrollment.training_class) if enrollment else "",
    )


def _class_on(training_class: TrainingClass) -> str:
    day = max(training_class.starts_on, timezone.localdate())
    return _day_and_title(day, training_class.title)


def _day_and_title(day: Any, title: str) -> str:
    return _("%(day)s: %(title)s") % {"day": short_date(day), "title": title}


def _of_instructor(user: Any) -> QuickWay:
    taught = TrainingClass.objects.held().taught_by(user)
    coming = Session.objects.filter(training_class__in=taught, held_on__gte=timezone.localdate())
    session = coming.select_related("training_class").order_by("held_on", "starts_at").first()
    return QuickWay(
        _("My teaching"),
        _("Own classes and their roll call"),
        reverse("enrollment:teaching"),
        _day_and_title(session.held_on, session.training_class.title) if session else "",
    )


def _of_coordinator(user: Any) -> QuickWay:
    """With the next deadline of a round in which own agencies still have seats."""
    now = timezone.now()
    rows = AgencySeats.objects.visible_to(user).filter(
        round__training_class__status=TrainingClass.Status.PUBLISHED,
        round__training_class__list_closed_at=None,
        round__closed_at=None,
        round__deadline__gt=now,
    )
    following = rows.select_related("round").order_by("round__deadline").first()
    until = timezone.localdate(following.round.deadline) if following else None
    return QuickWay(
        _("My agency"),
        _("Who of the agency attends which class"),
        reverse("enrollment:agency"),
        _("Name people by %(day)s") % {"day": short_date(until)} if until else "",
    )


def _of_organizer() -> list[QuickWay]:
    waiting = Enrollment.objects.filter(
        state=Enrollment.State.PENDING,
        training_class__status=TrainingClass.Status.PUBLISHED,
        training_class__starts_on__gt=timezone.localdate(),
    ).count()
    decide = ngettext(
        "%(n)s registration to decide on", "%(n)s registrations to decide on", waiting
    )
    return [
        QuickWay(
            _("Manage classes"),
            _("Registrations, roll call, certificates"),
            reverse("enrollment:manage_classes"),
            decide % {"n": waiting} if waiting else "",
        ),
        QuickWay(
            _("Announce a class"),
            _("A new one, or a copy of an earlier one"),
            reverse("enrollment:manage_class_new"),
        ),
    ]


def _of_editor(user: Any, news: "NewsIndexPage | None") -> list[QuickWay]:
    ways = []
    if news and user.has_perm("cms.add_notice"):
        where = ["cms", "newspage", news.pk]
        ways = [
            QuickWay(
                _("Write an article"),
                _("Text, picture, figures; seen by others once it is published"),
                reverse("wagtailadmin_pages:add", args=where),
            ),
        ]
    return [
        *ways,
        QuickWay(
            _("Site editing"), _("News, pages and reference lists"), reverse("wagtailadmin_home")
        ),
    ]
