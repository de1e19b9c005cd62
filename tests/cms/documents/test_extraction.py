"""Reading in the background: taken up, killed, repeated, and stored for one file only."""

import datetime as dt
from types import SimpleNamespace

import pytest
import time_machine

from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils import timezone

from cms.documents import extraction
from cms.documents.extraction import read_document, take_up_waiting
from cms.models import Document, DocumentText
from enrollment.models.people import EDITORS
from tests.factories.documents import DocumentFactory
from tests.factories.enrollment import UserFactory

pytestmark = pytest.mark.django_db

Reading = Document.Reading


@pytest.fixture
def no_reader(monkeypatch):
    """Tasks are queued, and nobody takes them from the queue."""
    queued = []
    monkeypatch.setattr(extraction, "read_document", SimpleNamespace(enqueue=queued.append))
    return queued


@pytest.fixture
def reader(monkeypatch):
    """A reader in this process: what it answers is said by the test."""

    def answers(**answer):
        monkeypatch.setattr(extraction, "run_limited", lambda *_given: answer)

    answers(code="done", text="Nội dung", pages=2)
    return answers


@pytest.mark.database
def test_a_new_document_is_read_and_stored():
    document = DocumentFactory(file=ContentFile("Xin chào".encode(), "a.txt"))
    assert document.reading == Reading.WAITING

    assert take_up_waiting() == 1

    document.refresh_from_db()
    assert (document.reading, document.text) == (Reading.DONE, "Xin chào")
    assert document.search_text.endswith("xin chao")
    assert take_up_waiting() == 0


@pytest.mark.parametrize("code", ["encrypted", "damaged", "unsafe", "too_complex", "empty", "cut"])
def test_whatever_comes_of_it_is_a_state_that_has_words(reader, code):
    document = DocumentFactory()
    reader(code=code)

    take_up_waiting()

    document.refresh_from_db()
    assert document.reading == code
    assert document.get_reading_display()


def test_a_file_that_is_gone_is_said_to_be_missing():
    document = DocumentFactory()
    document.file.storage.delete(document.file.name)

    take_up_waiting()

    document.refresh_from_db()
    assert document.reading == Reading.MISSING


def test_two_sweeps_queue_a_document_once(no_reader):
    DocumentFactory()

    assert take_up_waiting() == 1
    assert take_up_waiting() == 0


def test_a_task_that_was_lost_is_queued_again(no_reader):
    DocumentFactory()
    take_up_waiting()

    later = timezone.now() + extraction.PATIENCE

    assert take_up_waiting(later) == 1


def test_the_queue_is_never_longer_than_a_reader_can_see(no_reader, monkeypatch):
    monkeypatch.setattr(extraction, "MOST_QUEUED", 3)
    DocumentFactory.create_batch(5)

    assert take_up_waiting() == 3
    assert take_up_waiting() == 0


class TestKilled:
    def test_a_reader_that_died_is_followed_by_another(self, reader, monkeypatch):
        document = DocumentFactory()

        def die(*_given):
            raise KeyboardInterrupt

        monkeypatch.setattr(extraction, "run_limited", die)
        with pytest.raises(KeyboardInterrupt):
            read_document.func(document.pk)
        reader(code="done", text="Nội dung")

        assert take_up_waiting() == 0
        assert take_up_waiting(timezone.now() + extraction.LEASE) == 1
        document.refresh_from_db()
        assert document.text == "Nội dung"

    def test_what_kills_each_of_its_readers_is_given_up(self, no_reader):
        document = DocumentFactory()
        attempts = extraction.MOST_ATTEMPTS
        Document.objects.update(
            reading=Reading.RUNNING, reading_attempts=attempts, reading_until=timezone.now()
        )

        assert take_up_waiting() == 0
        document.refresh_from_db()
        assert document.reading == Reading.TOO_COMPLEX

    def test_a_task_that_comes_twice_reads_once(self, reader):
        document = DocumentFactory()
        read_document.func(document.pk)
        reader(code="done", text="Noch einmal")

        read_document.func(document.pk)

        document.refresh_from_db()
        assert document.text == "Nội dung"


class TestChangedMeanwhile:
    def test_the_text_of_an_exchanged_file_is_thrown_away(self, monkeypatch):
        document = DocumentFactory()

        def exchange(*_given):
            other = Document.objects.get(pk=document.pk)
            other.file = ContentFile(b"new", "new.txt")
            other.save()
            return {"code": "done", "text": "alt"}

        monkeypatch.setattr(extraction, "run_limited", exchange)
        read_document.func(document.pk)

        document.refresh_from_db()
        assert document.reading == Reading.WAITING
        assert not DocumentText.objects.exists()

    def test_what_an_editor_typed_meanwhile_stays(self, monkeypatch):
        document = DocumentFactory(title="Cũ")

        def retitle(*_given):
            Document.objects.filter(pk=document.pk).update(title="Mới")
            return {"code": "done", "text": "a"}

        monkeypatch.setattr(extraction, "run_limited", retitle)
        read_document.func(document.pk)

        document.refresh_from_db()
        assert (document.title, document.reading) == ("Mới", Reading.DONE)

    def test_a_document_that_was_deleted_leaves_nothing(self, monkeypatch):
        document = DocumentFactory()

        def delete(*_given):
            Document.objects.filter(pk=document.pk).delete()
            return {"code": "done", "text": "a"}

        monkeypatch.setattr(extraction, "run_limited", delete)
        read_document.func(document.pk)

        assert not DocumentText.objects.exists()


class TestEditors:
    @pytest.fixture
    def editing(self, client, site_tree):
        client.force_login(UserFactory(role=EDITORS))
        return client

    def test_they_see_how_it_stands_and_have_it_tried_again(self, editing):
        document = DocumentFactory()
        Document.objects.update(reading=Reading.ENCRYPTED, reading_attempts=3)
        url = reverse("wagtaildocs:edit", args=[document.pk])

        page = editing.get(url).content.decode()
        answer = editing.post(reverse("read_text_again", args=[document.pk]))

        assert reverse("read_text_again", args=[document.pk]) in page
        assert answer.url == url
        document.refresh_from_db()
        assert (document.reading, document.reading_attempts) == (Reading.WAITING, 0)

    def test_a_report_lists_all_of_them_by_state(self, editing):
        DocumentFactory(title="Đọc được")
        locked = DocumentFactory(title="Khóa")
        Document.objects.filter(pk=locked.pk).update(reading=Reading.ENCRYPTED)

        page = editing.get(reverse("document_texts"), {"reading": "encrypted"}).content.decode()

        assert "Khóa" in page
        assert "Đọc được" not in page

    def test_others_neither_see_the_report_nor_start_anything(self, client, site_tree):
        document = DocumentFactory()
        client.force_login(UserFactory())

        assert client.get(reverse("document_texts")).status_code in (302, 403)
        assert client.post(reverse("read_text_again", args=[document.pk])).status_code in (302, 403)

    def test_another_file_is_read_anew(self, editing):
        document = DocumentFactory()
        take_up_waiting()
        document.refresh_from_db()
        with time_machine.travel(timezone.now() + dt.timedelta(minutes=1), tick=False):
            document.file = ContentFile(b"other", "other.txt")
            document.save()

        assert document.reading == Reading.WAITING
        assert take_up_waiting() == 1
