"""Four eyes: what one has written becomes public when somebody else approves it."""

import pytest

from django.contrib.auth.models import Group
from django.core import mail
from django.core.mail.backends.base import BaseEmailBackend
from django.core.management import call_command
from django.urls import reverse

from wagtail.models import GroupApprovalTask, Workflow

from cms.models import FourEyesTask, HomePage, NewsPage
from cms.newsroom.approval import writers_of
from enrollment.models.people import ADMINISTRATORS, APPROVERS, EDITORS
from tests.cms.approvals import browser_of, decide, edit, offered, write
from tests.factories.cms import NewsPageFactory
from tests.factories.enrollment import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def as_editor(site_tree):
    return browser_of(EDITORS, email="viet@example.org")


@pytest.fixture
def as_approver(site_tree):
    return browser_of(APPROVERS, email="duyet@example.org")


@pytest.fixture
def submitted(as_editor):
    return write(as_editor)


def test_editor_writes_and_sends_in_but_does_not_publish(as_editor):
    page = write(as_editor, "action-publish")

    assert not page.live
    assert offered(as_editor, page) == {"action-submit"}


def test_somebody_else_approves_and_the_page_is_public(submitted, as_approver, client):
    before = client.get(submitted.get_url()).status_code

    decide(as_approver, submitted, "approve")

    assert before == 404
    assert submitted.live
    assert client.get(submitted.get_url()).status_code == 200


def test_what_waits_is_on_the_first_page_of_whoever_approves(submitted, as_approver, as_editor):
    assert "Bài cần duyệt" in as_approver.get(reverse("wagtailadmin_home")).text
    assert submitted.current_workflow_task.get_task_states_user_can_moderate(
        as_approver.user
    ).exists()


def test_writer_cannot_change_what_is_being_approved(submitted, as_editor):
    edit(as_editor, submitted, "action-save", lead="Lời dẫn khác")

    assert submitted.get_latest_revision_as_object().lead == "Lời dẫn"


def test_writer_may_take_back_what_was_sent_in(submitted, as_editor):
    edit(as_editor, submitted, "action-cancel-workflow")

    assert NewsPage.objects.get(pk=submitted.pk).current_workflow_state is None


@pytest.mark.parametrize("role", [APPROVERS, ADMINISTRATORS])
def test_who_approves_does_not_approve_what_is_his_own(site_tree, role, client):
    browser = browser_of(role)
    page = write(browser)

    decide(browser, page, "approve")

    assert not page.live
    assert "approve" not in offered(browser, page)
    assert "action-publish" not in offered(browser, page)


def test_superuser_does_not_approve_what_is_his_own(site_tree):
    browser = browser_of(None, is_superuser=True)
    page = write(browser)

    decide(browser, page, "approve")

    assert not page.live


def test_whoever_corrects_a_text_has_written_too(submitted, as_approver):
    edit(as_approver, submitted, "action-save", lead="Lời dẫn đã sửa")
    decide(as_approver, submitted, "approve", lead="Lời dẫn đã sửa")
    refused = submitted.live

    decide(browser_of(ADMINISTRATORS), submitted, "approve", lead="Lời dẫn đã sửa")

    assert not refused
    assert submitted.live
    assert submitted.lead == "Lời dẫn đã sửa"


def test_correcting_and_approving_at_once_publishes_nothing(submitted, as_approver):
    decide(as_approver, submitted, "approve", lead="Lời dẫn đã sửa")

    assert not submitted.live


def test_who_corrected_is_told_why_the_button_is_missing(submitted, as_approver):
    address = reverse("wagtailadmin_pages:edit", args=[submitted.pk])
    before = as_approver.get(address)
    edit(as_approver, submitted, "action-save", lead="Lời dẫn đã sửa")

    told = [len(list(one.context["messages"])) for one in (before, as_approver.get(address))]

    assert told[1] > told[0]


def test_revision_that_changes_nothing_makes_nobody_a_writer(news_index):
    writer, reader = UserFactory(), UserFactory()
    page = NewsPageFactory(live=False)
    page.save_revision(user=writer)

    page.save_revision(user=reader)

    assert writers_of(page) == {writer.pk}


def test_who_wrote_before_the_last_publication_may_approve_what_comes_after(news_index):
    first, second = UserFactory(), UserFactory()
    page = NewsPageFactory(live=False)
    page.save_revision(user=first).publish()
    page.refresh_from_db()

    page.lead = "Lời dẫn mới"
    page.save_revision(user=second)

    assert writers_of(page) == {second.pk}


def test_text_is_sent_back_with_a_remark_and_sent_in_again(submitted, as_editor, as_approver):
    decide(as_approver, submitted, "reject")
    edit(as_editor, submitted, "action-submit", lead="Lời dẫn khác")

    decide(as_approver, submitted, "approve", lead="Lời dẫn khác")

    assert submitted.live
    assert submitted.lead == "Lời dẫn khác"


def test_change_of_a_public_page_waits_as_well(submitted, as_editor, as_approver, client):
    decide(as_approver, submitted, "approve")

    edit(as_editor, submitted, "action-publish", lead="Lời dẫn chưa duyệt")

    assert "Lời dẫn chưa duyệt" not in client.get(submitted.get_url()).text


def test_page_is_withdrawn_without_waiting_for_anybody(submitted, as_approver, client):
    decide(as_approver, submitted, "approve")

    as_approver.post(reverse("wagtailadmin_pages:unpublish", args=[submitted.pk]))

    assert client.get(submitted.get_url()).status_code == 404


def test_drafts_are_not_published_in_bulk_by_their_writer(as_approver):
    page = write(as_approver, "action-save")
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])

    as_approver.post(f"{address}?id={page.pk}", {"include_descendants": ""})

    assert not NewsPage.objects.get(pk=page.pk).live


def test_without_the_approval_those_who_may_publish_do(as_editor, as_approver):
    Workflow.objects.update(active=False)

    by_editor = write(as_editor, "action-publish")
    own = write(as_approver, "action-publish", slug="bai-cua-toi")

    assert not by_editor.live
    assert own.live


def test_administrators_switch_the_approval_off_and_set_up_leaves_it(site_tree):
    browser = browser_of(ADMINISTRATORS)
    workflow = Workflow.objects.get()

    browser.post(reverse("wagtailadmin_workflows:disable", args=[workflow.pk]))
    call_command("setup_site", verbosity=0)

    assert not Workflow.objects.get().active
    assert FourEyesTask.objects.count() == 1


def test_workflow_of_wagtail_for_a_group_that_is_not_there_goes(site_tree):
    FourEyesTask.objects.all().delete()
    Workflow.objects.create(name="Moderators approval")
    GroupApprovalTask.objects.create(name="Moderators approval")

    call_command("setup_site", verbosity=0)

    assert not Workflow.objects.filter(name="Moderators approval").exists()
    assert {group.name for group in FourEyesTask.objects.get().groups.all()} == {
        APPROVERS,
        ADMINISTRATORS,
    }
    assert all(home.get_workflow() is not None for home in HomePage.objects.all())


@pytest.fixture
def letters(django_capture_on_commit_callbacks):
    """`letters(act, ...)`: what is mailed because of it, as (address, subject, text)."""

    def caused_by(act, *args, **fields):
        mail.outbox.clear()
        with django_capture_on_commit_callbacks(execute=True):
            act(*args, **fields)
        return [(one.to[0], one.subject, one.body) for one in mail.outbox]

    return caused_by


def test_who_approves_hears_of_it_in_the_language_of_the_house(letters, as_editor, as_approver):
    UserFactory(role=EDITORS)

    ((address, subject, text),) = letters(write, as_editor)

    assert address == "duyet@example.org"
    assert subject == "Chờ duyệt: Bài cần duyệt"
    assert "/admin/pages/" in text
    assert "Hello" not in text


def test_who_wrote_hears_what_was_decided_and_why(letters, as_editor, as_approver):
    page = write(as_editor)
    ((address, subject, text),) = letters(
        decide,
        as_approver,
        page,
        "reject",
        **{"workflow-action-extra-data": '{"comment": "Cần thêm số liệu"}'},
    )

    assert (address, subject) == ("viet@example.org", "Cần sửa: Bài cần duyệt")
    assert "Cần thêm số liệu" in text

    edit(as_editor, page, "action-submit")
    ((_address, subject, _text),) = letters(decide, as_approver, page, "approve")
    assert subject == "Đã duyệt: Bài cần duyệt"


class AwayBackend(BaseEmailBackend):
    def open(self):
        raise OSError("nobody there")


def test_page_is_approved_while_the_mail_server_is_away(settings, letters, as_editor, as_approver):
    settings.EMAIL_BACKEND = f"{__name__}.AwayBackend"
    page = write(as_editor)

    letters(decide, as_approver, page, "approve")

    assert page.live


def test_approvers_are_no_organizers(site_tree):
    approvers = Group.objects.get(name=APPROVERS)

    rows = approvers.permissions.select_related("content_type")
    held = {row.content_type.app_label for row in rows}
    assert held.isdisjoint({"courses", "enrollment", "certificates"})
