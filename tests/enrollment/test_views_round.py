"""The nomination round at the desk: terms, spreading, the board, its end."""

import datetime as dt
import io

import pytest
from openpyxl import load_workbook

from django.utils import timezone

from enrollment.models import AgencySeats, NominationRound
from enrollment.nominating import rounds
from tests.enrollment.pages import count_queries
from tests.factories.courses import TrainingClassFactory, days_ahead
from tests.factories.enrollment import AgencyFactory, EnrollmentFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def training_class(client, organizer):
    client.force_login(organizer)
    return TrainingClassFactory(code="LOP-A", capacity=20)


def typed(deadline_days=5, **more):
    deadline = timezone.localtime() + dt.timedelta(days=deadline_days)
    return {
        "deadline": f"{deadline:%d/%m/%Y %H:%M}",
        "unfilled": "pool",
        "note": "",
        "version": "new",
        "rule": "equal",
        **more,
    }


def box(agency):
    return f"seats_{agency.pk}"


ROUND = "/manage/classes/LOP-A/round/"


def opened(training_class, seats=None):
    return rounds.open_round(
        training_class, deadline=timezone.now() + dt.timedelta(days=5), seats=seats, by=None
    )


def test_without_a_round_the_page_offers_to_ask_the_agencies(client, training_class):
    response = client.get(ROUND)

    assert f"{ROUND}edit/" in response.content.decode()


def test_save_opens_the_round_with_the_typed_seats(client, training_class, organizer):
    first, second = AgencyFactory(), AgencyFactory()

    response = client.post(f"{ROUND}edit/", typed(act="save", **{box(first): "4"}))

    assert response.status_code == 302
    round_ = NominationRound.objects.get()
    assert round_.opened_by == organizer
    assert dict(round_.seats.values_list("agency", "given")) == {first.pk: 4}
    assert not AgencySeats.objects.filter(agency=second).exists()


def test_spread_fills_the_boxes_of_those_chosen_and_saves_nothing(client, training_class):
    above = AgencyFactory()
    below = [AgencyFactory(parent=above) for _number in range(2)]
    other = AgencyFactory()

    response = client.post(
        f"{ROUND}edit/",
        typed(
            act="spread",
            number="7",
            chosen=[above.code],
            with_below="on",
            **{box(other): "3"},
        ),
    )

    assert response.status_code == 200
    values = {row.agency: row.box.value() for row in response.context["form"].rows}
    assert values == {above: 3, below[0]: 2, below[1]: 2, other: "3"}
    assert (response.context["form"].total, response.context["left"]) == (10, 10)
    assert not NominationRound.objects.exists()


def test_spread_over_a_level(client, training_class):
    agencies = [AgencyFactory(), AgencyFactory()]
    level = agencies[0].level

    response = client.post(
        f"{ROUND}edit/", typed(act="spread", number="5", chosen=[f"level:{level.pk}"])
    )

    assert [row.box.value() for row in response.context["form"].rows] == [3, 2]


@pytest.mark.parametrize("wrong", [{"number": ""}, {"number": "-1"}, {"number": "3"}])
def test_spread_of_nothing_or_over_nobody_is_refused_and_keeps_what_was_typed(
    client, training_class, wrong
):
    agency = AgencyFactory()

    response = client.post(f"{ROUND}edit/", typed(act="spread", **wrong, **{box(agency): "2"}))

    assert response.status_code == 422
    assert list(response.context["form"].errors) >= ["number"]
    assert response.context["form"][box(agency)].value() == "2"


def test_more_seats_than_there_are_are_refused_with_how_many_are_left(client, training_class):
    agency = AgencyFactory()

    response = client.post(f"{ROUND}edit/", typed(act="save", **{box(agency): "21"}))

    assert response.status_code == 422
    assert "20" in response.context["form"].non_field_errors()[0]
    assert response.context["left"] == -1


@pytest.mark.parametrize("seats", ["-1", "x", "999999999999", "1,5"])
def test_a_wrong_number_of_seats_is_told_beside_its_box(client, training_class, seats):
    agency = AgencyFactory()

    response = client.post(f"{ROUND}edit/", typed(act="save", **{box(agency): seats}))

    assert response.status_code == 422
    assert box(agency) in response.context["form"].errors


def test_a_page_on_which_somebody_else_has_changed_seats_is_refused(client, training_class):
    agency = AgencyFactory()
    round_ = opened(training_class, {agency: 2})
    page = client.get(f"{ROUND}edit/")
    version = page.context["form"]["version"].value()
    rounds.give_seats(round_, {agency: 5}, by=None)

    answer = client.post(
        f"{ROUND}edit/", typed(act="save", **{box(agency): "2"}) | {"version": version}
    )

    assert answer.status_code == 422
    assert AgencySeats.objects.get().given == 5


def test_change_saves_terms_and_seats_together(client, training_class):
    agency = AgencyFactory()
    opened(training_class, {agency: 2})
    version = client.get(f"{ROUND}edit/").context["form"]["version"].value()

    client.post(
        f"{ROUND}edit/",
        typed(6, act="save", note="Có ký tên", version=version) | {box(agency): "3"},
    )

    assert NominationRound.objects.get().note == "Có ký tên"
    assert AgencySeats.objects.get().given == 3


def test_board_adds_up(client, training_class):
    first, second = AgencyFactory(), AgencyFactory()
    opened(training_class, {first: 4, second: 3})
    EnrollmentFactory.create_batch(2, training_class=training_class, agency=first)
    EnrollmentFactory(training_class=training_class)
    rounds.hold_seats(AgencySeats.objects.get(agency=second), 1, until=days_ahead(3), by=None)

    board = client.get(ROUND).context["board"]

    parts = [*board.lines, board.common]
    for name in ("given", "named", "held", "free", "waiting", "pending"):
        assert getattr(board.total, name) == sum(getattr(part, name) for part in parts), name
    assert [(line.named, line.held, line.free) for line in board.lines] == [(2, 0, 2), (0, 1, 2)]
    assert (board.common.given, board.common.named, board.common.free) == (13, 1, 12)


def test_who_waits_is_counted_with_the_nearest_agency_that_has_seats(client, training_class):
    above = AgencyFactory()
    below = AgencyFactory(parent=above)
    opened(training_class, {above: 1})
    training_class.capacity = 1
    training_class.save(update_fields=["capacity"])
    EnrollmentFactory.create_batch(3, training_class=training_class, agency=below)

    board = client.get(ROUND).context["board"]

    assert [(line.named, line.waiting) for line in board.lines] == [(1, 2)]
    assert board.common.waiting == 0


def test_the_board_asks_for_itself_again_while_the_round_is_open(client, training_class):
    opened(training_class)

    part = client.get(ROUND, headers={"hx-request": "true"})

    assert part.templates[0].name == "enrollment/manage/_round_board.html"
    assert "every 15s" in part.content.decode()


def test_board_costs_the_same_for_one_agency_and_for_thirty(client, training_class):
    round_ = opened(training_class, {AgencyFactory(): 0})
    agencies = [AgencyFactory() for _number in range(30)]
    rounds.give_seats(round_, {agencies[0]: 1}, by=None)
    few = count_queries(client, ROUND)
    training_class.capacity = 90
    training_class.save(update_fields=["capacity"])
    rounds.give_seats(round_, dict.fromkeys(agencies, 2), by=None)
    for agency in agencies:
        EnrollmentFactory(training_class=training_class, agency=agency)

    assert count_queries(client, ROUND) == few
    assert count_queries(client, f"{ROUND}edit/") <= few + 6


def test_workbook_holds_the_board_with_its_sum(client, training_class):
    opened(training_class, {AgencyFactory(name="=Huyện ủy"): 4})

    response = client.get("/manage/classes/LOP-A/round.xlsx")

    rows = list(load_workbook(io.BytesIO(response.content)).active.values)
    assert rows[1][0] == "'=Huyện ủy"
    assert rows[1][2:6] == (4, 0, 0, 4)
    assert rows[-1][2:6] == (20, 0, 0, 20)


def test_close_and_open_again(client, training_class):
    agency = AgencyFactory()
    opened(training_class, {agency: 4})

    client.post(f"{ROUND}close/", {"act": "close"})
    assert NominationRound.objects.get().closed_at
    refused = client.post(f"{ROUND}close/", {"act": "reopen", "deadline": "01/01/2020 08:00"})
    assert refused.status_code == 422
    assert "01/01/2020 08:00" in refused.content.decode()
    deadline = timezone.localtime() + dt.timedelta(days=2)
    client.post(f"{ROUND}close/", {"act": "reopen", "deadline": f"{deadline:%d/%m/%Y %H:%M}"})

    assert NominationRound.objects.get().closed_at is None
    assert AgencySeats.objects.get().given == 0


def test_there_is_nothing_to_close_without_a_round(client, training_class):
    assert client.post(f"{ROUND}close/").status_code == 404
    assert client.get("/manage/classes/LOP-A/round.xlsx").status_code == 404
