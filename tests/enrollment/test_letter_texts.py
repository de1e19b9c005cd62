"""Texts of letters are the site's own: placeholders are replaced as text, nothing is evaluated."""

import pytest

from django.utils import translation

from courses.models import AuditEntry
from courses.refusals import Refusal
from enrollment.letters.letter_editing import reset_text, save_text
from enrollment.letters.letter_texts import PROPOSALS, Text, proposed, text_of
from enrollment.letters.letter_values import READERS
from enrollment.letters.notifications import compose
from enrollment.letters.placeholders import LABELS, fill, fill_subject, samples
from enrollment.models import Letter, LetterText
from tests.factories.courses import TrainingClassFactory
from tests.factories.enrollment import EnrollmentFactory, TraineeFactory

HOSTILE = [
    "{full_name.__class__}",
    "{full_name!r}",
    "{full_name:>99999999}",
    "{0}",
    "{}",
    "{settings.SECRET_KEY}",
    "{ full_name }",
    "{password}",
]


def test_a_line_vanishes_when_there_is_nothing_to_put_in():
    text = "Kính gửi {full_name},\n\nLý do: {reason}\n\nHết."

    assert fill(text, {"full_name": "An", "reason": ""}) == "Kính gửi An,\n\nHết."


def test_a_value_that_looks_like_a_placeholder_stays_text():
    values = {"full_name": "{contact}", "contact": "0210", "class_title": "%s {} {0!r} $x"}

    assert fill("{full_name} {contact} {class_title}", values) == "{contact} 0210 %s {} {0!r} $x"


def test_other_braces_are_left_as_typed():
    assert fill("a { b } {{full_name}}", {"full_name": "An"}) == "a { b } {An}"


def test_a_subject_is_one_line():
    values = {"class_title": "Lớp\r\nBcc: all@example.org"}

    assert fill_subject("A {class_title}\n", values) == "A Lớp Bcc: all@example.org"


@pytest.mark.parametrize("kind", Letter.Kind.values)
@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_kind_is_delivered_in_every_language_with_known_placeholders(kind, language):
    text = proposed(kind, language)

    assert text.subject
    assert "{" not in fill(text.body, samples(PROPOSALS[kind].placeholders))
    assert "{" not in fill_subject(text.subject, samples(PROPOSALS[kind].placeholders))


def test_every_placeholder_has_a_name_and_a_value():
    used = {name for proposal in PROPOSALS.values() for name in proposal.placeholders}

    assert used == set(LABELS) == set(READERS) | {"sessions"}


@pytest.mark.django_db
@pytest.mark.parametrize("where", ["subject", "body"])
@pytest.mark.parametrize("hostile", HOSTILE)
def test_anything_else_in_braces_is_refused_by_its_name(hostile, where):
    texts = {"subject": "Đã duyệt", "body": "Kính gửi {full_name}"} | {where: f"x {hostile}"}

    with pytest.raises(Refusal) as caught:
        save_text("confirmed", "vi", Text(**texts), by=None)

    assert caught.value.code == "unknown_placeholder"
    assert hostile in caught.value.text
    assert not LetterText.objects.exists()


@pytest.mark.django_db
def test_a_placeholder_of_another_kind_is_refused():
    with pytest.raises(Refusal):
        save_text("confirmed", "vi", Text("x", "{offer_url}"), by=None)


@pytest.mark.django_db
def test_own_words_hold_for_one_kind_and_language_until_reset(organizer):
    save_text("confirmed", "vi", Text("Giấy báo {class_code}", "Chào {full_name}"), by=organizer)

    assert text_of("confirmed", "vi") == Text("Giấy báo {class_code}", "Chào {full_name}")
    assert text_of("confirmed", "en") == proposed("confirmed", "en")
    assert text_of("waiting", "vi") == proposed("waiting", "vi")

    assert reset_text("confirmed", "vi", by=organizer)
    assert text_of("confirmed", "vi") == proposed("confirmed", "vi")
    actions = list(AuditEntry.objects.order_by("number").values_list("action", "actor"))
    assert actions == [
        ("letter_text.changed", organizer.pk),
        ("letter_text.reset", organizer.pk),
    ]


@pytest.mark.django_db
def test_the_delivered_words_typed_again_are_no_change():
    assert save_text("confirmed", "vi", proposed("confirmed", "vi"), by=None) is None

    assert not LetterText.objects.exists()
    assert not AuditEntry.objects.exists()


@pytest.mark.django_db
def test_letters_are_sent_in_the_sites_own_words():
    save_text("confirmed", "vi", Text("Giấy báo {class_code}", "Chào {full_name}."), by=None)
    enrollment = EnrollmentFactory(
        trainee=TraineeFactory(full_name="Trần Thị {reason}", email="an@example.org")
    )

    mail = compose(Letter.objects.get())

    assert mail.subject == f"Giấy báo {enrollment.training_class.code}"
    assert mail.body == "Chào Trần Thị {reason}.\n"


@pytest.mark.django_db
def test_a_stored_placeholder_that_is_unknown_by_now_stays_as_typed():
    LetterText.objects.create(
        kind="confirmed",
        language="vi",
        subject="x",
        body="{gone} {full_name}",
        changed_at="2026-01-01T00:00:00Z",
    )
    EnrollmentFactory(trainee=TraineeFactory(full_name="An", email="an@example.org"))

    assert compose(Letter.objects.get()).body == "{gone} An\n"


@pytest.mark.django_db
def test_a_letter_costs_a_few_queries(django_assert_max_num_queries):
    EnrollmentFactory(
        training_class=TrainingClassFactory(), trainee=TraineeFactory(email="an@example.org")
    )
    letter = Letter.objects.select_related(
        "enrollment__trainee__user", "training_class__venue", "training_class__issuing_body"
    ).get()

    with translation.override("vi"), django_assert_max_num_queries(9):
        compose(letter)
