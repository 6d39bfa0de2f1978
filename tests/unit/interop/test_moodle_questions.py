"""Kinds of question in Moodle XML, each against what Moodle says that it means."""

import base64
from decimal import Decimal
from typing import Any

import pytest

from lyceum.assessment.grading import grade
from lyceum.assessment.responses import (
    BlanksResponse,
    ChoiceResponse,
    ChoicesResponse,
    NumberResponse,
    OrderResponse,
    PairsResponse,
    ResponseValue,
    TextResponse,
)
from lyceum.content.questions import (
    AuthoredQuestion,
    EssayKey,
    FillBlankKey,
    HotspotKey,
    MatchingKey,
    NoKey,
    NumericKey,
    OrderingKey,
    QuestionKind,
    ShortAnswerKey,
    SubmissionKey,
    TextFormat,
    TrueFalseKey,
)
from lyceum.content.report import ReportLine
from lyceum.interop.parse import ParsedSource, parse_moodle
from tests.unit.interop.gifts import english

FRAME = """<quiz><question type="{kind}"><name><text>Name</text></name>
<questiontext format="html"><text>{text}</text></questiontext>{inside}</question></quiz>"""


def parsed(kind: str, inside: str, text: str = "Stem?") -> ParsedSource:
    return parse_moodle({"q.xml": FRAME.format(kind=kind, inside=inside, text=text).encode()})


def question(kind: str, inside: str, text: str = "Stem?") -> AuthoredQuestion:
    (found,) = parsed(kind, inside, text).questions
    return found


def line(source: ParsedSource, name: str = "question") -> ReportLine:
    return next(each for each in source.report if each.element == f"q.xml#{name}")


def earns(found: AuthoredQuestion, response: ResponseValue) -> Decimal | None:
    return grade(found.question.points, found.key, response, floor=found.question.floor).points


def answer(fraction: str, text: str, more: str = "") -> str:
    return f'<answer fraction="{fraction}"><text>{text}</text>{more}</answer>'


def told(text: str) -> str:
    return f"<feedback><text>{text}</text></feedback>"


COMBINED = "".join(
    f"<{name}feedback><text>{name}</text></{name}feedback>" for name in ("correct", "partiallycorrect", "incorrect")
)


def test_one_of_several_with_marks_taken_off() -> None:
    answers = answer("100", "Paris", told("Yes")) + answer("33.33333", "Lyon") + answer("-50", "Rome")
    found = question("multichoice", f"<defaultgrade>2</defaultgrade><single>true</single>{answers}{COMBINED}")
    assert found.question.kind is QuestionKind.MULTIPLE_CHOICE
    assert [english(choice.text) for choice in found.question.choices] == ["Paris", "Lyon", "Rome"]
    # Moodle: the fraction times the mark, below nothing too
    assert [earns(found, ChoiceResponse(choice=id)) for id in ("c1", "c2", "c3")] == [2, Decimal("0.6667"), -1]
    feedback = grade(Decimal(1), found.key, ChoiceResponse(choice="c1")).feedback
    assert [english(text) for text in feedback] == ["Yes", "correct"]


def test_several_of_several() -> None:
    answers = answer("50", "2") + answer("50", "3") + answer("-50", "4")
    found = question("multichoice", f"<single>false</single>{answers}{COMBINED}")
    assert found.question.kind is QuestionKind.MULTIPLE_RESPONSE
    # Moodle adds the fractions and stops at 0 and 1
    for chosen, points in ((("c1", "c2"), 1), (("c1",), "0.5"), (("c1", "c2", "c3"), "0.5"), (("c3",), 0)):
        assert earns(found, ChoicesResponse(choices=chosen)) == Decimal(points)
    assert [english(t) for t in grade(Decimal(1), found.key, ChoicesResponse(choices=("c1",))).feedback] == [
        "partiallycorrect"
    ]


def test_true_and_false() -> None:
    found = question("truefalse", answer("0", "true", told("No.")) + answer("100", "false", told("Right.")))
    assert isinstance(found.key, TrueFalseKey)
    assert (found.key.answer, english(found.key.feedback_right), english(found.key.feedback_wrong)) == (
        False,
        "Right.",
        "No.",
    )


@pytest.mark.parametrize(
    ("usecase", "typed", "points"),
    [("0", "moodle ROCKS", 1), ("1", "moodle rocks", "0.5"), ("1", "Moodle rocks", 1), ("0", "Moodle", 0)],
)
def test_short_answers_with_wildcards(usecase: str, typed: str, points: Any) -> None:
    answers = answer("100", "Moodle*rocks") + answer("50", "moodle rocks") + answer("0", "*", told("Else."))
    found = question("shortanswer", f"<usecase>{usecase}</usecase>{answers}")
    assert isinstance(found.key, ShortAnswerKey)
    assert earns(found, TextResponse(text=typed)) == Decimal(points)


def test_numbers_with_tolerance_and_units() -> None:
    inside = (
        answer("100", "3.14", "<tolerance>0.005</tolerance>")
        + answer("50", "3", "<tolerance>0</tolerance>")
        + answer("0", "*", told("No."))
        + "<units><unit><multiplier>1</multiplier><unit_name>m</unit_name></unit>"
        "<unit><multiplier>100</multiplier><unit_name>cm</unit_name></unit></units>"
        "<unitgradingtype>2</unitgradingtype><unitpenalty>0.1</unitpenalty><showunits>0</showunits>"
    )
    found = question("numerical", inside)
    assert isinstance(found.key, NumericKey)
    assert found.question.takes_unit
    cases: list[tuple[str, str | None, Any]] = [
        ("3.144", "m", 1),
        ("314.1", "cm", 1),
        ("3", "m", "0.5"),
        ("3.14", None, "0.9"),
        ("9", "m", 0),
    ]
    for number, unit, points in cases:
        assert earns(found, NumberResponse(number=number, unit=unit)) == Decimal(points)
    assert [english(t) for t in grade(Decimal(1), found.key, NumberResponse(number="9", unit="m")).feedback] == ["No."]
    without = question("numerical", answer("100", "5") + "<tolerance>1</tolerance>")
    assert earns(without, NumberResponse(number="6")) == 1


def test_pairs_with_a_target_that_nothing_matches() -> None:
    pair = "<subquestion format='html'><text>{}</text><answer><text>{}</text></answer></subquestion>"
    inside = "".join(
        pair.format(*each) for each in (("cat", "mammal"), ("frog", "amphibian"), ("", "insect"), ("dog", "mammal"))
    )
    for kind in ("matching", "ddmatch"):
        found = question(kind, inside)
        assert isinstance(found.key, MatchingKey)
        targets = {choice.id: english(choice.text) for choice in found.question.choices}
        assert sorted(str(text) for text in targets.values()) == ["amphibian", "insect", "mammal"]
        right = {
            prompt.id: next(id for id, text in targets.items() if text == wanted)
            for prompt, wanted in zip(found.question.prompts, ("mammal", "amphibian", "mammal"), strict=True)
        }
        assert earns(found, PairsResponse(pairs=right)) == 1


@pytest.mark.parametrize(
    ("grading", "scoring"),
    [
        ("ALL_OR_NOTHING", "exact"),
        ("ABSOLUTE_POSITION", "position"),
        ("RELATIVE_NEXT_EXCLUDE_LAST", "adjacent"),
        ("LONGEST_ORDERED_SUBSET", "position"),
    ],
)
def test_things_to_put_in_order(grading: str, scoring: str) -> None:
    inside = answer("1", "one") + answer("2", "two") + answer("3", "three") + f"<gradingtype>{grading}</gradingtype>"
    source = parsed("ordering", inside)
    (found,) = source.questions
    assert isinstance(found.key, OrderingKey)
    assert found.key.scoring == scoring
    assert earns(found, OrderResponse(order=("c1", "c2", "c3"))) == 1
    assert ("its grading LONGEST" in (line(source).why or "")) == grading.startswith("LONGEST")


CLOZE = (
    "{1:SHORTANSWER:=Berlin~%50%Bonn#Once.} {:NUMERICAL:=23.8:0.1#Yes~*#No} "
    "{2:MULTICHOICE_V:wrong~=right &amp;amp; good#Good~%25%half} {1:SAC:=A\\}B} { plain } {1:UNKNOWN:x}"
)


def test_embedded_answers() -> None:
    found = question("cloze", "<generalfeedback><text>All.</text></generalfeedback>", CLOZE)
    assert isinstance(found.key, FillBlankKey)
    assert found.question.points == 5  # the sum of the weights
    assert english(found.question.stem) == "[[g1]] [[g2]] [[g3]] [[g4]] { plain } {1:UNKNOWN:x}"
    assert [english(choice.text) for choice in found.question.blanks[2].choices] == [
        "wrong",
        "right &amp; good",
        "half",
    ]
    cases: list[tuple[dict[str, str], Any]] = [
        ({"g1": "berlin", "g2": "23.75", "g3": "c2", "g4": "A}B"}, 5),
        ({"g1": "Bonn"}, "0.5"),
        ({"g3": "c3"}, "0.5"),
        ({"g4": "a}b"}, 0),  # this one minds the case
        ({"g2": "23.95"}, 0),
    ]
    for blanks, points in cases:
        assert earns(found, BlanksResponse(blanks=blanks)) == Decimal(points)
    assert [english(t) for t in grade(Decimal(1), found.key, BlanksResponse(blanks={"g1": "Bonn"})).feedback] == [
        "Once."
    ]
    assert english(found.key.general_feedback) == "All."


def test_words_for_gaps_by_group() -> None:
    options = "".join(
        f"<selectoption><text>{text}</text><group>{group}</group></selectoption>"
        for text, group in (("cat", 1), ("sat", 2), ("mat", 1), ("ran", 2))
    )
    found = question("gapselect", f"<defaultgrade>3</defaultgrade>{options}", "The [[1]] [[2]] on the [[3]].")
    assert english(found.question.stem) == "The [[g1]] [[g2]] on the [[g3]]."
    assert [[english(choice.text) for choice in blank.choices] for blank in found.question.blanks] == [
        ["cat", "mat"],
        ["sat", "ran"],
        ["cat", "mat"],
    ]
    assert earns(found, BlanksResponse(blanks={"g1": "c1", "g2": "c4", "g3": "c3"})) == 2


def test_essays_and_files() -> None:
    guidance = "<graderinfo><text>Be kind.</text></graderinfo>"
    essay = question("essay", guidance)
    assert isinstance(essay.key, EssayKey)
    assert english(essay.key.guidance) == "Be kind."
    inside = (
        "<responseformat>noinline</responseformat><attachments>3</attachments><filetypeslist>.pdf,.docx</filetypeslist>"
    )
    handed_in = question("essay", inside + guidance)
    assert isinstance(handed_in.key, SubmissionKey)
    assert handed_in.question.files is not None
    assert (handed_in.question.files.most, handed_in.question.files.media_types) == (3, (".pdf", ".docx"))


def test_pictures_become_assets_and_addresses_lead_to_them() -> None:
    content = b"\x89PNG picture"
    file = f'<file name="a b.png" path="/" encoding="base64">{base64.b64encode(content).decode()}</file>'
    text = '&lt;img src="@@PLUGINFILE@@/a%20b.png" alt="A"&gt;'
    source = parsed("description", "", text + "</text>" + file + "<text>")
    (asset,) = source.files
    assert source.assets == {asset.key: content}
    assert f'src="/static/{asset.path}"' in str(english(source.questions[0].question.stem))
    assert asset.media_type == "image/png"


def test_hints_tags_ids_categories_and_formats() -> None:
    quiz = """<quiz><question type="category"><category><text>$course$/top/A</text></category></question>
    <question type="shortanswer"><name><text>N</text></name><idnumber>X-1</idnumber>
    <questiontext format="markdown"><text>*Why*?</text></questiontext><answer fraction="100"><text>So</text></answer>
    <hint format="html"><text>Think.</text></hint><hint><text>Think more.</text><clearwrong/></hint>
    <tags><tag><text>t1</text></tag><tag><text>t2</text></tag></tags></question></quiz>"""
    source = parse_moodle({"q.xml": quiz.encode()})
    (found,) = source.questions
    assert (found.source_id, found.category, found.question.tags) == ("X-1", "$course$/top/A", ("t1", "t2"))
    assert [english(hint) for hint in found.question.hints] == ["Think.", "Think more."]
    assert found.question.stem.format is TextFormat.MARKDOWN
    assert "what a hint does" in (line(source, "question[2]").why or "")


@pytest.mark.parametrize(
    ("kind", "inside", "text", "reason"),
    [
        ("calculated", answer("100", "{x}"), "x?", "formulas"),
        ("coderunner", "", "x?", "never executed"),
        ("stack", "", "x?", "stack is not known"),
        ("ddmarker", "", "x?", "markers"),
        ("multichoice", "", "x?", "no answers"),
        ("multichoice", answer("0", "a"), "x?", "no answer is right"),
        ("truefalse", answer("100", "perhaps"), "x?", "'true' and 'false'"),
        ("numerical", answer("100", "three"), "x?", "not a number"),
        ("matching", "<subquestion><text>a</text></subquestion>", "x?", "nothing to match"),
        ("ordering", answer("1", "one"), "x?", "fewer than two"),
        ("cloze", "", "no gap", "no embedded answer"),
        ("cloze", "", "{1:SHORTANSWER:=open", "not closed"),
        ("cloze", "", "{1:MULTIRESPONSE:=a~=b}", "several right choices"),
        ("gapselect", "<selectoption><text>a</text></selectoption>", "[[2]]", "the gap 2 has no word"),
        ("order", "<subquestion><text>a</text></subquestion>" * 2, "x?", "different places"),
    ],
)
def test_what_has_no_place_is_kept_and_its_reason_told(kind: str, inside: str, text: str, reason: str) -> None:
    source = parsed(kind, inside, text)
    (found,) = source.questions
    assert isinstance(found.key, NoKey)
    assert reason in found.key.reason
    assert kind in str(found.key.verbatim)
    assert found.question.points == 0
    assert reason in str(line(source).why)
    assert not isinstance(found.key, HotspotKey)


def test_settings_that_have_no_place_are_told() -> None:
    inside = answer("100", "a") + "<penalty>0.5</penalty><answernumbering>abc</answernumbering><hidden>0</hidden>"
    source = parsed("multichoice", inside)
    assert line(source).why == "settings not kept: penalty, answernumbering"
