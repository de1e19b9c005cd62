"""The screens of letters: what goes out, what went out, what could not; and their texts."""

import pytest

from django.urls import reverse
from django.utils import timezone

from enrollment.letters.tasks import send_due_letters
from enrollment.models import Letter, LetterText
from tests.enrollment.pages import count_queries
from tests.factories.courses import TrainingClassFactory, days_ahead
from tests.factories.enrollment import EnrollmentFactory, TraineeFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def training_class():
    return TrainingClassFactory(starts_on=days_ahead(20), ends_on=days_ahead(20))


def enroll(training_class, number=1):
    for n in range(number):
        EnrollmentFactory(
            training_class=training_class, trainee=TraineeFactory(email=f"an{n}@example.org")
        )


def url(name, *args):
    return reverse(f"enrollment:{name}", args=args)


def page_of(training_class):
    return url("manage_letters", training_class.code)


def test_the_page_shows_what_will_go_out_and_what_did(desk, training_class):
    enroll(training_class)
    send_due_letters()

    response = desk.get(page_of(training_class))

    assert [(line.kind, line.count) for line in response.context["planned"]] == [
        ("class_reminder", 1)
    ]
    assert "an0@example.org" in response.text


def test_letters_are_found_by_state_and_kind(desk, training_class):
    enroll(training_class, 2)
    Letter.objects.filter(to="an0@example.org").update(state="failed", last_error="451 later")

    failed = desk.get(page_of(training_class), {"state": "failed"})
    other = desk.get(page_of(training_class), {"kind": "declined"})

    assert "an0@example.org" in failed.text
    assert "an1@example.org" not in failed.text
    assert "451 later" in failed.text
    assert "example.org</td>" not in other.text


def test_a_sent_letter_can_be_read_and_a_queued_one_as_it_would_be(desk, training_class):
    enroll(training_class)
    letter = Letter.objects.get()
    address = url("manage_letter", training_class.code, letter.message_id)
    queued = desk.get(address)
    send_due_letters()
    sent = desk.get(address)
    Letter.objects.update(body="")
    forgotten = desk.get(address)

    name = letter.enrollment.full_name
    assert not queued.context["is_sent"]
    assert sent.context["is_sent"]
    assert name in queued.context["text"].body
    assert name in sent.context["text"].body
    assert "90" in forgotten.text


def test_a_letter_of_another_class_is_not_found(desk, training_class):
    enroll(training_class)
    other = TrainingClassFactory()

    assert desk.get(
        url("manage_letter", other.code, Letter.objects.get().message_id)
    ).status_code == (404)


@pytest.mark.parametrize("state", ["failed", "given_up"])
def test_what_failed_is_sent_again_at_once(desk, training_class, state):
    enroll(training_class, 2)
    Letter.objects.update(state=state, attempts=6)
    one = Letter.objects.first()
    retry = url("manage_letters_retry", training_class.code)

    desk.post(retry, {"letter": str(one.message_id)})
    assert Letter.objects.filter(state="queued").count() == 1
    desk.post(retry)
    assert Letter.objects.filter(state="queued", attempts=0).count() == 2


@pytest.mark.parametrize("named", ["", "no-id", "00000000-0000-4000-8000-000000000000"])
def test_sending_again_touches_nothing_that_was_sent(desk, training_class, named):
    enroll(training_class)
    send_due_letters()

    desk.post(url("manage_letters_retry", training_class.code), {"letter": named})

    assert Letter.objects.get().state == "sent"


def test_the_page_costs_the_same_for_one_letter_and_for_thirty(desk, training_class):
    enroll(training_class)
    one = count_queries(desk, page_of(training_class))
    enroll(training_class, 30)

    assert count_queries(desk, page_of(training_class)) == one


def typed(**changes):
    return {
        "subject_vi": "Báo {class_title}",
        "body_vi": "Kính gửi {full_name}",
        "subject_en": "News {class_title}",
        "body_en": "Dear {full_name}",
    } | changes


def test_texts_are_listed_with_what_was_changed(desk, organizer):
    LetterText.objects.create(
        kind="waiting",
        language="vi",
        subject="x",
        body="y",
        changed_at=timezone.now(),
        changed_by=organizer,
    )

    rows = {row["kind"]: row["own"] for row in desk.get(url("manage_letter_texts")).context["rows"]}

    assert set(rows) == set(Letter.Kind)
    assert [kind for kind, own in rows.items() if own] == ["waiting"]


def test_a_text_is_changed_in_both_languages_and_reset(desk):
    address = url("manage_letter_text", "confirmed")

    assert desk.post(address, typed()).status_code == 302
    assert set(LetterText.objects.values_list("language", "subject")) == {
        ("vi", "Báo {class_title}"),
        ("en", "News {class_title}"),
    }
    desk.post(url("manage_letter_reset", "confirmed"))
    assert not LetterText.objects.exists()


@pytest.mark.parametrize(
    ("box", "text", "said"),
    [
        ("body_vi", "Kính gửi {full_name.pk}", "{full_name.pk}"),
        ("subject_en", "{offer_url}", "{offer_url}"),
        ("body_en", "", ""),
        ("subject_vi", "x" * 201, ""),
        ("body_vi", "a\x00b", ""),
        ("body_vi", "dài " * 2000, ""),
    ],
)
def test_a_wrong_text_is_refused_beside_its_box_and_stays_typed(desk, box, text, said):
    response = desk.post(url("manage_letter_text", "confirmed"), typed(**{box: text}))

    assert response.status_code == 422
    assert list(response.context["form"].errors) == [box]
    assert said in str(response.context["form"].errors[box])
    assert not LetterText.objects.exists()


def test_the_preview_shows_a_real_letter_and_saves_nothing(desk, training_class):
    enroll(training_class)

    response = desk.post(
        url("manage_letter_preview", "confirmed"),
        typed(body_vi="Chào {full_name} <b>"),
        headers={"hx-request": "true"},
    )

    assert f"Chào {Letter.objects.get().enrollment.full_name} &lt;b&gt;" in response.text
    assert not LetterText.objects.exists()
    assert "<html" not in response.text


def test_the_preview_shows_the_meaning_of_what_is_empty(desk, training_class):
    enroll(training_class)

    response = desk.post(
        url("manage_letter_preview", "offered"), typed(body_en="Until {offer_until}, {offer_url}")
    )

    english = response.context["previews"][1].text.body
    assert english == (
        "Until [until when the offer can be answered], [address where the offer is answered]"
    )


def test_the_preview_works_without_anybody_and_without_script(desk):
    response = desk.post(url("manage_letter_preview", "round_opened"), typed())

    assert response.status_code == 200
    assert "<html" in response.text


@pytest.mark.parametrize("kind", Letter.Kind.values)
def test_every_text_has_its_screen(desk, training_class, kind):
    enroll(training_class)

    response = desk.get(url("manage_letter_text", kind))

    assert [preview.language for preview in response.context["previews"]] == ["vi", "en"]


def test_an_unknown_kind_is_not_found(desk):
    assert desk.get(url("manage_letter_text", "no-such")).status_code == 404
