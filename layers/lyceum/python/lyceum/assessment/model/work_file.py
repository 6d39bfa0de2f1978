"""Files that learners hand in: which kinds there are, and whether bytes look like what they are said to be."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from lyceum.assessment.errors import FileKindNotAccepted, FileTooLarge

MOST_BYTES = 100 * 1024 * 1024
"""What the largest file may have, whatever an assignment allows."""


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
