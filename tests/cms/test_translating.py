"""Translations of pages: a new page has a twin that follows it, until somebody translates it."""

import pytest

from django.urls import reverse

from cms.models import ContentPage, HomePage
from courses.vietnamese import slug
from enrollment.models import User
from tests.factories.enrollment import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def author(client, site_tree):
    user = UserFactory(email="editor@example.org", role="Editors")
    client.force_login(User.objects.get(pk=user.pk))
    return client


@pytest.fixture
def rules(author):
    """Added in the admin, as editors do it, with a page below."""
    home = HomePage.objects.get(locale__language_code="vi")
    return added(author, home, "Nội quy")


def added(author, parent, title):
    address = reverse("wagtailadmin_pages:add", args=["cms", "contentpage", parent.pk])
    form = {"title": title, "slug": slug(title), "body-count": "0"}
    form |= {"comments-TOTAL_FORMS": "0", "comments-INITIAL_FORMS": "0"}
    answer = author.post(address, form)
    assert answer.status_code == 302, answer.context["form"].errors
    return ContentPage.objects.get(title=title, locale__language_code="vi")


def twin_of(rules):
    return rules.get_translations().get().specific


def test_a_new_page_has_a_twin_in_english_that_follows_it(rules):
    assert twin_of(rules).alias_of.specific == rules

    rules.title = "Nội quy lớp học"
    rules.save_revision().publish()

    assert twin_of(rules).title == "Nội quy lớp học"


def test_the_editor_makes_a_page_of_its_own_out_of_the_twin(author, rules):
    twin = twin_of(rules)
    address = reverse("wagtailadmin_pages:convert_alias", args=[twin.pk])
    assert "Chuyển bản soi này thành trang riêng?" in author.get(address).text

    author.post(address)
    rules.title = "Nội quy lớp học"
    rules.save_revision().publish()

    twin = twin_of(rules)
    assert (twin.alias_of, twin.title) == (None, "Nội quy")
    editing = author.get(reverse("wagtailadmin_pages:edit", args=[twin.pk]))
    assert editing.status_code == 200
    assert editing.context["form"].initial["title"] == "Nội quy"


def test_a_page_without_a_twin_is_translated_with_those_below_it(author, rules):
    below = added(author, rules, "Phụ lục")
    twin = twin_of(rules)
    locale = twin.locale
    twin.delete()
    assert not below.get_translations().exists()

    address = reverse("simple_translation:submit_page_translation", args=[rules.pk])
    assert "Gồm cả các trang bên dưới" in author.get(address).text
    author.post(address, {"locales": [locale.pk], "include_subtree": "on"})

    assert twin_of(rules).locale == locale
    assert twin_of(below).get_parent().pk == twin_of(rules).pk
