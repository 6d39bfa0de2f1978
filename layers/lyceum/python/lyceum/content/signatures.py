"""What files are by their first bytes, whatever they are said to be."""

from collections.abc import Callable, Mapping
from typing import Final

HEAD_BYTES = 512
"""How much of a file's beginning is looked at."""


def _begins(*signatures: bytes) -> Callable[[bytes], bool]:
    return lambda head: head.startswith(signatures)


def _at(place: int, signature: bytes) -> Callable[[bytes], bool]:
    return lambda head: head[place : place + len(signature)] == signature


def _is_mp3(head: bytes) -> bool:
    return head.startswith(b"ID3") or (len(head) > 1 and head[0] == 0xFF and head[1] & 0xE0 == 0xE0)


def _is_quicktime(head: bytes) -> bool:
    """Its first atom; files of before 2001 have no `ftyp` (QuickTime File Format Specification)."""
    return head[4:8] in (b"ftyp", b"moov", b"mdat", b"wide", b"free", b"skip")


_EBML = b"\x1a\x45\xdf\xa3"
_ZIP = _begins(b"PK\x03\x04", b"PK\x05\x06")

_LOOKS: Final[Mapping[str, Callable[[bytes], bool]]] = {
    "application/pdf": lambda head: b"%PDF-" in head,
    "image/png": _begins(b"\x89PNG\r\n\x1a\n"),
    "image/jpeg": _begins(b"\xff\xd8\xff"),
    "image/gif": _begins(b"GIF87a", b"GIF89a"),
    "image/webp": lambda head: head[:4] == b"RIFF" and head[8:12] == b"WEBP",
    "audio/mpeg": _is_mp3,
    "audio/mp4": _at(4, b"ftyp"),
    "audio/wav": lambda head: head[:4] == b"RIFF" and head[8:12] == b"WAVE",
    "audio/ogg": _begins(b"OggS"),
    "audio/webm": _begins(_EBML),
    "video/mp4": _at(4, b"ftyp"),
    "video/quicktime": _is_quicktime,
    "video/webm": _begins(_EBML),
}
"""First bytes by media type, as the formats' own specifications give them (the list of the WHATWG's MIME Sniffing).
What is not here is a ZIP archive: office documents, too."""


def looks_like(media_type: str, head: bytes) -> bool:
    """Whether a file's first bytes are those of its media type. Office documents are ZIP archives; text has no NUL."""
    if media_type.startswith("text/"):
        return b"\x00" not in head
    return _LOOKS.get(media_type, _ZIP)(head)
