"""Small OLX courses for tests."""

from collections.abc import Mapping

from lyceum.content.outline import AssessmentDocument, Block, CourseDocument
from lyceum.content.questions import AuthoredQuestion
from lyceum.content.report import Outcome, ReportLine
from lyceum.interop.parse import ParsedSource, parse_olx


def course(inside: str = "", attributes: str = 'display_name="Course"', **files: str) -> dict[str, bytes]:
    """A course whose outline is written into course.xml. Further files by path."""
    root = f'<course url_name="run" org="Org" course="C1" {attributes}>{inside}</course>'
    return {"course.xml": root.encode(), **{name: text.encode() for name, text in files.items()}}


def in_unit(inside: str, files: Mapping[str, str] | None = None) -> dict[str, bytes]:
    """A course of one unit with these blocks."""
    unit = f'<vertical url_name="v">{inside}</vertical>'
    return course(f'<chapter url_name="ch"><sequential url_name="s">{unit}</sequential></chapter>', **(files or {}))


def document(parsed: ParsedSource) -> CourseDocument:
    """The document of a parsed course."""
    assert parsed.document is not None
    return parsed.document


def blocks(parsed: ParsedSource) -> list[Block]:
    """All content blocks of a course in order."""
    lessons = [lesson for chapter in document(parsed).chapters for lesson in chapter.lessons]
    return [block for lesson in lessons for unit in lesson.units for block in unit.blocks]


def questions(parsed: ParsedSource) -> list[AuthoredQuestion]:
    """All questions of a course in order."""
    return [question for assessment in document(parsed).assessments for question in assessment.questions]


def assessment(parsed: ParsedSource) -> AssessmentDocument:
    """The only assessment."""
    (only,) = document(parsed).assessments
    return only


def problem(inside: str, attributes: str = 'url_name="p" display_name="P"') -> ParsedSource:
    """A course of one problem."""
    return parse_olx(in_unit(f"<problem {attributes}>{inside}</problem>"))


def question(inside: str) -> AuthoredQuestion:
    """The only question of a course of one problem."""
    (only,) = questions(problem(inside))
    return only


def line(parsed: ParsedSource, element: str) -> ReportLine:
    """The report line of an element."""
    (only,) = [line for line in parsed.report if line.element == element]
    return only


def outcome(parsed: ParsedSource, element: str) -> Outcome:
    """What became of an element."""
    return line(parsed, element).outcome


def why(parsed: ParsedSource, element: str) -> str:
    """Why an element was changed or refused."""
    return line(parsed, element).why or ""
