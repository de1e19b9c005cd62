"""Reference lists of enrollment in Wagtail admin: agencies, their coordinators, levels, consent.

No trainee, enrollment or attendance is ever registered here.
"""

from typing import Any, Final

from django import forms
from django.db.models import QuerySet
from django.urls import URLPattern, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic import CreateView
from wagtail.admin.widgets import AdminDateInput

from courses.viewsets import ReferenceForm, ReferenceIndexView, ReferenceViewSet
from enrollment.accounts import LONGEST_ADDRESS, account_for
from enrollment.agencies import open_agency
from enrollment.models import (
    Agency,
    AgencyCoordinator,
    AgencyLevel,
    ConsentText,
    CountedGroup,
    TargetGroup,
)


class AgencyField(forms.ModelChoiceField):
    """Agencies in the order of the tree, each indented below its parent."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(Agency.objects.all(), **kwargs)

    def label_from_instance(self, agency: Agency) -> str:
        return f"{'– ' * (agency.depth - 1)}{agency.name} ({agency.code})"


class AgenciesField(forms.ModelMultipleChoiceField):
    """Several agencies, listed as `AgencyField` lists them."""

    label_from_instance = AgencyField.label_from_instance

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(Agency.objects.all(), **kwargs)
        self.widget.attrs["size"] = 12


class AgencyForm(ReferenceForm):
    """Opens an agency; later changes of the tree are acts of their own, never edits."""

    parent = AgencyField(label=gettext_lazy("Parent agency"), required=False)
    valid_from = forms.DateField(label=gettext_lazy("Valid from"), widget=AdminDateInput)
    legal_basis = forms.CharField(label=gettext_lazy("Legal basis"), max_length=200, required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        parent, day = cleaned.get("parent"), cleaned.get("valid_from")
        if parent and day and parent.version_on(day) is None:
            self.add_error("parent", _("This agency did not exist on that day."))
        return cleaned

    def save(self, commit: bool = True) -> Agency:
        fields = dict(self.cleaned_data)
        self.instance = open_agency(
            fields.pop("code"), fields.pop("name"), by=self.for_user, **fields
        )
        return self.instance


class AgencyIndexView(ReferenceIndexView):
    def search_queryset(self, queryset: QuerySet) -> QuerySet:
        return queryset.search(self.search_query) if self.is_searching else queryset


class AgencyCreateView(CreateView):
    inspect_url_name = None

    def get_edit_url(self) -> str:
        """Where Wagtail's message leads to: the details, as nothing edits an agency."""
        return reverse(self.inspect_url_name, args=[self.object.pk])


class AgencyViewSet(ReferenceViewSet):
    """A list, the details of one, and a form for a new one; nothing edits or deletes."""

    model = Agency
    name = "agencies"
    icon = "group"
    menu_order = 200
    index_view_class = AgencyIndexView
    add_view_class = AgencyCreateView
    form = AgencyForm
    form_fields = ["code", "name", "level"]
    list_display = ["name", "code", "level"]
    list_filter = ["level"]
    inspect_view_enabled = True
    inspect_view_fields = ["code", "name", "level", "versions", "successions"]

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        absent = dict.fromkeys(
            ("edit_url_name", "delete_url_name", "history_url_name", "usage_url_name")
        )
        return super().get_common_view_kwargs(**kwargs) | absent

    def get_urlpatterns(self) -> list[URLPattern]:
        kept = {"index", "index_results", "new", "add", "inspect"}
        return [pattern for pattern in super().get_urlpatterns() if pattern.name in kept]


class CoordinatorForm(ReferenceForm):
    """Names a person by e-mail address; who has no account yet gets one to sign in to by code."""

    account = forms.EmailField(
        label=gettext_lazy("E-mail address of the coordinator"), max_length=LONGEST_ADDRESS
    )
    agency = AgencyField(label=gettext_lazy("Agency"))
    field_order = ["account", "agency", "valid_from", "valid_to"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.user_id:
            self.fields["account"].initial = self.instance.user.email

    def save(self, commit: bool = True) -> AgencyCoordinator:
        self.instance.user = account_for(self.cleaned_data["account"])
        return super().save(commit)


class CoordinatorViewSet(ReferenceViewSet):
    model = AgencyCoordinator
    name = "agency_coordinators"
    icon = "user"
    menu_order = 210
    form = CoordinatorForm
    form_fields = ["agency", "valid_from", "valid_to"]
    list_display = ["user", "agency", "valid_from", "valid_to"]


class AgencyLevelViewSet(ReferenceViewSet):
    model = AgencyLevel
    name = "agency_levels"
    icon = "list-ul"
    menu_order = 220
    form_fields = ["code", "name", "name_en", "rank"]
    list_display = ["name", "code", "rank"]


class TargetGroupForm(ReferenceForm):
    """The agencies in the order of the tree; everything but the name may stay empty."""

    agencies = AgenciesField(label=gettext_lazy("Agencies, with all below them"), required=False)


class TargetGroupViewSet(ReferenceViewSet):
    model = TargetGroup
    name = "target_groups"
    icon = "group"
    menu_order = 230
    form = TargetGroupForm
    form_fields = ["name", "name_en", "levels", "position_words", "agencies"]
    list_display = ["name", "name_en"]

    def formfield_for_dbfield(self, db_field: Any, **kwargs: Any) -> Any:
        if db_field.name == "levels":
            kwargs["widget"] = forms.CheckboxSelectMultiple
        return super().formfield_for_dbfield(db_field, **kwargs)


def _yes_or_no(group: CountedGroup) -> str:
    return _("Yes") if group.is_counted else _("No")


class CountedGroupViewSet(ReferenceViewSet):
    """What is counted; who belongs to it is typed at the desk and shown in no list."""

    model = CountedGroup
    name = "counted_groups"
    icon = "group"
    menu_order = 240
    form_fields = ["code", "name", "name_en", "position", "is_counted"]
    list_display = [
        "name",
        "name_en",
        "code",
        Column("is_counted", label=gettext_lazy("Counted"), accessor=_yes_or_no),
    ]


class ConsentTextViewSet(ReferenceViewSet):
    model = ConsentText
    name = "consent_texts"
    icon = "lock"
    menu_order = 400
    form_fields = ["version", "language", "text", "valid_from"]
    list_display = ["version", "language", "valid_from"]


LISTS: Final = (
    AgencyViewSet,
    CoordinatorViewSet,
    AgencyLevelViewSet,
    TargetGroupViewSet,
    CountedGroupViewSet,
    ConsentTextViewSet,
)
