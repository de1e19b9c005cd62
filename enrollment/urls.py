"""All addresses of enrollment, whole paths."""

from django.urls import path, register_converter
from django.urls.converters import StringConverter

from enrollment.views import (
    calendar,
    my,
    my_record,
    nominations,
    offers,
    public,
    roster,
    substitution,
    teaching,
    walk_ins,
)
from enrollment.views.agency import approvals, deputies, home, year
from enrollment.views.agency import people as agency_people
from enrollment.views.agency import registrations as agency_registrations
from enrollment.views.agency import rounds as agency_rounds
from enrollment.views.manage import (
    classes,
    completion,
    decisions,
    editing,
    entry,
    letter_texts,
    letters,
    merges,
    moving,
    people,
    person,
    registrations,
    round,
    waiting,
)


class ClassCode(StringConverter):
    """What a class may be called; anything else is not found without asking the database."""

    regex = "[A-Za-z0-9][A-Za-z0-9._-]{0,29}"


class Act(StringConverter):
    regex = "confirm|decline|withdraw|promote"


class Answer(StringConverter):
    regex = "accept|decline"


register_converter(ClassCode, "class_code")
register_converter(Answer, "answer")
register_converter(Act, "act")

app_name = "enrollment"
desk = "manage/classes/<class_code:code>/"

urlpatterns = [
    path("classes/<class_code:code>/register/", public.register, name="register"),
    path("offer/<uuid:key>/", offers.offer, name="offer"),
    path("my/training/", my.my_training, name="my_training"),
    path("my/training/<uuid:public_id>/withdraw/", my.my_withdraw, name="my_withdraw"),
    path("my/profile/", my.my_profile, name="my_profile"),
    path("my/record/", my_record.my_record, name="my_record"),
    path("my/calendar/", calendar.my_calendar, name="my_calendar"),
    path("my/calendar/<uuid:key>.ics", calendar.calendar_feed, name="calendar_feed"),
    path("teaching/", teaching.teaching, name="teaching"),
    path("agency/approvals/", approvals.agency_approvals, name="agency_approvals"),
    path(
        "agency/approvals/<uuid:public_id>/<answer:act>/",
        approvals.agency_decide,
        name="agency_decide",
    ),
    path("agency/", home.agency, name="agency"),
    path("agency/deputies/", deputies.agency_deputies, name="agency_deputies"),
    path("agency/year/", year.agency_year, name="agency_year"),
    path("agency/year.xlsx", year.agency_year_xlsx, name="agency_year_xlsx"),
    path("agency/rounds/<class_code:code>/", agency_rounds.agency_round, name="agency_round"),
    path("agency/rounds/<class_code:code>/hold/", agency_rounds.agency_hold, name="agency_hold"),
    path("agency/rounds/<class_code:code>/roster/", roster.roster_new, name="roster_new"),
    path("agency/rosters/template.xlsx", roster.roster_template, name="roster_template"),
    path("agency/rosters/<uuid:public_id>/", roster.roster, name="roster"),
    path("agency/rosters/<uuid:public_id>/rows/<int:line>/", roster.roster_row, name="roster_row"),
    path("agency/rosters/<uuid:public_id>/commit/", roster.roster_commit, name="roster_commit"),
    path("agency/rosters/<uuid:public_id>/rows.xlsx", roster.roster_errors, name="roster_errors"),
    path("agency/nominations/<uuid:public_id>/", nominations.nomination, name="nomination"),
    path(
        "agency/nominations/<uuid:public_id>/letter/",
        nominations.nomination_letter,
        name="nomination_letter",
    ),
    path(
        "agency/registrations/",
        agency_registrations.agency_registrations,
        name="agency_registrations",
    ),
    path("agency/people/", agency_people.agency_people, name="agency_people"),
    path("agency/people/<uuid:public_id>/", agency_people.agency_person, name="agency_person"),
    path(
        "agency/registrations/<uuid:public_id>/substitute/",
        substitution.agency_substitute,
        name="agency_substitute",
    ),
    path(
        "agency/registrations/<uuid:public_id>/withdraw/",
        agency_people.agency_withdraw,
        name="agency_withdraw",
    ),
    path("classes/<class_code:code>/roll-call/", teaching.roll_call, name="roll_call"),
    path("classes/<class_code:code>/roll-call/walk-in/", walk_ins.walk_in, name="walk_in"),
    path(
        "classes/<class_code:code>/roll-call/<int:session_pk>/mark/",
        teaching.mark_attendance,
        name="mark_attendance",
    ),
    path("manage/", classes.manage_classes, name="manage_classes"),
    path("manage/classes/new/", editing.manage_class_new, name="manage_class_new"),
    path(desk, classes.manage_class, name="manage_class"),
    path(f"{desk}edit/", editing.manage_class_edit, name="manage_class_edit"),
    path(f"{desk}entry/", entry.manage_entry, name="manage_entry"),
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
    path(
        f"{desk}registrations/<uuid:public_id>/substitute/",
        substitution.manage_substitute,
        name="manage_substitute",
    ),
    path(f"{desk}registrations/move/", moving.manage_move_people, name="manage_move_people"),
    path(f"{desk}roster/", roster.manage_roster_new, name="manage_roster_new"),
    path(f"{desk}completion/", completion.manage_completion, name="manage_completion"),
    path(f"{desk}completion/finalize/", completion.manage_finalize, name="manage_finalize"),
    path(f"{desk}held/", decisions.manage_held, name="manage_held"),
    path(f"{desk}held/undo/", decisions.manage_held_undo, name="manage_held_undo"),
    path(f"{desk}move/", decisions.manage_move, name="manage_move"),
    path(f"{desk}round/", round.manage_round, name="manage_round"),
    path(f"{desk}round/edit/", round.manage_round_edit, name="manage_round_edit"),
    path(f"{desk}round/close/", round.manage_round_close, name="manage_round_close"),
    path(f"{desk}round.xlsx", round.manage_round_xlsx, name="manage_round_xlsx"),
    path(f"{desk}waiting/", waiting.manage_waiting, name="manage_waiting"),
    path(f"{desk}waiting/rule/", waiting.manage_waiting_rule, name="manage_waiting_rule"),
    path(f"{desk}waiting/offers/<uuid:public_id>/", waiting.manage_offer, name="manage_offer"),
    path(f"{desk}letters/", letters.manage_letters, name="manage_letters"),
    path(f"{desk}letters/retry/", letters.manage_letters_retry, name="manage_letters_retry"),
    path(f"{desk}letters/<uuid:message_id>/", letters.manage_letter, name="manage_letter"),
    path("manage/letters/", letter_texts.manage_letter_texts, name="manage_letter_texts"),
    path("manage/letters/<slug:kind>/", letter_texts.manage_letter_text, name="manage_letter_text"),
    path(
        "manage/letters/<slug:kind>/preview/",
        letter_texts.manage_letter_preview,
        name="manage_letter_preview",
    ),
    path(
        "manage/letters/<slug:kind>/reset/",
        letter_texts.manage_letter_reset,
        name="manage_letter_reset",
    ),
    path("manage/people/", person.manage_people, name="manage_people"),
    path("manage/people/<uuid:public_id>/", person.manage_person, name="manage_person"),
    path(
        "manage/people/<uuid:public_id>/edit/", person.manage_person_edit, name="manage_person_edit"
    ),
    path(
        "manage/people/<uuid:public_id>/work/", person.manage_person_work, name="manage_person_work"
    ),
    path(
        "manage/people/<uuid:public_id>/work/<int:work_pk>/",
        person.manage_person_work,
        name="manage_person_work",
    ),
    path(
        "manage/people/<uuid:public_id>/account/",
        person.manage_person_account,
        name="manage_person_account",
    ),
    path(
        "manage/people/<uuid:public_id>/merge/",
        merges.manage_person_merge,
        name="manage_person_merge",
    ),
    path("manage/duplicates/", merges.manage_duplicates, name="manage_duplicates"),
    path("manage/merges/", merges.manage_merges, name="manage_merges"),
    path("manage/merges/<int:merge_pk>/undo/", merges.manage_merge_undo, name="manage_merge_undo"),
]
