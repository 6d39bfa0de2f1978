"""Documents that workflows hand on from task to task in the content bucket."""

import json
from collections.abc import Sequence

from lyceum.content.outline import CourseDocument
from lyceum.content.question_files import QuestionsDocument
from lyceum.content.report import ReportLine
from lyceum.kernel import files


def course_document(key: str) -> CourseDocument:
    """An imported course in normal form, as the import's first task left it. Raises Busy."""
    return CourseDocument.model_validate_json(files.read(key))


def questions_document(key: str) -> QuestionsDocument:
    """Imported questions in normal form. Raises Busy."""
    return QuestionsDocument.model_validate_json(files.read(key))


def keep_questions(key: str, document: QuestionsDocument) -> None:
    """Questions to be written into a file. Raises Busy."""
    files.keep(key, document.model_dump_json().encode(), "application/json")


def report(key: str) -> Sequence[ReportLine]:
    """What became of each question. Raises Busy."""
    return [ReportLine.model_validate(line) for line in json.loads(files.read(key))]
