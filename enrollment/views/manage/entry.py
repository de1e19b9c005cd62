"""Who may come to a class: the page on which organizers set the conditions of entry."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from courses.refusals import Refusal
from enrollment.access import organizers_only
from enrollment.forms.entry import EntryRuleForm
from enrollment.models import Enrollment
from enrollment.registering.entry import rule_of
from enrollment.registering.entry_rules import set_conditions
from enrollment.views.input import form_status
from enrollment.views.manage.desk import class_page, find_class


@organizers_only
@require_http_methods(["GET", "HEAD", "POST"])
def manage_entry(request: HttpRequest, code: str) -> HttpResponse:
    training_class = find_class(code)
    rule = rule_of(training_class)
    form = EntryRuleForm(request.POST or None, rule=rule, course=training_class.course)
    if request.method == "POST" and form.is_valid():
        try:
            set_conditions(training_class, by=request.user, **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, _("The conditions of entry are saved."))
            return redirect("enrollment:manage_class", training_class.code)
    context = {
        "form": form,
        "people": Enrollment.objects.for_class(training_class).active().count(),
    }
    return class_page(request, "entry", training_class, status=form_status(form), **context)
