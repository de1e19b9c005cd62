"""Pictures of the editors: judged by their head, drawn anew, without what they told beside."""

import io
import struct
import time
import zlib

import pytest
from PIL import Image, ImageFile

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from wagtail.images import get_image_model
from wagtail.images.forms import get_image_form
from wagtail.models import Collection

from cms.pictures import uploads
from cms.pictures.child import answer, made_anew
from courses.limited_process import Cost
from enrollment.models.people import ADMINISTRATORS, EDITORS
from tests.factories.enrollment import UserFactory

MOST = 50_000_000
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


@pytest.fixture(autouse=True)
def _strict(monkeypatch):
    """As in the child: in the process of the tests WeasyPrint lets half a picture pass."""
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", False)


def picture(kind: str = "JPEG", size=(60, 40), mode: str = "RGB", **saved) -> bytes:
    out = io.BytesIO()
    Image.new(mode, size, 120 if mode in ("L", "P") else (120, 10, 10)).save(out, kind, **saved)
    return out.getvalue()


def with_place(orientation: int = 1) -> bytes:
    """As a phone writes it: where, with what, by whom, and which side is up."""
    exif = Image.Exif()
    exif[0x0112], exif[0x010F], exif[0x013B] = orientation, "Camera", "Nguyễn Văn A"
    exif.get_ifd(0x8825)[2] = (20.0, 49.0, 1.0)
    return picture(exif=exif.tobytes(), comment=b"private remark")


def huge_png(width: int, height: int) -> bytes:
    """The head of a picture whose points would fill the memory."""

    def chunk(name: bytes, body: bytes) -> bytes:
        checked = name + body
        return struct.pack(">I", len(body)) + checked + struct.pack(">I", zlib.crc32(checked))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    body = chunk(b"IDAT", zlib.compress(bytes(100_000)))
    return b"\x89PNG\r\n\x1a\n" + head + body + chunk(b"IEND", b"")


def reopened(body: bytes) -> Image.Image:
    return Image.open(io.BytesIO(made_anew(body, most_pixels=MOST)[1]))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "GIF", "WEBP"])
def test_each_kind_stays_what_it_is(kind):
    made, body = made_anew(picture(kind), most_pixels=MOST)

    assert (made, Image.open(io.BytesIO(body)).format) == (kind, kind)


def test_place_camera_name_and_remarks_are_gone():
    body = made_anew(with_place(), most_pixels=MOST)[1]

    assert not Image.open(io.BytesIO(body)).getexif()
    assert not any(word in body for word in [b"Camera", "Nguyễn".encode(), b"private", b"Exif"])


def test_it_stands_upright_without_being_told_so():
    assert reopened(with_place(orientation=6)).size == (40, 60)


def test_what_hangs_behind_or_hides_in_it_is_gone():
    tail = b"<?php system($_GET[0]); ?><script>alert(1)</script>"

    for kind in ("JPEG", "PNG", "GIF"):
        assert b"script" not in made_anew(picture(kind) + tail, most_pixels=MOST)[1]


def test_a_polyglot_of_gif_and_script_is_only_a_picture_afterwards():
    gif = picture("GIF", comment=b"*/=alert(1)/*")

    assert b"alert" not in made_anew(gif, most_pixels=MOST)[1]


def test_a_moving_picture_stands_still():
    out = io.BytesIO()
    frames = [Image.new("P", (10, 10), n) for n in range(200)]
    frames[0].save(out, "GIF", save_all=True, append_images=frames[1:])

    assert getattr(reopened(out.getvalue()), "n_frames", 1) == 1


def test_a_very_large_picture_is_kept_as_large_as_screens_are():
    assert max(reopened(picture(size=(6000, 3000))).size) == 4000


@pytest.mark.parametrize("mode", ["L", "P", "RGBA", "CMYK", "1", "I;16"])
def test_odd_colors_become_those_of_screens(mode):
    kind = "JPEG" if mode == "CMYK" else "PNG"
    out = io.BytesIO()
    Image.new(mode, (10, 10)).save(out, kind)

    assert reopened(out.getvalue()).mode in ("RGB", "RGBA", "L")


@pytest.mark.parametrize("size", [(30_000, 30_000), (1, 1_000_000), (1_000_000, 1)])
def test_points_are_counted_before_any_is_drawn(size):
    begun = time.perf_counter()

    assert answer(huge_png(*size), most_pixels=MOST) == {"code": "too_many_pixels"}
    assert time.perf_counter() - begun < 1


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (SVG, "no_picture"),
        (b"<?xml version='1.0'?>" + SVG, "no_picture"),
        (b"%PDF-1.4", "no_picture"),
        (b"", "no_picture"),
        (b"GIF89a", "no_picture"),
        (picture("TIFF"), "no_picture"),
        (picture("BMP"), "no_picture"),
        (picture(size=(900, 900))[:5_000], "damaged"),
        (huge_png(200, 200)[:60], "damaged"),
    ],
)
def test_what_is_no_plain_picture_is_refused(body, code):
    assert answer(body, most_pixels=MOST)["code"] == code


class TestForm:
    """The form that Wagtail uses for one picture, for many and in its choosers."""

    def form(self, body: bytes, name: str):
        Collection.get_first_root_node() or Collection.add_root(name="Root")
        data = {"title": "Ảnh", "collection": Collection.get_first_root_node().pk}
        files = {"file": SimpleUploadedFile(name, body, "image/jpeg")}
        user = UserFactory(is_superuser=True)
        return get_image_form(get_image_model())(data, files, user=user)

    def test_what_is_stored_is_not_what_was_sent(self, db):
        form = self.form(with_place(), "../Ảnh lớp học.JPG")

        assert form.is_valid(), form.errors
        image = form.save()

        stored = image.file.read()
        image.file.close()
        assert b"Camera" not in stored
        assert image.file.name == "original_images/anh-lop-hoc.jpg"
        assert (image.width, image.file_size) == (60, len(stored))

    @pytest.mark.parametrize(
        ("body", "name"),
        [
            (SVG, "a.svg"),
            (SVG, "a.png"),
            (picture("PNG"), "a.jpg"),
            (picture(), "a.html"),
            (picture("TIFF"), "a.tiff"),
            (huge_png(30_000, 30_000), "a.png"),
            (picture()[:300], "a.jpg"),
        ],
    )
    def test_others_are_refused_beside_the_field(self, db, body, name):
        assert "file" in self.form(body, name).errors

    def test_a_reader_that_takes_too_long_is_a_refusal(self, db, monkeypatch):
        monkeypatch.setattr(uploads, "COST", Cost(wall_seconds=0.01))

        assert "file" in self.form(picture(), "a.jpg").errors


@pytest.mark.parametrize(
    "address", ["wagtailimages:add", "wagtailimages:add_multiple", "wagtailimages_chooser:create"]
)
def test_no_way_of_the_editor_takes_an_svg(client, site_tree, address):
    client.force_login(UserFactory(role=EDITORS))
    file = SimpleUploadedFile("a.svg", SVG, "image/svg+xml")
    fields = {"title": "a", "file": file, "files[]": file, "image-chooser-upload-file": file}

    client.post(reverse(address), fields, headers={"X-Requested-With": "XMLHttpRequest"})

    assert not get_image_model().objects.exists()


def test_nobody_uploads_a_portrait(client, site_tree):
    client.force_login(UserFactory(role=ADMINISTRATORS))
    url = reverse("wagtailadmin_account")

    page = client.get(url).content.decode()
    client.post(url, {"avatar-avatar": SimpleUploadedFile("a.jpg", picture())})

    assert "avatar-avatar" not in page
