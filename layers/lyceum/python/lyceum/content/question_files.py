"""Questions on their way between contexts: into a bank from a foreign file, out of a bank or an assessment into one."""

import re
from collections import Counter
from collections.abc import Collection, Sequence
from typing import Annotated

from pydantic import Field

from lyceum.content.addresses import bare, finder, with_addresses
from lyceum.content.questions import AuthoredQuestion, Content, PartId
from lyceum.content.report import ReportLine
from lyceum.kernel.ids import derived_id

LONGEST_TAG = 80
"""What lists of a bank can be filtered by."""
MAX_QUESTIONS = 5_000
"""Of one file, in either direction: what was taken out can be brought in again."""
_STATIC = re.compile(r"/static/([^\"'\s<>\\?#)]+)")


class QuestionWithFiles(Content):
    """A question and the files that its texts name."""

    authored: AuthoredQuestion
    files: dict[str, str] = {}
    """Path below `/static/` → key in the content bucket."""


class QuestionsDocument(Content):
    """Some questions, in order. Authors only: it has their keys."""

    questions: Annotated[tuple[QuestionWithFiles, ...], Field(max_length=MAX_QUESTIONS)] = ()
    left_out: tuple[ReportLine, ...] = ()
    """Questions that are not to be taken along, and why."""


def named_files(authored: AuthoredQuestion) -> list[str]:
    """Paths below `/static/` that a question names, each once, in the order of its fields."""
    return list(dict.fromkeys(_STATIC.findall(authored.model_dump_json())))


def missing_files(authored: AuthoredQuestion, there: Collection[str]) -> list[str]:
    """Paths below `/static/` that a question is to show and that are not there, each once.

    A text that only talks about such a path, without showing what lies there, misses nothing.
    """
    missing: dict[str, None] = {}
    known = finder(dict.fromkeys(there, ""), str)

    def note(path: str) -> None:
        if known(path) is None:
            missing[bare(path)] = None

    with_addresses(authored, note)
    return list(missing)


def bank_question_ids(bank: str, *, format: str, file: str, questions: Sequence[AuthoredQuestion]) -> dict[PartId, str]:
    """The ids that questions of a file have in a bank: the same question has the same, however it has changed since.

    An id that its author gave it counts wherever it comes from, with its category. What else a question is called in
    its source counts within files of this name. QTI demands an identifier of every item, and tools number them anew in
    every package: so there it is no author's.
    """
    met = Counter[tuple[str, ...]]()
    ids = {}
    for each in questions:
        own = each.source_id if format != "qti" else None
        names = ("own", own, each.category or "") if own else ("file", file, each.question.id)
        ids[each.question.id] = derived_id("bank-question", bank, format, *names, str(met[names]))
        met[names] += 1
    return ids


def tagged(authored: AuthoredQuestion) -> AuthoredQuestion:
    """With its category as a tag beside its own: banks know no categories."""
    category = " ".join((authored.category or "").split())[:LONGEST_TAG].strip()
    tags = authored.question.tags
    if not category or category in tags:
        return authored
    return authored.model_copy(update={"question": authored.question.model_copy(update={"tags": (*tags, category)})})
