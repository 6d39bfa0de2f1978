"""The files of `static/` as course assets, and the addresses by which a course's HTML refers to them."""

import hashlib
import mimetypes
import re
from collections.abc import Mapping
from urllib.parse import unquote

from lyceum.content.outline import Asset

FOLDER = "static/"
_DOWNLOADED = frozenset({".html", ".htm", ".xhtml", ".js", ".mjs", ".xml", ".swf", ".hta", ".css"})
"""Files that could act when they are opened: they are served as downloads."""
_MEDIA_TYPES = {".vtt": "text/vtt", ".srt": "application/x-subrip", ".svg": "image/svg+xml", ".webp": "image/webp"}
_DOWNLOAD = "application/octet-stream"
_OWN = re.compile(
    r"^/?(?:static/|c4x/[^/]+/[^/]+/asset/|assets/courseware/(?:[^/]+/){1,3})(?=.)|^/?asset-v1:.*\+block@(?=.)"
)
_IN_COURSE = ("/jump_to", "/course/", "/courses/", "/wiki/", "/discussion/", "../")


class Assets:
    """What the course's HTML may show. Names that Open edX changed on upload are found again."""

    def __init__(self, files: Mapping[str, bytes], key_prefix: str) -> None:
        self.contents: dict[str, bytes] = {}
        self.by_path: dict[str, Asset] = {}
        self._by_flat_name: dict[str, str] = {}
        for path, content in files.items():
            if path.startswith(FOLDER):
                self._add(path.removeprefix(FOLDER), content, key_prefix)

    def _add(self, path: str, content: bytes, key_prefix: str) -> None:
        digest = hashlib.sha256(content).hexdigest()
        key = f"{key_prefix}{digest}{extension(path)}"
        self.contents[key] = content
        self.by_path[path] = Asset(path=path, media_type=media_type(path), size=len(content), sha256=digest, key=key)
        self._by_flat_name.setdefault(_flat(path), path)

    def find(self, name: str) -> str | None:
        """The asset's path for a name as an author wrote it, or None."""
        written = unquote(name).lstrip("/")
        return written if written in self.by_path else self._by_flat_name.get(_flat(written))

    def address(self, written: str, notes: list[str]) -> str:
        """The address to keep: `/static/<path>` for an asset, else as it was, with a note where it leads nowhere."""
        address = written.strip()
        own = _OWN.match(address)
        if own:
            name = re.split(r"[?#]", address[own.end() :], maxsplit=1)[0]
            path = self.find(name)
            if path is None:
                notes.append(f"refers to {address[:120]}, which is not in the archive")
                return address
            return f"/{FOLDER}{path}"
        if address.startswith(_IN_COURSE):
            notes.append(f"the link {address[:80]} into Open edX is kept as it was")
        return written


def media_type(path: str) -> str:
    """The media type by the file's extension; what could act when opened is a download."""
    suffix = extension(path)
    if suffix in _DOWNLOADED:
        return _DOWNLOAD
    return _MEDIA_TYPES.get(suffix) or mimetypes.guess_type(f"file{suffix}", strict=True)[0] or _DOWNLOAD


def is_downloaded(path: str) -> bool:
    """Whether the file is kept as a download because it could act when opened."""
    return extension(path) in _DOWNLOADED


def extension(path: str) -> str:
    """`.png`, in lower case; empty where there is none or an odd one."""
    found = re.search(r"\.[A-Za-z0-9]{1,10}$", path)
    return found.group().lower() if found else ""


def _flat(path: str) -> str:
    """How Open edX names an uploaded file: folders and odd characters become underscores."""
    return re.sub(r"[^A-Za-z0-9.-]", "_", path).casefold()
