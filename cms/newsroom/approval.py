"""Four eyes: whoever wrote a text is not the one who makes it public.

The rule holds where an approval (a workflow of Wagtail) is switched on, for every kind of page and
every role. Who wrote is read from the revisions since the text that is public now.
"""

from typing import Any, Final

from wagtail.models import COMMENTS_RELATION_NAME, Page, PagePermissionTester

# What of a stored revision is no text: remarks of colleagues, and where the page stands.
NOT_WRITTEN: Final = frozenset(
    {
        COMMENTS_RELATION_NAME,
        "draft_title",
        "expired",
        "first_published_at",
        "has_unpublished_changes",
        "last_published_at",
        "latest_revision",
        "latest_revision_created_at",
        "live",
        "live_revision",
        "locked",
        "locked_at",
        "locked_by",
    }
)


def writers_of(page: Page) -> set[int]:
    """The accounts that changed something since what readers see; a remark changes nothing."""
    revisions = page.revisions.order_by("created_at", "pk")
    before = None
    if page.live and page.live_revision_id:
        before = _words(page.live_revision.content)
        revisions = revisions.filter(created_at__gt=page.live_revision.created_at)
    writers = set()
    for content, user in revisions.values_list("content", "user"):
        words = _words(content)
        if words != before and user is not None:
            writers.add(user)
        before = words
    return writers


def _words(content: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in content.items() if name not in NOT_WRITTEN}


class FourEyesTester(PagePermissionTester):
    """What an account may do with a page: publish it, unless it wrote what would be published."""

    def can_publish(self) -> bool:
        return super().can_publish() and not self._wrote_what_is_approved()

    def can_publish_subpage(self) -> bool:
        """Writing and publishing in one go is what an approval prevents."""
        return super().can_publish_subpage() and not self.page.has_workflow

    def can_set_view_restrictions(self) -> bool:
        return super().can_publish()

    def can_unschedule(self) -> bool:
        return super().can_publish()

    def _wrote_what_is_approved(self) -> bool:
        return self.page.has_workflow and self.user.pk in writers_of(self.page)
