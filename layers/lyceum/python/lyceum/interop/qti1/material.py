"""Materials: words, pictures, sounds and films, as HTML."""

import re
from collections.abc import Callable
from html import escape

from lxml import etree

from lyceum.interop.olx.xml import inner

_BASE = re.compile(r"^\$IMS[-_]CC[-_]FILE[-_]?BASE\$/?")
_MEDIA = {"matimage": "img", "mataudio": "audio", "matvideo": "video"}


def markup(element: etree._Element, marks: Callable[[etree._Element], str | None] = lambda _: None) -> str:
    """All there is to read in an element, in order. `marks`: what stands in a response's place; None: look in."""
    mark = marks(element)
    if mark is not None:
        return mark
    tag = str(element.tag)
    if tag in ("mattext", "matemtext"):
        return _text(element, emphasis=tag == "matemtext")
    if tag in _MEDIA:
        return _medium(element, _MEDIA[tag])
    if tag == "matbreak":
        return "<br>"
    inside = "".join(markup(child, marks) for child in element)
    return f"<p>{inside}</p>" if tag in ("flow", "flow_mat") and inside and "<p" not in inside else inside


def _text(element: etree._Element, *, emphasis: bool) -> str:
    kind = element.get("texttype", "text/plain").strip().lower()
    if len(element):  # written as elements, whatever it says
        text = inner(element)
    else:
        text = element.text or ""
        if kind not in ("text/html", "text/xhtml"):
            text = escape(text, quote=False).strip()
    return f"<em>{text}</em>" if emphasis else text


def _medium(element: etree._Element, tag: str) -> str:
    address = escape(element.get("uri", "") or element.get("entityref", ""))
    words = escape(element.get("label", "") or "".join(str(text) for text in element.itertext()).strip())
    if tag == "img":
        return f'<img src="{address}" alt="{words}">'
    return f'<{tag} src="{address}" controls="controls"></{tag}>'


def without_base(address: str) -> str:
    """`$IMS-CC-FILEBASE$/a.png` → `a.png`."""
    return _BASE.sub("", address.strip())
