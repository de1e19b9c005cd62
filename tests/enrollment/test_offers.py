"""Offers of a seat: accepted, declined, run out, extended, taken back; by verb and by link."""

import datetime as dt

import pytest

from django.urls import reverse
from django.utils import timezone

from certificates.invariants import find_breaches
from courses.models import AuditEntry
from enrollment.models import Enrollment, Letter, SeatOffer
from enrollment.registering import offers, registration
from enrollment.registering.offers import accept_offer, decline_offer, expire_offers
from enrollment.registering.steps import RegistrationRefused
from enrollment.running import class_changes
from tests.factories.courses import TrainingClassFactory
from tests.factories.enrollment import AgencyFactory, EnrollmentFactory, TraineeFactory

pytestmark = [pytest.mark.django_db, pytest.mark.database]

State = Enrollment.State
HOUR = dt.timedelta(hours=1)


@pytest.fixture
def queue():
    """One seat; the first has left it, the second is offered it, two more wait."""
    training_class = TrainingClassFactory(capacity=1, offer_hours=24)
    agency = AgencyFactory()
    people = [
        EnrollmentFactory(
            training_class=training_class,
            agency=agency,
            trainee=TraineeFactory(full_name=f"Bùi Thị {name}", email=f"{number}@example.org"),
        )
        for number, name in enumerate(["An", "Bình", "Cúc", "Dung"])
    ]
    registration.withdraw(people[0], by=None)
    return people


@pytest.fixture
def offer(queue) -> SeatOffer:
    return SeatOffer.objects.select_related("enrollment__training_class").get()


def states(people) -> list[str]:
    for one in people:
        one.refresh_from_db()
    return [one.state for one in people]


def refusal(verb, *args, **options) -> str:
    with pytest.raises(RegistrationRefused) as refused:
        verb(*args, by=None, **options)
    return refused.value.code


def offered_to(person) -> SeatOffer:
    return SeatOffer.objects.get(enrollment=person, answer="")


def test_a_free_seat_is_offered_with_an_end_and_kept_meanwhile(queue, offer):
    newcomer = EnrollmentFactory(training_class=queue[0].training_class, agency=queue[0].agency)

    assert states(queue) == [State.WITHDRAWN, State.OFFERED, State.WAITING, State.WAITING]
    assert newcomer.state == State.WAITING
    assert offer.expires_at - offer.made_at == 24 * HOUR
    assert Letter.objects.filter(kind="offered", enrollment=queue[1]).count() == 1
    assert find_breaches() == []


def test_accepting_confirms_and_twice_is_once(queue, offer):
    accept_offer(offer)
    again = accept_offer(offer)

    assert again.state == State.CONFIRMED
    assert states(queue)[1:] == [State.CONFIRMED, State.WAITING, State.WAITING]
    assert queue[1].changes.filter(rule="offer_accepted").count() == 1
    assert refusal(decline_offer, offer) == "offer_answered"
    assert find_breaches() == []


def test_declining_passes_the_seat_on_at_once(queue, offer):
    decline_offer(offer)
    decline_offer(offer)

    assert states(queue)[1:] == [State.WITHDRAWN, State.OFFERED, State.WAITING]
    assert refusal(accept_offer, offer) == "offer_answered"
    assert find_breaches() == []


def test_the_sweep_ends_what_is_over_and_offers_the_seat_to_the_next(queue, offer):
    assert expire_offers(offer.expires_at - dt.timedelta(microseconds=1)) == 0

    assert expire_offers(offer.expires_at) == 1
    assert expire_offers(offer.expires_at) == 0

    assert states(queue)[1:] == [State.WITHDRAWN, State.OFFERED, State.WAITING]
    assert [c.rule for c in queue[1].changes.all()] == [
        "registered_desk",
        "first_come",
        "offer_expired",
    ]
    assert Letter.objects.filter(kind="offer_expired", enrollment=queue[1]).count() == 1
    assert offered_to(queue[2]).made_at == offer.expires_at
    assert find_breaches() == []


def test_who_answers_too_late_is_told_even_before_the_sweep(offer):
    assert refusal(accept_offer, offer, at=offer.expires_at) == "offer_expired"
    assert refusal(decline_offer, offer, at=offer.expires_at) == "offer_expired"
    expire_offers(offer.expires_at)
    assert refusal(accept_offer, offer) == "offer_expired"


def test_whose_offer_ran_out_may_register_again(queue, offer):
    expire_offers(offer.expires_at)

    again = registration.register_trainee(
        queue[1].trainee, queue[1].training_class, agency=queue[1].agency
    )

    assert again.state == State.WAITING


def test_one_offer_that_cannot_be_ended_keeps_no_other_waiting(offer, monkeypatch):
    other_class = TrainingClassFactory(capacity=1, offer_hours=24)
    first, second = EnrollmentFactory.create_batch(2, training_class=other_class)
    registration.withdraw(first, by=None)
    real = registration.leave

    def leave(enrollment, *args, **options):
        if enrollment.pk == offer.enrollment_id:
            raise RegistrationRefused("no", code="no")
        return real(enrollment, *args, **options)

    monkeypatch.setattr(registration, "leave", leave)

    assert expire_offers(timezone.now() + 25 * HOUR) == 1
    offer.refresh_from_db()
    assert (offer.answer, states([second])) == ("", [State.WITHDRAWN])


def test_no_offer_outlasts_the_day_before_the_class():
    tomorrow = timezone.localdate() + dt.timedelta(days=1)
    training_class = TrainingClassFactory(
        capacity=1, offer_hours=72, starts_on=tomorrow, ends_on=tomorrow
    )
    first, _second = EnrollmentFactory.create_batch(2, training_class=training_class)

    registration.withdraw(first, by=None)

    assert timezone.localdate(SeatOffer.objects.get().expires_at) == tomorrow
    assert SeatOffer.objects.get().expires_at < timezone.now() + 25 * HOUR


def test_from_the_first_day_on_nobody_is_seated_without_the_desk():
    training_class = TrainingClassFactory(capacity=1, starts_on=timezone.localdate())
    EnrollmentFactory.create_batch(2, training_class=training_class)

    assert class_changes.change_capacity(training_class, 2, by=None) == []
    assert [breach.invariant for breach in find_breaches()] == []


def test_more_time_is_given_told_and_logged(offer, organizer):
    before = offer.expires_at

    offers.extend_offer(offer, 48, by=organizer)

    assert offer.expires_at > before + 23 * HOUR
    assert AuditEntry.objects.filter(action="offer.extended").count() == 1
    assert Letter.objects.filter(kind="offered", enrollment=offer.enrollment).count() == 2
    assert refusal(offers.extend_offer, offer, 1) == "not_longer"


def test_an_offer_taken_back_leaves_the_person_at_the_same_place(queue, offer, organizer):
    offers.withdraw_offer(offer, by=organizer, instead=queue[3], reason="Cần người phụ trách")

    assert states(queue)[1:] == [State.WAITING, State.WAITING, State.CONFIRMED]
    assert list(Enrollment.objects.waiting()) == [queue[1], queue[2]]
    assert offer.answer == SeatOffer.Answer.VOID
    assert find_breaches() == []


def test_taking_back_is_refused_where_the_rule_would_offer_the_same_again(queue, offer):
    assert refusal(offers.withdraw_offer, offer) == "still_first"
    assert states(queue)[1] == State.OFFERED
    assert offered_to(queue[1]) == offer


@pytest.mark.parametrize("how", ["withdrawn", "canceled"])
def test_an_offer_is_void_when_the_registration_ends_otherwise(how, queue, offer):
    if how == "withdrawn":
        registration.withdraw(offer.enrollment, by=None)
    else:
        class_changes.cancel_class(offer.enrollment.training_class, by=None, reason="Bão")
    offer.refresh_from_db()

    assert offer.answer == SeatOffer.Answer.VOID
    assert refusal(accept_offer, offer) == "offer_answered"


# The page of the link.


def page_of(offer) -> str:
    return reverse("enrollment:offer", args=[offer.key])


def test_looking_at_the_page_changes_nothing_however_often(client, queue, offer):
    before = states(queue)

    for _time in range(3):
        response = client.get(page_of(offer))
        client.head(page_of(offer))

    assert response.status_code == 200
    assert (states(queue), AuditEntry.objects.filter(action__contains="confirmed").count()) == (
        before,
        1,
    )
    assert "B. T. Bình" in response.text
    assert "Bùi Thị Bình" not in response.text


def test_the_page_is_kept_by_nobody_and_tells_no_other_site(client, offer):
    for url in (page_of(offer), reverse("enrollment:offer", args=[TraineeFactory().public_id])):
        response = client.get(url)

        assert "no-store" in response["Cache-Control"]
        assert response["X-Robots-Tag"] == "noindex, nofollow"
        # The form needs its origin; other sites are told nothing in either case.
        assert response["Referrer-Policy"] in ("same-origin", "no-referrer")


@pytest.mark.parametrize(
    ("answer", "state"), [("accept", State.CONFIRMED), ("decline", State.WITHDRAWN)]
)
def test_the_buttons_answer_without_an_account(answer, state, client, queue, offer):
    response = client.post(page_of(offer), {"answer": answer}, follow=True)

    assert response.redirect_chain == [(page_of(offer), 302)]
    assert states(queue)[1] == state
    # The same button once more, from a second tab.
    assert client.post(page_of(offer), {"answer": answer}).status_code == 302


@pytest.mark.parametrize(
    ("end", "shown"),
    [
        (lambda offer: None, "open"),
        (lambda offer: accept_offer(offer), "accepted"),
        (lambda offer: decline_offer(offer), "declined"),
        (lambda offer: expire_offers(offer.expires_at), "expired"),
        (lambda offer: registration.withdraw(offer.enrollment, by=None), "void"),
        (
            lambda offer: SeatOffer.objects.update(expires_at=timezone.now() - HOUR),
            "expired",
        ),
    ],
)
def test_each_state_has_its_page(end, shown, client, offer):
    end(offer)

    response = client.get(page_of(offer))

    assert (response.status_code, response.context["state"]) == (200, shown)
    assert ("<button" in response.text.split('id="offer"')[1].split("</section>")[0]) == (
        shown == "open"
    )


def test_answering_too_late_is_refused_on_a_clear_page(client, queue, offer):
    SeatOffer.objects.update(expires_at=timezone.now() - HOUR)

    response = client.post(page_of(offer), {"answer": "accept"})

    assert (response.status_code, response.context["state"]) == (422, "expired")
    assert states(queue)[1] == State.OFFERED


@pytest.mark.parametrize("body", [{}, {"answer": "x"}, {"answer": ["accept", "decline"]}])
def test_anything_else_is_a_bad_request(body, client, queue, offer):
    assert client.post(page_of(offer), body).status_code == 400
    assert states(queue)[1] == State.OFFERED


def test_a_key_that_is_none_is_not_found(client, db):
    assert client.get("/offer/not-a-key/").status_code == 404
    assert (
        client.post(
            reverse("enrollment:offer", args=[TraineeFactory().public_id]), {"answer": "accept"}
        ).status_code
        == 404
    )
