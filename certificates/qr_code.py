"""QR codes of one fixed form: error level M, mask 0, a version that depends on the length alone.

Made after segno's own matrix of each version, ten times as fast; `test_stencil_qr` compares them.
"""

import functools
import itertools
import operator
import re
from collections.abc import Callable, Iterator
from typing import Any

import segno
import segno.consts
import segno.encoder

MASK = 0
# Steps, so that texts whose length differs a little come out in one size.
VERSIONS = (4, 6, 9, 12, 15, 20, 26, 33, 40)
QUIET_ZONE = 4  # modules, as the standard asks
# Parts of segno without types.
_CONSTANTS: Any = segno.consts
_ENCODER: Any = segno.encoder
DARK = re.compile("1+")
_FIELD_POLYNOMIAL = 0x11D

Blocks = tuple[tuple[int, int], ...]  # codewords of data and of correction, block by block


def qr_rows(text: str) -> tuple[str, ...]:
    """Modules row by row, 1 for a dark one, without the quiet zone."""
    version = qr_version(text)
    side = version * 4 + 17
    if not text.isascii():
        return _rows_by_segno(text, version)
    modules = _form(version)(_message_bits(text.encode(), version))
    return tuple(modules[start : start + side] for start in range(0, side * side, side))


def qr_version(text: str) -> int:
    """The smallest of our versions that holds the text."""
    needed = len(text.encode()) + 3  # kind and length go in front
    return next(version for version in VERSIONS if _capacity(version) >= needed)


def dark_runs(rows: tuple[str, ...]) -> Iterator[tuple[int, int, int]]:
    """(row, first column, column after the last) of all dark stretches."""
    for place, row in enumerate(rows):
        for found in DARK.finditer(row):
            yield place, found.start(), found.end()


def _rows_by_segno(text: str, version: int) -> tuple[str, ...]:
    code = segno.make(text, "m", version, mode="byte", mask=MASK, boost_error=False, micro=False)
    return tuple("".join(map(str, row)) for row in code.matrix)


@functools.cache
def _blocks(version: int) -> Blocks:
    return tuple(
        (info.num_data, info.num_total - info.num_data)
        for info in _CONSTANTS.ECC[version][_CONSTANTS.ERROR_LEVEL_M]
        for _ in range(info.num_blocks)
    )


def _capacity(version: int) -> int:
    return sum(data for data, _ in _blocks(version))


def _message_bits(body: bytes, version: int) -> str:
    """Data and correction codewords, the blocks interleaved."""
    length_bits = 8 if version < 10 else 16
    capacity = _capacity(version)
    header = 0b0100 << length_bits | len(body)
    # Four bits end the text; the eight behind them are segno's custom, and readers skip them.
    bits = (header << 8 * len(body) | int.from_bytes(body, "big")) << 12
    filled = (4 + length_bits + 12) // 8 + len(body)
    message = (bits.to_bytes(filled, "big") + b"\xec\x11" * capacity)[:capacity]
    data, correction, start = [], [], 0
    for size, extra in _blocks(version):
        block = message[start : start + size]
        data.append(block)
        correction.append(_remainder(block, extra))
        start += size
    codewords = bytes(_interleaved(data) + _interleaved(correction))
    return f"{int.from_bytes(codewords, 'big'):0{8 * len(codewords)}b}"


def _interleaved(blocks: list[bytes]) -> list[int]:
    columns = itertools.zip_longest(*blocks)
    return [value for column in columns for value in column if value is not None]


def _remainder(block: bytes, size: int) -> bytes:
    """Reed-Solomon correction: division by the generator, one codeword at a time."""
    table, top, below = _division_table(size), 8 * (size - 1), (1 << 8 * (size - 1)) - 1
    rest = 0
    for codeword in block:
        rest = (rest & below) << 8 ^ table[rest >> top ^ codeword]
    return rest.to_bytes(size, "big")


@functools.cache
def _division_table(size: int) -> tuple[int, ...]:
    """The generator of that degree without its head, times each element of the field."""
    generator, root = [1], 1
    for _ in range(size):
        shifted = [*generator, 0]
        scaled = [0, *(_product(value, root) for value in generator)]
        generator = [a ^ b for a, b in zip(shifted, scaled, strict=True)]
        root = _product(root, 2)
    return tuple(
        int.from_bytes(bytes(_product(factor, value) for value in generator[1:]), "big")
        for factor in range(256)
    )


@functools.cache
def _product(a: int, b: int) -> int:
    result = 0
    while b:
        if b & 1:
            result ^= a
        a <<= 1
        if a & 0x100:
            a ^= _FIELD_POLYNOMIAL
        b >>= 1
    return result


@functools.cache
def _form(version: int) -> Callable[[str], str]:
    """What puts message bits into the matrix; patterns and mask are learned from segno."""
    sample = "".join(_rows_by_segno("taphuan", version))
    bits = _message_bits(b"taphuan", version)
    order = [len(bits) + int(module) for module in sample]  # constant: one of the two behind
    mask = 0
    for index, place in zip(range(len(bits)), _places(version), strict=False):
        order[place] = index
        mask = mask << 1 | int(bits[index]) ^ int(sample[place])
    pick = operator.itemgetter(*order)

    def place_bits(message: str) -> str:
        masked = int(message, 2) ^ mask
        return "".join(pick(f"{masked:0{len(message)}b}01"))

    return place_bits


def _places(version: int) -> Iterator[int]:
    """Modules that bear data, two columns at a time, up and down in turn from the right."""
    side = version * 4 + 17
    matrix = _ENCODER.make_matrix(side, side)
    _ENCODER.add_finder_patterns(matrix, side, side)
    _ENCODER.add_alignment_patterns(matrix, side, side)
    matrix[-8][8] = 1
    free = 2
    columns = [column if column > 6 else column - 1 for column in range(side - 1, 0, -2)]
    for turn, right in enumerate(columns):
        lines = range(side) if turn % 2 else range(side - 1, -1, -1)
        for line in lines:
            for column in (right, right - 1):
                if matrix[line][column] == free:
                    yield line * side + column
