"""Small QTI items for tests, in the spelling of QTI 2 and of QTI 3."""

import re
from decimal import Decimal

from lyceum.assessment.grading import grade
from lyceum.assessment.responses import ResponseValue
from lyceum.content.questions import AuthoredQuestion
from lyceum.interop.parse import ParsedSource, parse_qti

TEMPLATES = "http://www.imsglobal.org/question/qti_v2p2/rptemplates"


def item(declarations: str, body: str, processing: str = "", attributes: str = "") -> str:
    """An item in QTI 2."""
    return (
        f'<assessmentItem xmlns="http://www.imsglobal.org/xsd/imsqti_v2p2" identifier="i" title="T" {attributes}>'
        f'{declarations}<outcomeDeclaration identifier="SCORE" cardinality="single" baseType="float"/>'
        f"<itemBody>{body}</itemBody>{processing}</assessmentItem>"
    )


_OURS = re.compile(
    r"<(/?)((?:[a-z]+[A-Z][A-Za-z]*|mapping|correct|variable|match|value|prompt|gap|equal|and|or|sum|product|not|member|hottext|multiple|ordered|gt|gte|lt|lte)\b)([^>]*)>"
)


def in_qti_3(text: str) -> str:
    """The same item as QTI 3 spells it."""

    def renamed(found: "re.Match[str]") -> str:
        attributes = re.sub(r"\b([a-z]+(?:[A-Z][a-z]+)+)=", lambda name: f"{_kebab(name.group(1))}=", found.group(3))
        return f"<{found.group(1)}qti-{_kebab(found.group(2))}{attributes}>"

    spelled = _OURS.sub(renamed, text).replace("directedPair", "directed-pair")
    return spelled.replace("xsd/imsqti_v2p2", "xsd/imsqtiasi_v3p0")


def _kebab(name: str) -> str:
    return re.sub(r"([A-Z])", lambda letter: "-" + letter.group(1).lower(), name)


def read(text: str) -> ParsedSource:
    """An item as the file `q.xml`."""
    return parse_qti({"q.xml": text.encode()})


def both(text: str) -> AuthoredQuestion:
    """The one question of an item, which both spellings must give alike."""
    (found,) = read(text).questions
    (again,) = read(in_qti_3(text)).questions
    assert found == again
    return found


def earns(found: AuthoredQuestion, response: ResponseValue) -> Decimal | None:
    """What a response gets."""
    return grade(found.question.points, found.key, response, floor=found.question.floor).points


MATCH_CORRECT = f'<responseProcessing template="{TEMPLATES}/match_correct"/>'
MAP_RESPONSE = f'<responseProcessing template="{TEMPLATES}/map_response"/>'
MAP_POINT = f'<responseProcessing template="{TEMPLATES}/map_response_point"/>'
ENTRY = '<p>It is <textEntryInteraction responseIdentifier="RESPONSE"/>.</p>'
VARIABLE = '<variable identifier="RESPONSE"/>'
PICTURE = '<object type="image/png" data="uk.png" width="206" height="280">UK</object>'


def declared(base: str, cardinality: str, *right: str, more: str = "") -> str:
    """The declaration of RESPONSE."""
    values = "".join(f"<value>{value}</value>" for value in right)
    correct = f"<correctResponse>{values}</correctResponse>" if right else ""
    return (
        f'<responseDeclaration identifier="RESPONSE" cardinality="{cardinality}" '
        f'baseType="{base}">{correct}{more}</responseDeclaration>'
    )


def mapping(attributes: str = "", **worth: str) -> str:
    """What its values are worth."""
    entries = "".join(f'<mapEntry mapKey="{key}" mappedValue="{value}"/>' for key, value in worth.items())
    return f"<mapping {attributes}>{entries}</mapping>"


def choices(*names: str, most: int = 1, **told: str) -> str:
    """A choice interaction."""
    inside = "".join(
        f'<simpleChoice identifier="{name}">Text {name}{told.get(name, "")}</simpleChoice>' for name in names
    )
    return (
        f'<choiceInteraction responseIdentifier="RESPONSE" maxChoices="{most}">'
        f"<prompt>Which?</prompt>{inside}</choiceInteraction>"
    )


def condition(test: str, score: str = "1") -> str:
    """Response processing with one condition."""
    return (
        f"<responseProcessing><responseCondition><responseIf>{test}"
        f'<setOutcomeValue identifier="SCORE"><baseValue baseType="float">{score}</baseValue></setOutcomeValue>'
        "</responseIf></responseCondition></responseProcessing>"
    )


def number(value: str) -> str:
    """A number as an expression."""
    return f'<baseValue baseType="float">{value}</baseValue>'
