"""Classes in a text: one card, or a list by filter that is as new as the moment it is read."""

from typing import Any, Final

from django.core.exceptions import ValidationError
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from wagtail import blocks

from cms.admin.choosers import training_class_chooser
from cms.blocks.stored import StoredStructBlock
from cms.year_figures.figures import COMING, PAST, Citations, filter_of
from courses import dates
from courses.models import Category, TrainingClass

TrainingClassChooserBlock = training_class_chooser.get_block_class(
    name="TrainingClassChooserBlock", module_path="cms.blocks"
)
MOST_CLASSES: Final = 12
STATES: Final = [(COMING, _("Coming and running")), (PAST, _("Past"))]


def fields_of_training() -> list[tuple[str, str]]:
    return [(one.slug, str(one)) for one in Category.objects.all()]


class FieldOfTrainingBlock(blocks.ChoiceBlock):
    def normalize_choice(self, value: Any) -> Any:
        """Slugs are text already; to look them up would ask the database for each block."""
        return value


def citations_in(context: dict[str, Any], value: Any) -> Citations:
    """Those of the page; a block shown by itself, as in a preview, has its own."""
    found = context.get("citations")
    return found if isinstance(found, Citations) else Citations.of_value(value)


def is_preview(context: dict[str, Any]) -> bool:
    """Only who edits the page is told what is wrong with a block."""
    return bool(getattr(context.get("request"), "is_preview", False))


class ClassCardBlock(TrainingClassChooserBlock):
    """A draft or a deleted class shows nothing; a canceled one says so on its card."""

    def get_context(self, value: Any, parent_context: dict | None = None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(value, parent_context)
        card = citations_in(context, value).card(value)
        return context | {"training_class": card, "is_preview": is_preview(context)}

    def get_searchable_content(self, value: TrainingClass | None) -> list[str]:
        is_public = value is not None and value.status != TrainingClass.Status.DRAFT
        return [value.title, value.code] if value is not None and is_public else []

    class Meta:
        icon = "date"
        label = _("Training class")
        template = "cms/blocks/_training_class.html"


class ClassListBlock(StoredStructBlock):
    """The link below it leads to the same filter in the schedule."""

    heading = blocks.CharBlock(label=_("Heading"), required=False, max_length=120)
    state = blocks.ChoiceBlock(label=_("When"), choices=STATES, default=COMING)
    category = FieldOfTrainingBlock(
        label=_("Field of training"), choices=fields_of_training, required=False
    )
    year = blocks.IntegerBlock(
        label=_("Year"),
        required=False,
        min_value=dates.YEARS.start,
        max_value=dates.YEARS.stop - 1,
        help_text=_("Of the last day of a class; needed for past classes."),
    )
    most = blocks.IntegerBlock(label=_("At most"), default=4, min_value=1, max_value=MOST_CLASSES)
    has_link = blocks.BooleanBlock(
        label=_("Link to all of them in the schedule"), required=False, default=True
    )

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        if cleaned["state"] == PAST and not cleaned["year"] and not self.is_deferred_validation:
            error = ValidationError(_("Of which year? There may be very many past classes."))
            raise blocks.StructBlockValidationError({"year": error})
        return cleaned

    def get_context(self, value: Any, parent_context: dict | None = None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(value, parent_context)
        wanted = filter_of(value)
        query = {"category": wanted.category}
        if wanted.state == PAST and wanted.year:
            query["when"] = str(wanted.year)
        return context | {
            "classes": citations_in(context, value).classes(wanted),
            "schedule_query": urlencode({name: text for name, text in query.items() if text}),
            "is_preview": is_preview(context),
        }

    def get_searchable_content(self, value: Any) -> list[str]:
        return [value["heading"]] if value["heading"] else []

    class Meta:
        icon = "list-ul"
        label = _("List of classes")
        template = "cms/blocks/_class_list.html"
