"""A class as it is planned: new, copied, changed, its sessions."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from courses import vietnamese
from courses.forms.classes import BaseSessionFormSet, ClassForm, SessionFormSet, initial_class
from courses.models import TrainingClass
from courses.refusals import Refusal
from courses.scheduling import add_class
from enrollment.access import organizers_only
from enrollment.forms.planning import ClassLineForm
from enrollment.models import Enrollment
from enrollment.planning.links import add_class_for
from enrollment.registering.entry_rules import copy_conditions
from enrollment.running.class_changes import edit_class, save_sessions
from enrollment.views.input import form_status
from enrollment.views.manage.desk import class_page, find_class
from enrollment.views.manage.history import plan_version
from enrollment.views.manage.plan_classes import asked_line, initial_of, line_form


@organizers_only
@require_http_methods(["GET", "HEAD", "POST"])
def manage_class_new(request: HttpRequest) -> HttpResponse:
    """Empty, a copy of another class, or a class that carries out a line of the plan."""
    asked = vietnamese.clean_text(request.GET.get("copy", ""))
    copied = find_class(asked) if asked else None
    line = asked_line(request)
    initial = initial_class(copied) | (initial_of(line) if line else {})
    form = ClassForm(request.POST or None, initial=initial)
    planned = line_form(request, line)
    is_sound = request.method == "POST" and all([form.is_valid(), planned.is_valid()])
    if is_sound and _added(request, form, copied, planned):
        return redirect("enrollment:manage_class", form.instance.code)
    context = {"form": form, "copied": copied, "line": line, "planned": planned}
    status = max(form_status(form), form_status(planned))
    return render(request, "enrollment/manage/new.html", context, status=status)


def _added(
    request: HttpRequest, form: ClassForm, copied: TrainingClass | None, planned: ClassLineForm
) -> bool:
    line, how = planned.cleaned_data["plan_line"], {"by": request.user}
    how |= {"instructors": form.cleaned_data["instructors"]}
    try:
        draft = form.save(commit=False)
        added = add_class_for(line, draft, **how) if line else add_class(draft, **how)
        if copied:
            copy_conditions(copied, added, by=request.user)
    except Refusal as refusal:
        if refusal.code == "code_taken":
            form.add_error("code", refusal)
        else:
            planned.add_error("plan_line", refusal)
        return False
    messages.success(
        request, _("The draft is saved, with a morning and an afternoon for each working day.")
    )
    return True


@organizers_only
@require_http_methods(["GET", "HEAD", "POST"])
def manage_class_edit(request: HttpRequest, code: str) -> HttpResponse:
    training_class = find_class(code)
    form = ClassForm(request.POST or None, instance=find_class(code))
    if request.method == "POST" and form.is_valid():
        if refusal := _changed_meanwhile(request, training_class):
            form.add_error(None, refusal)
        elif _saved(request, form):
            return redirect("enrollment:manage_class", form.instance.code)
    context = {
        "form": form,
        "people": Enrollment.objects.for_class(training_class).active().count(),
        "seen": plan_version(training_class),
    }
    return class_page(request, "edit", training_class, status=form_status(form), **context)


def _changed_meanwhile(request: HttpRequest, training_class: TrainingClass) -> Refusal | None:
    """An old page would put back, unasked, what another one has stored since."""
    version = str(plan_version(training_class))
    if request.POST.get("seen", version) == version:
        return None
    return Refusal(
        _(
            "Somebody has changed this class since the page was opened. Nothing is saved yet; "
            "saving now puts in what stands here instead."
        ),
        code="changed_meanwhile",
    )


def _saved(request: HttpRequest, form: ClassForm) -> bool:
    instructors = form.cleaned_data["instructors"]
    try:
        promoted = edit_class(
            form.instance, form.changed_data, by=request.user, instructors=instructors
        )
    except Refusal as refusal:
        field = {"below_taken": "capacity", "code_taken": "code"}.get(refusal.code, "starts_on")
        form.add_error(None if refusal.code == "not_changeable" else field, refusal)
        return False
    messages.success(request, _("The class is saved."))
    if promoted:
        text = ngettext(
            "%(count)s person moved up from the waiting list.",
            "%(count)s people moved up from the waiting list.",
            len(promoted),
        )
        messages.info(request, text % {"count": len(promoted)})
    return True


@organizers_only
@require_http_methods(["GET", "HEAD", "POST"])
def manage_sessions(request: HttpRequest, code: str) -> HttpResponse:
    training_class = find_class(code)
    formset = SessionFormSet(request.POST or None, instance=training_class)
    refusal = None
    if request.method == "POST" and formset.is_valid():
        refusal = _changed_meanwhile(request, training_class)
        refusal = refusal or _sessions_refused(request, training_class, formset)
        if refusal is None:
            messages.success(request, _("The sessions are saved."))
            return redirect("enrollment:manage_sessions", training_class.code)
    context = {"formset": formset, "refusal": refusal, "seen": plan_version(training_class)}
    return class_page(request, "sessions", training_class, status=form_status(formset), **context)


def _sessions_refused(
    request: HttpRequest, training_class: TrainingClass, formset: BaseSessionFormSet
) -> Refusal | None:
    changed = formset.save(commit=False)
    try:
        save_sessions(
            training_class, changed=changed, deleted=formset.deleted_objects, by=request.user
        )
    except Refusal as refusal:
        return refusal
    return None
