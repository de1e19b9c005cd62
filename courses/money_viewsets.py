"""Lists about money in Wagtail admin: kinds of cost, and layouts for the accounting software."""

from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel, ObjectList

from courses.models import AccountingExport, CostKind
from courses.viewsets import FundingSourceForm, ReferenceForm, ReferenceViewSet

MOST_COLUMNS: Final = 40


class CostKindViewSet(ReferenceViewSet):
    model = CostKind
    form = FundingSourceForm  # its code, too, is made from the name
    name = "cost_kinds"
    icon = "list-ul"
    menu_order = 360
    form_fields = ["name", "name_en", "code", "account", "position"]
    list_display = ["name", "name_en", "code", "account", "position"]


class AccountingExportViewSet(ReferenceViewSet):
    """Columns are chosen, put in order by dragging, and named as the software wants them."""

    model = AccountingExport
    name = "accounting_exports"
    icon = "download"
    menu_order = 370
    list_display = ["name", "lines", "separator"]
    edit_handler = ObjectList(
        [
            FieldPanel("name"),
            FieldPanel("lines"),
            InlinePanel(
                "columns",
                panels=[
                    FieldRowPanel(
                        [FieldPanel("field"), FieldPanel("heading"), FieldPanel("fixed")]
                    ),
                ],
                min_num=1,
                max_num=MOST_COLUMNS,
                label=_("Column"),
                heading=_("Columns"),
                help_text=_("In the order of the file."),
            ),
            MultiFieldPanel(
                [
                    FieldPanel("has_headings"),
                    FieldRowPanel([FieldPanel("separator"), FieldPanel("date_form")]),
                    FieldPanel("has_mark"),
                ],
                heading=_("CSV file"),
            ),
        ],
        base_form_class=ReferenceForm,
    )

    def get_form_class(self, for_update: bool = False) -> Any:
        return self._edit_handler.get_form_class()


MONEY_LISTS: Final = (CostKindViewSet, AccountingExportViewSet)
