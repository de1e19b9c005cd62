"""How an editor picks a class or an agency for a text, found without accents.

Of classes, published ones only.
"""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _

from wagtail.admin.forms.choosers import BaseFilterForm
from wagtail.admin.views.generic.chooser import (
    ChooseResultsView,
    ChooseView,
    ChosenMultipleView,
    ChosenView,
)
from wagtail.admin.viewsets.chooser import ChooserViewSet

from courses.forms.fields import may_be_id
from courses.models import TrainingClass
from enrollment.models import Agency


class FoldedFilterForm(BaseFilterForm):
    q = forms.CharField(label=_("Search"), required=False, max_length=100)

    def filter(self, objects: QuerySet) -> QuerySet:
        self.is_searching = bool(self.cleaned_data["q"])
        self.search_query = self.cleaned_data["q"]
        return super().filter(objects).search(self.cleaned_data["q"])


class AgencyChooseView(ChooseView):
    filter_form_class = FoldedFilterForm


class AgencyChooseResultsView(ChooseResultsView):
    filter_form_class = FoldedFilterForm


class ListsPublishedClasses:
    filter_form_class = FoldedFilterForm

    def get_object_list(self) -> QuerySet:
        return TrainingClass.objects.published().order_by("-starts_on")


class ChoosePublishedClass(ListsPublishedClasses, ChooseView):
    pass


class ChoosePublishedClassResults(ListsPublishedClasses, ChooseResultsView):
    pass


class ChosenPublishedClass(ChosenView):
    """Asked for by number, so a draft must be refused here as well."""

    def get_object(self, pk: str) -> TrainingClass:
        return get_object_or_404(published_with([pk]))


class ChosenPublishedClasses(ChosenMultipleView):
    def get_objects(self, pks: list[str]) -> QuerySet:
        return published_with(pks)


def published_with(pks: Iterable[str]) -> QuerySet:
    """Of these numbers; what is no number belongs to no class."""
    return TrainingClass.objects.published().filter(pk__in=filter(may_be_id, pks))


class TrainingClassChooser(ChooserViewSet):
    model = TrainingClass
    icon = "date"
    choose_one_text = _("Choose a class")
    choose_another_text = _("Choose another class")
    register_widget = False
    choose_view_class: Any = ChoosePublishedClass
    choose_results_view_class: Any = ChoosePublishedClassResults
    chosen_view_class: Any = ChosenPublishedClass
    chosen_multiple_view_class: Any = ChosenPublishedClasses


training_class_chooser = TrainingClassChooser("training_class_chooser")


class AgencyChooser(ChooserViewSet):
    """Names of agencies alone; they stand in public schedules and statistics as well."""

    model = Agency
    icon = "group"
    choose_one_text = _("Choose an agency")
    choose_another_text = _("Choose another agency")
    register_widget = False
    choose_view_class: Any = AgencyChooseView
    choose_results_view_class: Any = AgencyChooseResultsView


agency_chooser = AgencyChooser("agency_chooser")
