"""The page of the search, and what is offered while somebody types."""

from django.core.paginator import InvalidPage
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cms.search.finding import count_alone, find, suggest
from cms.search.hits import MOST_SHOWN, pages
from cms.search.kinds import Kind
from cms.search.question import MAX_LENGTH, Question, SearchForm
from enrollment.access import public
from enrollment.views.kept import SEATS_SECONDS, TEXT_SECONDS, kept


@public
@require_safe
@kept(SEATS_SECONDS, params=("q", "kind", "page"))
def search(request: HttpRequest) -> HttpResponse:
    form = SearchForm(request.GET)
    form.is_valid()
    question = Question(form.cleaned_data.get("q", ""))
    kind = form.cleaned_data.get("kind", "")
    found = find(question)
    try:
        page_obj = pages(found, kind=kind, request=request).page(request.GET.get("page", 1))
    except InvalidPage as error:
        raise Http404 from error
    context = {
        "form": form,
        "question": question,
        "kind": kind,
        "found": found,
        "page_obj": page_obj,
        "count": found.count(kind),
        "kinds": _kinds(found.counts, found.total),
        "most_shown": MOST_SHOWN,
        "alone": {} if found.total else count_alone(question),
    }
    return render(request, "cms/search.html", context)


def _kinds(counts: dict[Kind, int], total: int) -> list[tuple[str, str, int]]:
    """Value, name and number of each kind that has hits, all together first."""
    each = [(kind.value, kind.label, number) for kind, number in counts.items()]
    return [("", _("Everything"), total), *each] if total else []


@public
@require_safe
@kept(TEXT_SECONDS, params=("q",))
def suggestions(request: HttpRequest) -> HttpResponse:
    """A list of titles for the box above; too much typed suggests nothing."""
    typed = request.GET.get("q", "")
    question = Question(typed if len(typed) <= MAX_LENGTH else "")
    shown = suggest(question, request)
    return render(request, "cms/_suggestions.html", {"shown": shown, "question": question})
