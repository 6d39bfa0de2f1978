"""The files that are to be imported, and what an independent count finds in them."""

import io
import tarfile
import zipfile
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from tests.counters import gift
from tests.counters.olx import OlxCounter

REPOSITORY = Path(__file__).resolve().parents[2]
SAMPLE = REPOSITORY / "tools/sample_course"
SAMPLE_COURSE = SAMPLE / "olx"
SAMPLE_QUESTIONS = SAMPLE / "gift/checkpoint.gift"


@dataclass(frozen=True, slots=True)
class Source:
    """A course or a set of questions as it will be uploaded."""

    name: str
    content: bytes
    media_type: str
    files: Mapping[str, bytes]
    """Path → content, the course's own folder at the top."""
    elements: tuple[str, ...]
    """Every source element by name, counted with the standard library alone."""


def read_course(path: Path) -> Source:
    """A folder (zipped in memory) or an archive with a course in OLX. Raises ValueError, OSError."""
    files, content, media_type = _packed(path)
    files = _from_course_xml(files)
    return Source(_archive_name(path), content, media_type, files, tuple(OlxCounter(files).count()))


def read_questions(path: Path) -> Source:
    """A GIFT file, or a folder with some (zipped in memory: one list of questions). Raises ValueError, OSError."""
    if path.is_dir():
        files = {found.name: found.read_bytes() for found in sorted(path.glob("*.gift"))}
        if not files:
            raise ValueError(f"{path} has no GIFT files")
        content, media_type, name = zipped(files), "application/zip", f"{path.name}.zip"
    else:
        content, media_type, name = path.read_bytes(), "text/plain", path.name
        files = {name: content}
    elements = [element for file, text in files.items() for element in gift.count(file, text)]
    return Source(name, content, media_type, files, tuple(elements))


def differences(report: list[dict[str, Any]], elements: tuple[str, ...]) -> list[str]:
    """How a report differs from the count: what it leaves out, what it invents, what it names twice."""
    told, counted = Counter(line["element"] for line in report), Counter(elements)
    return [
        *(f"not in the report: {name}" for name in sorted(counted - told)),
        *(f"in the report too often, or nowhere in the source: {name}" for name in sorted(told - counted)),
    ]


def zipped(files: Mapping[str, bytes]) -> bytes:
    """The files as a zip archive."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def _packed(path: Path) -> tuple[dict[str, bytes], bytes, str]:
    if path.is_dir():
        found = [each for each in sorted(path.rglob("*")) if each.is_file()]
        files = {each.relative_to(path).as_posix(): each.read_bytes() for each in found}
        return files, zipped(files), "application/zip"
    content = path.read_bytes()
    if zipfile.is_zipfile(io.BytesIO(content)):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = [name for name in archive.namelist() if not name.endswith("/")]
            return {name: archive.read(name) for name in names}, content, "application/zip"
    return _from_tar(content), content, "application/gzip"


def _from_tar(content: bytes) -> dict[str, bytes]:
    with tarfile.open(fileobj=io.BytesIO(content)) as archive:
        members = [member for member in archive.getmembers() if member.isfile()]
        read = {member.name.removeprefix("./"): archive.extractfile(member) for member in members}
        return {name: file.read() for name, file in read.items() if file is not None}


def _from_course_xml(files: dict[str, bytes]) -> dict[str, bytes]:
    """Paths from the folder that holds course.xml, as everything inside a course is named."""
    tops = [PurePosixPath(name).parent for name in files if PurePosixPath(name).name == "course.xml"]
    if not tops:
        raise ValueError("there is no course.xml")
    top = min(tops, key=lambda folder: len(folder.parts))
    if top == PurePosixPath("."):
        return files
    prefix = f"{top.as_posix()}/"
    return {name.removeprefix(prefix): content for name, content in files.items() if name.startswith(prefix)}


def _archive_name(path: Path) -> str:
    return f"{path.name}.zip" if path.is_dir() else path.name
