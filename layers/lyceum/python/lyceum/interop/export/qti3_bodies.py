"""What learners see of a question, in QTI 3.0."""

import mimetypes
from copy import deepcopy
from decimal import Decimal

from lxml import etree

from lyceum.content.questions import Choice, Picture, Question, RichText
from lyceum.interop.export.losses import words
from lyceum.interop.export.qti3_markup import parsed
from lyceum.interop.export.qti3_rules import NAMESPACE, plain, tag


def filled(element: etree._Element, text: RichText) -> etree._Element:
    """An element with a text in it, as XHTML."""
    tree = parsed(words(text))
    element.text = tree.text
    for child in tree:
        element.append(_in_namespace(child))
    return element


def _in_namespace(element: etree._Element) -> etree._Element:
    made = etree.Element(f"{{{NAMESPACE}}}{element.tag}")
    for name, value in element.attrib.items():
        made.set(str(name), str(value))
    made.text, made.tail = element.text, element.tail
    for child in element:
        made.append(_in_namespace(child))
    return made


def choices(kind: str, found: tuple[Choice, ...], **attributes: str) -> list[etree._Element]:
    """Elements to choose from."""
    return [filled(tag(kind, identifier=each.id, **attributes), each.text) for each in found]


def body(question: Question, *interactions: etree._Element, inline: dict[str, etree._Element]) -> etree._Element:
    """The stem, with elements in the places of marks, and what stands after it."""
    made = filled(tag("item-body"), question.stem)
    for mark, element in inline.items():
        _place(made, mark, element)
    made.extend(interactions)
    return made


def _place(root: etree._Element, mark: str, element: etree._Element) -> None:
    for each in list(root.iter(etree.Element)):
        if each.text and mark in each.text:
            before, _, after = each.text.partition(mark)
            each.text, element.tail = before, after
            each.insert(0, element)
            return
        if each is not root and each.tail and mark in each.tail:
            before, _, after = each.tail.partition(mark)
            each.tail, element.tail = before, after
            parent = each.getparent()
            if parent is not None:
                parent.insert(parent.index(each) + 1, element)
            return


def entry(name: str) -> etree._Element:
    """A field to type into."""
    return tag("text-entry-interaction", response_identifier=name)


def on_a_line(element: etree._Element) -> etree._Element:
    """A field on a line of its own."""
    line = etree.Element(f"{{{NAMESPACE}}}p")
    line.append(element)
    return line


def picture(found: Picture) -> etree._Element:
    """A picture with its size."""
    element = etree.Element(f"{{{NAMESPACE}}}object")
    element.set("data", found.source)
    element.set("type", mimetypes.guess_type(found.source)[0] or "image/png")
    element.set("width", plain(Decimal(found.width)))
    element.set("height", plain(Decimal(found.height)))
    element.text = found.alternative.best()[1] if found.alternative is not None else None
    return element


def copied(element: etree._Element) -> etree._Element:
    """A copy to put elsewhere."""
    return deepcopy(element)
