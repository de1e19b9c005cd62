"""The desk's tab of materials: adding files, describing them, taking them away."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from courses.refusals import Refusal
from enrollment.access import organizers_only
from enrollment.forms.materials import MaterialDetailsForm, MaterialForm
from enrollment.materials import add_material, change_material, remove_material
from enrollment.models import ClassMaterial
from enrollment.views.input import form_status
from enrollment.views.manage.desk import class_page, find_class


@organizers_only
@require_http_methods(["GET", "HEAD", "POST"])
def manage_materials(request: HttpRequest, code: str) -> HttpResponse:
    training_class = find_class(code)
    form = MaterialForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            material = add_material(training_class, by=request.user, **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, _("“%(title)s” is added.") % {"title": material.title})
            return redirect("enrollment:manage_materials", code)
    materials = training_class.materials.select_related("added_by").order_by("added_at", "pk")
    return class_page(
        request,
        "materials",
        training_class,
        status=form_status(form),
        materials=materials,
        form=form,
    )


@organizers_only
@require_http_methods(["GET", "HEAD", "POST"])
def manage_material(request: HttpRequest, code: str, public_id: uuid.UUID) -> HttpResponse:
    """Another title or note, or for others; another file is another material."""
    training_class = find_class(code)
    material = _find(code, public_id)
    names = ("title", "note", "is_for_trainees")
    form = MaterialDetailsForm(
        request.POST if request.method == "POST" else None,
        initial={name: getattr(material, name) for name in names},
    )
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        data["title"] = data["title"] or material.title
        change_material(material, by=request.user, **data)
        messages.success(request, _("The changes are stored."))
        return redirect("enrollment:manage_materials", code)
    return class_page(
        request,
        "material",
        training_class,
        active="materials",
        status=form_status(form),
        material=material,
        form=form,
    )


@organizers_only
@require_POST
def manage_material_remove(request: HttpRequest, code: str, public_id: uuid.UUID) -> HttpResponse:
    material = _find(code, public_id)
    remove_material(material, by=request.user)
    messages.success(request, _("“%(title)s” is removed.") % {"title": material.title})
    return redirect("enrollment:manage_materials", code)


def _find(code: str, public_id: uuid.UUID) -> ClassMaterial:
    rows = ClassMaterial.objects.select_related("training_class")
    return get_object_or_404(rows, training_class__code=code, public_id=public_id)
