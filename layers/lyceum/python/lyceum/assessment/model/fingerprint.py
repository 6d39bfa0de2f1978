"""A question set's fingerprint: the same questions have the same one in every release.

Kept ones are compared with it, so what a later release added to questions counts only where an author uses it.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

from lyceum.assessment.model.sections import Structure
from lyceum.content.questions import (
    AuthoredQuestion,
    Choice,
    ChoiceKey,
    Content,
    EssayKey,
    MatchingKey,
    NumericKey,
    Question,
    ResponseKey,
    ShortAnswerKey,
    TrueFalseKey,
)

_TOLD = ("feedback_right", "feedback_partly", "feedback_wrong")
_LATER: dict[type[Content], tuple[str, ...]] = {
    Question: (
        "media",
        "floor",
        "blanks",
        "takes_unit",
        "units",
        "picture",
        "regions",
        "most_places",
        "files",
    ),
    Choice: ("media",),
    ChoiceKey: _TOLD,
    ResponseKey: _TOLD,
    TrueFalseKey: ("feedback_partly",),
    ShortAnswerKey: _TOLD,
    NumericKey: (*_TOLD, "units", "unit_penalty"),
    MatchingKey: (*_TOLD, "scoring"),
    EssayKey: _TOLD,
}
"""What came after the first release, by model."""


def fingerprint(
    questions: Sequence[AuthoredQuestion], structure: Structure | None = None, files: Mapping[str, Any] | None = None
) -> str:
    """32 hexadecimal digits over the questions in their order, with their sections and scoring where any is said, and
    with the files that they show where there are any.
    """
    told: list[Any] = [_as_told_first(each) for each in questions]
    if files:
        told.append(files)
    text = json.dumps(told, ensure_ascii=False, sort_keys=True)
    if structure is not None and structure != Structure():
        text += structure.model_dump_json(exclude_defaults=True)
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def _as_told_first(authored: AuthoredQuestion) -> dict[str, Any]:
    question, key = authored.question, authored.key
    # Each by its own model: the whole would be built with every kind of key that there is.
    told: dict[str, Any] = {"source_id": authored.source_id, "category": authored.category}
    told["question"] = _without_later(question, question.model_dump(mode="json"))
    for name in ("choices", "prompts"):
        parts = zip(getattr(question, name), told["question"][name], strict=True)
        told["question"][name] = [_without_later(part, shown) for part, shown in parts]
    told["key"] = _without_later(key, key.model_dump(mode="json"))
    return told


def _without_later(model: Content, told: dict[str, Any]) -> dict[str, Any]:
    unused = {
        name
        for name in _LATER.get(type(model), ())
        if getattr(model, name) == type(model).model_fields[name].get_default()
    }
    return {name: value for name, value in told.items() if name not in unused}
