"""What importers say of questions that nobody can answer rightly, and of files that nothing can be."""

from decimal import Decimal

import pytest

from lyceum.content.report import Outcome, ReportLine
from lyceum.interop.doubts import NOTHING, doubted
from lyceum.interop.parse import ParsedSource, parse_moodle, parse_qti
from tests.unit.assessment.samples import choice_question

ESSAY = """<quiz><question type="essay"><name><text>Work</text></name>
<questiontext format="html"><text>Send it.</text></questiontext><responseformat>noinline</responseformat>
<attachments>{most}</attachments><filetypeslist>{types}</filetypeslist></question></quiz>"""
UPLOAD = """<assessmentItem xmlns="http://www.imsglobal.org/xsd/imsqti_v2p1" identifier="i" title="Work"
adaptive="false" timeDependent="false"><responseDeclaration identifier="R" cardinality="single" baseType="file"/>
<itemBody><uploadInteraction responseIdentifier="R"{type}><prompt>Send it.</prompt></uploadInteraction></itemBody>
</assessmentItem>"""


def test_a_question_without_a_right_answer_gets_a_word_at_its_first_element() -> None:
    sound, doubtful = choice_question("sound"), choice_question("doubtful")
    key = doubtful.key.model_copy(update={"shares": {"paris": Decimal(0), "rome": Decimal("-0.5")}})
    doubtful = doubtful.model_copy(update={"key": key})
    told = [
        ReportLine(element="a", kind="item", outcome=Outcome.TAKEN, target="question:sound"),
        ReportLine(element="b", kind="item", outcome=Outcome.TAKEN, target="question:doubtful"),
        ReportLine(element="b#1", kind="answer", outcome=Outcome.TAKEN, target="question:doubtful"),
        ReportLine(element="c", kind="item", outcome=Outcome.REFUSED, why="torn"),
    ]
    after = doubted(told, [sound, doubtful])
    assert [line for line in after if line.element != "b"] == [line for line in told if line.element != "b"]
    assert (after[1].outcome, after[1].why) == (Outcome.CHANGED, NOTHING)
    noted = doubted([told[1].model_copy(update={"why": "its size"})], [doubtful])
    assert noted[0].why == f"its size; {NOTHING}"


def files(found: ParsedSource) -> tuple[int, tuple[str, ...], str]:
    (question,) = found.questions
    assert question.question.files is not None
    why = next(line.why for line in found.report if line.target == f"question:{question.question.id}")
    return question.question.files.most, question.question.files.media_types, why or ""


@pytest.mark.parametrize(
    ("most", "types", "expected", "said"),
    [
        ("2", ".pdf,.docx", (2, (".pdf", ".docx")), ""),
        ("0", ".pdf", (1, (".pdf",)), "0 files"),
        ("-1", "", (20, ()), ""),
        ("50", "", (20, ()), "50 files"),
        ("1", ".exe,.pdf", (1, (".pdf",)), ".exe"),
        ("1", ".exe;.bat", (1, ()), ".exe, .bat"),
        ("1", "document,image,audio", (1, ("image/*", "audio/*")), "document"),
    ],
)
def test_moodles_file_rules(most: str, types: str, expected: tuple[int, tuple[str, ...]], said: str) -> None:
    number, rules, why = files(parse_moodle({"q.xml": ESSAY.format(most=most, types=types).encode()}))
    assert (number, rules) == expected
    assert said in why
    assert bool(said) is ("files" in why)


@pytest.mark.parametrize(
    ("type", "rules", "said"),
    [
        ("", (), ""),
        (' type="application/pdf"', ("application/pdf",), ""),
        (' type="application/x-msdownload application/pdf"', ("application/pdf",), "application/x-msdownload"),
        (' type="font/woff"', (), "font/woff"),
    ],
)
def test_qtis_file_rules(type: str, rules: tuple[str, ...], said: str) -> None:
    _, found, why = files(parse_qti({"i.xml": UPLOAD.format(type=type).encode()}))
    assert found == rules
    assert said in why
    assert bool(said) is ("are not kept" in why)
