"""From sheets to what their stencil is made of: two probes with invented texts in every slot."""

import collections
import dataclasses
import itertools
import unicodedata
from collections.abc import Iterator

from certificates.documents.sheet import Sheet
from certificates.paper_drawings import ONE_MODULE, qr_path
from certificates.pdf.stencil.alphabet import ALPHABET
from certificates.pdf.stencil.rows import Probe, Row, Skeleton
from certificates.qr_code import qr_version
from courses.paper_fonts import missing_letters

_PIXELS_PER_MILLIMETER = 96 / 25.4
MAX_SKELETONS = 64
_NAMES = "abcdeghiklmnopqrstuvxyABCDEGHIKLMNOPQRSTUVXY"
# Found by search: in none of our faces do sums, differences and halves of these widths agree, so
# that up to five texts of one line can be told apart by how far they push.
_GROWTHS = ("zwm", "N", "Mm", "wxOc", "nBBB")


def row_of(sheet: Sheet) -> Row:
    texts = (*(slot.text for slot in sheet.slots), sheet.title, sheet.qr_label)
    return Row(tuple(unicodedata.normalize("NFC", text) for text in texts), sheet.qr)


class SkeletonStore:
    """The skeletons of this process; each is made once from the first sheet that has it."""

    def __init__(self) -> None:
        self._known: collections.OrderedDict[str, Skeleton | None] = collections.OrderedDict()

    def skeleton_of(self, key: str, sheet: Sheet) -> Skeleton | None:
        """None when it cannot be printed in our faces: the plain path says why."""
        if key not in self._known:
            self._known[key] = make_skeleton(sheet)
            if len(self._known) > MAX_SKELETONS:
                self._known.popitem(last=False)
        return self._known[key]


def stencil_key(sheet: Sheet) -> str:
    """Sheets that one stencil prints; the size of the code counts too."""
    return f"{sheet.key}-{qr_version(sheet.qr)}"


def make_skeleton(sheet: Sheet) -> Skeleton | None:
    probes = (
        _probe(sheet, "zq", itertools.repeat("")),
        _probe(sheet, "wj", itertools.cycle(_GROWTHS)),
    )
    if len(sheet.slots) > len(_NAMES) or missing_letters(probes[0].body.decode() + ALPHABET):
        return None
    return Skeleton(probes, tuple(slot.width * _PIXELS_PER_MILLIMETER for slot in sheet.slots))


def _probe(sheet: Sheet, mark: str, growths: Iterator[str]) -> Probe:
    slots = tuple(
        dataclasses.replace(slot, text=f"{mark}{name}{growth}")
        for slot, name, growth in zip(sheet.slots, _NAMES, growths, strict=False)
    )
    invented = dataclasses.replace(
        sheet,
        slots=slots,
        title=f"{mark} {mark}",
        qr=mark[0] * len(sheet.qr),
        qr_label=f"{mark}-{mark}",
    )
    html = unicodedata.normalize("NFC", invented.html())
    # One module stands for the code: drawing hundreds takes longer than all texts together.
    html = html.replace(qr_path(invented.qr), ONE_MODULE)
    return Probe(html.encode(), row_of(invented))
