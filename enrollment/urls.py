"""All addresses of enrollment, whole paths."""

from django.urls import path, register_converter
from django.urls.converters import StringConverter

from enrollment.views import agency, my, public, teaching
from enrollment.views.manage import (
    classes,
    completion,
    decisions,
    editing,
    letters,
    people,
    registrations,
)


class ClassCode(StringConverter):
    """What a class may be called; anything else is not found without asking the database."""

    regex = "[A-Za-z0-9][A-Za-z0-9._-]{0,29}"


class Act(StringConverter):
    regex = "confirm|decline|withdraw|promote"


register_converter(ClassCode, "class_code")
register_converter(Act, "act")

app_name = "enrollment"
desk = "manage/classes/<class_code:code>/"

urlpatterns = [
    path("classes/<class_code:code>/register/", public.register, name="register"),
    path("my/training/", my.my_training, name="my_training"),
    path("my/training/<uuid:public_id>/withdraw/", my.my_withdraw, name="my_withdraw"),
    path("my/profile/", my.my_profile, name="my_profile"),
    path("teaching/", teaching.teaching, name="teaching"),
    path("agency/", agency.agency, name="agency"),
    path("classes/<class_code:code>/roll-call/", teaching.roll_call, name="roll_call"),
    path(
        "classes/<class_code:code>/roll-call/<int:session_pk>/mark/",
        teaching.mark_attendance,
        name="mark_attendance",
    ),
    path("manage/", classes.manage_classes, name="manage_classes"),
    path("manage/classes/new/", editing.manage_class_new, name="manage_class_new"),
    path(desk, classes.manage_class, name="manage_class"),
    path(f"{desk}edit/", editing.manage_class_edit, name="manage_class_edit"),
    path(f"{desk}sessions/", editing.manage_sessions, name="manage_sessions"),
    path(f"{desk}publish/", decisions.manage_publish, name="manage_publish"),
    path(f"{desk}cancel/", decisions.manage_cancel, name="manage_cancel"),
    path(f"{desk}close-list/", decisions.manage_close_list, name="manage_close_list"),
    path(f"{desk}registrations/", registrations.manage_registrations, name="manage_registrations"),
    path(
        f"{desk}registrations.xlsx",
        registrations.manage_registrations_xlsx,
        name="manage_registrations_xlsx",
    ),
    path(f"{desk}registrations/add/", people.manage_add_trainee, name="manage_add_trainee"),
    path(
        f"{desk}registrations/<uuid:public_id>/<act:act>/",
        registrations.manage_decide,
        name="manage_decide",
    ),
    path(f"{desk}completion/", completion.manage_completion, name="manage_completion"),
    path(f"{desk}completion/finalize/", completion.manage_finalize, name="manage_finalize"),
    path(f"{desk}letters/", letters.manage_letters, name="manage_letters"),
]
