"""The living page of the design system: every token, and every component with real words in it."""

import datetime as dt

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from cms.chrome.design_pairs import SIGNS, TEXTS
from enrollment.access import role_required
from enrollment.models.people import ADMINISTRATORS, APPROVERS, EDITORS, ORGANIZERS

SCALE = ["h1", "h2", "h3", "h4"]
SPACES = [0.25, 0.5, 0.75, 1, 1.5, 2.25, 3.5]
TONES = ["success", "warning", "danger", "info", "neutral"]


class SampleForm(forms.Form):
    """Each kind of field that our forms have; sent empty, it also shows what is missing."""

    title = forms.CharField(label=_("Title"), help_text=_("As it stands on the certificate."))
    starts_on = forms.DateField(
        label=_("First day"), widget=forms.DateInput(attrs={"type": "date"})
    )
    field = forms.ChoiceField(
        label=_("Field of training"), choices=[("", "---"), ("it", _("IT skills"))]
    )
    note = forms.CharField(
        label=_("Note"), widget=forms.Textarea(attrs={"rows": 3}), required=False
    )
    proof = forms.FileField(label=_("File"), required=False)
    mode = forms.ChoiceField(
        label=_("Mode"),
        choices=[("room", _("on site")), ("online", _("online"))],
        widget=forms.RadioSelect,
        required=False,
    )
    agreed = forms.BooleanField(label=_("I have read and agree"))


@role_required(EDITORS, APPROVERS, ORGANIZERS, ADMINISTRATORS)
@require_safe
def styleguide(request: HttpRequest) -> HttpResponse:
    today = timezone.localdate()
    context = {
        "texts": _by_ground(TEXTS, step=18),
        "signs": _by_ground(SIGNS, step=44),
        "scale": SCALE,
        "spaces": [(number, int(size * 17), size) for number, size in enumerate(SPACES, 1)],
        "tones": TONES,
        "words": _words(),
        "form": SampleForm(),
        "refused_form": SampleForm({"refused-title": _words()["long"]}, prefix="refused"),
        "sample_page": Paginator(range(90), 30).page(2),
        "days": [today + dt.timedelta(days=7 * weeks) for weeks in (1, 2)],
    }
    return render(request, "cms/styleguide.html", context)


def _by_ground(pairs: dict[str, list[str]], step: int) -> list[dict[str, object]]:
    """The colors that stand on each ground, with their places in its drawing."""
    grounds = dict.fromkeys(ground for each in pairs.values() for ground in each)
    on_it = {ground: [front for front, on in pairs.items() if ground in on] for ground in grounds}
    return [_drawing(ground, fronts, step) for ground, fronts in on_it.items()]


def _drawing(ground: str, fronts: list[str], step: int) -> dict[str, object]:
    places = [(front, place * step) for place, front in enumerate(fronts)]
    return {"ground": ground, "fronts": places, "size": step * len(fronts) + 8}


def _words() -> dict[str, str]:
    """Samples with the longest words and the highest letters of the language."""
    return {
        "alphabet": gettext("The quick brown fox jumps over the lazy dog 0123456789"),
        "long": gettext(
            "Skills in handling documents and records of the work in the network for officials of "
            "agencies, districts and communes (second class)"
        ),
        "short": gettext("Digital signatures for officials"),
        "text": gettext(
            "On this morning the office opened a class for officials of the agencies of the "
            "province. Whoever attends enough periods and hands in the final paper receives a "
            "certificate."
        ),
        "agency": gettext("Office of the provincial committee"),
        "person": gettext("Full name"),
    }
