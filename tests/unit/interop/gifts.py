"""Small GIFT texts for tests."""

from typing import cast

from lyceum.content.questions import AcceptedRange, AuthoredQuestion, Content, NumericKey, RichText
from lyceum.content.report import ReportLine
from lyceum.interop.parse import ParsedSource, parse_gift


def parsed(text: str) -> ParsedSource:
    """A GIFT text as the file `q.gift`."""
    return parse_gift({"q.gift": text.encode()})


def question(text: str) -> AuthoredQuestion:
    """The only question of a GIFT text."""
    (only,) = parsed(text).questions
    return only


def key[K: Content](text: str, kind: type[K]) -> K:
    """The key of the only question, which must be of this kind."""
    found = question(text).key
    assert isinstance(found, kind)
    return cast(K, found)


def elements(text: str) -> dict[str, ReportLine]:
    """Report lines of a GIFT text by line number, `1`; the file's own line is left out."""
    lines = parsed(text).report
    return {line.element.removeprefix("q.gift:"): line for line in lines if line.element != "q.gift"}


def english(rich: RichText | None) -> str | None:
    """The English text."""
    return rich.text.in_language("en") if rich is not None else None


def ranges(key: NumericKey) -> list[AcceptedRange]:
    """What a number may be, which must be written as ranges."""
    assert all(isinstance(accepted, AcceptedRange) for accepted in key.accepted)
    return [accepted for accepted in key.accepted if isinstance(accepted, AcceptedRange)]
