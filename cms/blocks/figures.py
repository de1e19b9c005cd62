"""Figures in a text: of a year, live or frozen; indicators; several in a row; charts."""

from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from wagtail import blocks
from wagtail.snippets.blocks import SnippetChooserBlock

from cms.blocks.classes import citations_in, is_preview
from cms.blocks.stats import Stat, frozen_stat, live_stat, no_class, parted
from cms.blocks.stored import StoredStructBlock
from cms.year_figures import indicators, statistics_tables
from cms.year_figures.figures import Citations, FrozenFigure, freeze
from cms.year_figures.public_figures import FIGURES
from courses import dates

LIVE, FROZEN = "live", "frozen"
MODES: Final = [
    (LIVE, _("Live: as it is when somebody reads it")),
    (FROZEN, _("Frozen: as it is when the page is saved, with its date")),
]
SHOWN: Final = [
    (indicators.VALUE, _("The value itself")),
    (indicators.REST, _("The rest of its whole (computed)")),
    (indicators.PER, _("For each of another indicator (computed)")),
]
PARTS: Final = [
    ("month", _("By month")),
    ("field", _("By field of training")),
    ("level", _("By level of agency")),
]
CHARTED: Final = [("participations", _("Participations")), ("classes", _("Training classes"))]


class FrozenTextBlock(blocks.FieldBlock):
    """Written when the page is saved; the editor reads it."""

    def __init__(self, **options: Any) -> None:
        widget = forms.TextInput(attrs={"readonly": True})
        self.field = forms.CharField(
            required=False, max_length=80, widget=widget, help_text=options.pop("help_text", "")
        )
        super().__init__(**options)


def year_block() -> blocks.IntegerBlock:
    return blocks.IntegerBlock(
        label=_("Year"), min_value=dates.YEARS.start, max_value=dates.YEARS.stop - 1
    )


class FigureBlock(StoredStructBlock):
    """What figures have in common: alone they make a row of one."""

    def stat(self, value: Any, citations: Citations) -> Stat:
        raise NotImplementedError

    def get_context(self, value: Any, parent_context: dict | None = None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(value, parent_context)
        stat = self.stat(value, citations_in(context, value))
        return context | parted([stat]) | {"is_preview": is_preview(context)}


class YearFigureBlock(FigureBlock):
    year = year_block()
    figure = blocks.ChoiceBlock(label=_("Figure"), choices=[*FIGURES.items()])
    mode = blocks.ChoiceBlock(label=_("Kept"), choices=MODES, default=LIVE)
    frozen = FrozenTextBlock(
        label=_("Frozen value"),
        help_text=_("Filled in when the page is saved: of the closed year, else of that moment."),
    )
    again = blocks.BooleanBlock(
        label=_("Freeze anew when the page is saved"), required=False, default=False
    )

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        cleaned["frozen"] = self._frozen(cleaned) if cleaned["mode"] == FROZEN else ""
        cleaned["again"] = False
        return cleaned

    def _frozen(self, value: Any) -> str:
        known = None if value["again"] else FrozenFigure.read(value["frozen"])
        wanted = value["figure"], value["year"]
        # The browser sends the text back: what says it comes from the closing must be found there.
        if known and known.is_closed and known != freeze(known.figure, known.year):
            known = None
        if known is None or (known.figure, known.year) != wanted:
            known = freeze(*wanted) if all(wanted) else None
        if known is None and not self.is_deferred_validation:
            error = ValidationError(_("There is no such public figure of this year to freeze."))
            raise blocks.StructBlockValidationError({"year": error})
        return str(known) if known else ""

    def stat(self, value: Any, citations: Citations) -> Stat:
        if value["mode"] == FROZEN:
            return frozen_stat(FrozenFigure.read(value["frozen"]), citations)
        year = citations.year(value["year"])
        if year is None or value["figure"] not in FIGURES:
            return Stat(problem=no_class(value["year"]))
        return live_stat(year, value["figure"])

    def get_searchable_content(self, value: Any) -> list[str]:
        return [str(FIGURES.get(value["figure"], "")), str(value["year"] or "")]

    class Meta:
        icon = "calendar-alt"
        label = _("Figure of a year")
        template = "cms/blocks/_figures.html"


class IndicatorBlock(FigureBlock):
    indicator = SnippetChooserBlock("cms.Indicator", label=_("Indicator"))
    as_of = blocks.DateBlock(
        label=_("As of"), required=False, help_text=_("Empty: the newest value.")
    )
    show = blocks.ChoiceBlock(label=_("What is shown"), choices=SHOWN, default=indicators.VALUE)
    per = SnippetChooserBlock("cms.Indicator", label=_("For each of"), required=False)

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        errors = {}
        indicator = cleaned["indicator"]
        if cleaned["show"] == indicators.REST and indicator and indicator.part_of_id is None:
            errors["show"] = ValidationError(_("This indicator is not a part of another."))
        if cleaned["show"] == indicators.PER and cleaned["per"] is None:
            errors["per"] = ValidationError(_("For each of what? Choose an indicator."))
        if errors and not self.is_deferred_validation:
            raise blocks.StructBlockValidationError(errors)
        return cleaned

    def stat(self, value: Any, citations: Citations) -> Stat:
        indicator = value["indicator"]
        found = citations.value_of(indicator.pk, value["as_of"]) if indicator else None
        shown = _shown(value, found, citations) if found else None
        if shown is None:
            problem = gettext("The indicator has no such value: readers see nothing here.")
            return Stat(problem=problem)
        return Stat(shown.text, shown.label, shown.unit, shown.notes)

    def get_searchable_content(self, value: Any) -> list[str]:
        return [*indicators.words(value["indicator"]), *indicators.words(value["per"])]

    class Meta:
        icon = "order"
        label = _("Indicator")
        template = "cms/blocks/_figures.html"


def _shown(value: Any, found: Any, citations: Citations) -> indicators.Shown | None:
    if value["show"] == indicators.REST:
        whole = citations.value_of(found.indicator.part_of_id, found.as_of)
        return indicators.shown_rest(found, whole) if whole else None
    if value["show"] == indicators.PER:
        other = citations.value_of(value["per"].pk, found.as_of) if value["per"] else None
        return indicators.shown_per(found, other) if other else None
    return indicators.shown(found)


class FiguresBlock(blocks.StreamBlock):
    """Side by side."""

    year_figure = YearFigureBlock()
    indicator = IndicatorBlock()

    def get_context(self, value: Any, parent_context: dict | None = None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(value, parent_context)
        citations = citations_in(context, value)
        stats = [child.block.stat(child.value, citations) for child in value]
        return context | parted(stats) | {"is_preview": is_preview(context)}

    class Meta:
        icon = "grip"
        label = _("Figures in a row")
        template = "cms/blocks/_figures.html"
        min_num = 1
        max_num = 8


class ChartBlock(StoredStructBlock):
    """Drawn from public figures, with the table of them beside it."""

    year = year_block()
    by = blocks.ChoiceBlock(label=_("Parted"), choices=PARTS, default="month")
    figure = blocks.ChoiceBlock(label=_("Figure"), choices=CHARTED, default="participations")
    caption = blocks.CharBlock(label=_("Caption"), required=False, max_length=200)

    def get_context(self, value: Any, parent_context: dict | None = None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(value, parent_context)
        is_known = value["by"] in dict(PARTS) and value["figure"] in dict(CHARTED)
        year = citations_in(context, value).year(value["year"]) if is_known else None
        chart = (
            statistics_tables.chart_with_table(year, value["by"], value["figure"]) if year else None
        )
        return context | {
            "shown": chart,
            "url": reverse("statistics_year", args=[value["year"]]) if chart else "",
            "problem": "" if chart else no_class(value["year"]),
            "is_preview": is_preview(context),
        }

    def get_searchable_content(self, value: Any) -> list[str]:
        if not value["year"]:
            return [value["caption"]]
        title = statistics_tables.chart_title(value["year"], value["by"], value["figure"])
        return [title, value["caption"]]

    class Meta:
        icon = "view"
        label = _("Chart of a year")
        template = "cms/blocks/_chart.html"
