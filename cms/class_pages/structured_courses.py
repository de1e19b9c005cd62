"""Courses and classes as search machines read them: schema.org's Course with its CourseInstances.

Only what the page itself says. Required by the readers: name, description, provider, offers and at
least one instance with its mode and workload.
"""

import datetime as dt
from collections.abc import Callable, Iterable
from typing import Any, Final

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext

from courses.models import Course, Session, TrainingClass

CONTEXT: Final = "https://schema.org"
Data = dict[str, Any]


def course_data(
    course: Course,
    classes: Iterable[TrainingClass],
    *,
    url: str,
    url_of: Callable[[TrainingClass], str],
    are_instructors_shown: bool = False,
) -> Data:
    """The course with these classes, whose sessions and instructors, if shown, are prefetched."""
    classes = list(classes)
    return {
        "@context": CONTEXT,
        "@type": "Course",
        "name": str(course),
        "courseCode": course.code,
        "description": described(course),
        "url": url,
        "inLanguage": settings.LANGUAGE_CODE,
        "about": str(course.category),
        **_audience(course.audience),
        "provider": _organization(_organizer_of(classes)),
        # The site knows no fees: whoever is named or registers comes for nothing.
        "isAccessibleForFree": True,
        "offers": {"@type": "Offer", "category": "Free"},
        "hasCourseInstance": [
            _instance(one, url=url_of(one)) | (_instructors(one) if are_instructors_shown else {})
            for one in classes
        ],
    }


def described(course: Course) -> str:
    """What is taught, or at least the name and the field: nobody may be told nothing."""
    if course.description:
        return " ".join(course.description.split())
    return gettext("%(course)s: a training class in the field “%(field)s”.") % {
        "course": course,
        "field": course.category,
    }


def _organizer_of(classes: list[TrainingClass]) -> str:
    return classes[0].issuing_body.name if classes else settings.WAGTAIL_SITE_NAME


def _organization(name: str) -> Data:
    return {"@type": "Organization", "name": name, "sameAs": settings.BASE_URL}


def _audience(words: str) -> Data:
    return {"audience": {"@type": "Audience", "audienceType": words}} if words else {}


def _instance(training_class: TrainingClass, *, url: str) -> Data:
    sessions = list(training_class.sessions.all())
    status = "EventCancelled" if training_class.is_canceled else "EventScheduled"
    return {
        "@type": "CourseInstance",
        "name": training_class.title,
        "url": url,
        "courseMode": "Onsite",
        "courseWorkload": workload(training_class, sessions),
        "courseSchedule": _schedule(training_class, sessions),
        **_days(training_class, sessions),
        "eventStatus": f"{CONTEXT}/{status}",
        "eventAttendanceMode": f"{CONTEXT}/OfflineEventAttendanceMode",
        "inLanguage": settings.LANGUAGE_CODE,
        "location": _place(training_class),
        "organizer": _organization(training_class.issuing_body.name),
        **_audience(training_class.audience),
        **_seats(training_class),
    }


def workload(training_class: TrainingClass, sessions: Iterable[Session]) -> str:
    """The time in the room, as ISO 8601 writes a duration; days where no hours are known."""
    minutes = sum(_minutes(session) for session in sessions)
    if not minutes:
        return f"P{(training_class.ends_on - training_class.starts_on).days + 1}D"
    hours, rest = divmod(minutes, 60)
    return "PT" + (f"{hours}H" if hours else "") + (f"{rest}M" if rest else "")


def _minutes(session: Session) -> int:
    start, end = (
        dt.timedelta(hours=time.hour, minutes=time.minute)
        for time in (session.starts_at, session.ends_at)
    )
    return int((end - start).total_seconds() // 60)


def _schedule(training_class: TrainingClass, sessions: list[Session]) -> Data:
    days = {session.held_on for session in sessions}
    span = (training_class.ends_on - training_class.starts_on).days + 1
    return {
        "@type": "Schedule",
        "startDate": training_class.starts_on.isoformat(),
        "endDate": training_class.ends_on.isoformat(),
        "repeatFrequency": "Daily",
        "repeatCount": len(days) or span,
    }


def _days(training_class: TrainingClass, sessions: list[Session]) -> Data:
    """From the first minute to the last, or the days alone."""
    if not sessions:
        start, end = training_class.starts_on, training_class.ends_on
        return {"startDate": start.isoformat(), "endDate": end.isoformat()}
    moments = sorted((session.held_on, session.starts_at, session.ends_at) for session in sessions)
    (first, begins, _end), (last, _begin, ends) = moments[0], moments[-1]
    return {"startDate": _moment(first, begins), "endDate": _moment(last, ends)}


def _moment(day: dt.date, time: dt.time) -> str:
    moment = timezone.make_aware(dt.datetime.combine(day, time))
    return moment.isoformat(timespec="minutes")


def _place(training_class: TrainingClass) -> Data:
    venue = training_class.venue
    return {"@type": "Place", "name": venue.name, "address": venue.address or venue.name}


def _instructors(training_class: TrainingClass) -> Data:
    named = training_class.instructors.all()
    people = [
        {"@type": "Person", "name": one.full_name}
        | ({"jobTitle": one.office} if one.office else {})
        for one in named
    ]
    return {"instructor": people} if people else {}


def _seats(training_class: TrainingClass) -> Data:
    # As on the page, where seats are counted while people register: later they would tell how many
    # came to a class that the public statistics hide. Recorded classes have a seat for each person.
    if training_class.phase != TrainingClass.Phase.OPEN:
        return {}
    return {
        "maximumAttendeeCapacity": training_class.capacity,
        "remainingAttendeeCapacity": training_class.free_seats,
    }
