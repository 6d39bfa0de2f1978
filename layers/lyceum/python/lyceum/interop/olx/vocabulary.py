"""The names that OLX gives to things, and which of them this importer understands."""

import re

CONTAINERS = frozenset(
    {
        "course", "chapter", "sequential", "vertical", "videosequence", "problemset", "wrapper", "randomize",
        "conditional", "split_test", "library_content", "itembank", "library", "unit",
    }
)  # fmt: skip
"""Blocks whose child elements are blocks."""

LESSONS = frozenset({"sequential", "videosequence", "problemset"})
UNITS = frozenset({"vertical", "unit"})

NOT_BLOCK_FOLDERS = frozenset({"static", "about", "info", "tabs", "policies", "assets", "course-assets", "custom_tags"})
"""Folders whose files are not blocks, even where they are XML."""

_INPUTS = frozenset({"textline", "textbox", "schematic", "crystallography", "filesubmission", "vsepr_input"})
_MARKUP = frozenset({"input", "colgroup", "optgroup"})
_PARTS = frozenset({"script", "solution", "demandhint"})
_POINTER = {"url_name"}
_NAMED = re.compile(r"[A-Za-z_][A-Za-z0-9_.:-]*")


def is_response(tag: str) -> bool:
    """Whether an element inside a problem asks for an answer."""
    return tag.endswith("response")


def is_input(tag: str) -> bool:
    """Whether an element inside a problem is where an answer is given, or the group of its options."""
    return tag in _INPUTS or (tag.endswith(("input", "group")) and tag not in _MARKUP)


def is_problem_element(tag: str) -> bool:
    """Whether an element inside a problem has a report line of its own."""
    return tag in _PARTS or is_response(tag) or is_input(tag)


def path_of(url_name: str) -> str:
    """A url_name as a file name: a colon stands for a folder (`secret:toylab` is `secret/toylab`)."""
    return url_name.replace(":", "/")


def is_clutter(path: str) -> bool:
    """Whether computers, not authors, put the file there."""
    name = path.rpartition("/")[2]
    parts = path.split("/")
    return name.startswith("._") or name in (".DS_Store", "Thumbs.db") or "__MACOSX" in parts or ".git" in parts


def is_definition(path: str) -> bool:
    """Whether the file is XML that defines a block."""
    folder = path.split("/", maxsplit=1)[0] if "/" in path else ""
    return path.endswith(".xml") and folder not in NOT_BLOCK_FOLDERS and not is_clutter(path)
