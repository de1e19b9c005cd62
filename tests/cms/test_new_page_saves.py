"""A new page that is saved twice at once: by the editor itself and by a button."""

import pytest

from django.urls import reverse

from wagtail.admin.views.pages.create import CreateView

from cms.models import NewsIndexPage, NewsPage
from enrollment.models.people import EDITORS
from tests.cms.approvals import browser_of, form_with, write

pytestmark = pytest.mark.django_db


@pytest.fixture
def overtaken(monkeypatch, site_tree):
    """Between the check of the form and the new row, somebody else saves; returns that save."""
    ask = CreateView.form_valid

    def overtake_by(fields):
        def form_valid(view, form):
            monkeypatch.setattr(CreateView, "form_valid", ask)
            write(browser_of(EDITORS), **fields)
            return ask(view, form)

        monkeypatch.setattr(CreateView, "form_valid", form_valid)

    return overtake_by


def save(**headers):
    index = NewsIndexPage.objects.get(locale__language_code="vi")
    address = reverse("wagtailadmin_pages:add", args=["cms", "newspage", index.pk])
    return browser_of(EDITORS).post(address, form_with(lead="Của tôi"), headers=headers)


def test_address_taken_meanwhile_is_told_beside_the_text(overtaken):
    overtaken({})
    response = save()

    assert response.status_code == 200
    assert "slug" in response.context["form"].errors
    assert response.context["form"]["lead"].value() == "Của tôi"
    assert NewsPage.objects.filter(slug="bai-can-duyet", alias_of=None).count() == 1


def test_save_by_the_editor_itself_is_told_in_its_own_form(overtaken):
    overtaken({})
    response = save(accept="application/json")

    assert response.status_code == 400
    assert response.json()["error_code"] == "validation_error"


def test_another_address_saved_meanwhile_stands_in_nobodys_way(overtaken):
    overtaken({"slug": "bai-khac"})

    assert save().status_code == 302
    assert NewsPage.objects.filter(alias_of=None).count() == 2
