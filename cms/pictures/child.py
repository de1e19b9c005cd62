"""The process that opens a picture of a stranger: `python -m cms.pictures.child <options>`.

Writes the same picture as a new file: what hides in the old one, before, behind or in it, is gone.
"""

import base64
import contextlib
import io
import json
import sys
from typing import Any, Final

from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

from courses.limited_process import Cost, confine_to

FORMATS: Final = ("JPEG", "PNG", "GIF", "WEBP")
LONGEST_SIDE: Final = 20_000
# On a screen nobody sees more; the original of a phone is three times as large.
KEPT_SIDE: Final = 4_000
MODES: Final = {"JPEG": ("RGB", "L"), "PNG": ("RGB", "RGBA", "L"), "WEBP": ("RGB", "RGBA")}
SAVED: Final[dict[str, dict[str, Any]]] = {
    "JPEG": {"quality": 90, "progressive": True, "optimize": True},
    "PNG": {"optimize": True},
    "WEBP": {"quality": 90},
    "GIF": {},
}


class Unfit(Exception):
    """The code says why the picture is not taken."""


def made_anew(body: bytes, *, most_pixels: int) -> tuple[str, bytes]:
    """Format and bytes of the same picture; only its head is read before it is judged."""
    try:
        picture = Image.open(io.BytesIO(body), formats=FORMATS)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise Unfit("too_many_pixels") from error
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as error:
        raise Unfit("no_picture") from error
    kind = picture.format or ""
    width, height = picture.size
    if max(width, height) > LONGEST_SIDE or width * height > most_pixels:
        raise Unfit("too_many_pixels")
    # A JPEG can be decoded at half its size or less at once.
    picture.draft("RGB", (KEPT_SIDE, KEPT_SIDE))
    try:
        picture.load()
        out = io.BytesIO()
        _plain(picture, kind).save(out, kind, **SAVED[kind])
    except (OSError, SyntaxError, ValueError, EOFError) as error:
        raise Unfit("damaged") from error
    return kind, out.getvalue()


def _plain(picture: Image.Image, kind: str) -> Image.Image:
    """Upright, in the colors of screens, with nothing told beside its points."""
    profile = picture.info.get("icc_profile")
    upright = ImageOps.exif_transpose(picture)
    if kind == "GIF":
        # Of a moving picture the first: it stands still, as readers have asked for.
        return _without_facts(upright.convert("RGBA").convert("P"))
    if upright.mode not in MODES[kind]:
        has_alpha = "A" in upright.getbands() or "transparency" in upright.info
        upright = upright.convert("RGBA" if has_alpha and kind != "JPEG" else "RGB")
    if profile and upright.mode in ("RGB", "RGBA"):
        upright = _in_colors_of_screens(upright, profile)
    upright.thumbnail((KEPT_SIDE, KEPT_SIDE))
    return _without_facts(upright)


def _in_colors_of_screens(picture: Image.Image, profile: bytes) -> Image.Image:
    with contextlib.suppress(ImageCms.PyCMSError, OSError, ValueError):
        given = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        changed = ImageCms.profileToProfile(picture, given, ImageCms.createProfile("sRGB"))
        return changed or picture
    return picture


def _without_facts(picture: Image.Image) -> Image.Image:
    """Place, camera, owner, remarks and thumbnails are not taken over."""
    transparency = picture.info.get("transparency") if picture.mode == "P" else None
    picture.info = {} if transparency is None else {"transparency": transparency}
    return picture


def answer(body: bytes, *, most_pixels: int) -> dict[str, Any]:
    """What the parent gets, whatever the file does."""
    try:
        kind, plain = made_anew(body, most_pixels=most_pixels)
    except Unfit as refusal:
        return {"code": str(refusal)}
    except (MemoryError, RecursionError):
        return {"code": "too_complex"}
    except Exception as error:  # noqa: BLE001  whatever a file breaks, it is not shown
        return {"code": "damaged", "detail": repr(error)[:200]}
    return {"code": "", "format": kind, "body": base64.b64encode(plain).decode()}


def main() -> None:
    options = json.loads(sys.argv[1])
    confine_to(Cost(**options["cost"]))
    body = sys.stdin.buffer.read()
    json.dump(answer(body, most_pixels=options["most_pixels"]), sys.stdout)


if __name__ == "__main__":
    main()
