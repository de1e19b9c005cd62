"""Addresses below the schedule: a course, all courses, a class and its calendar."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import pgettext_lazy

from wagtail.contrib.routable_page.models import path, re_path

from cms.class_pages import class_page, course_pages

CODE = r"(?P<code>[A-Za-z0-9][A-Za-z0-9._-]{0,29})"


class ClassAndCourseRoutes:
    """Neither a class nor a course is a page of its own: both live from the database."""

    @path(pgettext_lazy("address", "courses/"), name="courses")
    def course_list(self, request: HttpRequest) -> HttpResponse:
        return self.render(
            request,
            template="cms/courses.html",
            context_overrides=course_pages.list_context(self, request),
        )

    @path(pgettext_lazy("address", "courses/<slug:slug>/"), name="course")
    def course_detail(self, request: HttpRequest, slug: str) -> HttpResponse:
        return self.render(
            request,
            template="cms/course.html",
            context_overrides=course_pages.course_context(self, request, slug),
        )

    @re_path(rf"^{CODE}/$", name="class_detail")
    def class_detail(self, request: HttpRequest, code: str) -> HttpResponse:
        return self.render(
            request,
            template="cms/class.html",
            context_overrides=class_page.class_context(self, request, code),
        )

    @re_path(rf"^{CODE}/lich\.ics/?$", name="class_calendar")
    def class_calendar(self, request: HttpRequest, code: str) -> HttpResponse:
        return class_page.calendar_response(self, code)

    def class_url(self, code: str, request: HttpRequest | None = None) -> str:
        return self.get_url(request) + self.reverse_subpage("class_detail", args=[code])

    def course_url(self, slug: str, request: HttpRequest | None = None) -> str:
        return self.get_url(request) + self.reverse_subpage("course", args=[slug])
