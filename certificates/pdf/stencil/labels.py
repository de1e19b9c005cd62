"""Texts outside the drawing that differ from row to row: title, bookmarks, label of the code."""

import functools

import pydyf

from certificates.pdf.stencil.drafting import Draft
from certificates.pdf.stencil.file import stream_object
from certificates.pdf.stencil.refusals import Unfit
from certificates.pdf.stencil.rows import Row, Wording, wording_of
from certificates.pdf.stencil.stencil import Label, encode_string, encode_xml
from certificates.pdf.stencil.structure import strings_of

_METADATA_EXTRA = b"/Type /Metadata/Subtype /XML"

Drafts = tuple[Draft, Draft]


def labels_of(drafts: Drafts) -> tuple[Label, ...]:
    """One for each object that differs between the probes. All else must be the same."""
    dictionaries = [_dictionaries(draft) for draft in drafts]
    if len(dictionaries[0]) != len(dictionaries[1]):
        raise Unfit("objects")
    rows = drafts[0].row, drafts[1].row
    labels = [
        _dictionary_label(entry.number, (entry, twin), rows)
        for entry, twin in zip(*dictionaries, strict=True)
        if _strings(entry) != _strings(twin)
    ]
    infos = drafts[0].objects.info, drafts[1].objects.info
    labels.append(_dictionary_label(drafts[0].last + 1, infos, rows))
    streams = drafts[0].objects.metadata, drafts[1].objects.metadata
    if streams[0] is not None and streams[1] is not None:
        labels.append(_metadata_label((streams[0], streams[1]), rows))
    return tuple(labels)


def _dictionaries(draft: Draft) -> list[pydyf.Dictionary]:
    alive = draft.objects.alive.values()
    return [entry for entry in alive if isinstance(entry, pydyf.Dictionary)]


def _strings(entry: pydyf.Dictionary) -> list[str]:
    return [text.string for text in strings_of(entry)]


def _dictionary_label(
    number: int, entries: tuple[pydyf.Dictionary, pydyf.Dictionary], rows: tuple[Row, Row]
) -> Label:
    pairs = zip(_strings(entries[0]), _strings(entries[1]), strict=True)
    differing = [pair for pair in pairs if pair[0] != pair[1]]
    if len(differing) != 1:
        raise Unfit("label")
    wording = _wording(differing[0], rows)
    before, after = _split(bytes(entries[0].data), encode_string(wording.text(rows[0])))
    return Label(number, wording, functools.partial(_dictionary_object, before, after))


def _metadata_label(streams: tuple[pydyf.Stream, pydyf.Stream], rows: tuple[Row, Row]) -> Label:
    """XML that repeats the title."""
    bodies = [b"\n".join(stream.stream) for stream in streams]
    for field, sample in enumerate(rows[0].fields):
        if bodies[0].count(encode_xml(sample)) == 1:
            before, after = _split(bodies[0], encode_xml(sample))
            if before + encode_xml(rows[1].fields[field]) + after == bodies[1]:
                encode = functools.partial(_metadata_object, before, after)
                return Label(streams[0].number, Wording((field,)), encode)
    raise Unfit("metadata")


def _dictionary_object(before: bytes, after: bytes, text: str) -> bytes:
    return before + encode_string(text) + after


def _metadata_object(before: bytes, after: bytes, text: str) -> bytes:
    """Not compressed, so that archives find it without taking the file apart."""
    return stream_object(before + encode_xml(text) + after, _METADATA_EXTRA)


def _wording(texts: tuple[str, str], rows: tuple[Row, Row]) -> Wording:
    wording = wording_of(texts, rows)
    if wording is None:
        raise Unfit("label")
    return wording


def _split(body: bytes, sample: bytes) -> tuple[bytes, bytes]:
    before, found, after = body.partition(sample)
    if not found or sample in after:
        raise Unfit("label")
    return before, after
