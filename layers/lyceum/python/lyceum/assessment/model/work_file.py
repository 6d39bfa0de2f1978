"""Files that learners hand in: which kinds there are, and whether bytes look like what they are said to be."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from lyceum.assessment.errors import FileKindNotAccepted, FileTooLarge

MOST_BYTES = 100 * 1024 * 1024
"""What the largest file may have, whatever an assignment allows."""

HEAD_BYTES = 512
"""How much of a file's beginning is looked at."""


class FileKind(StrEnum):
    """What an assignment can ask for."""

    PDF = "pdf"
    DOCUMENT = "document"
    SPREADSHEET = "spreadsheet"
    SLIDES = "slides"
    PLAIN_TEXT = "plain_text"
    IMAGE = "image"
    AUDIO = "audio"
    VIDEO = "video"
    ARCHIVE = "archive"


_OFFICE = "application/vnd.openxmlformats-officedocument"
_OPEN = "application/vnd.oasis.opendocument"

MEDIA_TYPES: Final[Mapping[FileKind, frozenset[str]]] = {
    FileKind.PDF: frozenset({"application/pdf"}),
    FileKind.DOCUMENT: frozenset({f"{_OFFICE}.wordprocessingml.document", f"{_OPEN}.text"}),
    FileKind.SPREADSHEET: frozenset({f"{_OFFICE}.spreadsheetml.sheet", f"{_OPEN}.spreadsheet"}),
    FileKind.SLIDES: frozenset({f"{_OFFICE}.presentationml.presentation", f"{_OPEN}.presentation"}),
    FileKind.PLAIN_TEXT: frozenset({"text/plain", "text/markdown", "text/csv"}),
    FileKind.IMAGE: frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"}),
    FileKind.AUDIO: frozenset({"audio/mpeg", "audio/mp4", "audio/wav", "audio/ogg", "audio/webm"}),
    FileKind.VIDEO: frozenset({"video/mp4", "video/webm", "video/quicktime"}),
    FileKind.ARCHIVE: frozenset({"application/zip"}),
}
"""None of them is run or rendered with scripts by a browser: no HTML, no SVG, no XML, no program. What browsers and
telephones record themselves is among them (`audio/webm`, `audio/mp4`, `video/quicktime`)."""


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


def kind_of(media_type: str) -> FileKind | None:
    """The kind that a media type belongs to, or None."""
    return next((kind for kind, types in MEDIA_TYPES.items() if media_type in types), None)


def check_file(media_type: str, size: int, *, kinds: frozenset[FileKind], most: int) -> None:
    """Raises FileKindNotAccepted, FileTooLarge."""
    if kind_of(media_type) not in kinds:
        raise FileKindNotAccepted(media_type=media_type)
    if size > most:
        raise FileTooLarge(limit=most)


@dataclass(frozen=True, slots=True)
class WorkUpload:
    """A file that a learner may send for one assignment, straight into the bucket for uploads."""

    id: str
    learner: str
    assignment: str
    name: str
    size: int
    """The most bytes that the form takes."""
    media_type: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class WorkFile:
    """A file as it was handed in: it never changes again."""

    key: str
    """Where it lies in the content bucket."""
    name: str
    size: int
    media_type: str
