"""Which files answers can be, and whether an author's rules leave any."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from lyceum.content.keys import QuestionKind

_OFFICE = "application/vnd.openxmlformats-officedocument"
_OPEN = "application/vnd.oasis.opendocument"

EXTENSIONS: Final[Mapping[str, tuple[str, ...]]] = {
    "application/pdf": (".pdf",),
    f"{_OFFICE}.wordprocessingml.document": (".docx",),
    f"{_OPEN}.text": (".odt",),
    f"{_OFFICE}.spreadsheetml.sheet": (".xlsx",),
    f"{_OPEN}.spreadsheet": (".ods",),
    f"{_OFFICE}.presentationml.presentation": (".pptx",),
    f"{_OPEN}.presentation": (".odp",),
    "text/plain": (".txt",),
    "text/markdown": (".md",),
    "text/csv": (".csv",),
    "image/png": (".png",),
    "image/jpeg": (".jpg", ".jpeg"),
    "image/gif": (".gif",),
    "image/webp": (".webp",),
    "audio/mpeg": (".mp3",),
    "audio/mp4": (".m4a",),
    "audio/wav": (".wav",),
    "audio/ogg": (".ogg", ".oga"),
    "audio/webm": (".weba", ".webm"),
    "video/mp4": (".mp4", ".m4v"),
    "video/webm": (".webm",),
    "video/quicktime": (".mov",),
    "application/zip": (".zip",),
}
"""Media types that are taken at all, and how names of such files end."""

_ONLY = {QuestionKind.AUDIO: "audio/", QuestionKind.VIDEO: "video/"}


def possible_rules(kind: QuestionKind, rules: Sequence[str]) -> tuple[str, ...]:
    """Those of the rules (as in HTML's `accept`) that some file fits which this kind of question takes."""
    only = _ONLY.get(kind, "")
    taken = {name: ends for name, ends in EXTENSIONS.items() if name.startswith(only)}
    ends = {end for each in taken.values() for end in each}
    return tuple(rule for rule in rules if _is_possible(rule.lower(), taken, ends))


def leaves_files(kind: QuestionKind, rules: Sequence[str]) -> bool:
    """Whether an answer can be given. What is no rule says nothing; where none is, every file of the kind fits."""
    said = [rule for rule in rules if rule.startswith(".") or "/" in rule]
    return not said or bool(possible_rules(kind, said))


def _is_possible(rule: str, taken: Iterable[str], ends: set[str]) -> bool:
    if rule.startswith("."):
        return rule in ends
    if rule == "*/*":
        return True
    return any(name.startswith(rule[:-1]) if rule.endswith("/*") else name == rule for name in taken)
