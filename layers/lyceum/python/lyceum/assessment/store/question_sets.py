"""Question sets and their keys: immutable versions, in two items; regrades correct keys on top of what they were."""

from collections.abc import Sequence
from decimal import Decimal
from functools import lru_cache
from typing import Any

from lyceum.assessment.errors import AssessmentNotFound, QuestionSetTooLarge
from lyceum.assessment.model.assessment import Assessment, Version
from lyceum.assessment.model.attempt_id import AttemptId
from lyceum.assessment.model.corrections import Applied, Correction, CorrectionKind, corrected
from lyceum.assessment.model.question_set import PLAIN, KeyEntry, MarkingKey, QuestionSet
from lyceum.assessment.model.sections import Structure
from lyceum.assessment.store.items import KeyItem, QuestionsItem, marking_key, questions_key
from lyceum.content.keys import KEY_OF
from lyceum.content.questions import Question
from lyceum.kernel.settings import settings
from lyceum.kernel.table import CompressedJSONAttribute, batch_get, get

_MOST_BYTES = 390_000
"""Compressed; an item holds 400 KB."""
_SETS_KEPT = 64
_entries: dict[tuple[str, str], tuple[Any, tuple[KeyEntry, ...]]] = {}
"""What a process took apart: partition and sort key → the document of a marking key, and its entries."""


def authored(tenant: str, assessment: Assessment) -> tuple[QuestionSet, MarkingKey]:
    """The version that authors work on, with its key. 1 round trip."""
    version = assessment.newest
    questions, key = batch_get(
        (QuestionsItem, questions_key(tenant, assessment.id, version)),
        (KeyItem, marking_key(tenant, assessment.id, version)),
        consistent=True,
    )
    return questions_of(questions, version), key_of(key, version)


def question_set(tenant: str, assessment: str, version: int) -> QuestionSet:
    """What learners may see of a version. Immutable, so a process asks once: 1 round trip or none.

    Raises AssessmentNotFound.
    """
    return _question_set(settings().table, tenant, assessment, version)


def of_attempt(tenant: str, id: AttemptId) -> QuestionSet:
    """The questions that an attempt has. As `question_set`."""
    return question_set(tenant, id.assessment, id.version).of_attempt(str(id))


def of_version(tenant: str, assessment: str, version: int) -> tuple[QuestionSet, MarkingKey]:
    """A version with its key as it is in force. Raises AssessmentNotFound. 1 round trip."""
    questions, key = batch_get(
        (QuestionsItem, questions_key(tenant, assessment, version)),
        (KeyItem, marking_key(tenant, assessment, version)),
        consistent=True,
    )
    if questions is None or key is None:
        raise AssessmentNotFound(assessment=assessment)
    return questions_of(questions, version), key_of(key, version)


@lru_cache(maxsize=_SETS_KEPT)
def _question_set(_table: str, tenant: str, assessment: str, version: int) -> QuestionSet:
    item = get(QuestionsItem, questions_key(tenant, assessment, version))
    if item is None:
        raise AssessmentNotFound(assessment=assessment)
    return questions_of(item, version)


def halves(tenant: str, assessment: str, version: Version) -> tuple[QuestionsItem, KeyItem]:
    """A version as it is kept. Raises QuestionSetTooLarge."""
    number = version.questions.version
    shown, hidden = questions_key(tenant, assessment, number), marking_key(tenant, assessment, number)
    questions = [question.model_dump(mode="json", exclude_none=True) for question in version.questions.questions]
    entries = [_entry(each) for each in version.key.entries]
    said, files = _structure(version.questions.structure), dict(version.questions.files) or None
    both = (
        QuestionsItem(shown.pk, shown.sk, document=questions, structure=said, files=files),
        KeyItem(hidden.pk, hidden.sk, document=entries, structure=_for_grading(said)),
    )
    for parts in ((questions, said, files), (entries, said)):
        size = sum(len(CompressedJSONAttribute().serialize(part)) for part in parts)
        if size > _MOST_BYTES:
            raise QuestionSetTooLarge(bytes=size, limit=_MOST_BYTES)
    return both


def _structure(structure: Structure) -> dict[str, Any] | None:
    said = structure.model_dump(mode="json", exclude_none=True, exclude_defaults=True)
    return said or None


def _for_grading(said: dict[str, Any] | None) -> dict[str, Any] | None:
    """Without what learners read."""
    if said is None:
        return None
    sections = [
        {name: part for name, part in section.items() if name not in ("title", "instructions")}
        for section in said.get("sections", ())
    ]
    return {**{name: part for name, part in said.items() if name != "time_limits"}, "sections": sections}


def _structure_of(said: dict[str, Any] | None) -> Structure:
    return Structure.model_validate(said, strict=False) if said else PLAIN


def _entry(entry: KeyEntry) -> dict[str, Any]:
    """As `KeyEntry.model_dump` says it, but with the key by its own model: not every kind of key is built for one."""
    key = entry.key.model_dump(mode="json", exclude_none=True)
    return {"id": entry.id, "points": str(entry.points), "key": key, "floor": f"{entry.floor:f}"}


def _entry_of(kept: dict[str, Any]) -> KeyEntry:
    """What `_entry` wrote."""
    key = KEY_OF[kept["key"]["kind"]].model_validate(kept["key"], strict=False)
    points, floor = Decimal(str(kept["points"])), Decimal(str(kept.get("floor", 0)))
    return KeyEntry.model_construct(id=kept["id"], points=points, key=key, floor=floor)


def questions_of(item: QuestionsItem, version: int) -> QuestionSet:
    """The question set that an item keeps."""
    questions = tuple(Question.model_validate(each, strict=False) for each in item.document)
    return QuestionSet(version, questions, _structure_of(item.structure), files=item.files or {})


def key_of(item: KeyItem, version: int) -> MarkingKey:
    """The key that an item keeps, as it is in force: with its corrections."""
    entries = list(_entries_of(item))
    for place, applied in corrections_of(item).items():
        entries[place] = corrected(entries[place], applied)
    return MarkingKey(version, tuple(entries), _structure_of(item.structure))


def _entries_of(item: KeyItem) -> tuple[KeyEntry, ...]:
    """The key without corrections. A process takes the same document apart once: hundreds hand in the same test."""
    name = (item.pk, item.sk)
    document, entries = _entries.get(name, (None, ()))
    if document != item.document:
        if len(_entries) >= _SETS_KEPT:
            _entries.clear()
        document, entries = item.document, tuple(map(_entry_of, item.document))
        _entries[name] = document, entries
    return entries


def entry_before(item: KeyItem, place: int) -> KeyEntry:
    """What stood at a place before any correction."""
    return _entry_of(item.document[place])


def corrections_of(item: KeyItem) -> dict[int, list[Applied]]:
    """The corrections of each place, the newest last."""
    kept = item.corrections or {}
    return {int(place): [Applied(id, _correction(kind, key)) for id, kind, key in each] for place, each in kept.items()}


def kept_corrections(corrections: dict[int, list[Applied]]) -> dict[str, Any]:
    """What `corrections_of` reads."""
    return {str(place): [_kept(each) for each in applied] for place, applied in corrections.items() if applied}


def kept_correction(correction: Correction) -> list[Any]:
    """Kind and key of a correction."""
    key = correction.key.model_dump(mode="json", exclude_none=True) if correction.key is not None else None
    return [str(correction.kind), key]


def correction_of(kept: Sequence[Any]) -> Correction:
    """What `kept_correction` wrote."""
    return _correction(*kept)


def _kept(applied: Applied) -> list[Any]:
    return [applied.regrade, *kept_correction(applied.correction)]


def _correction(kind: str, key: dict[str, Any] | None) -> Correction:
    found = KEY_OF[key["kind"]].model_validate(key, strict=False) if key is not None else None
    return Correction(CorrectionKind(kind), found)
