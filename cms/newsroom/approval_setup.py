"""The approval that a fresh site begins with: everything below each home page, by four eyes."""

from typing import Final

from django.contrib.auth.models import Group

from wagtail.models import Task, Workflow, WorkflowPage, WorkflowTask

from cms.models import FourEyesTask, HomePage
from enrollment.models.people import ADMINISTRATORS, APPROVERS

# Made by Wagtail's migrations for the whole tree, for a group that this site does not have.
OF_WAGTAIL: Final = "Moderators approval"


def set_up_approval(*, workflow: str, task: str) -> None:
    """Made once; what administrators switch off or change stays so."""
    if FourEyesTask.objects.exists():
        return
    Workflow.objects.filter(name=OF_WAGTAIL).delete()
    Task.objects.filter(name=OF_WAGTAIL).delete()
    step = FourEyesTask.objects.create(name=task)
    step.groups.set(Group.objects.filter(name__in=(APPROVERS, ADMINISTRATORS)))
    way = Workflow.objects.create(name=workflow)
    WorkflowTask.objects.create(workflow=way, task=step, sort_order=0)
    for home in HomePage.objects.all():
        WorkflowPage.objects.get_or_create(page=home, defaults={"workflow": way})
