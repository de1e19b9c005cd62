"""The step of a workflow at which somebody else than the writers approves a page."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from wagtail.models import AbstractGroupApprovalTask

from cms.newsroom.approval import writers_of

# They may still send the text back; approving is for others.
ACTS_OF_WRITERS = frozenset({"reject"})


class FourEyesTask(AbstractGroupApprovalTask):
    class Meta:
        verbose_name = _("approval by somebody who did not write")
        verbose_name_plural = _("approvals by somebody who did not write")

    def get_actions(self, obj: Any, user: Any) -> list[tuple[str, str, bool]]:
        actions = super().get_actions(obj, user)
        if actions and user.pk in writers_of(obj):
            return [action for action in actions if action[0] in ACTS_OF_WRITERS]
        return actions

    @classmethod
    def get_description(cls) -> str:
        return _("Members of these groups approve what they have not written themselves.")
