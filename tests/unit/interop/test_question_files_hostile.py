"""Question files that mean harm, or are damaged: refused by name, or a line of the report; no outside file is read."""

import io
import zipfile
from collections.abc import Callable
from html import escape

import pytest

from lyceum.content.report import Outcome
from lyceum.interop import errors, limits
from lyceum.interop.archive import read_archive
from lyceum.interop.parse import ParsedSource, parse_moodle, parse_qti

PARSERS = [parse_moodle, parse_qti]
QUIZ = (
    "<quiz><question type='truefalse'><name><text>Q</text></name><questiontext><text>{}</text></questiontext>"
    "</question></quiz>"
)
ITEM = "<assessmentItem identifier='i'><itemBody><p>{}</p></itemBody></assessmentItem>"
TEMPLATES: list[tuple[Callable[..., ParsedSource], str]] = [(parse_moodle, QUIZ), (parse_qti, ITEM)]


@pytest.mark.parametrize(("parse", "template"), TEMPLATES)
@pytest.mark.parametrize(
    "doctype",
    [
        '<!DOCTYPE x [<!ENTITY e "text">]>',
        '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE x [<!ENTITY % p SYSTEM "http://localhost:1/x.dtd"> %p;]>',
        '<!DOCTYPE x [<!-- > --><!ENTITY a "aaaaaaaaaa"><!ENTITY e "&a;&a;&a;&a;">]>',
        "<!-- before --><?pi before?>\n<!DOCTYPE x [<!ENTITY e 'text'>]>",
    ],
)
def test_entities_are_refused(parse: Callable[..., ParsedSource], template: str, doctype: str) -> None:
    with pytest.raises(errors.SourceDeclaresEntities):
        parse({"q.xml": (doctype + template.format("&e;")).encode()})


@pytest.mark.parametrize(("parse", "template"), TEMPLATES)
@pytest.mark.parametrize(
    "doctype",
    [
        '<!DOCTYPE quiz SYSTEM "http://localhost:1/never-fetched.dtd">',
        '<!DOCTYPE quiz PUBLIC "-//X//Y" "x.dtd" [<!ELEMENT quiz ANY><!ATTLIST quiz a CDATA "<>">]>',
    ],
)
def test_a_document_type_that_defines_nothing_is_skipped(
    parse: Callable[..., ParsedSource], template: str, doctype: str
) -> None:
    plain = parse({"q.xml": template.format("Text").encode()})
    assert parse({"q.xml": (doctype + template.format("Text")).encode()}).report == plain.report


@pytest.mark.parametrize(("parse", "template"), TEMPLATES)
def test_an_undefined_entity_breaks_one_file_alone(parse: Callable[..., ParsedSource], template: str) -> None:
    broken, whole = template.format("&nbsp;").encode(), template.format("Text").encode()
    report = {line.element: line for line in parse({"a.xml": broken, "b.xml": whole}).report}
    assert report["a.xml"].outcome is Outcome.REFUSED
    assert report["b.xml"].outcome is Outcome.TAKEN


@pytest.mark.parametrize("parse", PARSERS)
@pytest.mark.parametrize(
    ("content", "error"),
    [
        (b"<quiz>" * 5_000, errors.SourceNestedTooDeep),
        (b"<quiz>" * 50, None),
        (b"<a>" * 150 + b"</a>" * 150, errors.SourceNestedTooDeep),
        ("<quiz>é</quiz>".encode("latin-1"), errors.SourceNotUtf8),
        (b"<?xml version='1.0' encoding='utf-7'?><quiz/>", errors.SourceNotUtf8),
        (b"<?xml version='1.0' encoding='nonsense'?><quiz/>", errors.SourceNotUtf8),
        (b"<?xml version='1.0' encoding='ascii'?><quiz>\xe9</quiz>", errors.SourceNotUtf8),
        (b" " * (limits.MAX_QUESTION_XML_BYTES + 1), errors.SourceTextTooLarge),
    ],
)
def test_hostile_files_are_refused_by_name(
    parse: Callable[..., ParsedSource], content: bytes, error: type[errors.SourceRefused] | None
) -> None:
    if error is None:
        (line,) = parse({"q.xml": content}).report
        assert line.outcome is Outcome.REFUSED
    else:
        with pytest.raises(error):
            parse({"q.xml": content})


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("ISO-8859-1", "Café"),
        ("windows-1252", "“Café”"),
        ("TIS-620", "ข้อสอบ"),
        ("windows-874", "ข้อสอบ"),
        ("UTF-16", "ข้อสอบ"),
        ("UTF-8", "ข้อสอบ"),
    ],
)
@pytest.mark.parametrize(("parse", "template"), TEMPLATES)
def test_files_are_read_in_the_encoding_that_they_declare(
    parse: Callable[..., ParsedSource], template: str, encoding: str, text: str
) -> None:
    content = f"<?xml version='1.0' encoding='{encoding}'?>{template.format(text)}".encode(
        encoding.replace("windows-874", "cp874")
    )
    (found,) = parse({"q.xml": content}).questions
    assert text in found.question.stem.text.in_language()


def test_a_stem_is_without_scripts_and_foreign_schemes() -> None:
    markup = "<p onclick='x()'>Hi<script>x()</script><a href='javascript:x()'>a</a><iframe src='//x'/></p>"
    (found,) = parse_moodle({"q.xml": QUIZ.format(escape(markup)).encode()}).questions
    stem = found.question.stem.text.in_language()
    assert not any(danger in stem for danger in ("script", "onclick", "iframe", "javascript"))
    inline = ITEM.format("Hi<script>x()</script><a href='javascript:x()'>a</a><object data='x.swf' type='x/y'/>")
    (found,) = parse_qti({"q.xml": inline.encode()}).questions
    assert not any(danger in found.question.stem.text.in_language() for danger in ("script", "object"))


def archive(**files: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as zipped:
        for name, content in files.items():
            zipped.writestr(name.replace("__", "/"), content)
    return packed.getvalue()


def test_packages_that_leave_their_folder_or_grow_beyond_measure_are_refused() -> None:
    with pytest.raises(errors.ArchiveHasUnsafePath):
        read_archive(archive(**{"..__..__etc__passwd": b"x"}))
    with pytest.raises(errors.ArchiveIsBomb):
        read_archive(archive(**{"item.xml": b" " * (40 * limits.MIB)}))


@pytest.mark.parametrize(
    "href", ["../../etc/passwd", "/etc/passwd", "file:///etc/passwd", "..%2F..%2Fetc%2Fpasswd", "x.png"]
)
def test_a_reference_that_leaves_the_package_is_told_and_reads_nothing(href: str) -> None:
    test = f"<assessmentTest><assessmentItemRef identifier='a' href='{href}'/></assessmentTest>"
    picture = ITEM.format(f"<img src='{href}' alt=''/>")
    parsed = parse_qti({"t.xml": test.encode(), "i.xml": picture.encode()})
    report = {line.element: line for line in parsed.report}
    assert report["t.xml#assessmentItemRef"].outcome is Outcome.REFUSED
    assert parsed.assets == {}


def test_a_file_inside_moodle_xml_that_is_no_base64_is_told() -> None:
    quiz = (
        "<quiz><question type='description'><questiontext><text>&lt;img src='@@PLUGINFILE@@/a.png'></text>"
        "<file name='a.png' encoding='base64'>§§§</file></questiontext></question></quiz>"
    )
    parsed = parse_moodle({"q.xml": quiz.encode()})
    report = {line.element: line for line in parsed.report}
    assert report["q.xml#file"].why == "its content is not base64"
    assert "which is not there" in (report["q.xml#question"].why or "")


def test_rules_that_would_never_end_are_not_tried_for_ever() -> None:
    choices = "".join(f"<simpleChoice identifier='c{n}'>c{n}</simpleChoice>" for n in range(190))
    rules = "".join(
        f"<responseIf><match><variable identifier='R'/><multiple><baseValue baseType='identifier'>c{n}</baseValue>"
        f"<baseValue baseType='identifier'>c{n + 1}</baseValue></multiple></match><setOutcomeValue identifier='SCORE'>"
        f"<baseValue baseType='float'>{n}</baseValue></setOutcomeValue></responseIf>"
        for n in range(1)
    )
    item = (
        "<assessmentItem identifier='i'>"
        "<responseDeclaration identifier='R' cardinality='multiple' baseType='identifier'/>"
        "<outcomeDeclaration identifier='SCORE' cardinality='single' baseType='float'/><itemBody>"
        f"<choiceInteraction responseIdentifier='R' maxChoices='0'>{choices}</choiceInteraction></itemBody>"
        f"<responseProcessing><responseCondition>{rules}</responseCondition></responseProcessing></assessmentItem>"
    )
    (line,) = [line for line in parse_qti({"q.xml": item.encode()}).report if line.element == "q.xml#assessmentItem"]
    assert line.outcome is Outcome.REFUSED


def test_an_upload_without_question_files_is_refused() -> None:
    for parse in PARSERS:
        with pytest.raises(errors.NoQuestionsFound):
            parse({"readme.txt": b"hello"})


def test_more_questions_than_an_import_takes_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MAX_QUESTIONS", 2)
    many = QUIZ.replace("<quiz>", "").replace("</quiz>", "").format("Text") * 3
    with pytest.raises(errors.SourceTooBig):
        parse_moodle({"q.xml": f"<quiz>{many}</quiz>".encode()})


def test_one_import_tries_so_many_answers_and_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    """Many items with long rules: the first are read, and once the import has done its share the others are kept."""
    entries = "".join(f"<mapEntry mapKey='k{number}' mappedValue='1'/>" for number in range(20))
    item = (
        "<assessmentItem identifier='i'><responseDeclaration "
        "identifier='RESPONSE' cardinality='single' baseType='string'>"
        f"<mapping>{entries}</mapping></responseDeclaration>"
        "<outcomeDeclaration identifier='SCORE' cardinality='single' "
        "baseType='float'/><itemBody><p>x <textEntryInteraction responseIdentifier='RESPONSE'/></p></itemBody>"
        "<responseProcessing template='http://x/map_response'/></assessmentItem>"
    )
    monkeypatch.setattr(limits, "MAX_TRIED_ELEMENTS", 10_000)
    kinds = [str(q.question.kind) for q in parse_qti({f"{n}.xml": item.encode() for n in range(9)}).questions]
    assert kinds[0] == "short_answer"
    assert kinds[-1] == "unsupported"
