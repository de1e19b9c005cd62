"""All addresses of certificates, whole paths."""

from django.urls import path, register_converter
from django.urls.converters import IntConverter

from certificates.views import agency, my, public
from certificates.views.manage import call_letters, issuing, lists, register, runs, years
from enrollment.urls import desk


class Year(IntConverter):
    """A year that a calendar knows; anything else is not found without asking the database."""

    regex = "(?:19|20)[0-9]{2}"


register_converter(Year, "year")

app_name = "certificates"

_CLASS = f"{desk}certificates/"
_RUN = f"{_CLASS}runs/<uuid:public_id>"

urlpatterns = [
    path("verify/", public.verify, name="verify"),
    path("verify/<str:code>/", public.verify_code, name="verify_code"),
    path("my/certificates/<uuid:public_id>.pdf", my.my_certificate_pdf, name="my_certificate_pdf"),
    path(_CLASS, issuing.manage_certificates, name="manage_certificates"),
    path(f"{_CLASS}issue/", issuing.manage_issue, name="manage_issue"),
    path(f"{_CLASS}sample.pdf", issuing.certificate_sample, name="certificate_sample"),
    path(f"{_RUN}/", runs.issue_run, name="issue_run"),
    path(f"{_RUN}.pdf", runs.issue_run_pdf, name="issue_run_pdf"),
    path(f"{_RUN}.zip", runs.issue_run_zip, name="issue_run_zip"),
    path(
        "manage/certificates/<uuid:public_id>.pdf",
        issuing.manage_certificate_pdf,
        name="manage_certificate_pdf",
    ),
    path(
        "manage/certificates/<uuid:public_id>/revoke/",
        issuing.manage_revoke,
        name="manage_revoke",
    ),
    path(f"{desk}roster.pdf", lists.roster_pdf, name="roster_pdf"),
    path(f"{desk}sign-in-sheet.pdf", lists.sign_in_sheet_pdf, name="sign_in_sheet_pdf"),
    path(f"{desk}call-letters/", call_letters.call_letters, name="call_letters"),
    path(f"{desk}call-letters/make/", call_letters.call_letters_make, name="call_letters_make"),
    path(f"{desk}call-letters.pdf", call_letters.call_letter_pdf, name="call_letter_pdf"),
    path(
        "agency/rounds/<class_code:code>/list.pdf",
        agency.nomination_list_pdf,
        name="nomination_list_pdf",
    ),
    path(
        "agency/nominations/<uuid:public_id>/receipt.pdf",
        agency.nomination_receipt_pdf,
        name="nomination_receipt_pdf",
    ),
    path("manage/register/", register.register_book, name="register_book"),
    path("manage/register.pdf", register.register_book_pdf, name="register_book_pdf"),
    path("manage/years/", years.years, name="years"),
    path("manage/years/<year:year>/", years.year, name="year"),
    path("manage/years/<year:year>.pdf", years.year_pdf, name="year_pdf"),
    path("manage/years/<year:year>.xlsx", years.year_xlsx, name="year_xlsx"),
]
