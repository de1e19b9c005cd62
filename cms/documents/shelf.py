"""What the address of the library asks for, and how many documents each further choice leaves."""

from collections import Counter
from typing import Any, Final

from crispy_forms.bootstrap import StrictButton
from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Layout

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Count
from django.utils import formats
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from wagtail.models import Collection

from cms.models.documents import DocumentKind, LibraryQuerySet

ORDERS: Final = {
    "": ("-dated_on", "-pk"),
    "oldest": ("dated_on", "pk"),
    "title": ("title_key", "pk"),
}
NARROWING: Final = ("kind", "year", "collection")
# What a document lies under when nothing is chosen for it; no choice of a visitor.
NOWHERE: Final = ""


class Shelf(forms.Form):
    """Unknown values are named beside their field; the others still narrow the list."""

    q = forms.CharField(label=_("Title, number or summary"), max_length=100, required=False)
    kind = forms.ChoiceField(label=pgettext_lazy("document", "Kind"), required=False)
    year = forms.ChoiceField(label=_("Year"), required=False)
    collection = forms.ChoiceField(label=_("Collection"), required=False)
    sort = forms.ChoiceField(
        label=_("Order"),
        choices=[("", _("Newest first")), ("oldest", _("Oldest first")), ("title", _("By title"))],
        required=False,
    )

    def __init__(self, data: Any, *, documents: LibraryQuerySet, address: str) -> None:
        super().__init__(data, auto_id="filter_%s")
        self.address = address
        self.documents = documents.found_by(self._words())
        self.kinds = {row.pk: row for row in DocumentKind.objects.all()}
        # The root holds what is in no collection, so it is none.
        named = Collection.objects.filter(depth__gt=1).order_by("name")
        self.collections = dict(named.values_list("pk", "name"))
        self.cube = self._cube()
        for name, (nothing, labels) in self._labels().items():
            self.fields[name].choices = [("", nothing), *labels.items()]
        self.is_valid()
        self._count_choices()

    def _words(self) -> str:
        try:
            return self.fields["q"].clean(self.data.get("q", ""))
        except ValidationError:
            return ""

    def _cube(self) -> dict[tuple[str, str, str], int]:
        """Counts by kind, year and collection, whatever of them is chosen: one query."""
        rows = self.documents.order_by().values_list(*NARROWING).annotate(Count("pk"))
        cube: Counter[tuple[str, str, str]] = Counter()
        for kind, year, collection, count in rows:
            slug = self.kinds[kind].slug if kind in self.kinds else NOWHERE
            shelf = str(collection) if collection in self.collections else NOWHERE
            cube[slug, str(year), shelf] += count
        return cube

    def _labels(self) -> dict[str, tuple[Any, dict[str, str]]]:
        """In the order of the boxes; what is asked for stays a choice when nothing is left."""
        years = {year for _kind, year, _collection in self.cube}
        asked = self.data.get("year", "")
        if asked.isascii() and asked.isdecimal() and len(asked) == 4:
            years.add(asked)
        used = {collection for _kind, _year, collection in self.cube}
        return {
            "kind": (_("All kinds"), {row.slug: str(row) for row in self.kinds.values()}),
            "year": (_("All years"), {year: year for year in sorted(years, reverse=True)}),
            "collection": (
                _("All collections"),
                {
                    str(pk): name
                    for pk, name in self.collections.items()
                    if str(pk) in used or str(pk) == self.data.get("collection")
                },
            ),
        }

    def _count_choices(self) -> None:
        """Behind each choice, what it leaves beside what is chosen in the other boxes."""
        for place, name in enumerate(NARROWING):
            left: Counter[str] = Counter()
            for key, count in self.cube.items():
                if self._fits(key, but=place):
                    left[key[place]] += count
            nothing, *choices = self.fields[name].choices
            counted = [
                (value, f"{label} ({formats.number_format(left[value], force_grouping=True)})")
                for value, label in choices
            ]
            self.fields[name].choices = [nothing, *counted]
        if len(self.fields["collection"].choices) == 1:
            del self.fields["collection"]

    def _fits(self, key: tuple[str, str, str], *, but: int | None = None) -> bool:
        return all(
            place == but or not self._chosen(name) or key[place] == self._chosen(name)
            for place, name in enumerate(NARROWING)
        )

    def _chosen(self, name: str) -> str:
        return self.cleaned_data.get(name) or ""

    @property
    def count(self) -> int:
        return sum(count for key, count in self.cube.items() if self._fits(key))

    def found(self) -> LibraryQuerySet:
        found = self.documents
        if kind := self._chosen("kind"):
            found = found.filter(kind__in=[pk for pk, k in self.kinds.items() if k.slug == kind])
        if year := self._chosen("year"):
            found = found.filter(year=int(year))
        if collection := self._chosen("collection"):
            found = found.filter(collection=int(collection))
        return found.order_by(*ORDERS[self._chosen("sort")])

    def is_narrowing(self) -> bool:
        return any(value for name, value in self.cleaned_data.items() if name != "sort")

    @property
    def helper(self) -> FormHelper:
        helper = FormHelper()
        helper.form_method, helper.form_action = "get", self.address
        helper.form_class = "filters no-print"
        helper.disable_csrf = True
        helper.layout = Layout(
            *self.fields,
            Div(
                StrictButton(_("Filter"), type="submit", css_class="btn-primary"),
                css_class="actions",
            ),
        )
        return helper
