"""Addresses of the roll call: instructors, organizers, devices."""

from django.urls import path

from enrollment.views import closing, excuses, teaching, walk_ins
from enrollment.views.manage import roll_devices
from enrollment.views.roll_call import board, door, listing, marks, worker

urlpatterns = [
    path("teaching/", teaching.teaching, name="teaching"),
    path("classes/<class_code:code>/roll-call/", teaching.roll_call, name="roll_call"),
    path("classes/<class_code:code>/roll-call/walk-in/", walk_ins.walk_in, name="walk_in"),
    path(
        "classes/<class_code:code>/roll-call/<int:session_pk>/mark/",
        teaching.mark_attendance,
        name="mark_attendance",
    ),
    path("classes/roll-worker.js", worker.roll_worker, name="roll_worker"),
    path("classes/<class_code:code>/roll-call/list/", listing.roll_list, name="roll_list"),
    path("classes/<class_code:code>/roll-call/marks/", marks.roll_marks, name="roll_marks"),
    path("classes/<class_code:code>/roll-call/check-in/", door.roll_check_in, name="roll_check_in"),
    path("classes/<class_code:code>/roll-call/scan/", door.roll_scan, name="roll_scan"),
    path(
        "classes/<class_code:code>/roll-call/<int:session_pk>/board/",
        board.roll_board,
        name="roll_board",
    ),
    path("manage/roll-devices/", roll_devices.manage_roll_devices, name="manage_roll_devices"),
    path("manage/roll-devices/held/", roll_devices.manage_held_marks, name="manage_held_marks"),
    path(
        "classes/<class_code:code>/roll-call/<int:session_pk>/close/",
        closing.roll_close,
        name="roll_close",
    ),
    path(
        "classes/<class_code:code>/roll-call/excuses/",
        excuses.class_excuses,
        name="class_excuses",
    ),
    path(
        "classes/<class_code:code>/roll-call/excuses/<uuid:public_id>/proof/",
        excuses.class_excuse_proof,
        name="class_excuse_proof",
    ),
]
