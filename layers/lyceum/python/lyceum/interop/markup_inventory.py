"""What a sanitiser took out: tags, attributes and styles counted before and after.

One pass from left to right in time proportional to the text; the standard library's parser takes much longer for
texts made to that end.
"""

import re
from collections import Counter
from collections.abc import Iterator

_NAME = re.compile(r"[A-Za-z][^\s/>]*")
_ATTRIBUTE = re.compile(r"[\s/]*([^\s/>=\"'<][^\s/>=]*)(?:\s*=\s*(\"[^\"]*\"|'[^']*'|[^\s>\"'][^\s>]*))?")
_RAW_END = {name: re.compile(f"</{name}", re.IGNORECASE) for name in ("script", "style")}
_FRAME_TAGS = frozenset({"html", "head", "body", "title", "meta"})
_LONGEST_LIST = 8


def removed(before: str, after: str) -> tuple[str, ...]:
    """A note on what is in the first text and no more in the second, or none."""
    if "<" not in before:
        return ()
    lost = _inventory(before) - _inventory(after)
    names = sorted(name for name in lost if name.strip("<>") not in _FRAME_TAGS)
    if not names:
        return ()
    shown = ", ".join(name[:40] for name in names[:_LONGEST_LIST])
    more = f" and {len(names) - _LONGEST_LIST} more" if len(names) > _LONGEST_LIST else ""
    return (f"taken out for safety: {shown}{more}",)


def _inventory(text: str) -> Counter[str]:
    found: Counter[str] = Counter()
    last = text.rfind(">")
    place = text.find("<")
    while place >= 0:
        if text.startswith("<!--", place):
            place = text.find("-->", place)
        elif name := _NAME.match(text, place + 1):
            place = _count_tag(text, name.group().lower(), name.end(), last, found)
        else:
            place += 1
        place = text.find("<", place) if place >= 0 else -1
    return found


def _count_tag(text: str, tag: str, place: int, last: int, found: Counter[str]) -> int:
    """Counts a start tag, unless no `>` ends it up to `last`; answers where to go on, -1 for nowhere."""
    names: list[str] = []
    while attribute := _ATTRIBUTE.match(text, place):
        place = attribute.end()
        names.extend(_attribute(tag, attribute.group(1).lower(), attribute.group(2)))
    if place > last:
        return -1  # a tag that never ends is none
    found[f"<{tag}>"] += 1
    found.update(names)
    if tag in _RAW_END:
        end = _RAW_END[tag].search(text, place)
        return end.start() + 1 if end else -1
    return place


def _attribute(tag: str, name: str, value: str | None) -> Iterator[str]:
    if name == "style":
        for rule in (value or "").strip("\"'").split(";"):
            if rule.strip():
                yield f"style {rule.partition(':')[0].strip().lower()}"
    elif not (tag == "a" and name == "rel"):
        yield f"{name}="
