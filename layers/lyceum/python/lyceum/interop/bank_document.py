"""Questions as a bank takes them: under the ids that they have there, with their categories as tags."""

from collections.abc import Mapping, Sequence

from lyceum.content.outline import Asset
from lyceum.content.question_files import QuestionsDocument, QuestionWithFiles, named_files, tagged
from lyceum.content.questions import AuthoredQuestion
from lyceum.content.report import ReportLine

_QUESTION = "question:"


def bank_document(
    questions: Sequence[AuthoredQuestion], *, ids: Mapping[str, str], assets: Sequence[Asset] = ()
) -> QuestionsDocument:
    """The questions with their files. `ids`: what each is called in the bank, by its id in the source."""
    keys = {asset.path: asset.key for asset in assets}
    return QuestionsDocument(questions=tuple(_of_bank(each, ids, keys) for each in questions))


def _of_bank(authored: AuthoredQuestion, ids: Mapping[str, str], keys: Mapping[str, str]) -> QuestionWithFiles:
    known = tagged(authored)
    question = known.question.model_copy(update={"id": ids[authored.question.id]})
    named = {path: keys[path] for path in named_files(authored) if path in keys}
    return QuestionWithFiles(authored=known.model_copy(update={"question": question}), files=named)


def in_bank(report: Sequence[ReportLine], ids: Mapping[str, str]) -> list[ReportLine]:
    """The report with the questions' ids in the bank."""
    return [_told(line, ids) for line in report]


def _told(line: ReportLine, ids: Mapping[str, str]) -> ReportLine:
    id = ids.get((line.target or "").removeprefix(_QUESTION))
    return line.model_copy(update={"target": f"{_QUESTION}{id}"}) if id is not None else line
