"""The bytes of a PDF file in two parts: what all sheets of a stencil share, and what ends each."""

import dataclasses
import hashlib
import zlib

import pydyf

from certificates.pdf.stencil.structure import Objects

_HEAD = b"%PDF-1.7\n%\xf0\x9f\x96\xa4\n"
_FREE, _IN_FILE, _IN_STREAM = 0, 1, 2
_ROW = 7  # bytes of a row of the cross-reference table: kind, place, index


@dataclasses.dataclass(frozen=True)
class SharedPart:
    """The head of every file, the rows of its table, and the numbers that are still free."""

    head: bytes
    rows: bytes
    catalog: int
    info: int
    table: int

    def ending(self, fresh: list[tuple[int, bytes]]) -> bytes:
        """The rest of a file whose own objects are the fresh ones."""
        tail, rows, start = bytearray(), bytearray(self.rows), len(self.head)
        for number, body in fresh:
            _set_row(rows, number, _IN_FILE, start + len(tail))
            tail += b"%d 0 obj\n%b\nendobj\n" % (number, body)
        table_place = start + len(tail)
        _set_row(rows, self.table, _IN_FILE, table_place)
        packed = zlib.compress(bytes(rows), 1)
        head = b"<</Type /XRef/Index [0 %d]/W [1 4 2]/Size %d/Root %d 0 R/Info %d 0 R" % (
            *(self.table + 1, self.table + 1, self.catalog, self.info),
        )
        # Made of the content, so that the same row gives the same file.
        mark = hashlib.sha256(tail).hexdigest()[:32].encode()
        tail += b"%d 0 obj\n%b/ID [<%b> <%b>]/Filter /FlateDecode/Length %d>>\nstream\n" % (
            *(self.table, head, mark, mark, len(packed)),
        )
        tail += b"%b\nendstream\nendobj\nstartxref\n%d\n%%%%EOF\n" % (packed, table_place)
        return bytes(tail)


def shared_part(objects: Objects, fresh: set[int], last: int) -> SharedPart:
    """All objects but the fresh ones; `last` is the greatest number in use."""
    static = {number: entry for number, entry in objects.alive.items() if number not in fresh}
    streams = {n: entry for n, entry in static.items() if isinstance(entry, pydyf.Stream)}
    packed = {n: entry.data for n, entry in static.items() if n not in streams}
    info, container, table = last + 1, last + 2, last + 3
    head, rows = bytearray(_HEAD), bytearray(_ROW * (table + 1))
    rows[5:7] = b"\xff\xff"  # the first row says that it is free for good
    for number, body in [
        *((number, entry.data) for number, entry in streams.items()),
        (container, _container(packed)),
    ]:
        _set_row(rows, number, _IN_FILE, len(head))
        head += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    for index, number in enumerate(packed):
        _set_row(rows, number, _IN_STREAM, container, index)
    return SharedPart(bytes(head), bytes(rows), objects.catalog, info, table)


def stream_object(body: bytes, extra: bytes) -> bytes:
    return b"<<%b/Length %d>>\nstream\n%b\nendstream" % (extra, len(body), body)


def _container(packed: dict[int, bytes]) -> bytes:
    places, position = [], 0
    for number, body in packed.items():
        places.append(b"%d %d" % (number, position))
        position += len(body) + 1
    index = b" ".join(places)
    body = zlib.compress(b"\n".join([index, *packed.values()]), 9)
    extra = b"/Type /ObjStm/N %d/First %d/Filter /FlateDecode" % (len(packed), len(index) + 1)
    return stream_object(body, extra)


def _set_row(rows: bytearray, number: int, kind: int, place: int, index: int = 0) -> None:
    row = bytes([kind]) + place.to_bytes(4, "big") + index.to_bytes(2, "big")
    rows[number * _ROW : (number + 1) * _ROW] = row
