"""Whether an answer to a question can earn points at all."""

from collections.abc import Callable, Iterable
from typing import Any

from lyceum.content.file_rules import leaves_files
from lyceum.content.keys import QuestionKind
from lyceum.content.questions import AuthoredQuestion


def can_earn(authored: AuthoredQuestion) -> bool:
    """Whether some answer earns points. What nobody answers, or nothing can grade, is not asked to."""
    question, key = authored.question, authored.key
    if question.informational or question.kind is QuestionKind.UNSUPPORTED:
        return True
    return question.points > 0 and has_right_answer(authored) and _can_be_given(authored, key)


def has_right_answer(authored: AuthoredQuestion) -> bool:
    """Whether the key holds an answer that earns something, whatever the question is worth."""
    return _key_earns(authored.key)


def _can_be_given(authored: AuthoredQuestion, key: Any) -> bool:
    rules = authored.question.files
    return key.kind not in _BY_FILE or rules is None or leaves_files(key.kind, rules.media_types)


def _key_earns(key: Any) -> bool:
    earns = _EARNS.get(key.kind)
    return earns is None or earns(key)


def _some(shares: Iterable[Any]) -> bool:
    return any(share > 0 for share in shares)


_EARNS: dict[QuestionKind, Callable[[Any], bool]] = {
    QuestionKind.MULTIPLE_CHOICE: lambda key: _some(key.shares.values()),
    QuestionKind.MULTIPLE_RESPONSE: lambda key: _some(key.shares.values()),
    QuestionKind.SHORT_ANSWER: lambda key: _some(each.share for each in key.accepted),
    QuestionKind.NUMERIC: lambda key: _some(each.share for each in key.accepted),
    QuestionKind.MATCHING: lambda key: any(target is not None for target in key.pairs.values()),
    QuestionKind.ORDERING: lambda key: len(key.order) > 1,
    QuestionKind.FILL_BLANK: lambda key: any(gap.weight > 0 and _key_earns(gap.answer) for gap in key.blanks.values()),
    QuestionKind.HOTSPOT: lambda key: _some([key.outside, *(each.share for each in key.areas)]),
}
"""What is not here is right or wrong by itself, or graded by people."""

_BY_FILE = frozenset({QuestionKind.FILE_UPLOAD, QuestionKind.AUDIO, QuestionKind.VIDEO})
