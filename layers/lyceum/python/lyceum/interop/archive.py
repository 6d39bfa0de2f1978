"""An uploaded archive as a mapping of path to bytes, in memory and within limits. Nothing is ever written to disk."""

import gzip
import io
import re
import stat
import tarfile
import unicodedata
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping
from typing import IO, Self, cast

from lyceum.interop import errors, limits
from lyceum.interop.errors import ArchiveUnreadable

_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_GZIP = b"\x1f\x8b"
_CHUNK = 256 * 1024
_DRIVE = re.compile(r"^[A-Za-z]:")


def is_archive(data: bytes) -> bool:
    """Whether the bytes begin like a zip, gzip or tar file."""
    return data.startswith((*_ZIP, _GZIP)) or data[257:262] == b"ustar"


def read_archive(data: bytes) -> dict[str, bytes]:
    """Path → content of every file of a zip, tar or tar.gz archive, in the archive's order.

    Raises a SourceRefused for links, special files, unsafe, duplicate or colliding names, encryption and everything
    over `limits`.
    """
    if data.startswith(_ZIP):
        return _collect(_zip_members(data))
    if data.startswith(_GZIP):
        return _collect(_tar_members(cast(IO[bytes], gzip.GzipFile(fileobj=io.BytesIO(data))), compressed=len(data)))
    if data[257:262] == b"ustar":
        return _collect(_tar_members(io.BytesIO(data), compressed=len(data)))
    raise ArchiveUnreadable("The upload is no zip, tar or tar.gz archive")


def read_folder(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """The same checks for files that are in memory already."""
    return _collect((path, iter((content,))) for path, content in files.items())


def _collect(members: Iterable[tuple[str, Iterable[bytes]]]) -> dict[str, bytes]:
    files: dict[str, bytes] = {}
    seen: dict[str, str] = {}
    total = 0
    for name, chunks in members:
        path = safe_path(name)
        if path in files:
            raise errors.ArchiveHasDuplicateName(f"{path} is there twice", path=path)
        _refuse_collision(path, seen)
        if len(files) >= limits.MAX_FILES:
            raise errors.ArchiveHasTooManyFiles(f"More than {limits.MAX_FILES} files", limit=limits.MAX_FILES)
        content = bytearray()
        for chunk in chunks:
            content += chunk
            _check_sizes(path, len(content), total + len(content))
        total += len(content)
        files[path] = bytes(content)
    return files


def _check_sizes(path: str, size: int, total: int) -> None:
    if size > limits.MAX_FILE_BYTES:
        raise errors.ArchiveFileTooLarge(f"{path} is larger than {limits.MAX_FILE_BYTES} bytes", path=path)
    if total > limits.MAX_TOTAL_BYTES:
        raise errors.ArchiveTooLarge(f"The files are larger than {limits.MAX_TOTAL_BYTES} bytes together")


def safe_path(name: str) -> str:
    """The name as a relative path with `/`, in Unicode's composed form. Raises ArchiveHasUnsafePath."""
    path = unicodedata.normalize("NFC", name.replace("\\", "/"))
    parts = [part for part in path.split("/") if part not in ("", ".")]
    broken = (
        path.startswith("/")
        or _DRIVE.match(path)
        or ".." in parts
        or not parts
        or len(path) > limits.MAX_PATH_CHARACTERS
        or any(unicodedata.category(character) in ("Cc", "Cs") for character in path)
    )
    if broken:
        shown = ascii(name[:100])
        raise errors.ArchiveHasUnsafePath(f"The name {shown} is not allowed in an archive", path=shown)
    return "/".join(parts)


def _refuse_collision(path: str, seen: dict[str, str]) -> None:
    first = seen.setdefault(path.casefold(), path)
    if first != path:
        raise errors.ArchiveHasCaseCollision(f"{first} and {path} differ only in case", path=path)


def _zip_members(data: bytes) -> Iterator[tuple[str, Iterable[bytes]]]:
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as problem:
        raise ArchiveUnreadable(f"The zip archive is damaged: {problem}") from problem
    unpacked = 0
    for entry in archive.infolist():
        _check_zip_entry(entry)
        unpacked += entry.file_size
        _check_ratio(unpacked, len(data))
        if not entry.is_dir():
            yield entry.orig_filename, _zip_chunks(archive, entry)


def _check_zip_entry(entry: zipfile.ZipInfo) -> None:
    name = ascii(entry.orig_filename[:100])
    if entry.flag_bits & 0x1:
        raise errors.ArchiveEncrypted(f"{name} is encrypted", path=name)
    mode = entry.external_attr >> 16
    if stat.S_ISLNK(mode):
        raise errors.ArchiveHasLink(f"{name} is a link", path=name)
    if stat.S_IFMT(mode) not in (0, stat.S_IFREG, stat.S_IFDIR):
        raise errors.ArchiveHasSpecialFile(f"{name} is a special file", path=name)
    if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise ArchiveUnreadable(f"{name} is compressed in a way that is not read here", path=name)
    if entry.file_size > limits.MAX_FILE_BYTES:
        raise errors.ArchiveFileTooLarge(f"{name} is larger than {limits.MAX_FILE_BYTES} bytes", path=name)


def _zip_chunks(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    # zipfile stops at the size that the directory declares, so a lying entry ends as damaged, not as a bomb.
    try:
        with archive.open(entry) as member:
            while chunk := member.read(_CHUNK):
                yield chunk
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, ValueError) as problem:
        raise ArchiveUnreadable(f"{entry.orig_filename[:100]!a} is damaged: {problem}") from problem


def _check_ratio(unpacked: int, packed: int) -> None:
    if unpacked > limits.RATIO_FREE_BYTES and unpacked > packed * limits.MAX_RATIO:
        raise errors.ArchiveIsBomb(f"The archive unpacks to more than {limits.MAX_RATIO} times its size")


class _Bounded(io.RawIOBase):
    """Counts what comes out of a decompressor, so that headers and padding are bounded like file contents."""

    def __init__(self, source: IO[bytes], packed: int) -> None:
        super().__init__()
        self._source = source
        self._packed = packed
        self._unpacked = 0

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        chunk = self._source.read(_CHUNK if size < 0 else size)
        self._unpacked += len(chunk)
        _check_ratio(self._unpacked, self._packed)
        if self._unpacked > 2 * limits.MAX_TOTAL_BYTES:
            raise errors.ArchiveTooLarge(f"The archive is larger than {limits.MAX_TOTAL_BYTES} bytes")
        return chunk


class _StrictEntry(tarfile.TarInfo):
    """tarfile takes a damaged header after the first for the end of the archive; here no file is lost silently."""

    @classmethod
    def frombuf(cls, buf: bytes | bytearray, encoding: str, errors: str) -> Self:
        try:
            return super().frombuf(buf, encoding, errors)
        except tarfile.HeaderError as problem:
            if not any(buf):  # zeros end an archive
                raise
            raise ArchiveUnreadable(f"The tar archive is damaged: {problem}") from problem


def _tar_members(source: IO[bytes], compressed: int) -> Iterator[tuple[str, Iterable[bytes]]]:
    bounded = _Bounded(source, compressed)
    try:
        with tarfile.open(fileobj=cast(IO[bytes], bounded), mode="r|", tarinfo=_StrictEntry) as archive:
            for entry in archive:
                _check_tar_entry(entry)
                if entry.isreg():
                    yield entry.name, _tar_chunks(archive, entry)
        while bounded.read():  # to the end, where gzip keeps its checksum
            pass
    except (tarfile.TarError, EOFError, zlib.error, OSError, ValueError, OverflowError) as problem:
        raise ArchiveUnreadable(f"The tar archive is damaged: {problem}") from problem


def _tar_chunks(archive: tarfile.TarFile, entry: tarfile.TarInfo) -> Iterator[bytes]:
    member = archive.extractfile(entry)
    while member is not None and (chunk := member.read(_CHUNK)):
        yield chunk


def _check_tar_entry(entry: tarfile.TarInfo) -> None:
    name = ascii(entry.name[:100])
    if entry.issym() or entry.islnk():
        raise errors.ArchiveHasLink(f"{name} is a link", path=name)
    if entry.issparse() or not (entry.isreg() or entry.isdir()):
        raise errors.ArchiveHasSpecialFile(f"{name} is a special file", path=name)
    if entry.size > limits.MAX_FILE_BYTES:
        raise errors.ArchiveFileTooLarge(f"{name} is larger than {limits.MAX_FILE_BYTES} bytes", path=name)
