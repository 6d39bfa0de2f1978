"""What is reported about a GIFT file: a line per element, the reason and line of what is malformed, stable ids."""

import pytest

from lyceum.interop import errors, limits
from lyceum.interop.parse import parse_gift
from tests.counters import gift as counter
from tests.unit.interop.gifts import elements, parsed

MIXED = """// plain comment

$CATEGORY: $course$/top

// [id:7] [tag:a]
// [tag:b]
First?{T}

Broken {=a

Stray } brace

::Second::Text {=a} more
// [id:lost]

// [id:alone]

Third
over lines {#1}
"""


def test_every_element_is_reported_once_with_its_line() -> None:
    names = [line.element for line in parsed(MIXED).report]
    assert sorted(names) == sorted(counter.count("q.gift", MIXED.encode()))
    assert len(set(names)) == len(names)


def test_what_became_of_each_element() -> None:
    found = {number: (line.kind, line.outcome.value) for number, line in elements(MIXED).items()}
    assert found == {
        "3": ("Category", "taken"),
        "5": ("comment", "taken"),
        "6": ("comment", "taken"),
        "7": ("TF", "taken"),
        "9": ("question", "refused"),
        "11": ("question", "refused"),
        "13": ("Short", "taken"),
        "14": ("comment", "taken"),
        "16": ("comment", "refused"),
        "18": ("Numerical", "taken"),
    }


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Q{=a", "not closed"),
        ("Q}", "without '{'"),
        ("Q{=a}{=b}", "second answer block"),
        ("Q{=a {b}", "inside an answer block"),
        ("::Title{T}", "title is not closed"),
        ("Q{~a ~b}", "no answer is right"),
        ("Q{=%0%a}", "no answer is right"),
        ("Q{#x}", "not a number"),
        ("Q{#}", "no number is right"),
        ("Q{#NaN}", "not a number"),
        ("Q{#1e999999}", "not a number"),
        ("Q{#5..1}", "ends before it begins"),
        ("Q{=a -> b =c}", "has no '->'"),
        ("Q{=a -> }", "nothing to match with"),
        ("Q{= -> b}", "no pair has a left side"),
        ("Q{=}", "empty"),
        ("Q{a ~b =c}", "before the first"),
        ("Q{=%150%a}", "not between"),
        ("{=a}", "no question text"),
        ("::::", "no question text"),
    ],
)
def test_a_malformed_question_is_refused_with_the_reason_and_the_rest_goes_on(text: str, reason: str) -> None:
    found = parsed(f"Before?{{T}}\n\n{text}\n\nAfter?{{F}}")
    refused = [line for line in found.report if line.outcome == "refused"]
    assert len(found.questions) == 2
    assert [line.element for line in refused] == ["q.gift:3"]
    assert "line 3: " in (refused[0].why or "")
    assert reason in (refused[0].why or "")


def test_the_line_of_the_fault_is_named_within_a_long_question() -> None:
    (line,) = [line for line in parsed("One\ntwo\nthree {=a").report if line.outcome == "refused"]
    assert "line 3: " in (line.why or "")


def test_ids_are_the_same_on_every_import_and_unique_over_files() -> None:
    files = {"a.gift": b"::One::Q?{T}\n\n::Two::Q?{F}", "sub/b.gift": b"::One::Q?{F}"}
    ids = [question.question.id for question in parse_gift(files).questions]
    assert ids == [question.question.id for question in parse_gift(files).questions]
    assert len(set(ids)) == 3


def test_an_id_outlives_a_change_of_the_text_below_its_title() -> None:
    assert parsed("::One::Old?{T}").questions[0].question.id == parsed("::One::New?{F}").questions[0].question.id


def test_a_category_ends_with_its_file() -> None:
    found = parse_gift({"a.gift": b"$CATEGORY: x\n\nQ{T}", "b.gift": b"Q{T}"})
    assert [question.category for question in found.questions] == ["x", None]


def test_files_of_an_archive_that_are_no_gift_are_refused_lines() -> None:
    found = parse_gift({"a.gift": b"Q{T}", "README.txt": b"Hello", "__MACOSX/._a.gift": b"\x00\x05"})
    assert {line.element: line.outcome.value for line in found.report} == {
        "README.txt": "refused",
        "__MACOSX/._a.gift": "refused",
        "a.gift": "taken",
        "a.gift:1": "taken",
    }


def test_moodle_exports_gift_as_txt() -> None:
    assert len(parse_gift({"quiz-questions-20260101.gift.txt": b"Q{T}"}).questions) == 1


def test_an_upload_without_gift_is_refused() -> None:
    with pytest.raises(errors.NoQuestionsFound):
        parse_gift({"a.pdf": b"%PDF"})


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("Q{T}".encode("utf-16"), "UTF-16"),
        ("Q{T}".encode("utf-32"), "UTF-32"),
        ("Zwölf?{T}".encode("latin-1"), "0xf6 in line 1"),
        ("a\n\nกขค?{T}".encode("cp874"), "in line 3"),
    ],
)
def test_another_encoding_than_utf8_is_refused_with_the_place(content: bytes, says: str) -> None:
    with pytest.raises(errors.SourceNotUtf8, match=says):
        parse_gift({"q.gift": content})


def test_a_byte_order_mark_and_windows_line_ends_are_no_part_of_the_text() -> None:
    found = parse_gift({"q.gift": b"\xef\xbb\xbfQ1{T}\r\n\r\nQ2\r\n{F}\r\n"})
    assert [question.question.stem.text.root["en"] for question in found.questions] == ["Q1", "Q2"]


def test_too_many_questions_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MAX_QUESTIONS", 2)
    with pytest.raises(errors.SourceTooBig):
        parsed("A{T}\n\nB{T}\n\nC{T}")


def test_too_large_a_file_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MAX_TEXT_BYTES", 10)
    with pytest.raises(errors.SourceTextTooLarge):
        parsed("Is this too long?{T}")
