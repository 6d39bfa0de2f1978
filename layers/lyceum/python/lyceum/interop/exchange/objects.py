"""Embedded objects as the elements that browsers show and the sanitiser lets through."""

from collections.abc import Callable
from urllib.parse import unquote

from lxml import etree

_SHOWN = {"image": "img", "audio": "audio", "video": "video"}


def show_objects(root: etree._Element) -> None:
    """`<object type="image/png" data="a.png">` → `<img src="a.png">`; other objects become links."""
    for element in list(root.iter("object")):
        kind = element.get("type", "").partition("/")[0].lower()
        replace(element, _shown(element, kind) if kind in _SHOWN else _linked(element))


def _words(element: etree._Element) -> str:
    return " ".join("".join(str(text) for text in element.itertext()).split())


def _shown(element: etree._Element, kind: str) -> etree._Element:
    shown = etree.Element(_SHOWN[kind], src=element.get("data", ""))
    if kind == "image":
        shown.set("alt", _words(element))
    else:
        shown.set("controls", "controls")
    for name in ("width", "height"):
        if kind != "audio" and element.get(name, "").isdigit():
            shown.set(name, element.get(name, ""))
    return shown


def _linked(element: etree._Element) -> etree._Element:
    link = etree.Element("a", href=element.get("data", ""))
    link.text = _words(element) or element.get("data", "")
    return link


def replace(element: etree._Element, *others: etree._Element, text: str = "") -> None:
    """Puts a text and elements in an element's place; what follows it stays."""
    parent = element.getparent()
    if parent is None:
        return
    tail, place = element.tail or "", parent.index(element)
    parent.remove(element)
    if place and text:
        before = parent[place - 1]
        before.tail = (before.tail or "") + text
    elif text:
        parent.text = (parent.text or "") + text
    for offset, other in enumerate(others):
        other.tail = None
        parent.insert(place + offset, other)
    if others:
        others[-1].tail = tail
    elif place:
        parent[place - 1].tail = (parent[place - 1].tail or "") + tail
    else:
        parent.text = (parent.text or "") + tail


def resolver(folder: str, find: Callable[[str], str | None], notes: list[str]) -> Callable[[str], str]:
    """Turns addresses relative to a file's folder into those that are kept. `find`: path in the upload → address."""

    def resolve(written: str) -> str:
        address = written.strip()
        if not address or "://" in address or address.startswith(("#", "data:", "mailto:", "tel:", "/static/")):
            return written
        name = unquote(address.partition("?")[0].partition("#")[0])
        for base in (folder, ""):
            found = find(joined(base, name))
            if found is not None:
                return found
        notes.append(f"refers to {address[:100]}, which is not in the upload")
        return written

    return resolve


def joined(folder: str, name: str) -> str:
    """A relative path below a folder, with `..` taken out; empty where it leaves the upload."""
    parts = folder.split("/") if folder and not name.startswith("/") else []
    for part in name.split("/"):
        if part == "..":
            if not parts:
                return ""
            parts.pop()
        elif part not in ("", "."):
            parts.append(part)
    return "/".join(parts)
