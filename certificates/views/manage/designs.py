"""Designs of certificates: which there are, one with its history, editing with a preview."""

import uuid
from typing import Any, Final

from csp.decorators import csp_replace

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from certificates import designing
from certificates.content import source_of
from certificates.design_checks import DesignRefused
from certificates.designs.placeholders import GROUPS
from certificates.designs.rules import rule_faults
from certificates.designs.shipped import SHIPPED, shipped, shipped_name
from certificates.designs.source import DesignSource, prepare
from certificates.documents.certificate_words import certificate_values
from certificates.forms.designs import DesignForm, initial_of
from certificates.models import CertificateDesign, DesignVersion
from certificates.papers import design_sample
from certificates.pdf.render import draw_typed
from certificates.views.manage.waiting import waiting_at_register
from courses.models import IssuingBody
from courses.refusals import Refusal
from enrollment.access import administrators_only, organizers_only
from enrollment.models.people import ADMINISTRATORS
from enrollment.views.answers import PDF, file_answer
from enrollment.views.input import form_status, read_uuid, refuse_repeated

PER_PAGE: Final = 20
# A page of ours shows the paper in a frame.
embeddable = csp_replace({"frame-ancestors": ["'self'"]})


@organizers_only
@require_safe
def designs(request: HttpRequest) -> HttpResponse:
    rows = CertificateDesign.objects.select_related("issuing_body", "current__saved_by")
    rows = rows.annotate(printed=Count("versions__certificates")).order_by("is_retired", "name")
    context = {
        "page_obj": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
        "shipped": [(name, _shipped_name(request, name)) for name in SHIPPED],
        "may_edit": request.user.has_role(ADMINISTRATORS),
        "waiting": waiting_at_register(request.user),
    }
    return render(request, "certificates/manage/designs/list.html", context)


@organizers_only
@require_safe
def design(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """How it looks, and what it looked like before."""
    found = _find(public_id)
    versions = found.versions.select_related("saved_by").order_by("-number")
    versions = versions.annotate(printed=Count("certificates"))
    context = {
        "design": found,
        "version": found.current,
        "page_obj": Paginator(versions, PER_PAGE).get_page(request.GET.get("page")),
        "may_edit": request.user.has_role(ADMINISTRATORS),
    }
    return render(request, "certificates/manage/designs/design.html", context)


@administrators_only
@require_http_methods(["GET", "HEAD", "POST"])
def design_new(request: HttpRequest) -> HttpResponse:
    """Begins with a delivered design, or with a copy of another."""
    refuse_repeated(request)
    form = DesignForm(request.POST or None, initial=_beginning(request))
    if form.is_valid():
        try:
            made = designing.new_design(
                form.cleaned_data["name"],
                form.source,
                issuing_body=form.cleaned_data["issuing_body"],
                by=request.user,
            )
        except DesignRefused as refusal:
            form.tell(refusal)
        except Refusal as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, _("The design is stored and can be chosen from now on."))
            return redirect("certificates:design", made.public_id)
    return _edit_page(request, form, None)


@administrators_only
@require_http_methods(["GET", "HEAD", "POST"])
def design_edit(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Saving makes a new version; what was printed keeps its own."""
    refuse_repeated(request)
    found = _find(public_id)
    initial = initial_of(
        source_of(found.current),
        name=found.name,
        issuing_body=found.issuing_body_id,
        seen=found.current.number,
    )
    form = DesignForm(request.POST or None, initial=initial, design=found)
    if form.is_valid():
        try:
            version = _save(form, found, by=request.user)
        except DesignRefused as refusal:
            form.tell(refusal)
        except Refusal as refusal:
            form.add_error(None, refusal)
        else:
            text = _("Version %(number)s is stored; certificates from now on look like this.")
            messages.success(request, text % {"number": version.number})
            return redirect("certificates:design", found.public_id)
    return _edit_page(request, form, found)


@administrators_only
@require_POST
@embeddable
def design_preview(request: HttpRequest) -> HttpResponse:
    """What was typed, as PDF; or what is wrong with it. Nothing is stored."""
    form = DesignForm(request.POST)
    del form.fields["name"]  # does not matter here, and is its own when a design is edited
    faults = [] if form.is_valid() else [error for one in form.errors.values() for error in one]
    if not faults:
        source, body = form.source, form.cleaned_data["issuing_body"]
        faults = [f"{one.line or ''} {one.text}".strip() for one in rule_faults(prepare(source))]
    if not faults:
        try:
            return _sample(source, body, "preview.pdf")
        except Refusal as refusal:
            faults = [refusal.text]
    context = {"faults": faults}
    return render(request, "certificates/manage/designs/preview_faults.html", context, status=422)


@organizers_only
@require_safe
@embeddable
def design_sample_pdf(request: HttpRequest, public_id: uuid.UUID, number: int) -> HttpResponse:
    """An invented certificate in one version of the design."""
    found = _find(public_id)
    version = get_object_or_404(found.versions, number=number)
    try:
        return _sample(source_of(version), found.issuing_body, f"design-{number}.pdf")
    except Refusal as refusal:
        context = {"faults": [refusal.text]}
        page = "certificates/manage/designs/preview_faults.html"
        return render(request, page, context, status=422)


@administrators_only
@require_POST
def design_restore(request: HttpRequest, public_id: uuid.UUID, number: int) -> HttpResponse:
    found = _find(public_id)
    version = get_object_or_404(
        found.versions.select_related("design__issuing_body"), number=number
    )
    try:
        restored = designing.restore(version, by=request.user)
    except Refusal as refusal:
        messages.error(request, refusal.text)
    else:
        text = _("The text of version %(old)s is version %(new)s now.")
        messages.success(request, text % {"old": version.number, "new": restored.number})
    return redirect("certificates:design", public_id)


@administrators_only
@require_POST
def design_offer(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Take it out of the choice, or put it back."""
    found = _find(public_id)
    designing.offer(found, is_offered=found.is_retired, by=request.user)
    if found.is_retired:
        messages.success(request, _("The design is offered again."))
    else:
        messages.success(request, _("The design is no longer offered; what was printed stays."))
    return redirect("certificates:design", public_id)


def _find(public_id: uuid.UUID) -> CertificateDesign:
    stored = CertificateDesign.objects.exclude(current=None)
    found: CertificateDesign = get_object_or_404(
        stored.select_related("current__saved_by", "issuing_body__heading"), public_id=public_id
    )
    return found


def _save(form: DesignForm, found: CertificateDesign, *, by: Any) -> DesignVersion:
    return designing.save_version(
        found,
        form.source,
        by=by,
        name=form.cleaned_data["name"],
        issuing_body=form.cleaned_data["issuing_body"],
        seen=form.cleaned_data["seen"],
    )


def _sample(source: DesignSource, body: IssuingBody | None, name: str) -> HttpResponse:
    sheet = design_sample(source, body).sheet()
    return file_answer(draw_typed(sheet, variant=source.options.variant or None), name, PDF)


def _beginning(request: HttpRequest) -> dict[str, Any]:
    copied = read_uuid(request.GET.get("copy", ""))
    known = CertificateDesign.objects.filter(public_id=copied).select_related("current").first()
    if known is not None and known.current is not None:
        name = _("Copy of %(name)s") % {"name": known.name}
        return initial_of(source_of(known.current), name=name, issuing_body=known.issuing_body_id)
    name = request.GET.get("from", "")
    return initial_of(shipped(name if name in SHIPPED else SHIPPED[0]))


def _shipped_name(request: HttpRequest, name: str) -> str:
    return shipped_name(name, getattr(request, "LANGUAGE_CODE", "vi"))


def _edit_page(
    request: HttpRequest, form: DesignForm, found: CertificateDesign | None
) -> HttpResponse:
    sample = design_sample(shipped(SHIPPED[0]), found.issuing_body if found else None)
    texts = certificate_values(sample).texts
    context = {
        "form": form,
        "design": found,
        "groups": [
            (title, [(one, texts.get(one.name, "")) for one in group]) for title, group in GROUPS
        ],
    }
    page = "certificates/manage/designs/edit.html"
    return render(request, page, context, status=form_status(form))
