"""Each kind of GIFT question becomes the question and key that Moodle's documentation describes."""

from decimal import Decimal

import pytest

from lyceum.content.questions import (
    ChoiceKey,
    EssayKey,
    MatchingKey,
    NumericKey,
    QuestionKind,
    ResponseKey,
    ShortAnswerKey,
    TextFormat,
    TrueFalseKey,
)
from tests.unit.interop.gifts import elements, english, key, question, ranges


def test_one_right_answer_among_several() -> None:
    found = question("Who's buried in Grant's tomb?{~Grant ~Jefferson#No. =no one#Right!}")
    assert found.question.kind is QuestionKind.MULTIPLE_CHOICE
    assert [english(choice.text) for choice in found.question.choices] == ["Grant", "Jefferson", "no one"]
    assert isinstance(found.key, ChoiceKey)
    assert found.key.shares == {"c1": 0, "c2": 0, "c3": 1}
    assert {choice: english(text) for choice, text in found.key.feedback.items()} == {"c2": "No.", "c3": "Right!"}


def test_several_equals_signs_are_several_right_answers_of_which_one_is_chosen() -> None:
    assert key("Seasons?{=spring =summer ~easter}", ChoiceKey).shares == {"c1": 1, "c2": 1, "c3": 0}


def test_a_half_right_answer_earns_its_share() -> None:
    assert key("Q{=right ~%50%nearly ~wrong}", ChoiceKey).shares == {"c1": 1, "c2": Decimal("0.5"), "c3": 0}


def test_weights_without_an_equals_sign_ask_for_several_answers() -> None:
    found = question("Q{~%50%a ~%50%b ~%-100%c ~d}")
    assert found.question.kind is QuestionKind.MULTIPLE_RESPONSE
    assert isinstance(found.key, ResponseKey)
    assert found.key.scoring == "partial"
    assert found.key.shares == {"c1": Decimal("0.5"), "c2": Decimal("0.5"), "c3": -1, "c4": 0}


def test_three_thirds_make_a_whole_without_a_word() -> None:
    text = "Q{~%33.33333%a ~%33.33333%b ~%33.33333%c ~%-33.33333%d}"
    shares = key(text, ResponseKey).shares
    assert sum(shares[choice] for choice in ("c1", "c2", "c3")) == 1
    assert elements(text)["1"].outcome == "taken"


def test_weights_that_make_no_whole_are_scaled_and_that_is_said() -> None:
    text = "Q{~%30%a ~%30%b ~%-50%c}"
    assert key(text, ResponseKey).shares == {"c1": Decimal("0.5"), "c2": Decimal("0.5"), "c3": Decimal("-0.5")}
    assert elements(text)["1"].outcome == "changed"
    assert "60 %" in (elements(text)["1"].why or "")


def test_a_best_answer_below_the_whole_earns_everything_and_that_is_said() -> None:
    text = "Q{=%50%a ~b}"
    assert key(text, ChoiceKey).shares == {"c1": 1, "c2": 0}
    assert elements(text)["1"].outcome == "changed"


@pytest.mark.parametrize(
    ("written", "truth"), [("T", True), ("TRUE", True), ("true", True), ("F", False), ("FALSE", False)]
)
def test_true_or_false(written: str, truth: bool) -> None:
    assert key(f"The sun rises.{{{written}}}", TrueFalseKey).answer is truth


@pytest.mark.parametrize("truth", ["T", "F"])
def test_the_first_feedback_of_true_or_false_is_for_the_wrong_response(truth: str) -> None:
    found = key(f"Q{{{truth}#wrong#right####general}}", TrueFalseKey)
    assert (english(found.feedback_wrong), english(found.feedback_right)) == ("wrong", "right")
    assert english(found.general_feedback) == "general"


def test_a_third_feedback_of_true_or_false_is_said_to_be_lost() -> None:
    assert elements("Q{T#a#b#c}")["1"].outcome == "changed"


def test_short_answers_with_weights() -> None:
    found = key("Two plus two equals {=four =%50%about four#Nearly. =%0%five#No.}", ShortAnswerKey)
    assert [(text.text, text.share) for text in found.accepted] == [
        ("four", 1),
        ("about four", Decimal("0.5")),
        ("five", 0),
    ]
    assert english(found.accepted[2].feedback) == "No."
    assert not found.case_sensitive


def test_a_single_short_answer_needs_no_equals_sign() -> None:
    assert [text.text for text in key("How is 1 spelled?{One}", ShortAnswerKey).accepted] == ["One"]


def test_a_star_in_a_short_answer_is_a_wildcard() -> None:
    assert key("Q{=Asi* =*#Think again.}", ShortAnswerKey).wildcards
    assert not key("Q{=Asia}", ShortAnswerKey).wildcards


@pytest.mark.parametrize(
    ("written", "low", "high"),
    [
        ("#3.141", "3.141", "3.141"),
        ("#3.141:0.005", "3.136", "3.146"),
        ("#3.141..3.142", "3.141", "3.142"),
        ("#-4", "-4", "-4"),
        ("#=1.5e3:10", "1490", "1510"),
        ("# = 5 ", "5", "5"),
    ],
)
def test_numbers_with_tolerance_and_ranges(written: str, low: str, high: str) -> None:
    (accepted,) = ranges(key(f"Q{{{written}}}", NumericKey))
    assert (accepted.low, accepted.high, accepted.share) == (Decimal(low), Decimal(high), Decimal(1))


def test_numbers_with_weights_and_a_word_for_all_others() -> None:
    found = key("When was Ulysses born?{#\n =1822:0\n =%50%1822:2#Close.\n ~#Years off.\n}", NumericKey)
    assert [(int(one.low), int(one.high), str(one.share.normalize())) for one in ranges(found)] == [
        (1822, 1822, "1"),
        (1820, 1824, "0.5"),
    ]
    assert english(found.feedback_otherwise) == "Years off."


def test_matching_pairs_and_targets_that_nothing_matches() -> None:
    found = question("Capitals?{=Canada -> Ottawa =Italy -> Rome =Vatican -> Rome = -> Paris}")
    assert isinstance(found.key, MatchingKey)
    targets = {choice.id: english(choice.text) for choice in found.question.choices}
    prompts = {prompt.id: english(prompt.text) for prompt in found.question.prompts}
    assert {prompts[prompt]: targets[str(target)] for prompt, target in found.key.pairs.items()} == {
        "Canada": "Ottawa",
        "Italy": "Rome",
        "Vatican": "Rome",
    }
    assert sorted(targets.values(), key=str) == ["Ottawa", "Paris", "Rome"]


def test_the_order_of_targets_gives_no_pair_away() -> None:
    found = question("Q{=a -> z =b -> y =c -> x}")
    assert [english(choice.text) for choice in found.question.choices] == ["x", "y", "z"]


def test_an_empty_block_is_an_essay() -> None:
    found = key("Write a biography.{ ####Graded by Friday. }", EssayKey)
    assert english(found.general_feedback) == "Graded by Friday."


def test_text_without_a_block_is_a_description_that_takes_no_answer() -> None:
    found = question("::Read this::You may use a pencil.")
    assert found.question.informational
    assert found.question.points == 0
    assert found.question.kind is QuestionKind.UNSUPPORTED


def test_a_block_inside_the_text_leaves_a_blank() -> None:
    found = question("Grant is {~buried =entombed} in Grant's tomb.")
    assert found.question.embedded
    assert english(found.question.stem) == "Grant is _____ in Grant's tomb."


def test_general_feedback() -> None:
    assert english(key("Q{~a =b####Read chapter 2.}", ChoiceKey).general_feedback) == "Read chapter 2."


def test_escaped_characters_are_the_characters() -> None:
    found = question(r"::T\:1::Is \{\} a \#set \~ \= \: \\ or\na map?{=yes \= no#a \# b ~\~}")
    assert found.question.title is not None
    assert found.question.title.in_language("en") == "T:1"
    assert english(found.question.stem) == "Is {} a #set ~ = : \\ or\na map?"
    assert [english(choice.text) for choice in found.question.choices] == ["yes = no", "~"]


@pytest.mark.parametrize("format", ["html", "moodle", "markdown", "plain"])
def test_answers_have_the_format_of_their_question_unless_they_say_so(format: str) -> None:
    found = question(f"[{format}]Which?{{=this ~[plain]that}}")
    assert found.question.stem.format is TextFormat(format)
    assert [choice.text.format for choice in found.question.choices] == [TextFormat(format), TextFormat.PLAIN]


def test_markdown_keeps_its_lines_and_its_quotations() -> None:
    found = question("[markdown]> said\n> <b>he</b>{}")
    assert english(found.question.stem) == "> said\n> <b>he</b>"


def test_ids_tags_titles_and_categories_stay_with_the_question() -> None:
    found = question("$CATEGORY: top/biology\n\n// [id:b1] [tag:cells] [tag:easy one]\n::Cells::What?{}")
    assert (found.source_id, found.question.tags, found.category) == ("b1", ("cells", "easy one"), "top/biology")


def test_html_is_sanitised_and_that_is_said() -> None:
    text = r'[html]<p onclick\="x()">Hi<script>alert(1)</script></p>{T}'
    assert english(question(text).question.stem) == "<p>Hi</p>"
    assert "<script>" in (elements(text)["1"].why or "")
    assert "onclick" in (elements(text)["1"].why or "")


def test_text_that_is_no_html_is_left_alone() -> None:
    assert english(question("Is 3 < 4 & 5 > 4?{T}").question.stem) == "Is 3 < 4 & 5 > 4?"


def test_spans_with_languages_split_a_text() -> None:
    option = r'<span lang\="en">y</span><span lang\="th">ช</span>'
    stem = r'<p><span lang\="en">Yes?</span><span lang\="th">ใช่ไหม</span> (1)</p>'
    text = f"[html]{stem}{{={option} ~n}}"
    found = question(text)
    assert set(found.question.stem.text.root) == {"en", "th"}
    assert "ใช่ไหม" in found.question.stem.text.root["th"]
    assert "Yes?" not in found.question.stem.text.root["th"]
    assert "(1)" in found.question.stem.text.root["th"]
    assert found.question.choices[0].text.text.languages() == ("en", "th")
