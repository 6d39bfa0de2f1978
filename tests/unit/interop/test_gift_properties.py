"""What holds for every GIFT text: no fault, no element lost, texts that come back as they were written."""

import time
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lyceum.content.questions import ChoiceKey, MatchingKey
from lyceum.interop import errors
from lyceum.interop.gift.escapes import escape, hide, show
from lyceum.interop.parse import parse_gift
from tests.counters import gift as counter
from tests.unit.interop.gifts import english, parsed, question

PIECES = [
    "{",
    "}",
    "=",
    "~",
    "#",
    "####",
    "->",
    "::",
    ":",
    "%50%",
    "%-100%",
    "\\",
    "\\n",
    "\n",
    "\n\n",
    "//",
    "T",
    "..",
    "1",
]
MARKS = [
    "[html]",
    "[id:1]",
    "[tag:a]",
    "$CATEGORY: ",
    "<b>",
    "</p>",
    "<script",
    "&lt;",
    "*",
    " ",
    "q",
    "ก",
    "\ud7ff",
    "\x00",
]
GIFT = st.lists(st.sampled_from([*PIECES, *MARKS]) | st.text(max_size=3), max_size=40).map("".join)
WORDS = st.text(
    st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="<[%"), min_size=1, max_size=20
).filter(lambda text: text == " ".join(text.split()) and not text.startswith("//") and "->" not in text)


@given(GIFT)
def test_no_text_makes_a_fault_and_no_element_is_lost(text: str) -> None:
    content = text.encode("utf-8", "surrogatepass")
    try:
        found = parse_gift({"q.gift": content})
    except errors.SourceRefused:
        return
    assert sorted(line.element for line in found.report) == sorted(counter.count("q.gift", content))


@given(st.binary(max_size=60))
def test_no_bytes_make_a_fault(content: bytes) -> None:
    try:
        parse_gift({"q.gift": content})
    except errors.SourceRefused:
        return


@given(st.text())
def test_what_is_escaped_comes_back(text: str) -> None:
    assert show(hide(escape(text))) == text


@given(WORDS, st.lists(WORDS, min_size=2, max_size=5))
def test_a_written_choice_question_is_read_back(stem: str, options: list[str]) -> None:
    first, *others = [escape(option) for option in options]
    found = question(f":: T ::{escape(stem)}{{={first}" + "".join(f"~{other}" for other in others) + "}")
    assert isinstance(found.key, ChoiceKey)
    assert english(found.question.stem) == stem
    assert [english(choice.text) for choice in found.question.choices] == options


@given(st.lists(st.tuples(WORDS, WORDS), min_size=1, max_size=5))
def test_written_pairs_are_read_back(pairs: list[tuple[str, str]]) -> None:
    written = "".join(f"={escape(left)} -> {escape(right)}\n" for left, right in pairs)
    found = question(f"Match{{{written}}}")
    assert isinstance(found.key, MatchingKey)
    targets = {choice.id: english(choice.text) for choice in found.question.choices}
    read = [(english(prompt.text), targets[str(found.key.pairs[prompt.id])]) for prompt in found.question.prompts]
    assert read == pairs


@pytest.mark.parametrize(
    "piece",
    [
        "{",
        "}",
        "=",
        "~",
        "#",
        "\\",
        " ",
        "\t",
        "\n",
        "::",
        "//[id:",
        "[tag:",
        "%",
        "->",
        "<",
        "<a ",
        "&",
        "{=",
        "q{T}\n\n",
    ],
)
def test_reading_takes_time_in_proportion_to_the_text(piece: str) -> None:
    def seconds(count: int) -> float:
        text = "Q" + piece * count
        begun = time.perf_counter()
        with suppress(errors.SourceRefused):
            parsed(text)
        return time.perf_counter() - begun

    assert seconds(40_000) < 5
