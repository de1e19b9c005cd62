"""Lists of certificates as they stand on screens."""

from typing import Any

import django_tables2 as tables

from django.utils.translation import gettext_lazy as _

from certificates.models import Certificate
from certificates.papers.register_book import note_of

CELLS = "certificates/manage/cells"
SMALL = {"td": {"class": "small"}}


class RegisterTable(tables.Table):
    """The lines of the register, those of void certificates too."""

    number = tables.TemplateColumn(
        template_name=f"{CELLS}/_number.html", verbose_name=_("Register number"), order_by="number"
    )
    serial = tables.Column(verbose_name=_("Serial number"), attrs={"td": {"class": "nowrap"}})
    name = tables.TemplateColumn(
        template_name=f"{CELLS}/_name.html",
        verbose_name=_("Full name"),
        order_by="enrollment__trainee__sort_key",
        attrs={"td": {"class": "is-title"}},
    )
    agency = tables.TemplateColumn(
        "{{ record.content.person.agency }}", verbose_name=_("Agency"), orderable=False
    )
    class_title = tables.TemplateColumn(
        template_name=f"{CELLS}/_class.html",
        verbose_name=_("Class"),
        order_by="enrollment__training_class__starts_on",
    )
    ranking = tables.TemplateColumn(
        "{{ record.content.ranking }}", verbose_name=_("Ranking"), orderable=False
    )
    issued_on = tables.TemplateColumn(
        "{% load site_tags %}{{ record.issued_on|short_date }}", verbose_name=_("Issued on")
    )
    handed_over_on = tables.TemplateColumn(
        template_name=f"{CELLS}/_handed_over.html", verbose_name=_("Handed over on")
    )
    state = tables.TemplateColumn(
        template_name=f"{CELLS}/_state.html", verbose_name=_("State"), order_by="revoked_at"
    )
    remarks = tables.Column(
        empty_values=(), verbose_name=_("Remarks"), orderable=False, attrs=SMALL
    )

    class Meta:
        model = Certificate
        fields = ()
        sequence = ("number", "name", "serial", "...")
        empty_text = _("No certificate found")

    def __init__(self, *args: Any, shown: list[str], **options: Any) -> None:
        hidden = set(self.base_columns) - {"number", "name", *shown}
        super().__init__(*args, exclude=hidden, **options)

    def render_remarks(self, record: Certificate) -> str:
        return note_of(record)
