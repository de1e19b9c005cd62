"""How the accounting software of the office wants the costs: its columns, signs and headings."""

from typing import Final

from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from wagtail.models import Orderable

from courses import vietnamese

SIGNS: Final = {"semicolon": ";", "comma": ",", "tab": "\t", "bar": "|"}


class AccountingExport(ClusterableModel):
    """One layout of a file; the office may keep several."""

    class Lines(models.TextChoices):
        SPENT = "spent", _("with an amount spent")
        PAID = "paid", _("that are paid")
        ALL = "all", _("all, also those only planned")

    class Separator(models.TextChoices):
        SEMICOLON = "semicolon", _("semicolon ;")
        COMMA = "comma", _("comma ,")
        TAB = "tab", _("tab")
        BAR = "bar", _("bar |")

    class DateForm(models.TextChoices):
        SLASHES = "%d/%m/%Y", "31/12/2026"
        DASHES = "%Y-%m-%d", "2026-12-31"
        DIGITS = "%Y%m%d", "20261231"

    name = models.CharField(_("name"), max_length=120, unique=True)
    lines = models.CharField(_("which lines"), max_length=10, choices=Lines, default=Lines.SPENT)
    separator = models.CharField(
        _("separator"),
        max_length=10,
        choices=Separator,
        default=Separator.SEMICOLON,
        help_text=_("Between the columns of the CSV file."),
    )
    date_form = models.CharField(
        _("dates in the CSV file"), max_length=10, choices=DateForm, default=DateForm.SLASHES
    )
    has_headings = models.BooleanField(_("first row holds the headings"), default=True)
    has_mark = models.BooleanField(
        _("begins with the mark of UTF-8"),
        default=True,
        help_text=_("Without it some programs show Vietnamese letters wrongly."),
    )

    class Meta:
        verbose_name = _("export for accounting")
        verbose_name_plural = _("exports for accounting")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    @property
    def sign(self) -> str:
        """What stands between two columns."""
        return SIGNS[self.separator]


class ExportColumn(Orderable):
    """One column: which field of a line, under which heading; or the same text in every row."""

    class Field(models.TextChoices):
        NUMBER = "number", pgettext_lazy("column of an export", "Number of the row")
        CLASS_CODE = "class_code", pgettext_lazy("column of an export", "Code of the class")
        CLASS_TITLE = "class_title", pgettext_lazy("column of an export", "Name of the class")
        STARTS_ON = "starts_on", pgettext_lazy("column of an export", "First day of the class")
        ENDS_ON = "ends_on", pgettext_lazy("column of an export", "Last day of the class")
        ISSUING_BODY = "issuing_body", pgettext_lazy("column of an export", "Body of the class")
        KIND_CODE = "kind_code", pgettext_lazy("column of an export", "Code of the kind of cost")
        KIND = "kind", pgettext_lazy("column of an export", "Kind of cost")
        ACCOUNT = "account", pgettext_lazy("column of an export", "Account of the kind of cost")
        SOURCE_CODE = "source_code", pgettext_lazy("column of an export", "Code of the source")
        SOURCE = "source", pgettext_lazy("column of an export", "Source of money")
        TEXT = "text", pgettext_lazy("column of an export", "What for")
        PAYEE = "payee", pgettext_lazy("column of an export", "Paid to")
        VOUCHER = "voucher", pgettext_lazy("column of an export", "Voucher")
        PAID_ON = "paid_on", pgettext_lazy("column of an export", "Paid on")
        PLANNED = "planned", pgettext_lazy("column of an export", "Planned")
        SPENT = "spent", pgettext_lazy("column of an export", "Spent")
        CURRENCY = "currency", pgettext_lazy("column of an export", "Code of the currency")
        LINE_ID = "line_id", pgettext_lazy("column of an export", "Lasting id of the line")
        FIXED = "fixed", pgettext_lazy("column of an export", "Always the same text")

    export = ParentalKey(AccountingExport, on_delete=models.CASCADE, related_name="columns")
    field = models.CharField(_("field"), max_length=20, choices=Field)
    heading = models.CharField(_("heading"), max_length=60)
    fixed = models.CharField(
        _("text"),
        max_length=120,
        blank=True,
        help_text=_("Only for a column with always the same text; empty leaves it empty."),
    )

    class Meta(Orderable.Meta):
        verbose_name = _("column of an export")
        verbose_name_plural = _("columns of exports")
        constraints = [
            models.CheckConstraint(
                condition=Q(field="fixed") | Q(fixed=""),
                name="export_text_in_fixed_columns_only",
                violation_error_message=_("Only a column with always the same text has one."),
            ),
        ]

    def __str__(self) -> str:
        return self.heading

    def clean(self) -> None:
        self.heading = vietnamese.clean_text(self.heading)
        self.fixed = vietnamese.clean_text(self.fixed)
        if not self.heading:
            raise ValidationError({"heading": _("A column needs a heading.")})
