"""Hostile and damaged courses: refused as a whole under a name, or in part with a reason; never a fault."""

import json
import time
from pathlib import Path
from xml.sax.saxutils import quoteattr

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lyceum.interop import errors, limits
from lyceum.interop.parse import parse_olx
from tests.counters.olx import OlxCounter
from tests.unit.interop.courses import course, document, in_unit, outcome, why

LAUGHS = (
    '<!DOCTYPE p [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><problem><p title="&b;">&b;</p></problem>'
)
OUTSIDE = '<!DOCTYPE p [<!ENTITY f SYSTEM "file:///etc/passwd">]><problem><p>&f;</p></problem>'
PARAMETER = '<!DOCTYPE p SYSTEM "https://e.example/x.dtd"><problem/>'


@pytest.mark.parametrize("xml", [LAUGHS, OUTSIDE, PARAMETER, f"<?xml version='1.0'?>\n<!-- c -->\n<?pi x?>\n{OUTSIDE}"])
@pytest.mark.parametrize("path", ["problem/p.xml", "problem/orphan.xml"])
def test_a_document_type_is_refused_wherever_it_stands(path: str, xml: str) -> None:
    with pytest.raises(errors.SourceDeclaresEntities, match=path):
        parse_olx(in_unit('<problem url_name="p"/>', {path: xml}))


def test_a_document_type_in_text_is_text() -> None:
    parsed = parse_olx(in_unit("<html><![CDATA[<!DOCTYPE html><p>x</p>]]></html>"))
    assert outcome(parsed, "course.xml#html") == "taken"


def test_an_entity_that_xml_does_not_know_breaks_its_file_alone() -> None:
    parsed = parse_olx(in_unit('<html url_name="h"/><html>ok</html>', {"html/h.xml": "<html>a&nbsp;b</html>"}))
    assert "nbsp" in why(parsed, "html/h.xml")
    assert outcome(parsed, "course.xml#html[2]") == "taken"


@pytest.mark.parametrize(
    "content",
    [
        '<?xml version="1.0" encoding="UTF-16"?><chapter/>'.encode("utf-16"),
        "<chapter/>".encode("utf-32"),
        '<?xml version="1.0" encoding="utf-8"?><chapter display_name="Zwölf"/>'.encode("latin-1"),
        '<?xml version="1.0" encoding="ISO-8859-1"?><chapter display_name="Zwölf"/>'.encode(),
        '<?xml version="1.0" encoding="iso-8859-1"?><chapter display_name="Zwölf"/>'.encode("latin-1"),
    ],
)
def test_another_encoding_than_utf8_is_refused(content: bytes) -> None:
    with pytest.raises(errors.SourceNotUtf8, match=r"chapter/a\.xml"):
        parse_olx({**course('<chapter url_name="a"/>'), "chapter/a.xml": content})


def test_a_page_in_another_encoding_is_refused() -> None:
    with pytest.raises(errors.SourceNotUtf8, match=r"html/h\.html"):
        parse_olx({**in_unit('<html filename="h"/>'), "html/h.html": "Zwölf".encode("latin-1")})


def test_a_declared_encoding_that_changes_nothing_is_no_matter() -> None:
    xml = '<?xml version="1.0" encoding="ISO-8859-1"?>\n<chapter display_name="Plain"><html>x</html></chapter>'
    assert document(parse_olx(course('<chapter url_name="a"/>', **{"chapter/a.xml": xml}))).chapters


@pytest.mark.parametrize("tag", ["vertical", "problem", "b"])
def test_ten_thousand_nested_elements_are_refused(tag: str) -> None:
    nested = f"<{tag}>" * 10_000 + f"</{tag}>" * 10_000
    with pytest.raises(errors.SourceNestedTooDeep):
        parse_olx(in_unit(nested))


def test_a_long_chain_of_files_is_refused() -> None:
    chain = {
        f"vertical/v{number}.xml": f'<vertical><vertical url_name="v{number + 1}"/></vertical>' for number in range(300)
    }
    with pytest.raises(errors.SourceNestedTooDeep):
        parse_olx(in_unit('<vertical url_name="v0"/>', chain))


def test_deep_json_is_refused() -> None:
    deep = '{"a":' * 100_000 + "1" + "}" * 100_000
    with pytest.raises(errors.SourceNestedTooDeep):
        parse_olx(course("", **{"policies/run/policy.json": deep}))


def test_a_nul_breaks_its_file_alone() -> None:
    parsed = parse_olx(in_unit('<html url_name="h"/><html>ok</html>', {"html/h.xml": "<html>a\x00b</html>"}))
    assert outcome(parsed, "html/h.xml") == "refused"


def test_too_large_a_text_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MAX_TEXT_BYTES", 1_000)
    with pytest.raises(errors.SourceTextTooLarge):
        parse_olx(in_unit("<html>" + "x" * 1_000 + "</html>"))


def test_too_many_elements_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MAX_ELEMENTS", 10)
    with pytest.raises(errors.SourceTooBig):
        parse_olx(in_unit("<html/>" * 20))


@pytest.mark.parametrize(
    "files",
    [
        {},
        {"README.md": b"x"},
        {"course.xml": b"<course"},
        {"course.xml": b"<html/>"},
        {"course.xml": b'<course url_name="gone" org="o" course="c"/>'},
        {"library.xml": b"<library/>"},
        {"a/course.xml": b"<course/>", "b/x": b""},
    ],
)
def test_an_upload_without_a_course_is_refused(files: dict[str, bytes]) -> None:
    with pytest.raises(errors.NoCourseFound):
        parse_olx(files)


@pytest.mark.parametrize("name", ["../../etc/passwd", "/etc/passwd", "..", "a:..:..:b", "\u202e", "x" * 5_000])
def test_a_url_name_leads_nowhere_but_to_files_of_the_archive(name: str) -> None:
    assert Path("/etc/passwd").exists()
    parsed = parse_olx(in_unit(f'<html url_name="{name}"/><html filename="{name}"/><html>ok</html>'))
    assert "root:" not in document(parsed).model_dump_json()
    assert outcome(parsed, "course.xml#html[3]") == "taken"


TAGS = [
    "course", "chapter", "sequential", "vertical", "html", "problem", "video", "split_test", "library_content", "poll",
    "wiki", "textbook", "multiplechoiceresponse", "choicegroup", "choice", "optionresponse", "optioninput", "label",
    "stringresponse", "textline", "numericalresponse", "customresponse", "script", "solution", "demandhint", "hint",
    "p", "table", "openassessment", "div", "choiceresponse", "checkboxgroup", "choicehint", "hintgroup", "solutionset",
]  # fmt: skip
IN_PROBLEMS = TAGS[12:]
NAMES = ["a", "b", "c:d", "../x", "ก"]
VALUES = st.sampled_from([*NAMES, "true", "1", "[1,2)", "('a','b')", "$x", "", "{", "5%", "2026-01-01", '"'])
ATTRIBUTES = [
    "url_name", "filename", "display_name", "display_name_th", "answer", "correct", "options", "weight", "start",
    "type", "graded", "format", "visible_to_staff_only", "youtube", "lang", "max_attempts", "language", "default",
]  # fmt: skip


def elements(tags: list[str]) -> st.SearchStrategy[str]:
    def write(tag: str, attributes: dict[str, str], inside: list[str], text: str) -> str:
        values = " ".join(f"{name}={quoteattr(value)}" for name, value in attributes.items())
        return f"<{tag} {values}>{text}{''.join(inside)}</{tag}>"

    def around(children: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
        return st.builds(
            write,
            st.sampled_from(tags),
            st.dictionaries(st.sampled_from(ATTRIBUTES), VALUES, max_size=3),
            st.lists(children, max_size=4),
            st.sampled_from(["", " ", "text", "&amp;", "<!-- c -->", "$x"]),
        )

    return st.recursive(st.just("<html>x</html>"), around, max_leaves=12)


ELEMENTS = elements(TAGS)
PARTS = st.lists(elements(IN_PROBLEMS), max_size=4).map("".join)
COURSES = st.one_of(
    ELEMENTS,
    ELEMENTS.map(lambda inside: f"<chapter><sequential><vertical>{inside}</vertical></sequential></chapter>"),
    PARTS.map(lambda inside: f"<chapter><sequential><problem>{inside}</problem></sequential></chapter>"),
)
FILES = st.dictionaries(
    st.builds(
        lambda folder, tag, name: f"{folder}{tag}/{name.replace(':', '/').replace('..', 'up')}.xml",
        st.sampled_from(["", "drafts/"]),
        st.sampled_from(TAGS[:8]),
        st.sampled_from(NAMES),
    ),
    ELEMENTS | st.just("<broken"),
    max_size=5,
)


@given(COURSES, FILES)
def test_no_course_makes_a_fault_and_no_element_is_lost(inside: str, files: dict[str, str]) -> None:
    source = course(inside, **files)
    try:
        parsed = parse_olx(source)
    except errors.SourceRefused:
        return
    names = [line.element for line in parsed.report]
    assert sorted(names) == sorted(OlxCounter(source).count())
    assert len(set(names)) == len(names)


KEYS = ["GRADER", "GRADE_CUTOFFS", "type", "weight", "course/run", "chapter/ch", "start", "display_name", "x"]
JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=4),
    max_leaves=10,
)
POLICIES = st.dictionaries(st.sampled_from(["policy.json", "grading_policy.json"]), JSON)


@given(POLICIES)
def test_no_policy_makes_a_fault_and_no_entry_is_lost(policies: dict[str, object]) -> None:
    files = {f"policies/run/{name}": json.dumps(policy) for name, policy in policies.items()}
    source = in_unit("<html>x</html>", files)
    names = [line.element for line in parse_olx(source).report]
    assert sorted(names) == sorted(OlxCounter(source).count())


def test_a_large_course_is_read_in_seconds() -> None:
    unit = "<problem><p>Q</p><numericalresponse answer='1'><textline/></numericalresponse></problem><html>x</html>"
    source = course(
        "".join(f"<chapter><sequential><vertical>{unit * 10}</vertical></sequential></chapter>" for _ in range(200))
    )
    begun = time.perf_counter()
    parsed = parse_olx(source)
    assert len(document(parsed).chapters) == 200
    assert time.perf_counter() - begun < 20
