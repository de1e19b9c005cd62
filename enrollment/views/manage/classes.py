"""The desk's list of classes, and the overview of one with its next step."""

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from courses.filters import ClassFilter
from courses.models import TrainingClass
from courses.scheduling import find_clashes
from enrollment.access import organizers_only
from enrollment.due_at_desk import due_at_desk
from enrollment.models import Enrollment
from enrollment.paging import page_of, table_page
from enrollment.running.deciding import may_undo_held
from enrollment.tables import ClassTable
from enrollment.views.manage.desk import class_page, find_class
from enrollment.views.manage.history import in_words, log_of
from enrollment.views.manage.next_step import milestones, next_step

RECENT_ACTS = 10


@organizers_only
@require_safe
def manage_classes(request: HttpRequest) -> HttpResponse:
    pending = Count("enrollments", filter=Q(enrollments__state=Enrollment.State.PENDING))
    classes = TrainingClass.objects.for_lists().annotate(pending=pending)
    found = ClassFilter(request.GET, classes)
    now = timezone.now()
    every = TrainingClass.objects.all()
    context = {
        "filter": found,
        "table": table_page(request, ClassTable(found.qs)),
        "open_count": every.in_phase("open", now).count(),
        "running_count": every.in_phase("running", now).count(),
        "ended_count": every.in_phase("ended", now).count(),
        "pending_count": Enrollment.objects.pending().count(),
        "due": due_at_desk(now, user=request.user),
    }
    return render(request, "enrollment/manage/classes.html", context)


@organizers_only
@require_safe
def manage_class(request: HttpRequest, code: str) -> HttpResponse:
    training_class = find_class(code)
    counts = Enrollment.objects.for_class(training_class).counts_by_state()
    log = log_of(training_class)
    acts = page_of(request, log) if "history" in request.GET else None
    return class_page(
        request,
        "overview",
        training_class,
        counts=counts,
        step=next_step(training_class, counts),
        milestones=milestones(training_class.phase),
        sessions=training_class.sessions.select_related("instructor"),
        instructors=training_class.instructors.all(),
        clashes=find_clashes(training_class).for_lists(),
        may_undo_held=may_undo_held(training_class),
        history_page=acts,
        history=in_words(acts.object_list if acts else log[:RECENT_ACTS]),
    )
