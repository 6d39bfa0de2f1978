"""Questions, keys and assessments that the tests of this context speak about."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from lyceum.assessment.grading import Mark
from lyceum.assessment.model.attempt import Attempt
from lyceum.assessment.model.attempt_id import AttemptId
from lyceum.assessment.model.marking import ManualGrade
from lyceum.assessment.model.sections import Section, SectionOrder, Structure
from lyceum.assessment.model.settings import AssessmentSettings
from lyceum.content.questions import (
    AcceptedNumber,
    AcceptedRange,
    AcceptedText,
    AuthoredQuestion,
    Blank,
    BlankKey,
    Choice,
    ChoiceKey,
    EssayKey,
    FileRules,
    FillBlankKey,
    HotspotArea,
    HotspotKey,
    Key,
    MatchingKey,
    NoKey,
    NumericKey,
    OrderingKey,
    Picture,
    Question,
    QuestionKind,
    Rectangle,
    ResponseKey,
    RichText,
    ShortAnswerKey,
    SubmissionKey,
    TrueFalseKey,
)
from lyceum.kernel.text import LocalizedText

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
    pairs: dict[str, str | None] = {"france": "paris", "norway": "oslo", "italy": "rome"}
    return authored(
        id, MatchingKey(pairs=pairs), points=points, prompts=choices(*pairs), choices=choices("paris", "oslo", "rome")
    )


def essay_question(id: str = "essay", *, points: int | str = 10) -> AuthoredQuestion:
    return authored(id, EssayKey(guidance=RichText.of("Look for three arguments.")), points=points)


def unsupported_question(id: str = "code") -> AuthoredQuestion:
    return authored(id, NoKey(reason="runs code"), points=5)


def ordering_question(id: str = "days", scoring: Any = "exact", *, points: int | str = 1) -> AuthoredQuestion:
    key = OrderingKey(order=("monday", "tuesday", "friday"), scoring=scoring, feedback_right=RichText.of("In order!"))
    return authored(id, key, points=points, choices=choices("monday", "tuesday", "friday"))


def cloze_question(id: str = "poem", *, points: int | str = 4) -> AuthoredQuestion:
    """Four gaps: a word, a number, one of two of its own, one of the question's words."""
    blanks = {
        "word": BlankKey(answer=ShortAnswerKey(accepted=(AcceptedText(text="crimson"),))),
        "number": BlankKey(answer=NumericKey(accepted=(AcceptedNumber(value=Decimal(12)),))),
        "own": BlankKey(answer=ChoiceKey(shares=shares(rose="1", fish="0"))),
        "pool": BlankKey(answer=ChoiceKey(shares=shares(blue="1"))),
    }
    stem = RichText(text=LocalizedText({"en": "A [[own]] is [[word]], [[number]] are [[pool]].", "th": _THAI}))
    kept = authored(
        id,
        FillBlankKey(blanks=blanks, feedback_partly=RichText.of("Nearly a poem.")),
        points=points,
        choices=choices("blue", "plaid"),
        blanks=(
            Blank(id="own", form="choice", choices=choices("rose", "fish")),
            Blank(id="word"),
            Blank(id="number", form="number"),
            Blank(id="pool", form="choice"),
        ),
    )
    return kept.model_copy(update={"question": kept.question.model_copy(update={"stem": stem})})


_THAI = "[[own]] สี[[word]] [[number]] ดอกสี[[pool]]"


def hotspot_question(id: str = "map", *, points: int | str = 2) -> AuthoredQuestion:
    right, wrong = (Rectangle(left=x, top=_D(0), right=x + 10, bottom=_D(10)) for x in (_D(0), _D(20)))
    key = HotspotKey(areas=(HotspotArea(area=right), HotspotArea(area=wrong, share=Decimal("-0.5"))))
    picture = Picture(
        source="https://example.org/map.png", width=_D(100), height=_D(50), alternative=LocalizedText.of("A map")
    )
    return authored(id, key, points=points, picture=picture, regions=(wrong, right), most_places=2, floor=Decimal(-1))


_D = Decimal


def unit_question(id: str = "length", *, points: int | str = 1) -> AuthoredQuestion:
    key = NumericKey(
        accepted=(AcceptedNumber(value=Decimal("2.5"), tolerance=Decimal("0.04"), relative=True),),
        units={"m": Decimal(1), "cm": Decimal("0.01")},
        unit_penalty=Decimal("0.5"),
    )
    return authored(id, key, points=points, takes_unit=True, units=("m", "cm", "kg"))


def file_question(kind: Any = QuestionKind.FILE_UPLOAD, *, points: int | str = 10) -> AuthoredQuestion:
    key = SubmissionKey(kind=kind, guidance=RichText.of("Look for the conclusion."))
    wanted = {QuestionKind.AUDIO: "audio/*", QuestionKind.VIDEO: ".webm"}.get(kind, "application/pdf")
    return authored(str(kind), key, points=points, files=FileRules(most=2, media_types=(wanted,)))


def one_of_each_later() -> tuple[AuthoredQuestion, ...]:
    """The kinds that came after the first release."""
    return (
        ordering_question(),
        cloze_question(),
        hotspot_question(),
        unit_question(),
        *map(file_question, (QuestionKind.FILE_UPLOAD, QuestionKind.AUDIO, QuestionKind.VIDEO)),
    )


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


def section(id: str, *questions: str, minutes: int | None = None, **parts: Any) -> Section:
    return Section(id=id, questions=questions, time_limit_seconds=minutes * 60 if minutes else None, **parts)


def two_parts(order: SectionOrder = SectionOrder.FREE, first: int | None = 10, second: int | None = 20) -> Structure:
    """Listening and reading, with their minutes: "capital" and "round" in the first, "pi" and "author" in the other."""
    parts = (
        section("listening", "capital", "round", minutes=first),
        section("reading", "pi", "author", minutes=second),
    )
    return Structure(order=order, sections=parts)


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
