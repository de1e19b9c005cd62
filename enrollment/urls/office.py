"""Addresses of the desk beyond one class: letters, plans, people, years."""

from django.urls import path

from enrollment.views import untrained
from enrollment.views.manage import (
    agency_year,
    cost_files,
    instructors,
    letter_texts,
    merges,
    person,
    plan_lines,
    plan_paste,
    plans,
    year_costs,
)

_PLAN = "manage/plans/<uuid:public_id>"
_AGENCY = "manage/agencies/<class_code:code>"
_LINE = "manage/plans/lines/<uuid:public_id>"

urlpatterns = [
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
