"""Reference lists of training in Wagtail admin: what they show, how they are searched and saved."""

from typing import Any, Final

from django import forms
from django.contrib.auth import get_user_model
from django.db.models import ProtectedError, QuerySet
from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from wagtail.admin import messages
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.views.generic import DeleteView, IndexView
from wagtail.admin.viewsets.base import ViewSetGroup
from wagtail.admin.viewsets.model import ModelViewSet

from courses import vietnamese
from courses.forms.fields import refuse_unprintable
from courses.models import (
    AttendanceRule,
    Category,
    Course,
    FundingSource,
    Holiday,
    Instructor,
    IssuingBody,
    PaperHeading,
    RankingBand,
    RankingScheme,
    Venue,
)

# The lists of the apps above stand in the same group of the menu.
TRAINING_MENU: Final = "register_training_menu_item"


class ReferenceForm(WagtailAdminModelForm):
    """Stores clean text: composed letters, nothing invisible, single spaces."""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for name, value in list(cleaned.items()):
            if isinstance(value, str):
                cleaned[name] = self._clean_text(name, value)
        return cleaned

    def _clean_text(self, name: str, value: str) -> str:
        lines = [vietnamese.clean_text(line) for line in value.splitlines()]
        text = "\n".join(lines).strip()
        field = self.fields[name]
        if not text and field.required:
            self.add_error(name, field.error_messages["required"])
        try:
            # Anew, since a clean text may be longer than what was typed.
            field.run_validators(text)
            if getattr(field, "max_length", None):  # names and titles, which are printed
                refuse_unprintable(text)
        except forms.ValidationError as error:
            self.add_error(name, error)
        return text


class ReferenceIndexView(IndexView):
    """Found without accents; these lists are short enough to be read through."""

    is_searchable = True

    def search_queryset(self, queryset: QuerySet) -> QuerySet:
        if not self.is_searching:
            return queryset
        wanted = vietnamese.fold(self.search_query)
        found = [row.pk for row in queryset if wanted in vietnamese.fold(str(row))]
        return queryset.filter(pk__in=found)


class ReferenceDeleteView(DeleteView):
    """What is in use stays, and the page says so."""

    def form_valid(self, form: forms.Form) -> HttpResponse:
        try:
            return super().form_valid(form)
        except ProtectedError:
            messages.error(
                self.request,
                _("“%(record)s” is in use and cannot be deleted.") % {"record": self.object},
            )
            return HttpResponseRedirect(self.get_success_url())


class ReferenceViewSet(ModelViewSet):
    """A list which organizers see whole; its rows hold nothing about trainees."""

    index_view_class = ReferenceIndexView
    delete_view_class = ReferenceDeleteView
    form: type[ReferenceForm] = ReferenceForm
    copy_view_enabled = False
    add_to_reference_index = False
    menu_hook = TRAINING_MENU

    def get_form_class(self, for_update: bool = False) -> type[ReferenceForm]:
        return forms.modelform_factory(
            self.model,
            form=self.form,
            fields=self.form_fields,
            formfield_callback=self.formfield_for_dbfield,
        )


class CategoryForm(ReferenceForm):
    slug = forms.SlugField(
        label=gettext_lazy("Address"),
        max_length=50,
        required=False,
        help_text=gettext_lazy("Empty: made from the name."),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        cleaned["slug"] = cleaned.get("slug") or vietnamese.slug(cleaned.get("name", ""))[:50]
        return cleaned


class CategoryViewSet(ReferenceViewSet):
    model = Category
    form = CategoryForm
    name = "training_fields"
    icon = "tag"
    menu_order = 100
    form_fields = ["name", "name_en", "slug", "position"]
    list_display = ["name", "name_en", "slug", "position"]


class CourseViewSet(ReferenceViewSet):
    model = Course
    name = "courses"
    icon = "openquote"
    menu_order = 110
    form_fields = ["code", "name", "name_en", "slug", "category", "audience", "description"]
    list_display = ["name", "code", "category", "audience"]
    list_filter = ["category"]


class VenueViewSet(ReferenceViewSet):
    model = Venue
    name = "venues"
    icon = "site"
    menu_order = 120
    form_fields = ["name", "address", "places"]
    list_display = ["name", "address", "places"]


class InstructorForm(ReferenceForm):
    """The account is named by its address: a list of all accounts is nobody's business."""

    account = forms.EmailField(
        label=gettext_lazy("Account"),
        required=False,
        help_text=gettext_lazy("E-mail address with which the instructor signs in."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.user_id:
            self.fields["account"].initial = self.instance.user.email

    def clean_account(self) -> str:
        address = vietnamese.clean_text(self.cleaned_data["account"]).lower()
        user = get_user_model().objects.filter(email=address).first() if address else None
        if address and user is None:
            raise forms.ValidationError(_("There is no account with this address yet."))
        taken = Instructor.objects.exclude(pk=self.instance.pk).filter(user=user)
        if user and taken.exists():
            raise forms.ValidationError(_("This account belongs to another instructor."))
        self.instance.user = user
        return address


class InstructorViewSet(ReferenceViewSet):
    model = Instructor
    name = "instructors"
    icon = "user"
    menu_order = 130
    form = InstructorForm
    form_fields = ["full_name", "office"]
    list_display = ["full_name", "office"]


class IssuingBodyViewSet(ReferenceViewSet):
    model = IssuingBody
    name = "issuing_bodies"
    icon = "home"
    menu_order = 140
    form_fields = [
        *("name", "parent_name", "heading", "place", "serial_prefix", "language"),
        "name_on_check_page",
    ]
    list_display = ["name", "parent_name", "heading", "serial_prefix"]


class PaperHeadingViewSet(ReferenceViewSet):
    model = PaperHeading
    name = "paper_headings"
    icon = "doc-full"
    menu_order = 300
    form_fields = [
        *("name", "lines", "mark", "honorific"),
        *("legal_basis", "valid_from", "valid_to"),
    ]
    list_display = ["name", "legal_basis", "valid_from", "valid_to"]


class RuleForm(ReferenceForm):
    """What decided about recognized results stays as it was; a new regulation is a new row."""

    DECIDING: tuple[str, ...] = ()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        changed = [name for name in self.DECIDING if name in self.changed_data]
        if changed and has_decided(self.instance):
            for name in changed:
                self.add_error(name, forms.ValidationError(DECIDED, code="decided"))
        return cleaned


DECIDED: Final = gettext_lazy(
    "Results were recognized by this. Give it a last day and add a new one for later classes."
)


def has_decided(rule: AttendanceRule | RankingScheme) -> bool:
    """Whether the results of a class were recognized by this rule."""
    return bool(rule.pk) and rule.classes.filter(finalized_at__isnull=False).exists()


class AttendanceRuleForm(RuleForm):
    DECIDING = (
        *("required_percent", "late_costs_periods", "excused"),
        *("allowed_misses", "allows_make_up", "needs_feedback"),
    )


class AttendanceRuleViewSet(ReferenceViewSet):
    model = AttendanceRule
    form = AttendanceRuleForm
    name = "attendance_rules"
    icon = "tasks"
    menu_order = 310
    form_fields = ["name", *AttendanceRuleForm.DECIDING, "legal_basis", "valid_from", "valid_to"]
    list_display = ["name", "required_percent", "valid_from", "valid_to"]


class RankingSchemeForm(RuleForm):
    DECIDING = ("scale_max", "pass_mark", "attempts", "counts")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        most, needed = cleaned.get("scale_max"), cleaned.get("pass_mark")
        if needed is not None and (most is None or needed > most):
            self.add_error("pass_mark", _("The pass mark lies outside the scale."))
        return cleaned


class RankingSchemeViewSet(ReferenceViewSet):
    model = RankingScheme
    form = RankingSchemeForm
    name = "ranking_schemes"
    icon = "order"
    menu_order = 320
    form_fields = ["name", *RankingSchemeForm.DECIDING, "legal_basis", "valid_from", "valid_to"]
    list_display = ["name", "scale_max", "pass_mark", "attempts", "valid_from", "valid_to"]


class RankingBandForm(ReferenceForm):
    """Ranks of a scheme that has decided stay as they are printed."""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        schemes = [cleaned.get("scheme"), getattr(self.instance, "scheme", None)]
        if self.changed_data and any(one and has_decided(one) for one in schemes):
            raise forms.ValidationError(DECIDED, code="decided")
        scheme, least = cleaned.get("scheme"), cleaned.get("minimum")
        if scheme and least is not None and (scheme.scale_max or 0) < least:
            self.add_error("minimum", _("This score is outside the scale."))
        return cleaned


class RankingBandDeleteView(ReferenceDeleteView):
    def form_valid(self, form: forms.Form) -> HttpResponse:
        if has_decided(self.object.scheme):
            messages.error(self.request, DECIDED)
            return HttpResponseRedirect(self.get_success_url())
        return super().form_valid(form)


class RankingBandViewSet(ReferenceViewSet):
    model = RankingBand
    form = RankingBandForm
    delete_view_class = RankingBandDeleteView
    name = "ranks"
    icon = "list-ol"
    menu_order = 330
    form_fields = ["scheme", "minimum", "name", "name_en"]
    list_display = ["name", "scheme", "minimum"]
    list_filter = ["scheme"]


class HolidayViewSet(ReferenceViewSet):
    model = Holiday
    name = "holidays"
    icon = "calendar"
    menu_order = 340
    form_fields = ["day", "name"]
    list_display = ["day", "name"]


class FundingSourceForm(ReferenceForm):
    """The code is what exports and budgets know a source by; it is made from the name."""

    code = forms.SlugField(
        label=gettext_lazy("Code"),
        max_length=50,
        required=False,
        help_text=gettext_lazy("Empty: made from the name."),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        cleaned["code"] = cleaned.get("code") or vietnamese.slug(cleaned.get("name", ""))[:50]
        return cleaned


class FundingSourceViewSet(ReferenceViewSet):
    model = FundingSource
    form = FundingSourceForm
    name = "funding_sources"
    icon = "pick"
    menu_order = 150
    form_fields = ["name", "name_en", "code", "position"]
    list_display = ["name", "name_en", "code", "position"]


class TrainingGroup(ViewSetGroup):
    """The group of the menu; each list puts itself into it by `menu_hook`."""

    menu_label = pgettext_lazy("menu", "Training")
    menu_icon = "date"
    menu_order = 250
    submenu_hook = TRAINING_MENU


LISTS: Final = (
    *(CategoryViewSet, CourseViewSet, VenueViewSet, InstructorViewSet, IssuingBodyViewSet),
    FundingSourceViewSet,
    *(PaperHeadingViewSet, AttendanceRuleViewSet, RankingSchemeViewSet, RankingBandViewSet),
    HolidayViewSet,
)
