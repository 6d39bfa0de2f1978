"""Files that are handed in: kinds, sizes, and bytes that are not what they are said to be."""

import pytest

from lyceum.assessment.errors import FileKindNotAccepted, FileTooLarge
from lyceum.assessment.model.work_file import (
    MEDIA_TYPES,
    MOST_BYTES,
    FileKind,
    check_file,
    kind_of,
)
from lyceum.content.signatures import HEAD_BYTES, looks_like

ZIP = b"PK\x03\x04\x14\x00\x06\x00"
BEGINNINGS: dict[str, bytes] = {
    # First bytes as the formats' own specifications give them.
    "application/pdf": b"%PDF-1.7\n%\xe2\xe3\xcf\xd3",
    "image/png": b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR",
    "image/jpeg": b"\xff\xd8\xff\xe0\x00\x10JFIF",
    "image/gif": b"GIF89a\x01\x00",
    "image/webp": b"RIFF\x24\x00\x00\x00WEBPVP8 ",
    "audio/mpeg": b"ID3\x04\x00",
    "audio/mp4": b"\x00\x00\x00\x20ftypM4A ",
    "audio/wav": b"RIFF\x24\x08\x00\x00WAVEfmt ",
    "audio/ogg": b"OggS\x00\x02",
    "video/mp4": b"\x00\x00\x00\x18ftypisom",
    "audio/webm": b"\x1a\x45\xdf\xa3\x9f\x42\x86",
    "video/quicktime": b"\x00\x00\x00\x14ftypqt  ",
    "video/webm": b"\x1a\x45\xdf\xa3\x9f\x42\x86",
    "application/zip": ZIP,
    "text/plain": "ข้อความ".encode(),
    "text/markdown": b"# Title",
    "text/csv": b"a,b\n1,2\n",
} | {
    media_type: ZIP
    for kind in (FileKind.DOCUMENT, FileKind.SPREADSHEET, FileKind.SLIDES)
    for media_type in MEDIA_TYPES[kind]
}
ALL = sorted({media_type for types in MEDIA_TYPES.values() for media_type in types})


def test_every_media_type_has_a_beginning_here_and_one_kind() -> None:
    assert sorted(BEGINNINGS) == ALL
    assert sum(len(types) for types in MEDIA_TYPES.values()) == len(ALL)
    assert set(MEDIA_TYPES) == set(FileKind)


@pytest.mark.parametrize("media_type", ALL)
def test_a_file_looks_like_its_own_type_and_not_like_a_program(media_type: str) -> None:
    assert looks_like(media_type, BEGINNINGS[media_type])
    for foreign in (b"MZ\x90\x00\x03\x00", b"\x7fELF\x02\x01\x01\x00", b"\xca\xfe\xba\xbe\x00\x00"):
        assert not looks_like(media_type, foreign)
    if not media_type.startswith("text/"):
        assert not looks_like(media_type, b"<!doctype html><script>")
        assert not looks_like(media_type, b"")


def test_an_mpeg_stream_without_a_tag_is_one_and_a_pdf_may_begin_a_little_later() -> None:
    assert looks_like("audio/mpeg", b"\xff\xfb\x90\x00")
    assert not looks_like("audio/mpeg", b"\xff")
    assert looks_like("application/pdf", b"\r\n%PDF-1.4")


@pytest.mark.parametrize("media_type", ["text/html", "image/svg+xml", "application/x-msdownload", "text/xml", ""])
def test_what_could_run_in_a_browser_is_of_no_kind(media_type: str) -> None:
    assert kind_of(media_type) is None
    with pytest.raises(FileKindNotAccepted) as refusal:
        check_file(media_type, 1, kinds=frozenset(FileKind), most=10)
    assert refusal.value.facts == {"media_type": media_type}


def test_kind_and_size_are_what_the_assignment_takes() -> None:
    check_file("application/pdf", 10, kinds=frozenset({FileKind.PDF}), most=10)
    with pytest.raises(FileTooLarge) as refusal:
        check_file("application/pdf", 11, kinds=frozenset({FileKind.PDF}), most=10)
    assert refusal.value.facts == {"limit": "10"}
    with pytest.raises(FileKindNotAccepted):
        check_file("image/png", 1, kinds=frozenset({FileKind.PDF}), most=10)


def test_the_kinds_are_of_the_media_types_that_are_registered_for_them() -> None:
    """Source: the registry of media types that IANA keeps; audio/wav and audio/webm are what browsers say."""
    office, free = "application/vnd.openxmlformats-officedocument", "application/vnd.oasis.opendocument"
    assert {str(kind): types for kind, types in MEDIA_TYPES.items()} == {
        "pdf": {"application/pdf"},
        "document": {f"{office}.wordprocessingml.document", f"{free}.text"},
        "spreadsheet": {f"{office}.spreadsheetml.sheet", f"{free}.spreadsheet"},
        "slides": {f"{office}.presentationml.presentation", f"{free}.presentation"},
        "plain_text": {"text/plain", "text/markdown", "text/csv"},
        "image": {"image/png", "image/jpeg", "image/gif", "image/webp"},
        "audio": {"audio/mpeg", "audio/mp4", "audio/wav", "audio/ogg", "audio/webm"},
        "video": {"video/mp4", "video/webm", "video/quicktime"},
        "archive": {"application/zip"},
    }
    assert all(kind_of(media_type) is kind for kind, types in MEDIA_TYPES.items() for media_type in types)


def test_no_file_is_larger_than_100_mib_and_512_bytes_of_it_are_looked_at() -> None:
    assert (MOST_BYTES, HEAD_BYTES) == (104_857_600, 512)


SIGNATURES: list[tuple[str, bytes, tuple[int, ...]]] = [
    # A beginning, and the places of the bytes that make it one.
    ("application/pdf", b"%PDF-1.7", (0, 1, 2, 3, 4)),
    ("application/zip", b"PK\x03\x04rest", (0, 1, 2, 3)),
    ("application/zip", b"PK\x05\x06rest", (0, 1, 2, 3)),  # an empty archive
    ("application/vnd.oasis.opendocument.text", b"PK\x03\x04rest", (0, 1, 2, 3)),
    ("image/png", b"\x89PNG\r\n\x1a\nrest", (0, 1, 2, 3, 4, 5, 6, 7)),
    ("image/jpeg", b"\xff\xd8\xff\xe0", (0, 1, 2)),
    ("image/gif", b"GIF87a..", (0, 1, 2, 3, 4, 5)),
    ("image/gif", b"GIF89a..", (0, 1, 2, 3, 4, 5)),
    ("image/webp", b"RIFF....WEBPVP8 ", (0, 1, 2, 3, 8, 9, 10, 11)),
    ("audio/mpeg", b"ID3\x04\x00", (0, 1, 2)),
    ("audio/mpeg", b"\xff\xfb\x90\x00", (0, 1)),
    ("audio/mp4", b"....ftypM4A ", (4, 5, 6, 7)),
    ("audio/wav", b"RIFF....WAVEfmt ", (0, 1, 2, 3, 8, 9, 10, 11)),
    ("audio/ogg", b"OggS\x00\x02", (0, 1, 2, 3)),
    ("video/mp4", b"....ftypisom", (4, 5, 6, 7)),
    ("video/webm", b"\x1a\x45\xdf\xa3\x9f", (0, 1, 2, 3)),
]


@pytest.mark.parametrize(("media_type", "head", "places"), SIGNATURES)
def test_just_the_bytes_of_the_signature_decide(media_type: str, head: bytes, places: tuple[int, ...]) -> None:
    for place in range(len(head)):
        changed = head[:place] + bytes([head[place] ^ 0x80]) + head[place + 1 :]
        assert looks_like(media_type, changed) is (place not in places)
    assert looks_like(media_type, head[: max(places) + 1])
    assert not looks_like(media_type, head[: max(places)])


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (b"\xff\xe0", True),  # eleven bits of a frame are set, whatever the others are
        (b"\xff\xff", True),
        (b"\xff\xc0", False),
        (b"\xff\xa0", False),
        (b"\xff\x60", False),
        (b"\xfe\xe0", False),
        (b"\x00\xff\xe0", False),
    ],
)
def test_a_frame_of_an_mpeg_stream_begins_with_eleven_bits(head: bytes, expected: bool) -> None:
    assert looks_like("audio/mpeg", head) is expected


@pytest.mark.parametrize("media_type", ["text/plain", "text/markdown", "text/csv"])
def test_text_is_what_has_no_nul(media_type: str) -> None:
    assert looks_like(media_type, b"")
    assert looks_like(media_type, b"XX and \x01")
    assert not looks_like(media_type, b"text\x00")
