"""Lists of certificates as they stand on screens."""

import django_tables2 as tables

from django.utils.translation import gettext_lazy as _

from certificates.models import Certificate

CELLS = "certificates/manage/cells"


class RegisterTable(tables.Table):
    """The lines of the register, revoked ones too."""

    number = tables.TemplateColumn(
        "{{ record.register_number }}", verbose_name=_("Register number"), order_by="number"
    )
    serial = tables.Column(verbose_name=_("Serial number"))
    name = tables.TemplateColumn(
        "{{ record.content.person.full_name }}",
        verbose_name=_("Full name"),
        order_by="enrollment__trainee__sort_key",
        attrs={"td": {"class": "is-title"}},
    )
    class_title = tables.TemplateColumn(
        template_name=f"{CELLS}/_class.html",
        verbose_name=_("Class"),
        order_by="enrollment__training_class__starts_on",
    )
    ranking = tables.TemplateColumn(
        "{{ record.content.ranking }}", verbose_name=_("Ranking"), orderable=False
    )
    issued_on = tables.DateColumn(verbose_name=_("Issued on"))
    state = tables.TemplateColumn(
        template_name=f"{CELLS}/_state.html", verbose_name=_("State"), order_by="revoked_at"
    )
    acts = tables.TemplateColumn(
        template_name=f"{CELLS}/_acts.html", verbose_name=_("Acts"), orderable=False
    )

    class Meta:
        model = Certificate
        fields = ()
        empty_text = _("No certificate found")
