"""Materials of a class as its trainees and instructors see them; the files, by this way alone."""

import uuid
from typing import Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from courses.models import TrainingClass
from enrollment.access import login_required
from enrollment.materials import of_class
from enrollment.models import ClassMaterial, Enrollment

# Whatever a file claims to be, no browser is to run it under our address.
NOTHING_RUNS = "default-src 'none'; sandbox"
FILE = "application/octet-stream"


@login_required
@require_safe
def class_materials(request: HttpRequest, code: str) -> HttpResponse:
    """For those in the class and those who hold it; to all others it does not exist."""
    training_class = _own_class(request.user, code)
    context = {
        "training_class": training_class,
        "materials": of_class(training_class, request.user),
    }
    return render(request, "enrollment/my/materials.html", context)


def _own_class(user: Any, code: str) -> TrainingClass:
    classes = TrainingClass.objects.for_lists()
    if not user.is_organizer:
        confirmed = Enrollment.objects.of_account(user).confirmed().values("training_class")
        published = TrainingClass.objects.published()
        taught, attended = published.taught_by(user), published.filter(pk__in=confirmed)
        classes = classes.filter(pk__in=taught.values("pk")) | classes.filter(
            pk__in=attended.values("pk")
        )
    return get_object_or_404(classes, code=code)


@login_required
@require_safe
def class_material(request: HttpRequest, code: str, public_id: uuid.UUID) -> HttpResponse:
    """The file itself: saved, never shown inside the page, kept by no cache between."""
    mine = ClassMaterial.objects.visible_to(request.user).filter(training_class__code=code)
    material = get_object_or_404(mine, public_id=public_id)
    try:
        file = material.file.open("rb")
    except FileNotFoundError as error:
        raise Http404 from error
    response = FileResponse(file, as_attachment=True, filename=material.name, content_type=FILE)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = NOTHING_RUNS
    patch_cache_control(response, private=True, no_store=True)
    return response
