"""The text of an API key: `lyc_<id>_<secret><checksum>`. Pure: randomness comes in as an argument."""

import hashlib
import re
import string
import zlib
from dataclasses import dataclass
from typing import Final

MARK: Final = "lyc_"
SECRET_BYTES: Final = 32
"""256 random bits: a plain hash keeps them as safe as any, since nobody can try them out."""
_DIGITS: Final = string.digits + string.ascii_uppercase + string.ascii_lowercase
_SECRET_LENGTH: Final = 43
_CHECK_LENGTH: Final = 6
FORM: Final = rf"lyc_[0-9A-HJKMNP-TV-Z]{{26}}_[0-9A-Za-z]{{{_SECRET_LENGTH + _CHECK_LENGTH}}}"
"""What scanners for leaked secrets look for; the checksum then tells a key from what only looks like one."""
_KEY: Final = re.compile(FORM)


@dataclass(frozen=True, slots=True)
class Presented:
    """A key as a request brings it, well-formed; whether it is right is still to be seen."""

    id: str
    digest: str


def written(id: str, secret: bytes) -> str:
    """The key's text, shown once. `secret` is 32 random bytes."""
    if len(secret) != SECRET_BYTES:
        raise ValueError(f"a secret has {SECRET_BYTES} bytes")
    text = f"{prefix_of(id)}_{_base62(int.from_bytes(secret), _SECRET_LENGTH)}"
    return text + _checksum(text)


def prefix_of(id: str) -> str:
    """What lists show of a key, and what its text begins with."""
    return MARK + id


def presented(text: str) -> Presented | None:
    """What a text says, without any read; None for what cannot be a key: cut, mistyped, something else."""
    if not _KEY.fullmatch(text) or text[-_CHECK_LENGTH:] != _checksum(text[:-_CHECK_LENGTH]):
        return None
    return Presented(text[len(MARK) : len(MARK) + 26], digest_of(text))


def digest_of(text: str) -> str:
    """What is kept of a key: SHA-256, in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


def _checksum(text: str) -> str:
    return _base62(zlib.crc32(text.encode()), _CHECK_LENGTH)


def _base62(number: int, length: int) -> str:
    digits = []
    for _ in range(length):
        number, digit = divmod(number, len(_DIGITS))
        digits.append(_DIGITS[digit])
    return "".join(reversed(digits))
