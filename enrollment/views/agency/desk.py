"""What every page of a coordinator begins with: the own agencies, and a class seen from there."""

from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone

from courses.models import TrainingClass
from enrollment.models import Agency
from enrollment.querysets import coordinated_paths, within


def own_paths(request: HttpRequest) -> list[str]:
    """Of the agencies only: an organizer who also coordinates has the desk for the rest."""
    paths = coordinated_paths(request.user)
    if not paths:
        raise Http404
    return paths


def own_agencies(paths: list[str]) -> QuerySet[Agency]:
    """The agencies for which the account acts, without those below them."""
    return Agency.objects.filter(path__in=paths)


def agencies_below(paths: list[str]) -> QuerySet[Agency]:
    """All agencies for whose people the account acts."""
    return Agency.objects.existing_on(timezone.localdate()).filter(within(paths))


def find_class(code: str) -> TrainingClass:
    """A class as agencies see it; drafts do not exist for them."""
    return get_object_or_404(TrainingClass.objects.published().for_lists(), code=code)


def chosen_agency(request: HttpRequest, paths: list[str]) -> tuple[Agency, list[Agency]]:
    """For which of the own agencies the page is, and all of them."""
    mine: list[Any] = list(own_agencies(paths).order_by("path"))
    asked = request.POST.get("for") or request.GET.get("for") or ""
    if not asked:
        return mine[0], mine
    found = next((agency for agency in mine if agency.code == asked), None)
    if found is None:
        raise Http404
    return found, mine
