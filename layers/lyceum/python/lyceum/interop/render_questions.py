"""Task of the export workflow: questions become a file of another system, with a report."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Literal

from lyceum.content.question_files import QuestionsDocument
from lyceum.content.questions import AuthoredQuestion
from lyceum.content.report import Outcome
from lyceum.interop import limits, store
from lyceum.interop.errors import FilesTooLarge
from lyceum.interop.export.gift import write_gift
from lyceum.interop.export.qti3 import write_qti3
from lyceum.kernel.text import FALLBACK

type Target = Literal["gift", "qti3"]

_MEDIA_TYPES: Mapping[str, str] = {"gift": "text/plain; charset=utf-8", "qti3": "application/zip"}
_NAMES: Mapping[Outcome, str] = {Outcome.TAKEN: "written", Outcome.CHANGED: "changed", Outcome.REFUSED: "left_out"}


def render_questions(format: Target, *, language: str | None, document: str, file: str, report: str) -> dict[str, int]:
    """Write the questions that lie under `document` as `file`, and what became of each as `report`; how many became
    what. All are keys in the content bucket. The same again writes the same.

    `language`: the one of the file; None takes what most questions are in. Raises FilesTooLarge, Busy.
    """
    found = store.read_questions(document)
    questions = [each.authored for each in found.questions]
    spoken = language or _language(questions)
    if format == "gift":
        made = write_gift(questions, language=spoken)
    else:
        made = write_qti3(questions, language=spoken, files=_files(found))
    told = (*made.report, *found.left_out)
    store.write_file(file, made.content, _MEDIA_TYPES[format])
    store.write_report(report, [line.model_dump(mode="json") for line in told])
    return {name: sum(line.outcome is outcome for line in told) for outcome, name in _NAMES.items()}


def _language(questions: Sequence[AuthoredQuestion]) -> str:
    """What most of the questions are in; English before others where there are as many."""
    spoken = Counter(tag for each in questions for tag in each.question.stem.text.languages())
    return max(spoken, key=lambda tag: (spoken[tag], tag == FALLBACK, tag), default=FALLBACK)


def _files(document: QuestionsDocument) -> dict[str, bytes]:
    """What the questions show, by path below `/static/`; what is not in the bucket any more stays out."""
    keys = {path: key for each in document.questions for path, key in each.files.items()}
    found = store.read_assets(keys, most=limits.MAX_TOTAL_BYTES)
    if found is None:
        raise FilesTooLarge(limit=limits.MAX_TOTAL_BYTES)
    return found
