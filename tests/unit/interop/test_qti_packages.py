"""QTI items beside each other: several questions of one item, packages, languages, and what has no place here."""

from typing import Any

import pytest

from lyceum.content.questions import (
    NoKey,
)
from lyceum.interop.parse import parse_qti
from tests.unit.interop.gifts import english
from tests.unit.interop.qtis import (
    ENTRY,
    MAP_RESPONSE,
    MATCH_CORRECT,
    PICTURE,
    VARIABLE,
    choices,
    condition,
    declared,
    in_qti_3,
    item,
    number,
    read,
)


def test_several_questions_of_one_item_stay_together() -> None:
    two = "".join(
        f'<responseDeclaration identifier="{name}" cardinality="single" baseType="identifier"><correctResponse>'
        f"<value>A</value></correctResponse></responseDeclaration>"
        for name in ("R1", "R2")
    )
    body = "<p>Read.</p>" + "".join(choices("A", "B").replace("RESPONSE", name) for name in ("R1", "R2"))
    first, second = read(item(two, body)).questions
    assert first.question.group == second.question.group is not None
    assert english(first.question.stem) == "<p>Read.</p><div>Which?</div>"
    assert english(second.question.stem) == "<div>Which?</div>".replace("<div>", "").replace("</div>", "")
    assert read(in_qti_3(item(two, body))).questions == (first, second)


WITHOUT_A_PLACE = [
    (
        declared("pair", "multiple", "A B"),
        "<associateInteraction responseIdentifier='RESPONSE'/>",
        MAP_RESPONSE,
        "pairs within one set",
    ),
    (
        declared("identifier", "single", "A"),
        "<customInteraction responseIdentifier='RESPONSE'/>",
        "",
        "never executed",
    ),
    (declared("identifier", "single", "A"), "<drawingInteraction responseIdentifier='RESPONSE'/>", "", "drawings"),
    (
        declared("identifier", "single", "A"),
        "<newInteraction responseIdentifier='RESPONSE'/>",
        "",
        "newInteraction is not known",
    ),
    (
        declared("identifier", "single"),
        choices("A", "B"),
        condition("<customOperator/>"),
        "customOperator is not computed",
    ),
    (declared("identifier", "single"), choices("A", "B"), "", "no answer earns anything"),
    (declared("identifier", "single", "A"), choices("A", "A"), MATCH_CORRECT, "have the same name"),
    (
        declared("identifier", "single", "A"),
        "<choiceInteraction responseIdentifier='RESPONSE'/>",
        MATCH_CORRECT,
        "nothing to choose from",
    ),
    ("", choices("A", "B"), MATCH_CORRECT, "is not declared"),
    (
        declared("float", "single"),
        ENTRY,
        condition(f"<gt><sum>{VARIABLE}{number('2')}</sum>{number('5')}</gt>"),
        "computes with the number",
    ),
    (
        declared("string", "single"),
        ENTRY,
        condition(f'<patternMatch pattern="a+">{VARIABLE}</patternMatch>'),
        "patternMatch is not computed",
    ),
    (
        declared("point", "single", "1 1"),
        f"<selectPointInteraction responseIdentifier='RESPONSE'>{PICTURE}</selectPointInteraction>",
        MATCH_CORRECT,
        "which areas are right",
    ),
    (
        "<templateDeclaration identifier='X' cardinality='single' baseType='integer'/>"
        + declared("float", "single", "1"),
        ENTRY,
        MATCH_CORRECT,
        "draws its numbers anew",
    ),
]
"""Declaration, body and rules of an item that cannot be graded, and why."""


@pytest.mark.parametrize(("declaration", "body", "rules", "reason"), WITHOUT_A_PLACE)
def test_what_has_no_place_is_kept_and_its_reason_told(declaration: str, body: str, rules: str, reason: str) -> None:
    source = read(item(declaration, body, rules))
    (found,) = source.questions
    assert isinstance(found.key, NoKey)
    assert reason in found.key.reason
    assert "assessmentItem" in str(found.key.verbatim)
    (line,) = [line for line in source.report if line.element == "q.xml#assessmentItem"]
    assert reason in str(line.why)


def test_a_package_gives_the_items_of_its_test_in_their_order_with_passages_and_pictures() -> None:
    def choice(name: str, more: str = "") -> bytes:
        plain = item(declared("identifier", "single", "A"), f"<p>{name}{more}</p>" + choices("A", "B"), MATCH_CORRECT)
        return plain.replace('identifier="i"', f'identifier="{name}"').encode()

    passage = '<assessmentStimulusRef identifier="s" href="../texts/s.xml"/>'
    files = {
        "items/a.xml": choice("a").replace(b"<itemBody>", passage.encode() + b"<itemBody>"),
        "items/b.xml": choice("b", '<img src="../pictures/x.png" alt="x"/>'),
        "items/c.xml": choice("c"),
        "texts/s.xml": b"<assessmentStimulus identifier='s'><stimulusBody>"
        b"<p>Passage</p></stimulusBody></assessmentStimulus>",
        "pictures/x.png": b"picture",
        "pictures/unused.png": b"unused",
        "test.xml": b"<assessmentTest><testPart><assessmentSection><selection "
        b"select='1'/><assessmentItemRef href='items/b.xml'/>"
        b"<assessmentItemRef href='items/a.xml'/><assessmentItemRef "
        b"href='items/none.xml'/></assessmentSection></testPart></assessmentTest>",
    }
    source = parse_qti(files)
    assert [found.source_id for found in source.questions] == ["b", "a", "c"]
    assert "Passage" in str(english(source.questions[1].question.stem))
    assert [asset.size for asset in source.files] == [len(b"picture")]
    report: dict[str, Any] = {line.element: line for line in source.report}
    assert report["pictures/x.png"].outcome == "taken"
    assert report["pictures/unused.png"].outcome == "refused"
    assert "not in the upload" in report["test.xml#assessmentItemRef[3]"].why
    assert "question banks" in report["test.xml#selection"].why


def test_the_language_of_an_item_is_that_of_its_texts() -> None:
    thai = item(declared("identifier", "single", "A"), choices("A", "B"), MATCH_CORRECT, 'xml:lang="th"')
    (found,) = read(thai).questions
    assert found.question.stem.text.languages() == ("th",)
    assert found.question.choices[0].text.text.languages() == ("th",)
