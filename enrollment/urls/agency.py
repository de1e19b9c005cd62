"""Addresses of the coordinators of an agency."""

from django.urls import path

from enrollment.views import excuses, nominations, roster, substitution, untrained
from enrollment.views.agency import approvals, deputies, home, year
from enrollment.views.agency import people as agency_people
from enrollment.views.agency import registrations as agency_registrations
from enrollment.views.agency import results as agency_results
from enrollment.views.agency import rounds as agency_rounds

urlpatterns = [
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
]
