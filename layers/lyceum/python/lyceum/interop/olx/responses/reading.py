"""What a response element says, once it is understood."""

from dataclasses import dataclass, field

from lxml import etree

from lyceum.content.questions import Choice, Key, RichText
from lyceum.interop.olx.desk import Desk
from lyceum.interop.olx.xml import inner


class NotGradable(Exception):
    """Nothing here can grade the response; the message says why."""


@dataclass(frozen=True)
class Reading:
    """Choices and key of one question, and the input element that asks it."""

    key: Key
    input: etree._Element | None = None
    choices: tuple[Choice, ...] = ()
    notes: list[str] = field(default_factory=list)


def children(parent: etree._Element, *tags: str) -> list[etree._Element]:
    """The child elements with one of the tags."""
    return [child for child in parent if child.tag in tags]


def descendants(parent: etree._Element, *tags: str) -> list[etree._Element]:
    """The elements below with one of the tags, in document order."""
    return list(parent.iterdescendants(*tags))


def is_true(element: etree._Element, name: str) -> bool:
    """Whether an attribute says yes; Open edX writes `true`, `True`, and in old courses `1`."""
    return element.get(name, "").strip().lower() in ("true", "1", "yes")


def hint_text(hint: etree._Element | None, desk: Desk, notes: list[str]) -> RichText | None:
    """A hint as rich text, or None for one without words."""
    if hint is None:
        return None
    label = hint.get("label", "").strip()
    text = f"{label}: {inner(hint)}" if label else inner(hint)
    return desk.rich(text, notes) if text.strip() else None


def account(element: etree._Element, known: frozenset[str], notes: list[str]) -> None:
    """Notes the attributes that are not understood."""
    lost = [
        str(name) for name, value in element.attrib.items() if name not in known and value not in ("", "false", "none")
    ]
    if lost:
        notes.append(f"settings of {element.tag} not kept: {', '.join(lost[:12])}")
