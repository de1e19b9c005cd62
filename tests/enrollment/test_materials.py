"""Class materials: for those in the class and who hold it; for all others they do not exist."""

import pytest

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from courses.models import AuditEntry
from courses.private_files import private_storage
from enrollment import materials
from enrollment.materials import MaterialRefused, add_material, of_class, remove_material
from enrollment.models import ClassMaterial
from enrollment.models.people import EDITORS
from tests.factories.courses import InstructorFactory, SessionFactory, TrainingClassFactory
from tests.factories.documents import word_file
from tests.factories.enrollment import EnrollmentFactory, TraineeFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def training_class():
    return TrainingClassFactory()


def text_file(name: str = "bài giảng.txt", body: bytes = b"Bai giang") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, body)


@pytest.fixture
def material(training_class, organizer):
    return add_material(training_class, title="Bài giảng", file=text_file(), by=organizer)


def url_of(material: ClassMaterial) -> str:
    code = material.training_class.code
    return reverse("enrollment:class_material", args=[code, material.public_id])


def enrolled(training_class, **fields):
    """The account of somebody in the class."""
    user = UserFactory()
    EnrollmentFactory(training_class=training_class, trainee=TraineeFactory(user=user), **fields)
    return user


def opened(client, user, material) -> int:
    client.logout()
    if user:
        client.force_login(user)
    response = client.get(url_of(material))
    response.getvalue()
    return response.status_code


class TestWhoMayOpenThem:
    def test_trainees_of_the_class(self, client, material):
        trainee = enrolled(material.training_class)

        assert opened(client, trainee, material) == 200
        assert of_class(material.training_class, trainee) == [material]

    def test_its_instructors_by_class_or_by_session(self, client, material):
        of_all, of_one = UserFactory.create_batch(2)
        material.training_class.instructors.add(InstructorFactory(user=of_all))
        SessionFactory(
            training_class=material.training_class, instructor=InstructorFactory(user=of_one)
        )

        assert opened(client, of_all, material) == 200
        assert opened(client, of_one, material) == 200

    def test_organizers(self, client, material, organizer, administrator):
        assert opened(client, organizer, material) == 200
        assert opened(client, administrator, material) == 200

    def test_for_all_others_they_do_not_exist(self, client, material):
        strangers = [
            UserFactory(),
            UserFactory(role=EDITORS),
            enrolled(TrainingClassFactory()),
            InstructorFactory(user=UserFactory()).user,
        ]
        page = reverse("enrollment:class_materials", args=[material.training_class.code])

        for stranger in strangers:
            assert opened(client, stranger, material) == 404
            assert client.get(page).status_code == 404
            assert of_class(material.training_class, stranger) == []

    def test_a_visitor_is_asked_who_he_is(self, client, material):
        assert opened(client, None, material) == 302

    @pytest.mark.parametrize("state", ["pending", "waiting", "declined", "withdrawn"])
    def test_nobody_whose_seat_is_not_confirmed(self, client, material, state):
        trainee = enrolled(material.training_class)
        material.training_class.enrollments.update(state=state)

        assert opened(client, trainee, material) == 404

    def test_what_is_for_instructors_is_hidden_from_trainees(self, client, material):
        ClassMaterial.objects.update(is_for_trainees=False)
        trainee, teacher = enrolled(material.training_class), UserFactory()
        material.training_class.instructors.add(InstructorFactory(user=teacher))

        assert opened(client, trainee, material) == 404
        assert opened(client, teacher, material) == 200

    def test_the_number_of_one_class_opens_nothing_of_another(self, client, material):
        other = TrainingClassFactory()
        client.force_login(enrolled(material.training_class))
        address = reverse("enrollment:class_material", args=[other.code, material.public_id])

        assert client.get(address).status_code == 404


class TestDownload:
    def test_it_is_saved_under_a_plain_name_and_never_run(self, client, material):
        client.force_login(enrolled(material.training_class))

        response = client.get(url_of(material))

        assert b"".join(response) == b"Bai giang"
        assert response["Content-Disposition"] == 'attachment; filename="bai-giang.txt"'
        assert response["Content-Type"] == "application/octet-stream"
        assert response["X-Content-Type-Options"] == "nosniff"
        assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
        assert "no-store" in response["Cache-Control"]

    def test_its_file_lies_apart_under_a_name_that_says_nothing(self, client, material):
        assert material.file.name == f"materials/{material.training_class_id}/" + (
            f"{material.public_id}.txt"
        )
        assert client.get(f"/media/private/{material.file.name}", follow=True).status_code == 404

    def test_a_file_that_is_gone_is_not_found(self, client, material):
        material.file.storage.delete(material.file.name)

        assert opened(client, enrolled(material.training_class), material) == 404


class TestVerbs:
    def test_each_act_is_written_down(self, material, organizer):
        materials.change_material(
            material, title="Bài 1", note="Đọc trước", is_for_trainees=True, by=organizer
        )
        remove_material(material, by=organizer)

        acts = AuditEntry.objects.filter(action__startswith="material.").order_by("pk")
        assert [act.action for act in acts] == [
            "material.added",
            "material.changed",
            "material.removed",
        ]
        assert acts[2].data["title"] == "Bài 1"

    def test_what_is_removed_is_gone_from_the_disk(
        self, material, organizer, django_capture_on_commit_callbacks
    ):
        with django_capture_on_commit_callbacks(execute=True):
            remove_material(material, by=organizer)

        assert not private_storage().exists(material.file.name)

    @pytest.mark.database
    def test_removing_twice_is_written_down_once(self, material, organizer):
        again = ClassMaterial.objects.get(pk=material.pk)
        remove_material(material, by=organizer)
        remove_material(again, by=organizer)

        assert AuditEntry.objects.filter(action="material.removed").count() == 1

    @pytest.mark.parametrize(
        ("limit", "value", "code"),
        [("MOST_FILES", 1, "too_many"), ("MOST_BYTES_OF_CLASS", 12, "no_room")],
    )
    def test_a_class_has_room_for_so_much(
        self, material, organizer, monkeypatch, limit, value, code
    ):
        monkeypatch.setattr(materials, limit, value)

        with pytest.raises(MaterialRefused) as refusal:
            add_material(material.training_class, title="b", file=text_file(), by=organizer)

        assert refusal.value.code == code
        assert ClassMaterial.objects.count() == 1

    def test_a_row_that_is_not_stored_leaves_no_file(self, training_class, organizer, monkeypatch):
        def fail(*_given, **_named):
            raise RuntimeError

        monkeypatch.setattr(materials, "_log_one", fail)
        with pytest.raises(RuntimeError):
            add_material(training_class, title="a", file=text_file(), by=organizer)

        folder = private_storage()
        assert folder.listdir(f"materials/{training_class.pk}")[1] == []


class TestDesk:
    def test_a_file_is_added_described_and_removed(self, desk, training_class):
        url = reverse("enrollment:manage_materials", args=[training_class.code])
        desk.post(url, {"file": text_file(), "note": "Buổi 1", "is_for_trainees": "on"})
        material = ClassMaterial.objects.get()
        assert (material.title, material.name) == ("bài giảng", "bai-giang.txt")

        one = reverse("enrollment:manage_material", args=[training_class.code, material.public_id])
        desk.post(one, {"title": "Bài 1", "note": ""})
        material.refresh_from_db()
        assert (material.title, material.is_for_trainees) == ("Bài 1", False)

        desk.post(one + "remove/")
        assert not ClassMaterial.objects.exists()

    @pytest.mark.parametrize(
        ("body", "name"),
        [
            (b"<html><script>alert(1)</script>", "a.txt"),
            (b"MZ\x90", "a.exe"),
            (word_file("a"), "a.pdf"),
            (b"", "a.txt"),
            (b"<svg/>", "a.svg"),
        ],
    )
    def test_a_file_of_no_accepted_kind_is_refused_beside_the_field(
        self, desk, training_class, body, name
    ):
        url = reverse("enrollment:manage_materials", args=[training_class.code])

        response = desk.post(url, {"file": text_file(name, body), "title": "Giữ lại"})

        assert response.status_code == 422
        assert "Giữ lại" in response.content.decode()
        assert not ClassMaterial.objects.exists()

    def test_the_list_asks_as_much_for_30_files_as_for_one(self, desk, material, organizer):
        url = reverse("enrollment:manage_materials", args=[material.training_class.code])
        desk.get(url)
        with CaptureQueriesContext(connection) as one:
            desk.get(url)
        for number in range(29):
            add_material(material.training_class, title=f"{number}", file=text_file(), by=organizer)
        with CaptureQueriesContext(connection) as many:
            desk.get(url)

        assert len(many) == len(one)


def test_a_trainee_finds_them_from_his_own_page(client, material):
    client.force_login(enrolled(material.training_class))
    address = reverse("enrollment:class_materials", args=[material.training_class.code])

    assert address in client.get(reverse("enrollment:my_training")).content.decode()
    assert "Bài giảng" in client.get(address).content.decode()
