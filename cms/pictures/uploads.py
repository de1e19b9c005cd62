"""The form of pictures in the editor: what is stored is never what was sent."""

import base64
from typing import Any, Final

import structlog

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.forms import FileField
from django.utils.translation import gettext_lazy

from wagtail.images.fields import WagtailImageField
from wagtail.images.forms import BaseImageForm

from courses import file_kinds
from courses.limited_process import MEBIBYTE, ChildEnded, Cost, run_limited

log = structlog.get_logger(__name__)

COST: Final = Cost(cpu_seconds=12, wall_seconds=15.0, memory_bytes=768 * MEBIBYTE)
SUFFIXES: Final = {
    "JPEG": (".jpg", ".jpeg"),
    "PNG": (".png",),
    "GIF": (".gif",),
    "WEBP": (".webp",),
}
REASONS: Final = {
    "no_picture": gettext_lazy("This is no picture that can be shown."),
    "damaged": gettext_lazy("The picture is damaged."),
    "too_many_pixels": gettext_lazy("The picture has too many pixels. Reduce it first."),
    "too_complex": gettext_lazy("Opening the picture took too long or too much memory."),
    "wrong_kind": gettext_lazy("The picture is not of the kind that its name says."),
}


class PictureField(WagtailImageField):
    """Drawn anew by a process with limits before anything else looks at it."""

    def to_python(self, data: Any) -> Any:
        file = FileField.to_python(self, data)
        if file is None:
            return None
        self.check_image_file_size(file)
        return super().to_python(_made_anew(file))


def _made_anew(file: Any) -> SimpleUploadedFile:
    name = file_kinds.safe_name(file.name)
    answer = _ask_child(file.read())
    if answer["code"]:
        log.info("picture_refused", code=answer["code"], detail=answer.get("detail", ""))
        raise ValidationError(REASONS[answer["code"]], code=answer["code"])
    if not name.endswith(SUFFIXES[answer["format"]]):
        raise ValidationError(REASONS["wrong_kind"], code="wrong_kind")
    return SimpleUploadedFile(name, base64.b64decode(answer["body"]))


def _ask_child(body: bytes) -> dict[str, Any]:
    options = {"most_pixels": settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS}
    try:
        return run_limited("cms.pictures.child", body, options, COST)
    except ChildEnded as error:
        log.warning("picture_child_ended", error=str(error))
        return {"code": "too_complex"}


class PictureForm(BaseImageForm):
    """For every way in which Wagtail takes a picture: one, many, chosen in a text, exchanged."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "file" in self.fields:
            given = self.fields["file"]
            self.fields["file"] = PictureField(
                label=given.label,
                required=given.required,
                widget=given.widget,
            )
