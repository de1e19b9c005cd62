"""Base 58 with the mark of its alphabet in front, as DIDs and proofs of credentials write bytes."""

from typing import Final

ALPHABET: Final = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
MARK: Final = "z"
# What stands before the bytes of a public Ed25519 key in a Multikey.
ED25519_PUBLIC: Final = b"\xed\x01"


def base58_of(body: bytes) -> str:
    number, digits = int.from_bytes(body, "big"), ""
    while number:
        number, rest = divmod(number, len(ALPHABET))
        digits = ALPHABET[rest] + digits
    zeros = len(body) - len(body.lstrip(b"\0"))
    return MARK + ALPHABET[0] * zeros + digits


def bytes_of_base58(text: str) -> bytes:
    """Raises ValueError for anything else."""
    if not text.startswith(MARK):
        raise ValueError("no base 58")
    number = 0
    for letter in text[1:]:
        number = number * len(ALPHABET) + ALPHABET.index(letter)
    digits = text[1:]
    zeros = len(digits) - len(digits.lstrip(ALPHABET[0]))
    return b"\0" * zeros + number.to_bytes((number.bit_length() + 7) // 8, "big")


def multikey_of(raw: bytes) -> str:
    """A public Ed25519 key."""
    return base58_of(ED25519_PUBLIC + raw)
