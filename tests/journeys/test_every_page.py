"""Each page type of each role is opened once per language: no barrier, no error, no other host."""

import pytest

from tests.journeys.public_pages import fill, public_pages
from tests.journeys.stage import Stage, build_stage

PAGES = {
    "public": [
        "/{schedule}/FULL-1/",
        "/search/?q=khong-co-gi",
        "/verify/{code}/",
        "/verify/{void}/",
        "/verify/{replaced}/",
        "/verify/{copied}/",
        "/verify/NOBODY-KNOWS-THIS/",
        "/verify/offline/",
        "/verify/how/",
        "/accounts/login/",
        "/accounts/login/code/",
        "/accounts/password/reset/",
        "/classes/OPEN-1/register/",
        "/khong-co-trang-nay/",
    ],
    "trainee": [
        "/my/training/",
        "/my/training/{scored}/",
        "/my/training/{scored}/feedback/",
        "/my/training/{done}/",
        "/my/training/{running}/excuses/",
        "/my/excuses/{excuse}/",
        "/my/certificates/{certificate}/ask/",
        "/my/profile/",
        "/classes/OPEN-1/register/",
        "/accounts/email/",
        "/my/calendar/",
        "/my/check-in/",
        "/my/history/",
    ],
    "coordinator": [
        "/agency/",
        "/agency/excuses/",
        "/agency/results/SCORE-1/",
        "/agency/year/",
        "/agency/people/untrained/",
    ],
    "instructor": [
        "/teaching/",
        "/classes/RUN-1/roll-call/",
        "/classes/RUN-1/roll-call/walk-in/",
        "/classes/RUN-1/roll-call/{session}/board/",
        "/classes/RUN-1/roll-call/{session}/close/",
        "/classes/RUN-1/roll-call/excuses/",
    ],
    "organizer": [
        "/manage/",
        "/manage/people/untrained/?years=10",
        "/manage/instructors/",
        "/manage/?q=khong-co",
        "/manage/classes/new/",
        "/manage/classes/OPEN-1/",
        "/manage/classes/OPEN-1/edit/",
        "/manage/classes/OPEN-1/sessions/",
        "/manage/classes/OPEN-1/cancel/",
        "/manage/classes/OPEN-1/move/",
        "/manage/letters/",
        "/manage/roll-devices/",
        "/manage/letters/confirmed/",
        "/manage/classes/FULL-1/registrations/",
        "/manage/classes/FULL-1/registrations/add/",
        "/manage/classes/FULL-1/letters/",
        "/manage/classes/FULL-1/call-letters/",
        "/manage/classes/RUN-1/attendance/",
        "/manage/classes/RUN-1/attendance/?session={session}",
        "/manage/classes/RUN-1/attendance/{session}/{running}/",
        "/manage/classes/RUN-1/attendance/paper/",
        "/manage/classes/SCORE-1/completion/",
        "/manage/classes/SCORE-1/completion/{absent}/exception/",
        "/manage/classes/SCORE-1/completion/finalize/",
        "/manage/classes/SCORE-1/scores/",
        "/manage/scores/{draft}/",
        "/manage/scores/{draft}/rows/3/",
        "/manage/classes/READY-1/certificates/",
        "/manage/classes/DONE-1/",
        "/manage/classes/DONE-1/completion/",
        "/manage/classes/DONE-1/feedback/",
        "/manage/classes/DONE-1/certificates/",
        "/manage/classes/DONE-1/certificates/runs/{run}/",
        "/manage/classes/DONE-1/certificates/hand-over/",
        "/manage/classes/DONE-1/papers/",
        "/manage/classes/DONE-1/costs/",
        "/manage/classes/DONE-1/costs/new/",
        "/manage/classes/DONE-1/costs/{cost}/",
        "/manage/classes/DONE-1/costs/{cost}/pay/",
        "/manage/classes/DONE-1/costs/{cost}/remove/",
        "/manage/classes/DONE-1/costs/settle/",
        "/manage/classes/DONE-1/costs/export/",
        "/manage/register/",
        "/manage/register/?q=khong-co",
        "/manage/register/entries/{certificate}/",
        "/manage/register/entries/{certificate}/reissue/",
        "/manage/register/entries/{certificate}/hand-over/",
        "/manage/register/entries/{asked}/",
        "/manage/register/entries/{copied_entry}/",
        "/manage/register/entries/{copied_entry}/revoke/",
        "/manage/register/entries/{copied_entry}/ask/",
        "/manage/register/revocations/",
        "/manage/register/revocations/{revocation}/",
        "/manage/register/requests/",
        "/manage/register/requests/{request}/",
        "/manage/register/books/",
        "/manage/register/books/runs/{binding}/",
        "/manage/designs/",
        "/manage/years/",
        "/manage/years/{year}/",
        "/manage/years/{year}/costs/",
        "/manage/years/{year}/costs/export/",
    ],
    "administrator": [
        "/styleguide/",
        "/manage/register/revocations/{revocation}/",
        "/manage/register/books/{body}/{year}/close/",
        "/manage/classes/DONE-1/completion/undo/",
        "/manage/designs/{design}/",
        "/manage/designs/{design}/edit/",
        "/manage/designs/new/",
    ],
}
PLACES = {
    "vi": {"schedule": "lich-mo-lop"},
    "en": {"schedule": "schedule"},
}
NOT_THERE = ["/khong-co-trang-nay/"]


@pytest.fixture
def stage(site) -> Stage:
    fill()
    return build_stage()


@pytest.mark.parametrize(
    ("language", "phone"), [("vi", True), ("en", False)], ids=["vi-phone", "en-desktop"]
)
def test_every_page_type_is_without_barriers(language, phone, stage, visit):
    words = PLACES[language] | stage.words
    kind = "phone" if phone else "desktop"
    answers = {}
    for role, paths in {**PAGES, "reader": public_pages(language)}.items():
        visitor = visit(f"{role}-{kind}", language=language, phone=phone)
        if role in stage.people:
            visitor.sign_in(stage.people[role])
        for path in paths:
            answers[path] = visitor.go(path.format(**words), picture=False)

    assert [path for path, status in answers.items() if status != 200] == NOT_THERE
