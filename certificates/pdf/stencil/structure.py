"""The objects of a drawn document: those of its own pages, and what of them differs by row."""

import dataclasses
import re
from collections.abc import Iterator
from typing import Any

import pydyf

from certificates.pdf.stencil.refusals import Unfit

_REFERENCE = re.compile(rb"(?<![\d.])(\d+) 0 R")
_METADATA = "/Metadata"


@dataclasses.dataclass(frozen=True)
class Objects:
    """Everything that the catalog leads to, by number; `info` stands for itself."""

    alive: dict[int, pydyf.Object]
    contents: tuple[pydyf.Stream, ...]  # one for each page
    metadata: pydyf.Stream | None
    info: pydyf.Dictionary
    catalog: int


def keep_first_pages(pdf: pydyf.PDF, count: int) -> Objects:
    """Cut off the pages behind, with their branches of the structure tree."""
    dropped = set(pdf.page_references[count:])
    total = pdf.pages["Count"]
    pdf.pages["Kids"] = pydyf.Array(pdf.pages["Kids"][: 3 * count])
    pdf.pages["Count"] = count
    for entry in pdf.objects:
        if not isinstance(entry, dict):
            continue
        if entry.get("S") == "/Document":
            entry["K"] = pydyf.Array(_kept(entry["K"], pdf, dropped))
        elif "Nums" in entry:
            pairs = zip(entry["Nums"][::2], entry["Nums"][1::2], strict=True)
            kept = [pair for pair in pairs if not count <= pair[0] < total]
            entry["Nums"] = pydyf.Array(part for pair in kept for part in pair)
    return _objects_of(pdf)


def strings_of(entry: Any) -> Iterator[pydyf.String]:
    """Texts in a dictionary, in order."""
    if isinstance(entry, pydyf.String):
        yield entry
    elif isinstance(entry, dict):
        for value in entry.values():
            yield from strings_of(value)
    elif isinstance(entry, list):
        for value in entry:
            yield from strings_of(value)


def _kept(children: list[bytes], pdf: pydyf.PDF, dropped: set[bytes]) -> list[bytes]:
    return [child for child in children if _referred(pdf, child).get("Pg") not in dropped]


def _referred(pdf: pydyf.PDF, reference: bytes) -> Any:
    return pdf.objects[int(reference.split()[0])]


def _objects_of(pdf: pydyf.PDF) -> Objects:
    alive: dict[int, pydyf.Object] = {}
    waiting = [pdf.catalog.number]
    while waiting:
        number = waiting.pop()
        if number in alive:
            continue
        entry = alive[number] = pdf.objects[number]
        waiting += [int(found) for found in _REFERENCE.findall(_dictionary_of(entry))]
    streams = [entry for entry in alive.values() if isinstance(entry, pydyf.Stream)]
    metadata = [entry for entry in streams if entry.extra.get("Type") == _METADATA]
    if len(metadata) > 1:
        raise Unfit("metadata")
    pages = [_referred(pdf, reference) for reference in pdf.page_references]
    return Objects(
        alive=dict(sorted(alive.items())),
        contents=tuple(_referred(pdf, page["Contents"]) for page in pages),
        metadata=metadata[0] if metadata else None,
        info=pdf.info,
        catalog=pdf.catalog.number,
    )


def _dictionary_of(entry: pydyf.Object) -> bytes:
    if isinstance(entry, pydyf.Stream):
        return bytes(pydyf.Dictionary(entry.extra).data)
    return bytes(entry.data)
