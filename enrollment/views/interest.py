"""Asking for a course and taking that back, at an address of its own: public pages are kept."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from courses.models import Course
from enrollment.access import login_required
from enrollment.registering.interest import ask_for, asks_for, take_back


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def course_interest(request: HttpRequest, slug: str) -> HttpResponse:
    course = get_object_or_404(Course.objects.public(), slug=slug)
    if request.method == "POST":
        return _answer(request, course)
    context = {"course": course, "asks": asks_for(request.user, course)}
    return render(request, "enrollment/interest.html", context)


def _answer(request: HttpRequest, course: Course) -> HttpResponse:
    if request.POST.get("act") == "take_back":
        take_back(course, by=request.user)
        messages.success(request, _("The course is no longer asked for."))
    else:
        ask_for(course, by=request.user)
        messages.success(request, _("The organizers now count this wish."))
    return redirect(request.path)
