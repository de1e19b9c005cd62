"""The texts of the letters: which there are, in both languages side by side, with a preview."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from enrollment.access import organizers_only
from enrollment.forms.letters import LetterTextForm
from enrollment.letters.letter_editing import reset_text, save_text
from enrollment.letters.letter_texts import PROPOSALS, Text
from enrollment.letters.notifications import written
from enrollment.letters.placeholders import LABELS, fill, fill_subject, samples
from enrollment.models import Enrollment, Letter, LetterText
from enrollment.views.input import form_status


@organizers_only
@require_safe
def manage_letter_texts(request: HttpRequest) -> HttpResponse:
    own: dict[str, list[LetterText]] = {}
    for text in LetterText.objects.select_related("changed_by").order_by("language"):
        own.setdefault(text.kind, []).append(text)
    rows = [
        {
            "kind": kind,
            "subject": PROPOSALS[kind].subject,
            "to_coordinator": PROPOSALS[kind].to_coordinator,
            "own": own.get(kind, []),
        }
        for kind in Letter.Kind
    ]
    return render(request, "enrollment/manage/letter_texts.html", {"rows": rows})


@organizers_only
@require_http_methods(["GET", "HEAD", "POST"])
def manage_letter_text(request: HttpRequest, kind: str) -> HttpResponse:
    form = LetterTextForm(request.POST or None, kind=_kind(kind))
    if request.method == "POST" and form.is_valid():
        for language, _name in settings.LANGUAGES:
            save_text(kind, language, form.text_in(language), by=request.user)
        messages.success(request, _("The text is saved; letters from now on read like this."))
        return redirect("enrollment:manage_letter_text", kind)
    context = _context(form) | {"previews": _previews(form)}
    return render(request, "enrollment/manage/letter_text.html", context, status=form_status(form))


@organizers_only
@require_POST
def manage_letter_preview(request: HttpRequest, kind: str) -> HttpResponse:
    """How the typed text would read; nothing is saved."""
    form = LetterTextForm(request.POST, kind=_kind(kind))
    context = _context(form) | {"previews": _previews(form)}
    part = "enrollment/manage/_letter_preview.html"
    whole = "enrollment/manage/letter_text.html"
    return render(request, part if request.htmx else whole, context)


@organizers_only
@require_POST
def manage_letter_reset(request: HttpRequest, kind: str) -> HttpResponse:
    """Back to the delivered words, in all languages."""
    _kind(kind)
    for language, _name in settings.LANGUAGES:
        reset_text(kind, language, by=request.user)
    messages.success(request, _("The text is the delivered one again."))
    return redirect("enrollment:manage_letter_text", kind)


def _kind(kind: str) -> str:
    if kind not in PROPOSALS:
        raise Http404
    return kind


def _context(form: LetterTextForm) -> dict[str, Any]:
    return {
        "form": form,
        "kind": Letter.Kind(form.kind),
        "to_coordinator": PROPOSALS[form.kind].to_coordinator,
        "placeholders": [(f"{{{name}}}", LABELS[name]) for name in form.placeholders],
        "is_changed": LetterText.objects.filter(kind=form.kind).exists(),
    }


@dataclass(frozen=True)
class Preview:
    language: str
    name: str
    text: Text


def _previews(form: LetterTextForm) -> list[Preview]:
    """In each language, as the newest such letter would read, else with the names of the places."""
    letters = Letter.objects.filter(kind=form.kind).exclude(training_class=None)
    letter = letters.select_related("enrollment", "agency", "training_class__venue").last()
    letter = letter or _invented(form.kind)
    return [
        Preview(language, _(name), _preview(form.typed(language), letter, form.kind, language))
        for language, name in settings.LANGUAGES
    ]


def _invented(kind: str) -> Letter | None:
    """No such letter was ever written: as it would be to the newest registration."""
    if PROPOSALS[kind].to_coordinator:
        return None
    enrollment = Enrollment.objects.select_related("training_class__venue").last()
    if enrollment is None:
        return None
    return Letter(kind=kind, enrollment=enrollment, training_class=enrollment.training_class)


def _preview(text: Text, letter: Letter | None, kind: str, language: str) -> Text:
    if letter is not None:
        letter.language = language
        return written(letter, text, with_stand_ins=True)
    with translation.override(language):
        values = samples(PROPOSALS[kind].placeholders)
    return Text(fill_subject(text.subject, values), fill(text.body, values))
