"""The filter above the schedule. All of it stands in the address, so it can be sent and kept."""

import datetime as dt
import itertools
import re
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any, Final

from crispy_forms.bootstrap import StrictButton
from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Layout

from django import forms
from django.utils.formats import number_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cms.schedule.rows import Catalogue, Names, Row
from courses import dates, vietnamese

Test = Callable[[Row], bool]

VIEWS: Final = ("list", "month", "groups")
_WHEN: Final = re.compile(r"(?P<year>\d{4})(?:-(?P<month>0[1-9]|1[0-2]))?")


class When(forms.ChoiceField):
    """Coming classes, a month, or a past year; a month without classes is a month, too."""

    def valid_value(self, value: str) -> bool:
        found = _WHEN.fullmatch(value)
        return bool(found) and int(found["year"]) in dates.YEARS


class ScheduleFilter(forms.Form):
    """Unknown values are named beside their field; the others still narrow the list.

    Beside each value stands how many classes it would leave, all other fields being as they are.
    """

    q = forms.CharField(label=_("Words in the title"), max_length=100, required=False)
    level = forms.ChoiceField(label=_("For whom"), required=False)
    category = forms.ChoiceField(label=_("Field of training"), required=False)
    when = When(label=_("When"), required=False)
    venue = forms.ChoiceField(label=_("Venue"), required=False)
    free = forms.BooleanField(label=_("Open and with free seats"), required=False)
    view = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        data: Any,
        catalogue: Catalogue,
        *,
        today: dt.date,
        address: str = "",
        since: dt.date | None = None,
    ) -> None:
        """`since`: coming are classes that end on this day or later; today if not said."""
        super().__init__(data, auto_id="filter_%s")
        self.catalogue, self.today, self.address = catalogue, today, address
        self.since = since or today
        if not catalogue.levels:
            del self.fields["level"]
        for name, names in self._names().items():
            self.fields[name].choices = [("", ""), *names.items()]
        self.is_valid()
        self.rows, self.counts = self._narrowed()
        self._label_choices()

    def _names(self) -> dict[str, Names]:
        """Fields with a value for each name; levels only where a class is meant for one."""
        known = self.catalogue
        names = {"level": known.levels, "category": known.categories, "venue": known.venues}
        return {name: those for name, those in names.items() if name in self.fields}

    @property
    def view_shown(self) -> str:
        asked = self.cleaned_data.get("view", "")
        return asked if asked in VIEWS else "list"

    @property
    def month(self) -> dt.date:
        """The month that a calendar of this filter shows."""
        found = _WHEN.fullmatch(self.cleaned_data.get("when") or f"{self.today:%Y-%m}")
        if found is None:
            return self.today.replace(day=1)
        return dt.date(int(found["year"]), int(found["month"] or 1), 1)

    def is_narrowing(self) -> bool:
        return any(value for name, value in self.cleaned_data.items() if name != "view")

    def in_month(self) -> list[Row]:
        """Classes held in the month of the calendar, whenever they begin."""
        first, after = self.month, dates.next_month(self.month)
        tests = {name: test for name, test in self._tests().items() if name != "when"}
        return [
            row
            for row in self.catalogue.rows
            if row.starts_on < after
            and row.ends_on >= first
            and all(test(row) for test in tests.values())
        ]

    def _narrowed(self) -> tuple[list[Row], dict[str, Counter[str]]]:
        """What is left, and for each field how many classes each of its values would leave.

        A class that only one field keeps out counts for the other values of that field.
        """
        tests = list(self._tests().items())
        found: list[Row] = []
        kept_out: dict[str, list[Row]] = {name: [] for name, _test in tests}
        for row in self.catalogue.rows:
            against = [name for name, test in tests if not test(row)]
            if not against:
                found.append(row)
            elif len(against) == 1:
                kept_out[against[0]].append(row)
        counted = (*self._names(), "when", "free")
        return found, {
            name: Counter(self._values(name, [*found, *kept_out.get(name, ())])) for name in counted
        }

    def _tests(self) -> dict[str, Test]:
        """What each field that holds a valid value asks of a class."""
        wanted = self.cleaned_data
        tests: dict[str, Test] = {"when": self._in_time(wanted.get("when", ""))}
        if words := vietnamese.fold(wanted.get("q", "")).split():
            tests["q"] = lambda row: all(word in row.search_text for word in words)
        if level := wanted.get("level"):
            tests["level"] = lambda row: row.may_join(level)
        if category := wanted.get("category"):
            tests["category"] = lambda row: row.category == category
        if venue := wanted.get("venue"):
            tests["venue"] = lambda row: row.venue == venue
        if wanted.get("free"):
            tests["free"] = lambda row: row.is_free
        return tests

    def _in_time(self, when: str) -> Test:
        if not when:
            return lambda row: row.ends_on >= self.since
        if "-" in when:
            return lambda row: row.month == when
        return lambda row: row.ends_on < self.today and row.ends_on.year == int(when)

    def _values(self, name: str, rows: list[Row]) -> Iterator[str]:
        """Under which values of a field each class is found."""
        if name == "free":
            return ("on" for row in rows if row.is_free)
        if name == "when":
            times = (("" if row.ends_on >= self.since else row.year, row.month) for row in rows)
            return itertools.chain.from_iterable(times)
        if name == "level":
            levels = self.catalogue.levels
            joined = (code for row in rows for code in levels if row.may_join(code))
        else:
            joined = (getattr(row, name) for row in rows)
        return itertools.chain(itertools.repeat("", len(rows)), joined)

    def _label_choices(self) -> None:
        everything = {
            "level": _("All groups"),
            "category": _("All fields"),
            "venue": _("All venues"),
        }
        for name, names in self._names().items():
            labels = {"": everything[name], **names}
            self.fields[name].choices = [
                (value, self._with_count(name, value, label)) for value, label in labels.items()
            ]
        self.fields["when"].choices = self._times()
        # Of the field as it is bound: that has its label since it was validated.
        self["free"].label = format_html(
            '{} <span id="filter_free_count">{}</span>', self.fields["free"].label, self.free_count
        )

    @property
    def free_count(self) -> str:
        return f"({_figure(self.counts['free']['on'])})"

    def _with_count(self, name: str, value: str, label: Any) -> str:
        return f"{label} ({_figure(self.counts[name][value])})"

    def _times(self) -> list[Any]:
        """Months with coming classes, past years, and what was asked for."""
        rows, asked = self.catalogue.rows, self.cleaned_data.get("when", "")
        months = {row.month for row in rows if row.ends_on >= self.since}
        years = {row.year for row in rows if row.ends_on < self.today}
        (months if "-" in asked else years).add(asked)

        def named(values: set[str], name: Callable[[str], str], *, last_first: bool) -> list[Any]:
            ordered = sorted(values - {""}, reverse=last_first)
            return [(value, self._with_count("when", value, name(value))) for value in ordered]

        return [
            ("", self._with_count("when", "", pgettext_lazy("classes", "Coming"))),
            (_("Month"), named(months, _month_name, last_first=False)),
            (_("Past"), named(years, str, last_first=True)),
        ]

    @property
    def selects(self) -> list[SafeString]:
        """The lists with new counts, to take the place of those on the page."""
        return [
            self[name].as_widget(attrs={"hx-swap-oob": "innerHTML"})
            for name in (*self._names(), "when")
        ]

    @property
    def helper(self) -> FormHelper:
        helper = FormHelper()
        helper.form_method, helper.form_action = "get", self.address
        helper.form_class = "filters is-tight no-print"
        helper.form_id = "schedule-filter"
        helper.disable_csrf = True
        helper.attrs = {
            "hx-get": self.address,
            "hx-target": "#class-list",
            "hx-push-url": "true",
            "hx-sync": "this:replace",
            "hx-trigger": "change, submit, input delay:500ms from:#filter_q",
        }
        helper.layout = Layout(
            *self.fields,
            Div(
                StrictButton(_("Filter"), type="submit", css_class="btn-primary"),
                css_class="actions",
            ),
        )
        return helper


def _figure(count: int) -> str:
    return number_format(count, force_grouping=True)


def _month_name(value: str) -> str:
    return dates.month_and_year(dt.date.fromisoformat(f"{value}-01"))
