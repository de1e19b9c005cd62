"""All addresses of certificates, whole paths."""

from django.urls import path

from certificates.views import (
    agency,
    agency_year,
    check_file,
    check_paper,
    check_record,
    credentials,
    keys,
    my,
    public,
    requests,
    transcripts,
)
from certificates.views.manage import (
    books,
    call_letters,
    designs,
    handing_over,
    history,
    history_rows,
    issuing,
    lists,
    paper_certificates,
    paperwork,
    plan_annex,
    register,
    reissuing,
    revoking,
    runs,
    schedule,
    settlement,
    year_closing,
    year_lists,
    year_runs,
    year_tables,
    years,
)
from certificates.views.manage import requests as desk_requests
from enrollment.converters import desk

app_name = "certificates"

_CLASS = f"{desk}certificates/"
_RUN = f"{_CLASS}runs/<uuid:public_id>"
_ENTRY = "manage/register/entries/<uuid:public_id>"
_DESIGN = "manage/designs/<uuid:public_id>"
_PERSON = "manage/people/<uuid:public_id>"
_OWN_PERSON = "agency/people/<uuid:public_id>"
_YEAR = "manage/years/<year:year>"
_CLOSING = "manage/years/<year:year>/closing"
_LISTS = "manage/years/<year:year>/lists/<slug:which>"
_HISTORY = "manage/history/<uuid:public_id>"
_BOOK = "manage/register/books/<int:body>/<year:year>"

urlpatterns = [
    path("manage/schedule/", schedule.manage_schedule, name="manage_schedule"),
    path(
        "manage/schedule/release/",
        schedule.manage_schedule_release,
        name="manage_schedule_release",
    ),
    path(
        "manage/schedule/<year:year>.pdf",
        schedule.manage_schedule_pdf,
        name="manage_schedule_pdf",
    ),
    path("verify/", public.verify, name="verify"),
    path("verify/file/", check_file.verify_file, name="verify_file"),
    path("verify/offline/", check_record.verify_offline, name="verify_offline"),
    path("verify/paper/", check_paper.verify_paper, name="verify_paper"),
    path("verify/how/", public.verify_help, name="verify_help"),
    path("verify/<str:code>/", public.verify_code, name="verify_code"),
    path(".well-known/did.json", keys.did_json, name="did_json"),
    path(".well-known/jwks.json", keys.record_keys_jwks, name="record_keys_jwks"),
    path(".well-known/record-keys.pem", keys.record_keys_pem, name="record_keys_pem"),
    path(
        ".well-known/signing-certificates.pem",
        keys.signing_certificates_pem,
        name="signing_certificates_pem",
    ),
    path("my/certificates/<uuid:public_id>.pdf", my.my_certificate_pdf, name="my_certificate_pdf"),
    path(
        "my/certificates/<uuid:public_id>.jsonld",
        credentials.my_certificate_credential,
        name="my_certificate_credential",
    ),
    path(
        "manage/certificates/<uuid:public_id>.jsonld",
        credentials.manage_certificate_credential,
        name="manage_certificate_credential",
    ),
    path("agency/year.pdf", agency_year.agency_year_pdf, name="agency_year_pdf"),
    path(
        "manage/agencies/<class_code:code>/year.pdf",
        agency_year.manage_agency_year_pdf,
        name="manage_agency_year_pdf",
    ),
    path("my/history/", transcripts.my_history, name="my_history"),
    path("my/history.pdf", transcripts.my_history_pdf, name="my_history_pdf"),
    path(
        f"{_OWN_PERSON}/history/", transcripts.agency_person_history, name="agency_person_history"
    ),
    path(
        f"{_OWN_PERSON}/history.pdf",
        transcripts.agency_person_history_pdf,
        name="agency_person_history_pdf",
    ),
    path(f"{_PERSON}/history/", transcripts.person_history, name="person_history"),
    path(f"{_PERSON}/history.pdf", transcripts.person_history_pdf, name="person_history_pdf"),
    path(_CLASS, issuing.manage_certificates, name="manage_certificates"),
    path(f"{_CLASS}issue/", issuing.manage_issue, name="manage_issue"),
    path(f"{_CLASS}files/", issuing.manage_make_files, name="manage_make_files"),
    path(f"{_CLASS}sample.pdf", issuing.certificate_sample, name="certificate_sample"),
    path(f"{_RUN}/", runs.issue_run, name="issue_run"),
    path(f"{_RUN}/stop/", runs.issue_run_stop, name="issue_run_stop"),
    path(f"{_RUN}/resume/", runs.issue_run_resume, name="issue_run_resume"),
    path(f"{_RUN}.pdf", runs.issue_run_file, {"result": "pdf"}, name="issue_run_pdf"),
    path(f"{_RUN}.zip", runs.issue_run_file, {"result": "zip"}, name="issue_run_zip"),
    path(f"{_RUN}/list.pdf", runs.issue_run_file, {"result": "list"}, name="issue_run_list"),
    path(
        "manage/certificates/<uuid:public_id>.pdf",
        issuing.manage_certificate_pdf,
        name="manage_certificate_pdf",
    ),
    path("my/certificates/<uuid:public_id>/ask/", requests.my_request, name="my_request"),
    path("my/certificates/copies/<uuid:public_id>.pdf", requests.copy_pdf, name="copy_pdf"),
    path(f"{_CLASS}hand-over/", handing_over.hand_over, name="hand_over"),
    path(f"{_ENTRY}/", register.register_entry, name="register_entry"),
    path(f"{_ENTRY}/hand-over/", handing_over.entry_hand_over, name="entry_hand_over"),
    path(f"{_ENTRY}/revoke/", revoking.manage_revoke, name="manage_revoke"),
    path(f"{_ENTRY}/reissue/", reissuing.manage_reissue, name="manage_reissue"),
    path(f"{_ENTRY}/ask/", desk_requests.record_request, name="record_request"),
    path(f"{_ENTRY}/copy/", desk_requests.manage_copy, name="manage_copy"),
    path("manage/register/revocations/", revoking.revocations, name="revocations"),
    path("manage/register/revocations/<uuid:public_id>/", revoking.revocation, name="revocation"),
    path("manage/register/requests/", desk_requests.requests, name="requests"),
    path(
        "manage/register/requests/<uuid:public_id>/",
        desk_requests.certificate_request,
        name="certificate_request",
    ),
    path("manage/register/books/", books.books, name="books"),
    path(f"{_BOOK}/make/", books.book_order, name="book_order"),
    path(f"{_BOOK}/close/", books.book_close, name="book_close"),
    path("manage/register/books/runs/<uuid:public_id>/", books.book_run, name="book_run"),
    path("manage/register/books/runs/<uuid:public_id>.pdf", books.book_pdf, name="book_pdf"),
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
    path(f"{desk}costs/settlement.pdf", settlement.settlement_pdf, name="settlement_pdf"),
    path(f"{desk}papers/", paperwork.class_papers, name="class_papers"),
    path(f"{desk}papers/make/", paperwork.class_papers_make, name="class_papers_make"),
    path(f"{desk}papers.pdf", paperwork.class_papers_pdf, name="class_papers_pdf"),
    path(f"{desk}papers/<slug:kind>.pdf", paperwork.class_paper, name="class_paper"),
    path("manage/register/", register.register_book, name="register_book"),
    path("manage/register.xlsx", register.register_xlsx, name="register_xlsx"),
    path("manage/designs/", designs.designs, name="designs"),
    path("manage/designs/new/", designs.design_new, name="design_new"),
    path("manage/designs/preview/", designs.design_preview, name="design_preview"),
    path(f"{_DESIGN}/", designs.design, name="design"),
    path(f"{_DESIGN}/edit/", designs.design_edit, name="design_edit"),
    path(f"{_DESIGN}/offer/", designs.design_offer, name="design_offer"),
    path(
        f"{_DESIGN}/versions/<int:number>/sample.pdf",
        designs.design_sample_pdf,
        name="design_sample_pdf",
    ),
    path(
        f"{_DESIGN}/versions/<int:number>/restore/", designs.design_restore, name="design_restore"
    ),
    path(
        "manage/plans/<uuid:public_id>/annex.pdf", plan_annex.plan_annex_pdf, name="plan_annex_pdf"
    ),
    path("manage/history/", history.history, name="history"),
    path("manage/history/new/", history.history_new, name="history_new"),
    path("manage/history/sample.xlsx", history.history_sample, name="history_sample"),
    path(
        "manage/history/papers/", paper_certificates.paper_certificates, name="paper_certificates"
    ),
    path(
        "manage/history/papers/<uuid:public_id>/void/",
        paper_certificates.paper_void,
        name="paper_void",
    ),
    path(f"{_HISTORY}/", history.history_import, name="history_import"),
    path(f"{_HISTORY}/record/", history.history_record, name="history_record"),
    path(f"{_HISTORY}/undo/", history.history_undo, name="history_undo"),
    path(f"{_HISTORY}/errors.xlsx", history.history_errors, name="history_errors"),
    path(f"{_HISTORY}/columns/", history_rows.history_columns, name="history_columns"),
    path(f"{_HISTORY}/rows/<int:line>/", history_rows.history_row, name="history_row"),
    path("manage/years/", years.years, name="years"),
    path("manage/years/<year:year>/", years.year, name="year"),
    path("manage/years/<year:year>/plan/", years.year_plan, name="year_plan"),
    path(f"{_CLOSING}/", year_closing.year_closing, name="year_closing"),
    path(f"{_CLOSING}/close/", year_closing.year_close, name="year_close"),
    path(f"{_CLOSING}/amend/", year_closing.year_amend, name="year_amend"),
    path(f"{_CLOSING}/reopen/", year_closing.year_reopen, name="year_reopen"),
    path(f"{_CLOSING}/papers/", year_closing.year_papers, name="year_papers"),
    path("manage/years/runs/<uuid:public_id>/", year_runs.year_run, name="year_run"),
    path("manage/years/runs/<uuid:public_id>.pdf", year_runs.year_run_pdf, name="year_run_pdf"),
    path(
        "manage/years/closings/<uuid:public_id>/<str:kind>",
        year_closing.closed_year_file,
        name="closed_year_file",
    ),
    path(f"{_LISTS}/", year_lists.year_list, name="year_list"),
    path(f"{_LISTS}.xlsx", year_lists.year_list_xlsx, name="year_list_xlsx"),
    path(f"{_LISTS}.csv", year_lists.year_list_csv, name="year_list_csv"),
    path(f"{_YEAR}/tables/", year_tables.year_tables, name="year_tables"),
    path(f"{_YEAR}/<slug:table>.csv", year_tables.year_csv, name="year_csv"),
    path(f"{_YEAR}.pdf", year_tables.year_pdf, name="year_pdf"),
    path(f"{_YEAR}.xlsx", year_tables.year_xlsx, name="year_xlsx"),
    path(f"{_YEAR}.json", year_tables.year_json, name="year_json"),
]
