"""People before the pages of the admin: they write, send in, approve."""

from django.test import Client
from django.urls import reverse

from cms.models import NewsIndexPage, NewsPage
from tests.cms.articles import EMPTY_LISTS
from tests.factories.cms import NewsCategoryFactory
from tests.factories.enrollment import UserFactory


def browser_of(role, **fields):
    """A signed-in browser; its account is `.user`."""
    browser = Client()
    browser.user = UserFactory(role=role, **fields)
    browser.force_login(browser.user)
    return browser


def form_with(**fields):
    return {
        "title": "Bài cần duyệt", "slug": "bai-can-duyet", "category": NewsCategoryFactory().pk,
        "published_at": "16/03/2011 00:00", "lead": "Lời dẫn", "body-count": "1",
        "body-0-deleted": "", "body-0-order": "0", "body-0-type": "heading", "body-0-id": "",
        "body-0-value": "Đề mục", **EMPTY_LISTS,
    } | fields  # fmt: skip


def write(browser, act="action-submit", **fields):
    """A new article, as the browser sends it."""
    index = NewsIndexPage.objects.get(locale__language_code="vi")
    address = reverse("wagtailadmin_pages:add", args=["cms", "newspage", index.pk])
    response = browser.post(address, form_with(**fields) | {act: "1"})
    assert response.status_code == 302, response.context["form"].errors
    slug = fields.get("slug", "bai-can-duyet")
    return NewsPage.objects.get(slug=slug, alias_of=None)


def edit(browser, page, act, **fields):
    """The form as it was opened, with these changes."""
    block = page.get_latest_revision_as_object().body[0]
    opened = {"category": page.category_id, "body-0-id": block.id}
    address = reverse("wagtailadmin_pages:edit", args=[page.pk])
    return browser.post(address, form_with(**opened, **fields) | {act: "1"})


def decide(browser, page, name, **fields):
    """`approve` or `reject`, by the button on the page's form."""
    more = {"workflow-action-name": name, "workflow-action-extra-data": "{}"}
    response = edit(browser, page, "action-workflow-action", **more | fields)
    page.refresh_from_db()
    return response


def offered(browser, page):
    """The names of the acts that the page's form offers."""
    text = browser.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).text
    names = ("action-publish", "action-submit", "action-unpublish", "action-cancel-workflow")
    acts = {name for name in names if f'name="{name}"' in text or f"'{name}'" in text}
    task = page.current_workflow_task
    return acts | {name for name, *_rest in task.get_actions(page, browser.user)} if task else acts
