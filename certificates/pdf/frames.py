"""How parent and child talk: one frame is a JSON header and any number of byte strings."""

import json
import socket
import struct
import time
from collections.abc import Mapping, Sequence
from typing import Any

_HEADER_LENGTH = struct.Struct(">I")
# The child may be in the hands of a hostile document, so the parent believes no length it names.
MAX_HEADER_BYTES = 64 * 1024 * 1024
_CHUNK = 1024 * 1024


class LinkBroken(Exception):
    """The other side is gone or talks nonsense."""


def send_frame(
    link: socket.socket,
    header: Mapping[str, Any],
    parts: Sequence[bytes] = (),
    *,
    deadline: float | None = None,
) -> None:
    """Write one frame; TimeoutError when it is not taken by the deadline (monotonic clock)."""
    head = json.dumps({**header, "parts": [len(part) for part in parts]}).encode()
    for piece in (_HEADER_LENGTH.pack(len(head)) + head, *parts):
        _set_timeout(link, deadline)
        try:
            link.sendall(piece)
        except TimeoutError:
            raise
        except OSError as error:
            raise LinkBroken(str(error)) from error


def receive_frame(
    link: socket.socket, *, max_bytes: int, deadline: float | None = None
) -> tuple[dict[str, Any], list[bytes]]:
    """Read one frame whose parts together are no longer than `max_bytes`."""
    (length,) = _HEADER_LENGTH.unpack(_receive(link, _HEADER_LENGTH.size, deadline))
    if length > MAX_HEADER_BYTES:
        raise LinkBroken("header too long")
    try:
        header = json.loads(_receive(link, length, deadline))
        sizes = [int(size) for size in header.pop("parts")]
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise LinkBroken("unreadable header") from error
    if any(size < 0 for size in sizes) or sum(sizes) > max_bytes:
        raise LinkBroken("parts too long")
    return header, [_receive(link, size, deadline) for size in sizes]


def _receive(link: socket.socket, size: int, deadline: float | None) -> bytes:
    taken = bytearray()
    while len(taken) < size:
        _set_timeout(link, deadline)
        try:
            piece = link.recv(min(size - len(taken), _CHUNK))
        except TimeoutError:
            raise
        except OSError as error:
            raise LinkBroken(str(error)) from error
        if not piece:
            raise LinkBroken("closed")
        taken += piece
    return bytes(taken)


def _set_timeout(link: socket.socket, deadline: float | None) -> None:
    if deadline is None:
        link.settimeout(None)
        return
    remaining = deadline - time.monotonic()
    if remaining <= 0:
        raise TimeoutError
    link.settimeout(remaining)
