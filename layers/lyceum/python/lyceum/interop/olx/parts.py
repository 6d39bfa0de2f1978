"""A problem cut into its parts: what stands before each response is that response's question."""

from copy import deepcopy
from dataclasses import dataclass, field

from lxml import etree

from lyceum.content.parts import BLANK
from lyceum.interop.olx.vocabulary import is_input, is_response
from lyceum.interop.olx.xml import inner, is_element, markup, tail

_TRANSPARENT = frozenset(
    {
        "text",
        "div",
        "section",
        "article",
        "center",
        "font",
        "fieldset",
        "form",
        "main",
        "span",
        "multipart",
        "legend",
        "problem",
    }
)
"""Elements around responses that can be opened without losing what the reader sees."""
_MARKERS = frozenset({"startouttext", "endouttext"})
_LEFT_OUT = frozenset({"targetedfeedbackset"})
_KEYS = frozenset(
    {
        "responseparam", "additional_answer", "correcthint", "stringequalhint", "regexphint", "answer", "hintgroup",
        "choicehint", "optionhint", "compoundhint", "script", "solution", "demandhint", "style",
    }
)  # fmt: skip
"""Children of a response that are no part of its question."""


@dataclass
class Part:
    """A response with the markup that asks for it."""

    response: etree._Element
    stem: str
    solutions: list[etree._Element] = field(default_factory=list)


@dataclass
class Problem:
    """The parts of a problem in order, and what belongs to all of them."""

    parts: list[Part] = field(default_factory=list)
    hints: list[etree._Element] = field(default_factory=list)
    scripts: list[etree._Element] = field(default_factory=list)
    solutions: list[etree._Element] = field(default_factory=list)
    """Solutions that stand before the first response, or in a problem without any."""
    text: str = ""
    """Markup of a problem that has no response."""
    notes: list[str] = field(default_factory=list)


def cut(element: etree._Element) -> Problem:
    """The parts of a problem element. What follows the last response belongs to its question too."""
    problem = Problem()
    rest = _Cutter(problem).cut(element)
    if problem.parts:
        problem.parts[-1].stem += rest
    else:
        problem.text = rest
    return problem


class _Cutter:
    def __init__(self, problem: Problem) -> None:
        self._problem = problem
        self._before: list[str] = []

    def cut(self, element: etree._Element) -> str:
        self._inside(element)
        return "".join(self._before).strip()

    def _inside(self, element: etree._Element) -> None:
        self._before.append(_escaped_text(element))
        for child in element:
            if is_element(child):
                self._element(child)
            self._before.append(tail(child))

    def _element(self, child: etree._Element) -> None:
        tag = str(child.tag)
        if self._set_aside(tag, child) or tag in _MARKERS:
            return
        if is_response(tag):
            self._part(child, "")
        elif tag in _TRANSPARENT and _holds_parts(child):
            self._inside(child)
        elif responses := [inside for inside in child.iterdescendants(etree.Element) if is_response(str(inside.tag))]:
            self._frame(child, responses)
        else:
            for inside in list(child.iterdescendants("solution", "demandhint", "script")):
                self._set_aside(str(inside.tag), inside)
            self._before.append(_question_markup(child))

    def _set_aside(self, tag: str, child: etree._Element) -> bool:
        problem = self._problem
        if tag == "script":
            problem.scripts.append(child)
        elif tag == "demandhint":
            problem.hints.append(child)
        elif tag == "solution":
            (problem.parts[-1].solutions if problem.parts else problem.solutions).append(child)
        elif tag == "solutionset":
            for solution in child.iterdescendants("solution"):
                self._set_aside("solution", solution)
        elif tag in _LEFT_OUT:
            problem.notes.append(f"{tag} is not kept")
        else:
            return False
        return True

    def _part(self, response: etree._Element, frame: str) -> None:
        before = "".join(self._before).strip()
        self._before = []
        self._problem.parts.append(Part(response, (before + frame + _asked(response)).strip()))
        for inside in response.iterdescendants("solution", "demandhint", "script"):
            self._set_aside(str(inside.tag), inside)

    def _frame(self, frame: etree._Element, responses: list[etree._Element]) -> None:
        """A table, list or paragraph with responses in it: the first part shows it whole, a blank for each response."""
        self._part(responses[0], _question_markup(frame))
        for response in responses[1:]:
            self._part(response, "")


def _holds_parts(element: etree._Element) -> bool:
    kinds = {str(inside.tag) for inside in element.iterdescendants(etree.Element)}
    return any(is_response(tag) for tag in kinds) or not kinds.isdisjoint({"solution", "demandhint", "script"})


def _escaped_text(element: etree._Element) -> str:
    alone = etree.Element("x")
    alone.text = element.text
    return inner(alone)


def _asked(response: etree._Element) -> str:
    """The markup inside a response: newer courses put the question there, as `label`, `description` or paragraphs."""
    pieces = [f"<p>{text}</p>" if (text := _escaped_text(response).strip()) else ""]
    lists = list(response.iterdescendants("optioninput"))
    for child in response:
        tag = str(child.tag)
        if is_input(tag):
            pieces.append(f" {BLANK} " if len(lists) > 1 else "")
        elif tag in ("label", "description"):
            pieces.append(f"<p>{inner(child)}</p>")
        elif is_element(child) and tag not in _KEYS:
            pieces.append(_question_markup(child))
        pieces.append(tail(child))
    return "".join(pieces)


def _question_markup(element: etree._Element) -> str:
    """The element as a learner sees it: a blank for each response, nothing that gives an answer away."""
    copy = deepcopy(element)
    _blank_out(copy)
    return markup(copy)


def _blank_out(parent: etree._Element) -> None:
    for child in list(parent):
        tag = str(child.tag)
        if is_response(tag) or is_input(tag):
            _replace(child, parent, f" {BLANK} ")
        elif tag in _KEYS or tag in _LEFT_OUT:
            _replace(child, parent, "")
        else:
            _blank_out(child)


def _replace(element: etree._Element, parent: etree._Element, text: str) -> None:
    following = text + (element.tail or "")
    before = element.getprevious()
    if before is None:
        parent.text = (parent.text or "") + following
    else:
        before.tail = (before.tail or "") + following
    parent.remove(element)


def input_label(response: etree._Element) -> str:
    """The label of a response's input, which older courses repeat from the question."""
    for element in response.iter(etree.Element):
        if label := element.get("label", "").strip():
            return label
    return ""
