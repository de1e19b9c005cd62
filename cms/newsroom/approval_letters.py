"""Letters about approvals: Wagtail's own, sent by the worker, so that no mail server delays a page.

They are connected under the names by which Wagtail would connect its own, which therefore stay out.
"""

from collections.abc import Callable
from functools import partial
from typing import Any, Final

from django_tasks import task

from django.db import transaction

from wagtail import signals
from wagtail.admin.mail import (
    GroupApprovalTaskStateSubmissionEmailNotifier,
    WorkflowStateApprovalEmailNotifier,
    WorkflowStateRejectionEmailNotifier,
)
from wagtail.models import TaskState, WorkflowState

from enrollment.models import User

LETTERS: Final = {
    "submitted": (TaskState, GroupApprovalTaskStateSubmissionEmailNotifier()),
    "approved": (WorkflowState, WorkflowStateApprovalEmailNotifier()),
    "rejected": (WorkflowState, WorkflowStateRejectionEmailNotifier()),
}


@task()
def send_approval_letter(name: str, pk: int, by: int | None) -> None:
    """Tell who approves that a page waits, or who wrote it what was decided."""
    model, notifier = LETTERS[name]
    state = model.objects.filter(pk=pk).first()
    if state is not None:
        notifier(instance=state, user=User.objects.filter(pk=by).first())


def connect() -> None:
    """Before `wagtail.admin` is ready."""
    _connect(signals.task_submitted, "group_approval_task_submitted", _queue("submitted"))
    _connect(signals.workflow_approved, "workflow_state_approved", _queue("approved"))
    _connect(signals.workflow_rejected, "workflow_state_rejected", _queue("rejected"))
    # Superusers get the letter that all who approve get.
    _connect(signals.workflow_submitted, "workflow_state_submitted", _tell_nobody)


def _connect(signal: Any, name: str, receiver: Callable[..., None]) -> None:
    sender = TaskState if signal is signals.task_submitted else WorkflowState
    uid = f"{name}_email_notification"
    signal.connect(receiver, sender=sender, dispatch_uid=uid, weak=False)


def _queue(name: str) -> Callable[..., None]:
    def when_decided(*, instance: Any, user: Any = None, **rest: Any) -> None:
        by = user.pk if user else None
        transaction.on_commit(partial(send_approval_letter.enqueue, name, instance.pk, by))

    return when_decided


def _tell_nobody(**rest: Any) -> None:
    """Takes the place of the letter that superusers would get a second time."""
