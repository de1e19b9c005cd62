"""One compressed stream out of pieces: constant ones compressed once, fresh ones put between.

A raw deflate piece that ends with a full flush looks back at nothing, so pieces can follow each
other freely; the check sum of the whole is worked out of the sums of the pieces.
"""

import dataclasses
import struct
import zlib

_HEAD, _LAST_BLOCK = b"\x78\xda", b"\x03\x00"
_ADLER_BASE = 65521
_STORED_BLOCK_LIMIT = 0xFFFF


@dataclasses.dataclass(frozen=True)
class Piece:
    body: bytes
    check: int
    length: int


def constant_piece(plain: bytes) -> Piece:
    return _deflated(plain, level=9)


def fresh_piece(plain: bytes) -> Piece:
    """For what is long and repeats itself; quick rather than small."""
    return _deflated(plain, level=1)


def stored_piece(plain: bytes) -> Piece:
    """For what is short: not compressed at all."""
    if len(plain) > _STORED_BLOCK_LIMIT:
        return fresh_piece(plain)
    head = b"\0" + struct.pack("<HH", len(plain), len(plain) ^ _STORED_BLOCK_LIMIT)
    return Piece(head + plain, zlib.adler32(plain), len(plain))


def join_pieces(pieces: list[Piece]) -> bytes:
    check = 1
    for piece in pieces:
        check = _combined(check, piece.check, piece.length)
    body = b"".join(piece.body for piece in pieces)
    return b"".join((_HEAD, body, _LAST_BLOCK, check.to_bytes(4, "big")))


def _deflated(plain: bytes, level: int) -> Piece:
    machine = zlib.compressobj(level, zlib.DEFLATED, -15)
    body = machine.compress(plain) + machine.flush(zlib.Z_FULL_FLUSH)
    return Piece(body, zlib.adler32(plain), len(plain))


def _combined(first: int, second: int, length: int) -> int:
    """Adler-32 of two stretches one behind the other; `length` is that of the second."""
    low = (first & 0xFFFF) + (second & 0xFFFF) - 1
    high = (first >> 16) + (second >> 16) + length * ((first & 0xFFFF) - 1)
    return high % _ADLER_BASE << 16 | low % _ADLER_BASE
