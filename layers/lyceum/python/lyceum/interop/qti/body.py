"""An item's body: its words, with places for what is asked, and what is asked."""

from copy import deepcopy
from dataclasses import dataclass, field

from lxml import etree

from lyceum.interop.exchange.objects import replace, show_objects
from lyceum.interop.olx.xml import inner
from lyceum.interop.qti.scorer import FEEDBACK

INLINE = frozenset({"textEntryInteraction", "inlineChoiceInteraction"})
_NOT_SHOWN = ("rubricBlock", "stylesheet", "companionMaterialsInfo", "catalogInfo", *FEEDBACK)
_OWN_CONTENT = frozenset({"hottextInteraction", "gapMatchInteraction"})
"""Interactions whose words are the question's."""


@dataclass
class Body:
    """What an item shows. `places`: interaction → the text that stands for it."""

    root: etree._Element | None
    interactions: list[etree._Element] = field(default_factory=list)

    @classmethod
    def of(cls, item: etree._Element) -> "Body":
        """Of an assessment item."""
        body = item.find("itemBody")
        if body is None:
            return cls(None)
        found = [each for each in body.iter(etree.Element) if str(each.tag).endswith("Interaction")]
        outer = [each for each in found if not any(a in found for a in each.iterancestors())]
        return cls(body, [each for each in outer if each.tag != "endAttemptInteraction"])

    @property
    def is_inline(self) -> bool:
        """Whether everything that is asked stands within the text."""
        return all(each.tag in INLINE for each in self.interactions)

    def markup(self, marks: "dict[etree._Element, str] | None" = None, without: etree._Element | None = None) -> str:
        """The words as HTML, with `marks` in the places of inline interactions and prompts in those of the others."""
        if self.root is None:
            return ""
        copy, pairs = _copied(self.root)
        line = pairs[without].getparent() if without is not None else None
        for element, mark in (marks or {}).items():
            replace(pairs[element], text=mark)
        for element in self.interactions:
            if element not in (marks or {}):
                _put(pairs[element])
        if line is not None:
            replace(line)
        return shown(copy)


def _copied(root: etree._Element) -> tuple[etree._Element, dict[etree._Element, etree._Element]]:
    copy = deepcopy(root)
    return copy, dict(zip(root.iter(etree.Element), copy.iter(etree.Element), strict=True))


def _put(element: etree._Element) -> None:
    tag = str(element.tag)
    if tag in _OWN_CONTENT:
        _unwrap(element)
        return
    prompt = element.find("prompt")
    if prompt is None:
        replace(element)
        return
    prompt.tag = "div"
    replace(element, prompt)


def _unwrap(element: etree._Element) -> None:
    for each in list(element.iter("hottext", "gapText", "gapImg")):
        if each.tag == "hottext":
            each.tag = "u"
        else:
            replace(each)
    prompt = element.find("prompt")
    if prompt is not None:
        prompt.tag = "div"
    element.tag = "div"
    element.attrib.clear()


def shown(root: etree._Element) -> str:
    """The inside of a copy as HTML, without what has a place of its own. The copy is changed."""
    for each in list(root.iter(*_NOT_SHOWN)):
        if each is not root:
            replace(each)
    show_objects(root)
    return inner(root).strip()


def content(element: etree._Element) -> str:
    """The inside of an element as HTML."""
    return shown(deepcopy(element))
