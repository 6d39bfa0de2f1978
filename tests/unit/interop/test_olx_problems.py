"""Problems of OLX: each response becomes a question, and what cannot be graded is kept, worth nothing, and said so."""

from decimal import Decimal

import pytest

from lyceum.content.questions import (
    AuthoredQuestion,
    ChoiceKey,
    EssayKey,
    NoKey,
    NumericKey,
    QuestionKind,
    ResponseKey,
    ShortAnswerKey,
)
from lyceum.interop.parse import parse_olx
from tests.unit.interop.courses import in_unit, line, outcome, problem, question, questions, why
from tests.unit.interop.gifts import ranges


def stem(found: AuthoredQuestion) -> str:
    return found.question.stem.text.in_language()


def options(found: AuthoredQuestion) -> list[str]:
    return [choice.text.text.in_language() for choice in found.question.choices]


RADIO = """<multiplechoiceresponse><choicegroup type="MultipleChoice">
  <choice correct="false" name="b">Brazil <choicehint>Nearly.</choicehint></choice>
  <choice correct="true">Indonesia</choice>
</choicegroup></multiplechoiceresponse>"""


def test_radio_buttons() -> None:
    found = question(
        f"<p>Largest?</p>{RADIO}<solution><p>Because.</p></solution><demandhint><hint>Think.</hint></demandhint>"
    )
    assert found.question.kind is QuestionKind.MULTIPLE_CHOICE
    assert stem(found) == "<p>Largest?</p>"
    assert options(found) == ["Brazil", "Indonesia"]
    assert isinstance(found.key, ChoiceKey)
    assert found.key.shares == {"c1": 0, "c2": 1}
    assert found.key.feedback["c1"].text.in_language() == "Nearly."
    assert found.key.general_feedback is not None
    assert found.key.general_feedback.text.in_language() == "<p>Because.</p>"
    assert [hint.text.in_language() for hint in found.question.hints] == ["Think."]
    assert found.question.points == 1


def test_an_option_may_earn_a_part() -> None:
    found = question(
        '<multiplechoiceresponse partial_credit="points"><choicegroup><choice correct="true">a</choice>'
        '<choice correct="partial" point_value="0.25">b</choice><choice correct="partial">c</choice>'
        '<choice correct="false">d</choice>'
        "</choicegroup></multiplechoiceresponse>"
    )
    assert isinstance(found.key, ChoiceKey)
    assert found.key.shares == {"c1": 1, "c2": Decimal("0.25"), "c3": Decimal("0.5"), "c4": 0}


def test_check_boxes_want_exactly_the_right_set() -> None:
    parsed = problem(
        '<choiceresponse partial_credit="EDC"><checkboxgroup><choice correct="true">a'
        '<choicehint selected="true">Yes.</choicehint>'
        '<choicehint selected="false">No.</choicehint></choice><choice correct="false">b</choice>'
        '<compoundhint value="A B">Both?</compoundhint></checkboxgroup></choiceresponse>'
    )
    (found,) = questions(parsed)
    assert isinstance(found.key, ResponseKey)
    assert (found.key.scoring, found.key.shares) == ("exact", {"c1": 1, "c2": 0})
    assert found.key.feedback["c1"].text.in_language() == "Yes."
    said = why(parsed, "course.xml#choiceresponse")
    assert all(
        part in said for part in ("'EDC'", "not chosen is not kept (1)", "combinations of options is not kept (1)")
    )


@pytest.mark.parametrize(
    ("inside", "texts"),
    [
        ("""<optioninput options="('India','Spain')" correct="India"/>""", ["India", "Spain"]),
        ("""<optioninput options="('don\\'t', &quot;it's&quot;, 'a b')" correct="it's"/>""", ["don't", "it's", "a b"]),
        ("""<optioninput options="('can't','x')" correct="x"/>""", ["can't", "x"]),
        ("""<optioninput options="(a, b)" correct="b"/>""", ["a", "b"]),
        (
            "<optioninput><option correct='True'>India<optionhint>Y</optionhint></option><option/></optioninput>",
            ["India", ""],
        ),
    ],
)
def test_drop_down_lists(inside: str, texts: list[str]) -> None:
    found = question(f"<p>Q</p><optionresponse>{inside}</optionresponse>")
    assert isinstance(found.key, ChoiceKey)
    assert options(found) == texts
    assert sum(found.key.shares.values()) == 1


def test_two_lists_in_one_response_are_two_questions() -> None:
    one = """<optioninput options="('a','b')" correct="a"/>"""
    parsed = problem(f"<optionresponse>First {one} then {one}</optionresponse>")
    first, second = questions(parsed)
    assert first.question.group == second.question.group is not None
    assert stem(first).count("_____") == 2
    assert line(parsed, "course.xml#optioninput[2]").target == f"question:{second.question.id}"


def test_typed_text_with_other_answers_and_feedback() -> None:
    found = question(
        '<stringresponse answer="Alaska" type="ci"><correcthint>Right.</correcthint>'
        "<additional_answer>AK</additional_answer>"
        '<additional_answer answer="The Last Frontier"><correcthint>Nice.</correcthint></additional_answer>'
        '<stringequalhint answer="Texas">Second largest.</stringequalhint>'
        '<textline label="Which state?"/></stringresponse>'
    )
    assert isinstance(found.key, ShortAnswerKey)
    assert [(text.text, int(text.share)) for text in found.key.accepted] == [
        ("Alaska", 1),
        ("AK", 1),
        ("The Last Frontier", 1),
        ("Texas", 0),
    ]
    assert [text.feedback.text.in_language() if text.feedback else None for text in found.key.accepted] == [
        "Right.",
        None,
        "Nice.",
        "Second largest.",
    ]
    assert not found.key.case_sensitive
    assert stem(found) == "<p>Which state?</p>"


def test_typed_text_is_case_sensitive_unless_it_says_otherwise() -> None:
    found = question('<stringresponse answer="a_or_b"><textline/></stringresponse>')
    assert isinstance(found.key, ShortAnswerKey)
    assert found.key.case_sensitive
    assert [text.text for text in found.key.accepted] == ["a", "b"]


@pytest.mark.parametrize(
    ("attributes", "inside", "low", "high", "ends"),
    [
        ('answer="4"', "<responseparam type='tolerance' default='0.5'/>", "3.5", "4.5", (False, False)),
        ('answer="200"', "<responseparam type='tolerance' default='5%'/>", "190", "210", (False, False)),
        ('answer="-1.5e2"', "<responseparam type='tolerance' default='0'/>", "-150", "-150", (False, False)),
        ('answer="[1,5)"', "", "1", "5", (False, True)),
        ('answer="(-2, .5]"', "", "-2", "0.5", (True, False)),
        ('answer="100"', "", "99.999", "100.001", (False, False)),
    ],
)
def test_numbers(attributes: str, inside: str, low: str, high: str, ends: tuple[bool, bool]) -> None:
    found = question(f"<numericalresponse {attributes}>{inside}<formulaequationinput/></numericalresponse>")
    assert isinstance(found.key, NumericKey)
    (accepted,) = ranges(found.key)
    assert (accepted.low, accepted.high) == (Decimal(low), Decimal(high))
    assert (accepted.low_open, accepted.high_open) == ends


def test_numbers_with_other_answers() -> None:
    found = question(
        '<numericalresponse answer="4"><responseparam type="tolerance" default="0"/><correcthint>Yes.</correcthint>'
        '<additional_answer answer="5"><correcthint>Also.</correcthint></additional_answer></numericalresponse>'
    )
    assert isinstance(found.key, NumericKey)
    assert [(int(one.low), one.feedback.text.in_language() if one.feedback else None) for one in ranges(found.key)] == [
        (4, "Yes."),
        (5, "Also."),
    ]


UNGRADABLE = [
    ("<customresponse cfn='f'><textline/></customresponse>", "customresponse", "code"),
    ("<customresponse><jsinput gradefn='g'/></customresponse>", "customresponse", "code"),
    (
        "<formularesponse answer='x*y' samples='x,y@1,1:2,2#5'><textline/></formularesponse>",
        "formularesponse",
        "formula",
    ),
    ("<symbolicresponse expect='x'><textline/></symbolicresponse>", "symbolicresponse", "formula"),
    ("<schematicresponse><schematic/></schematicresponse>", "schematicresponse", "code"),
    ("<coderesponse queuename='q'><textbox/></coderesponse>", "coderesponse", "code"),
    ("<imageresponse><imageinput src='x'/></imageresponse>", "imageresponse", "picture"),
    ("<brandnewresponse/>", "brandnewresponse", "not known"),
    (
        "<stringresponse answer='a.*' type='ci regexp'><textline/></stringresponse>",
        "stringresponse",
        "regular expressions",
    ),
    ("<numericalresponse answer='2*pi'><textline/></numericalresponse>", "numericalresponse", "not a plain number"),
    ("<numericalresponse answer='$x'><textline/></numericalresponse>", "numericalresponse", "not a plain number"),
    ("<numericalresponse answer='[5,1]'><textline/></numericalresponse>", "numericalresponse", "ends before"),
    (
        "<multiplechoiceresponse><choicegroup><choice>a</choice></choicegroup></multiplechoiceresponse>",
        "multiplechoiceresponse",
        "marked as right",
    ),
    ("<multiplechoiceresponse/>", "multiplechoiceresponse", "no options"),
    (
        "<optionresponse><optioninput options=\"('a')\" correct='b'/></optionresponse>",
        "optionresponse",
        "marked as right",
    ),
    ("<optionresponse/>", "optionresponse", "no optioninput"),
    ("<stringresponse><textline/></stringresponse>", "stringresponse", "no accepted answer"),
]


@pytest.mark.parametrize(("inside", "tag", "reason"), UNGRADABLE)
def test_what_cannot_be_graded_is_kept_worth_nothing_and_refused(inside: str, tag: str, reason: str) -> None:
    parsed = problem(f"<p>Q</p>{inside}")
    (found,) = questions(parsed)
    assert (found.question.kind, found.question.points) == (QuestionKind.UNSUPPORTED, 0)
    assert isinstance(found.key, NoKey)
    assert f"<{tag}" in (found.key.verbatim or "")
    assert outcome(parsed, f"course.xml#{tag}") == "refused"
    assert reason in why(parsed, f"course.xml#{tag}")
    assert outcome(parsed, "course.xml#problem") == "changed"


def test_the_source_of_a_question_is_never_with_what_learners_see() -> None:
    (found,) = questions(problem("<customresponse expect='SECRET'><answer>SECRET</answer><textline/></customresponse>"))
    assert "SECRET" not in found.question.model_dump_json()


def test_a_script_is_kept_but_never_run() -> None:
    parsed = problem(
        "<script type='loncapa/python'>open('/etc/passwd'); x = 4</script><p>What is $x?</p>"
        "<numericalresponse answer='4'><textline/></numericalresponse>"
    )
    (found,) = questions(parsed)
    assert isinstance(found.key, NoKey)
    assert "open('/etc/passwd')" in (found.key.verbatim or "")
    assert outcome(parsed, "course.xml#script") == "refused"
    assert "script" not in stem(found)


def test_a_part_that_needs_no_script_is_graded_beside_one_that_does() -> None:
    parsed = problem(
        f"<script>y = 1</script>{RADIO}<p>$y</p><numericalresponse answer='$y'><textline/></numericalresponse>",
        'url_name="p" weight="6"',
    )
    first, second = questions(parsed)
    assert (first.question.kind, first.question.points) == (QuestionKind.MULTIPLE_CHOICE, 3)
    assert (second.question.kind, second.question.points) == (QuestionKind.UNSUPPORTED, 0)
    assert "1 of 2 questions" in why(parsed, "course.xml#problem")


def test_each_part_has_the_text_before_it_and_the_solution_after_it() -> None:
    number = "<numericalresponse answer='1'><textline/></numericalresponse>"
    parsed = problem(
        f"<p>Both:</p><p>One?</p>{number}<solution>S1</solution><p>Two?</p>{number}<p>Note.</p><solution>S2</solution>"
    )
    first, second = questions(parsed)
    assert (stem(first), stem(second)) == ("<p>Both:</p><p>One?</p>", "<p>Two?</p><p>Note.</p>")
    assert [
        found.key.general_feedback.text.in_language()
        for found in (first, second)
        if not isinstance(found.key, NoKey) and found.key.general_feedback
    ] == ["S1", "S2"]
    assert first.question.group == second.question.group
    assert first.question.id != second.question.id
    assert (first.question.points, second.question.points) == (1, 1)


def test_a_table_with_responses_is_shown_whole_by_its_first_part() -> None:
    number = "<numericalresponse answer='1'><textline/></numericalresponse>"
    first, _ = questions(problem(f"<table><tr><td>a {number}</td><td>b {number}</td></tr></table>"))
    assert stem(first).count("_____") == 2
    assert "<td>" in stem(first)
    assert "answer" not in stem(first)


def test_wrappers_around_everything_are_opened() -> None:
    first, second = questions(
        problem(
            "<text><startouttext/>One?<endouttext/><div>"
            "<numericalresponse answer='1'><textline/></numericalresponse></div>"
            "<p>Two?</p><numericalresponse answer='2'><textline/></numericalresponse>"
            "<solution><p>S</p></solution></text>"
        )
    )
    assert (stem(first), stem(second)) == ("One?", "<p>Two?</p>")


def test_a_question_inside_its_response() -> None:
    found = question(
        "<choiceresponse><label>Which?</label><description>Choose all.</description><!-- c -->"
        "<checkboxgroup><choice correct='true'>a</choice></checkboxgroup> tail</choiceresponse>"
    )
    assert stem(found) == "<p>Which?</p><p>Choose all.</p> tail"


def test_nothing_that_gives_an_answer_away_is_shown() -> None:
    parsed = problem(
        "<div><p>Q <stringresponse answer='SECRET'><additional_answer>SECRET</additional_answer>"
        "<correcthint>SECRET</correcthint>"
        "<textline/></stringresponse></p><solution>SECRET</solution></div><targetedfeedbackset>SECRET</targetedfeedbackset>"
    )
    (found,) = questions(parsed)
    assert "SECRET" not in found.question.model_dump_json()
    assert "targetedfeedbackset is not kept" in why(parsed, "course.xml#problem")


def test_choices_and_stems_in_two_languages() -> None:
    found = question(
        '<p lang="en">Which?</p><p lang="th">ข้อใด</p><multiplechoiceresponse><choicegroup><choice correct="true">'
        '<span lang="en">This</span><span lang="th">ข้อนี้</span></choice><choice>x</choice></choicegroup>'
        "</multiplechoiceresponse>"
    )
    assert set(found.question.stem.text.root) == {"en", "th"}
    assert found.question.choices[0].text.text.root["th"] == '<span lang="th">ข้อนี้</span>'
    assert found.question.choices[1].text.text.root == {"en": "x"}


def test_hostile_markup_in_a_question_is_sanitised_and_that_is_said() -> None:
    parsed = problem(f"<p onclick='x()'>Q<iframe src='https://e.example'/></p>{RADIO}")
    assert stem(questions(parsed)[0]) == "<p>Q</p>"
    assert "<iframe>" in why(parsed, "course.xml#problem")


ESSAY = """<openassessment url_name="e" display_name="E" prompts_type="html">
<title>E</title><assessments><assessment name="peer-assessment"/><assessment name="staff-assessment"/></assessments>
<prompts><prompt><description>&lt;p&gt;Write.&lt;/p&gt;</description></prompt></prompts>
<rubric><criterion><name>c</name><label>Clarity</label><prompt>Clear?</prompt>
<option points="0"><name>no</name><explanation>Not.</explanation></option>
<option points="3"><name>yes</name><label lang="en">Yes</label><label lang="th">ใช่</label></option></criterion>
<criterion><name>d</name><option points="2"><name>x</name></option></criterion></rubric></openassessment>"""


def test_an_open_response_is_an_essay_with_its_rubric_as_guidance() -> None:
    parsed = parse_olx(in_unit(ESSAY))
    (found,) = questions(parsed)
    assert (found.question.kind, found.question.points, stem(found)) == (QuestionKind.ESSAY, 5, "<p>Write.</p>")
    assert isinstance(found.key, EssayKey)
    assert found.key.guidance is not None
    english, thai = found.key.guidance.text.root["en"], found.key.guidance.text.root["th"]
    assert "<h4>Clarity</h4><p>Clear?</p>" in english
    assert "Yes" in english
    assert "ใช่" in thai
    assert (
        why(parsed, "course.xml#openassessment") == "the step peer-assessment is not kept: a person of the staff grades"
    )


def test_a_plain_prompt_becomes_paragraphs() -> None:
    parsed = parse_olx(in_unit("<openassessment><rubric><prompt>One &lt;\n1\n\nTwo</prompt></rubric></openassessment>"))
    (found,) = questions(parsed)
    assert (stem(found), found.question.points) == ("<p>One &lt;<br>1</p><p>Two</p>", 1)
