"""The text of each letter: in the reader's language, as typed, on one line where it must be."""

import pytest

from enrollment.letters.letter_texts import PROPOSALS
from enrollment.letters.notifications import compose
from enrollment.models import Letter
from tests.factories.courses import TrainingClassFactory
from tests.factories.enrollment import EnrollmentFactory, TraineeFactory


@pytest.fixture
def enrollment(db):
    return EnrollmentFactory(
        trainee=TraineeFactory(full_name="H'Hen <Niê>", email="hen@example.org", language="en"),
        training_class=TrainingClassFactory(
            title='Soạn "văn bản" & thư\r\nBcc: x@example.org', cancel_reason="Bão & lũ"
        ),
    )


@pytest.mark.parametrize("kind", Letter.Kind.values)
def test_letter_is_plain_text_and_complete(enrollment, kind):
    letter = Letter(
        kind=kind,
        key=kind,
        enrollment=enrollment,
        training_class=enrollment.training_class,
        to="hen@example.org",
        language="en",
    )

    mail = compose(letter)

    assert "\n" not in mail.subject
    assert 'Soạn "văn bản" & thư Bcc: x@example.org' in mail.subject
    if PROPOSALS[kind].to_coordinator:
        assert f"To: {enrollment.agency_name}" in mail.body
        assert "http://testserver/en/agency/" in mail.body
    else:
        assert "Dear H'Hen <Niê>," in mail.body
        assert "http://testserver/en/my/training/" in mail.body
    assert "{" not in mail.subject + mail.body
    assert "\n\n\n" not in mail.body
    assert not mail.body.startswith("\n")


@pytest.mark.parametrize("language", ["vi", "en"])
def test_letter_speaks_the_readers_language(enrollment, language):
    letter = Letter.objects.get()
    letter.language = language

    body = compose(letter).body

    assert ("/en/my/training/" in body) == (language == "en")
