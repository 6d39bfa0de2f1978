"""Questions, keys and assessments that the tests of this context speak about."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from lyceum.assessment.grading import Mark
from lyceum.assessment.model.attempt import Attempt, ManualGrade
from lyceum.assessment.model.attempt_id import AttemptId
from lyceum.assessment.model.settings import AssessmentSettings
from lyceum.content.questions import (
    AcceptedRange,
    AcceptedText,
    AuthoredQuestion,
    Choice,
    ChoiceKey,
    EssayKey,
    Key,
    MatchingKey,
    NoKey,
    NumericKey,
    Question,
    QuestionKind,
    ResponseKey,
    RichText,
    ShortAnswerKey,
    TrueFalseKey,
)

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
ADA = "01J0000000000000000000000A"
BOB = "01J0000000000000000000000B"
EXAM = "01J0000000000000000000000E"
COURSE = "01J0000000000000000000000C"


def choices(*ids: str) -> tuple[Choice, ...]:
    return tuple(Choice(id=id, text=RichText.of(f"Text of {id}")) for id in ids)


def question(id: str, kind: QuestionKind, *, points: int | str = 1, **parts: Any) -> Question:
    return Question(id=id, kind=kind, stem=RichText.of(f"Stem of {id}"), points=Decimal(points), **parts)


def authored(id: str, key: Key, *, points: int | str = 1, **parts: Any) -> AuthoredQuestion:
    return AuthoredQuestion(question=question(id, key.kind, points=points, **parts), key=key)


def shares(**of: str) -> dict[str, Decimal]:
    return {choice: Decimal(share) for choice, share in of.items()}


def choice_question(id: str = "capital", *, points: int | str = 1) -> AuthoredQuestion:
    key = ChoiceKey(
        shares=shares(paris="1", lyon="0.25", rome="-0.5"),
        feedback={"rome": RichText.of("That is Italy.")},
        general_feedback=RichText.of("It is Paris."),
    )
    return authored(id, key, points=points, choices=choices("paris", "lyon", "rome", "oslo"))


def several_question(id: str = "primes", scoring: Any = "partial", *, points: int | str = 1) -> AuthoredQuestion:
    key = ResponseKey(scoring=scoring, shares=shares(two="0.5", three="0.5", four="-0.5"))
    return authored(id, key, points=points, choices=choices("two", "three", "four", "six"))


def true_false_question(id: str = "round", *, points: int | str = 1) -> AuthoredQuestion:
    return authored(id, TrueFalseKey(answer=True, feedback_wrong=RichText.of("Look again.")), points=points)


def short_question(id: str = "author", *accepted: str, points: int | str = 1, **options: Any) -> AuthoredQuestion:
    texts = tuple(AcceptedText(text=text) for text in accepted or ("Grace Hopper",))
    return authored(id, ShortAnswerKey(accepted=texts, **options), points=points)


def numeric_question(id: str = "pi", *, points: int | str = 1) -> AuthoredQuestion:
    near = AcceptedRange(low=Decimal(3), high=Decimal("3.2"), share=Decimal("0.5"))
    exact = AcceptedRange(low=Decimal("3.14"), high=Decimal("3.15"))
    return authored(id, NumericKey(accepted=(near, exact)), points=points)


def matching_question(id: str = "seats", *, points: int | str = 1) -> AuthoredQuestion:
    pairs = {"france": "paris", "norway": "oslo", "italy": "rome"}
    return authored(
        id, MatchingKey(pairs=pairs), points=points, prompts=choices(*pairs), choices=choices(*pairs.values())
    )


def essay_question(id: str = "essay", *, points: int | str = 10) -> AuthoredQuestion:
    return authored(id, EssayKey(guidance=RichText.of("Look for three arguments.")), points=points)


def unsupported_question(id: str = "code") -> AuthoredQuestion:
    return authored(id, NoKey(reason="runs code"), points=5)


def one_of_each() -> tuple[AuthoredQuestion, ...]:
    return (
        choice_question(),
        several_question(),
        true_false_question(),
        short_question(),
        numeric_question(),
        matching_question(),
        essay_question(),
        unsupported_question(),
    )


def settings(**chosen: Any) -> AssessmentSettings:
    return AssessmentSettings(**chosen)


def stems(questions: Iterable[Question]) -> list[str]:
    return [each.id for each in questions]


MINUTE = timedelta(minutes=1)
MACHINE = {0: Mark(Decimal(2), Decimal(4)), 1: Mark(Decimal(1), Decimal(1))}
WITH_ESSAY = {**MACHINE, 2: Mark(None, Decimal(5))}


def begun(chosen: AssessmentSettings | None = None, *, number: int = 1, at: datetime = NOON) -> Attempt:
    return Attempt.begin(AttemptId(ADA, EXAM, number, 1), course=COURSE, settings=chosen or settings(), at=at)


def handed_in(
    marks: Mapping[int, Mark] = MACHINE, chosen: AssessmentSettings | None = None, *, at: datetime = NOON + MINUTE
) -> Attempt:
    return begun(chosen).submitted(marks, chosen or settings(), at=at)


def by_hand(points: str = "4") -> ManualGrade:
    return ManualGrade(Decimal(points), by=BOB, at=NOON + 5 * MINUTE, feedback="Good.")
