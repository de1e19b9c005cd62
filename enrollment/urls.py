"""All addresses of enrollment, whole paths."""

from django.urls import path, register_converter
from django.urls.converters import IntConverter, StringConverter

from enrollment.views import (
    calendar,
    closing,
    excuses,
    my,
    my_check_in,
    my_record,
    my_results,
    nominations,
    offers,
    public,
    roster,
    substitution,
    teaching,
    untrained,
    walk_ins,
)
from enrollment.views.agency import approvals, deputies, home, year
from enrollment.views.agency import people as agency_people
from enrollment.views.agency import registrations as agency_registrations
from enrollment.views.agency import results as agency_results
from enrollment.views.agency import rounds as agency_rounds
from enrollment.views.manage import (
    agency_year,
    attendance,
    attendance_cell,
    classes,
    completion,
    cost_files,
    costs,
    decisions,
    editing,
    entry,
    exceptions,
    feedback,
    instructors,
    letter_texts,
    letters,
    merges,
    moving,
    paper,
    people,
    person,
    plan_classes,
    plan_lines,
    plan_paste,
    plans,
    recognition,
    registrations,
    roll_devices,
    round,
    score_sheets,
    waiting,
    year_costs,
)
from enrollment.views.roll_call import board, door, listing, marks, worker


class ClassCode(StringConverter):
    """What a class may be called; anything else is not found without asking the database."""

    regex = "[A-Za-z0-9][A-Za-z0-9._-]{0,29}"


class Act(StringConverter):
    regex = "confirm|decline|withdraw|promote"


class Answer(StringConverter):
    regex = "accept|decline"


class Year(IntConverter):
    """A year that a calendar knows; anything else is not found without asking the database."""

    regex = "(?:19|20)[0-9]{2}"


class TableFile(StringConverter):
    regex = "csv|xlsx"


register_converter(ClassCode, "class_code")
register_converter(TableFile, "table_file")
register_converter(Year, "year")
register_converter(Answer, "answer")
register_converter(Act, "act")

app_name = "enrollment"
desk = "manage/classes/<class_code:code>/"
_PLAN = "manage/plans/<uuid:public_id>"
_AGENCY = "manage/agencies/<class_code:code>"
_LINE = "manage/plans/lines/<uuid:public_id>"

urlpatterns = [
    path("classes/<class_code:code>/register/", public.register, name="register"),
    path("offer/<uuid:key>/", offers.offer, name="offer"),
    path("my/training/", my.my_training, name="my_training"),
    path("my/training/<uuid:public_id>/withdraw/", my.my_withdraw, name="my_withdraw"),
    path("my/training/<uuid:public_id>/excuses/", excuses.my_excuses, name="my_excuses"),
    path("my/excuses/<uuid:public_id>/", excuses.my_excuse, name="my_excuse"),
    path("my/excuses/<uuid:public_id>/proof/", excuses.my_excuse_proof, name="my_excuse_proof"),
    path("my/training/<uuid:public_id>/", my_results.my_result, name="my_result"),
    path("my/training/<uuid:public_id>/feedback/", my_results.my_feedback, name="my_feedback"),
    path("my/profile/", my.my_profile, name="my_profile"),
    path("my/record/", my_record.my_record, name="my_record"),
    path("my/check-in/", my_check_in.my_check_in, name="my_check_in"),
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
    path("agency/excuses/", excuses.agency_excuses, name="agency_excuses"),
    path("agency/results/<class_code:code>/", agency_results.agency_results, name="agency_results"),
    path("agency/people/", agency_people.agency_people, name="agency_people"),
    path("agency/people/untrained/", untrained.agency_untrained, name="agency_untrained"),
    path("agency/people/untrained.xlsx", untrained.agency_xlsx, name="agency_untrained_xlsx"),
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
    path("manage/", classes.manage_classes, name="manage_classes"),
    path("manage/classes/new/", editing.manage_class_new, name="manage_class_new"),
    path(desk, classes.manage_class, name="manage_class"),
    path(f"{desk}edit/", editing.manage_class_edit, name="manage_class_edit"),
    path(f"{desk}plan/", plan_classes.manage_class_plan, name="manage_class_plan"),
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
    path(f"{desk}attendance/", attendance.manage_attendance, name="manage_attendance"),
    path(
        f"{desk}attendance/mark/", attendance.manage_attendance_mark, name="manage_attendance_mark"
    ),
    path(f"{desk}attendance/paper/", paper.manage_paper, name="manage_paper"),
    path(f"{desk}attendance/paper/number/", paper.manage_paper_number, name="manage_paper_number"),
    path(
        f"{desk}attendance/paper/<uuid:public_id>/",
        paper.manage_paper_scan,
        name="manage_paper_scan",
    ),
    path(
        f"{desk}attendance/<int:session_pk>/rest/",
        attendance.manage_attendance_rest,
        name="manage_attendance_rest",
    ),
    path(
        f"{desk}attendance/<int:session_pk>/<uuid:public_id>/",
        attendance_cell.manage_attendance_cell,
        name="manage_attendance_cell",
    ),
    path(f"{desk}completion/", completion.manage_completion, name="manage_completion"),
    path(
        f"{desk}completion.xlsx", completion.manage_completion_xlsx, name="manage_completion_xlsx"
    ),
    path(f"{desk}completion/finalize/", recognition.manage_finalize, name="manage_finalize"),
    path(
        f"{desk}completion/undo/",
        recognition.manage_recognition_undo,
        name="manage_recognition_undo",
    ),
    path(
        f"{desk}completion/<uuid:public_id>/exception/",
        exceptions.manage_exception,
        name="manage_exception",
    ),
    path(f"{desk}costs/", costs.manage_costs, name="manage_costs"),
    path(
        f"{desk}costs.<table_file:extension>",
        cost_files.manage_costs_file,
        name="manage_costs_file",
    ),
    path(f"{desk}costs/export/", cost_files.manage_cost_export, name="manage_cost_export"),
    path(
        f"{desk}costs/export/<int:export>.<table_file:extension>",
        cost_files.manage_cost_export_file,
        name="manage_cost_export_file",
    ),
    path(f"{desk}costs/new/", costs.manage_cost_new, name="manage_cost_new"),
    path(f"{desk}costs/settle/", costs.manage_costs_settle, name="manage_costs_settle"),
    path(f"{desk}costs/reopen/", costs.manage_costs_reopen, name="manage_costs_reopen"),
    path(f"{desk}costs/<uuid:public_id>/", costs.manage_cost, name="manage_cost"),
    path(f"{desk}costs/<uuid:public_id>/pay/", costs.manage_cost_pay, name="manage_cost_pay"),
    path(
        f"{desk}costs/<uuid:public_id>/remove/",
        costs.manage_cost_remove,
        name="manage_cost_remove",
    ),
    path(f"{desk}feedback/", feedback.manage_feedback, name="manage_feedback"),
    path(f"{desk}scores/", score_sheets.manage_score_sheet, name="manage_score_sheet"),
    path(
        f"{desk}scores/sheet.xlsx",
        score_sheets.manage_score_template,
        name="manage_score_template",
    ),
    path(
        "manage/scores/<uuid:public_id>/",
        score_sheets.manage_score_draft,
        name="manage_score_draft",
    ),
    path(
        "manage/scores/<uuid:public_id>/rows/<int:line>/",
        score_sheets.manage_score_row,
        name="manage_score_row",
    ),
    path(
        "manage/scores/<uuid:public_id>/commit/",
        score_sheets.manage_score_commit,
        name="manage_score_commit",
    ),
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
    path("manage/plans/", plans.plans, name="plans"),
    path("manage/plans/new/", plans.plan_new, name="plan_new"),
    path(f"{_LINE}/", plan_lines.plan_line, name="plan_line"),
    path(f"{_LINE}/edit/", plan_lines.plan_line_edit, name="plan_line_edit"),
    path(f"{_LINE}/drop/", plan_lines.plan_line_drop, name="plan_line_drop"),
    path(f"{_LINE}/move/", plan_lines.plan_line_move, name="plan_line_move"),
    path(f"{_PLAN}/", plans.plan, name="plan"),
    path(f"{_PLAN}/edit/", plans.plan_edit, name="plan_edit"),
    path(f"{_PLAN}/approve/", plans.plan_approve, name="plan_approve"),
    path(f"{_PLAN}/take-back/", plans.plan_take_back, name="plan_take_back"),
    path(f"{_PLAN}/copy/", plans.plan_copy, name="plan_copy"),
    path(f"{_PLAN}/lines/new/", plan_lines.plan_line_new, name="plan_line_new"),
    path(f"{_PLAN}/lines/paste/", plan_paste.plan_paste, name="plan_paste"),
    path(f"{_PLAN}.xlsx", plans.plan_xlsx, name="plan_xlsx"),
    path(f"{_PLAN}.csv", plans.plan_csv_file, name="plan_csv"),
    path(f"{_AGENCY}/year/", agency_year.manage_agency_year, name="manage_agency_year"),
    path(
        f"{_AGENCY}/year.xlsx", agency_year.manage_agency_year_xlsx, name="manage_agency_year_xlsx"
    ),
    path("manage/instructors/", instructors.manage_instructors, name="manage_instructors"),
    path("manage/instructors.xlsx", instructors.instructors_xlsx, name="manage_instructors_xlsx"),
    path("manage/people/", person.manage_people, name="manage_people"),
    path("manage/people/untrained/", untrained.manage_untrained, name="manage_untrained"),
    path("manage/people/untrained.xlsx", untrained.manage_xlsx, name="manage_untrained_xlsx"),
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
    path("manage/years/<year:year>/costs/", year_costs.year_costs, name="year_costs"),
    path(
        "manage/years/<year:year>/costs.<table_file:extension>",
        year_costs.year_costs_file,
        name="year_costs_file",
    ),
    path(
        "manage/years/<year:year>/costs/export/",
        cost_files.year_cost_export,
        name="year_cost_export",
    ),
    path(
        "manage/years/<year:year>/costs/export/<int:export>.<table_file:extension>",
        cost_files.year_cost_export_file,
        name="year_cost_export_file",
    ),
]
