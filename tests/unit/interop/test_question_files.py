"""Every question file of the reference folders: each element reported once, held against counters of their own.

The counters use the standard library alone. Files that are not well-formed are refused with their reason.
"""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from lyceum.assessment.model.assessment import Version
from lyceum.content.questions import NoKey, QuestionKind
from lyceum.content.report import Outcome
from lyceum.interop.parse import ParsedSource, parse_moodle, parse_qti
from tests.counters import moodle as moodle_counter
from tests.counters import qti as qti_counter
from tests.unit.interop.inputs import files, folder

ASSESSMENT = "01J0000000000000000000000A"


def count_moodle(found: Mapping[str, bytes]) -> list[str]:
    return [
        name
        for path, content in found.items()
        for name in (moodle_counter.count(path, content) if path.endswith(".xml") else [path])
    ]


FAMILIES: dict[str, tuple[Callable[..., ParsedSource], Callable[[Mapping[str, bytes]], list[str]]]] = {
    "moodle-xml": (parse_moodle, count_moodle),
    "qti12": (parse_qti, qti_counter.count),
    "qti2-3": (parse_qti, qti_counter.count),
}


def uploads(family: str) -> Iterator[dict[str, bytes]]:
    """Each file alone, each package as a whole, and everything together."""
    everything = files(folder(family))
    for path, content in everything.items():
        if path.endswith(".xml"):
            yield {Path(path).name: content}
    for manifest in (path for path in everything if path.endswith("imsmanifest.xml")):
        home = str(Path(manifest).parent) + "/"
        yield {path.removeprefix(home): content for path, content in everything.items() if path.startswith(home)}
    yield everything


@pytest.mark.parametrize("family", FAMILIES)
def test_every_element_of_every_file_is_reported_once_and_nothing_else(family: str) -> None:
    parse, count = FAMILIES[family]
    for upload in uploads(family):
        names = [line.element for line in parse(upload).report]
        assert sorted(names) == sorted(count(upload)), list(upload)[:3]


@pytest.mark.parametrize("family", FAMILIES)
def test_every_question_fits_its_key_and_comes_out_the_same_again(family: str) -> None:
    parse, _ = FAMILIES[family]
    everything = files(folder(family))
    parsed = parse(everything)
    assert Version.of(ASSESSMENT, 1, parsed.questions).digest == Version.of(ASSESSMENT, 1, parsed.questions).digest
    assert parse(everything) == parsed


@pytest.mark.parametrize("family", FAMILIES)
def test_what_cannot_be_graded_is_kept_as_it_was_found_and_reported_with_its_reason(family: str) -> None:
    parse, _ = FAMILIES[family]
    parsed = parse(files(folder(family)))
    refused = [line for line in parsed.report if line.outcome is Outcome.REFUSED and line.target]
    reported = {line.target: line for line in reversed(refused) if "kept as it was found" in (line.why or "")}
    kept = [found for found in parsed.questions if isinstance(found.key, NoKey) and not found.question.informational]
    assert kept
    for found in kept:
        assert isinstance(found.key, NoKey)
        assert found.key.verbatim
        assert ET.fromstring(found.key.verbatim) is not None if len(found.key.verbatim) < 20_000 else True
        line = reported[f"question:{found.question.id}"]
        assert line.why is not None
        assert found.key.reason in line.why


def test_files_that_are_not_well_formed_say_so() -> None:
    for path, content in files(folder("qti12")).items():
        if not path.endswith(".xml"):
            continue
        (line,) = [line for line in parse_qti({"q.xml": content}).report if line.element == "q.xml"]
        try:
            ET.fromstring(content)
        except ET.ParseError:
            assert line.outcome is Outcome.REFUSED
            assert "not well-formed XML" in (line.why or "")
        else:
            assert "not well-formed XML" not in (line.why or "")


EXPECTED = {
    "moodle-xml": {
        QuestionKind.MULTIPLE_CHOICE: 64,
        QuestionKind.MULTIPLE_RESPONSE: 2,
        QuestionKind.TRUE_FALSE: 38,
        QuestionKind.SHORT_ANSWER: 63,
        QuestionKind.NUMERIC: 28,
        QuestionKind.MATCHING: 17,
        QuestionKind.FILL_BLANK: 14,
        QuestionKind.ORDERING: 1,
        QuestionKind.ESSAY: 4,
        # 11 calculated, 1 calculatedmulti, 2 randomsamatch, 1 coderunner, 1 regexp, 1 description, 1 without a type
        QuestionKind.UNSUPPORTED: 18,
    },
}


def test_as_many_questions_of_each_kind_as_the_files_have() -> None:
    """Moodle says its kinds in an attribute, so they can be counted: 60 + 6 multichoice, 2 of them not single, …"""
    parsed = parse_moodle(files(folder("moodle-xml")))
    found = {kind: sum(each.question.kind is kind for each in parsed.questions) for kind in EXPECTED["moodle-xml"]}
    assert found == EXPECTED["moodle-xml"]
    assert sum(found.values()) == len(parsed.questions) == 226 + 23
