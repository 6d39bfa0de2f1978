"""Files in answers: which ones a question takes, and what was sent for it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from lyceum.assessment.errors import WrongResponseKind
from lyceum.assessment.model.answering import form_of
from lyceum.assessment.model.work_file import MOST_BYTES, FileKind, check_file
from lyceum.assessment.sittings.errors import AnswerFileNotAccepted
from lyceum.content.questions import Question, QuestionKind

_KINDS: Final[dict[QuestionKind, frozenset[FileKind]]] = {
    QuestionKind.FILE_UPLOAD: frozenset(FileKind),
    QuestionKind.AUDIO: frozenset({FileKind.AUDIO}),
    QuestionKind.VIDEO: frozenset({FileKind.VIDEO}),
}


MOST_FILES: Final = 40
"""Of one question of an attempt, whether they were sent and named or not: twice what an answer can name."""
MOST_TOGETHER: Final = 10 * MOST_BYTES
"""Bytes of all of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerUpload:
    """A file that a learner may send for one question of one attempt, and what was taken of it."""

    id: str
    attempt: str
    question: str
    name: str
    size: int
    """The most bytes that the form takes; once it was taken, those that it has."""
    media_type: str
    expires_at: datetime
    """When the form ends."""
    key: str | None = None
    """Where the file lies in the content bucket; None before it was taken. It never changes again."""


def check_answer_file(question: Question, *, name: str, size: int, media_type: str) -> None:
    """Refuse what a question does not take.

    Raises WrongResponseKind where it takes no files, FileKindNotAccepted, FileTooLarge, AnswerFileNotAccepted where its
    author has asked for others. Source: RULES S1-25, S4-12.
    """
    kinds = _KINDS.get(question.kind)
    if kinds is None:
        raise WrongResponseKind(question=question.id, expected=form_of(question))
    check_file(media_type, size, kinds=kinds, most=MOST_BYTES)
    wanted = question.files.media_types if question.files is not None else ()
    if not _is_wanted(name.lower(), media_type, [each.lower() for each in wanted]):
        raise AnswerFileNotAccepted(question=question.id, accepted=" ".join(wanted))


def _is_wanted(name: str, media_type: str, wanted: Iterable[str]) -> bool:
    """By the rules of HTML's `accept`. What is no such rule says nothing; where none is, every file is wanted."""
    rules = [each for each in wanted if each.startswith(".") or "/" in each]
    return not rules or "*/*" in rules or any(_matches(rule, name, media_type) for rule in rules)


def _matches(rule: str, name: str, media_type: str) -> bool:
    if rule.startswith("."):
        return name.endswith(rule)
    return media_type.startswith(rule.removesuffix("*")) if rule.endswith("/*") else media_type == rule
