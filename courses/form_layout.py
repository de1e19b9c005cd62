"""How our forms lie on a page: boxes alone, or one row of boxes that narrows a list."""

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import HTML, Div, Layout


def bare_helper(*layout: Any) -> FormHelper:
    """Boxes only: the template has the form element, its token and its buttons."""
    helper = FormHelper()
    helper.form_tag = False
    helper.disable_csrf = True
    helper.layout = Layout(*layout)
    return helper


def filter_helper(*names: str) -> FormHelper:
    """One row of boxes and a button; the address keeps what was chosen."""
    helper = FormHelper()
    helper.form_method = "get"
    helper.form_class = "filters"
    helper.attrs = {"role": "search"}
    helper.disable_csrf = True
    buttons = HTML("{% include 'includes/_filter_buttons.html' %}")
    helper.layout = Layout(*names, Div(buttons, css_class="actions"))
    return helper
