"""Hand-worked regrades: `cases/regrades.csv`, each with its source and its steps; keys in `cases/keys.json`.

What attempts come to before and after a correction, and what the gradebook makes of them. Expected values are typed,
never computed by the code. Questions: `capital 2 floor -1, round 3`. Attempts: `capital=rome, essay:=5 / round=true,
late`, where `:=` is what a person gave. Gradebook: the policy, and what is special of the item.
"""

import json
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from pydantic import TypeAdapter

from lyceum.assessment.model.attempt import Answer, Attempt
from lyceum.assessment.model.attempt_id import AttemptId
from lyceum.assessment.model.conversion import Conversion
from lyceum.assessment.model.corrections import Applied, Correction, CorrectionKind
from lyceum.assessment.model.grade_scheme import GradeItem, ItemKind
from lyceum.assessment.model.grade_steps import standing
from lyceum.assessment.model.gradebook import AssessmentResult, AttemptResult, Mark
from lyceum.assessment.model.marking import ManualGrade
from lyceum.assessment.model.question_set import KeyEntry, MarkingKey
from lyceum.assessment.model.regrade import Regrade, RegradeState
from lyceum.assessment.model.remarking import Keys, remarked
from lyceum.assessment.model.sections import Structure
from lyceum.assessment.model.settings import AssessmentSettings, ScorePolicy
from lyceum.assessment.model.sight import machine_marks
from lyceum.assessment.responses import (
    ChoiceResponse,
    ChoicesResponse,
    NumberResponse,
    ResponseValue,
    TextResponse,
    compact,
)
from lyceum.content.questions import Key
from tests.unit.assessment.samples import ADA, BOB, COURSE, EXAM, MINUTE, NOON
from tests.unit.assessment.test_scoring_cases import rows

CASES = Path(__file__).parent / "cases"
KEYS: dict[str, Key] = TypeAdapter(dict[str, Key]).validate_json((CASES / "keys.json").read_bytes())
ONE_KEY: TypeAdapter[Key] = TypeAdapter(Key)


def words(text: str) -> dict[str, str]:
    """`penalty 10, fixed 50` → by name."""
    return dict(part.split(" ", 1) for part in text.split(", ") if part)


def key_of(text: str, fixed: str | None) -> MarkingKey:
    entries = []
    for part in text.split(", "):
        name, points, *more = part.split()
        floor = Decimal(more[1]) if more else Decimal(0)
        entries.append(KeyEntry.model_construct(id=name, points=Decimal(points), key=KEYS[name], floor=floor))
    return MarkingKey(1, tuple(entries), Structure(maximum=Decimal(fixed) if fixed else None))


def settings_of(text: str) -> AssessmentSettings:
    said = words(text)
    penalty, passing = Decimal(said.get("penalty", "0")), Decimal(said.get("pass", "60"))
    return AssessmentSettings(pass_mark=passing, due_at=NOON, late_allowed=True, late_penalty_percent=penalty)


def response(question: str, said: str) -> ResponseValue:
    match KEYS[question].kind:
        case "multiple_response":
            return ChoicesResponse(choices=tuple(said.split("+")))
        case "short_answer" | "essay":
            return TextResponse(text=said)
        case "numeric":
            return NumberResponse(number=said)
        case _:
            return ChoiceResponse(choice=said)


def attempt_of(number: int, text: str, key: MarkingKey, chosen: AssessmentSettings) -> Attempt:
    parts = text.split(", ")
    late, by_hand = "late" in parts, [part.split(":=") for part in parts if ":=" in part]
    answers = {
        key.place(question): Answer(1, compact(response(question, said)))
        for question, said in (part.split("=") for part in parts if "=" in part and ":=" not in part)
    }
    begun = Attempt.begin(AttemptId(ADA, EXAM, number, 1), course=COURSE, settings=chosen, at=NOON - MINUTE)
    written = replace(begun, answers=answers)
    at = NOON + MINUTE if late else NOON
    found = written.submitted(machine_marks(written, key, {}), chosen, at=at, scale=key.scale)
    for question, points in by_hand:
        place = key.place(question)
        given = ManualGrade(Decimal(points), by=BOB, at=at)
        worth = key.entries[place].points
        found = found.graded_by_hand(place, given, maximum=worth, settings=chosen, scale=key.scale)
    return found


class Case(NamedTuple):
    """A row, read."""

    key: MarkingKey
    settings: AssessmentSettings
    attempts: list[Attempt]
    applying: Keys
    undoing: Keys


def read(row: dict[str, str]) -> Case:
    chosen = settings_of(row["settings"])
    key = key_of(row["questions"], words(row["settings"]).get("fixed"))
    said: dict[str, Any] = json.loads(row["correction"])
    other = ONE_KEY.validate_python(said["key"]) if "key" in said else None
    correction, place = Correction(CorrectionKind(said["kind"]), other), key.place(said["question"])
    entry = key.entries[place]
    parts: dict[str, Any] = {
        "id": "r1",
        "assessment": EXAM,
        "course": COURSE,
        "version": 1,
        "by": BOB,
    }
    asked = Regrade(
        **parts,
        reason="It was meant so",
        at=NOON,
        question=entry.id,
        place=place,
        correction=correction,
        state=RegradeState.APPLYING,
    )
    applied = [Applied("r1", correction)]
    return Case(
        key,
        chosen,
        [attempt_of(number, text, key, chosen) for number, text in enumerate(row["attempts"].split(" / "), 1)],
        Keys.of(asked, key, entry, []),
        Keys.of(replace(asked, state=RegradeState.UNDOING), key, entry, applied),
    )


def told(attempts: Sequence[Attempt]) -> str:
    """As the table says it."""
    said = []
    for attempt in attempts:
        score = attempt.score
        if score is None:
            said.append("waits")
            continue
        points, maximum, percent = (f"{each.normalize():f}" for each in (score.points, score.maximum, score.percent))
        said.append(f"{points}/{maximum} {percent} {'passed' if score.passed else 'failed'}")
    return " ; ".join(said)


def counting(text: str, attempts: Sequence[Attempt]) -> Decimal | None:
    """What the gradebook shows for attempts."""
    policy, *special = text.split()
    said = dict(zip(special[::2], special[1::2], strict=True))
    results = {
        each.id.number: AttemptResult(1, each.score.percent, each.score.points)
        for each in attempts
        if each.score is not None
    }
    conversion = None
    if "scaled" in said:
        table = [row.split(">") for row in said["scaled"].split("/")]
        conversion = Conversion.of([(Decimal(raw), Decimal(scaled)) for raw, scaled in table], item=EXAM)
    item = GradeItem(
        id=EXAM,
        kind=ItemKind.ASSESSMENT,
        maximum=Decimal(10),
        conversion=conversion,
        multiplier=Decimal(said.get("times", "1")),
    )
    mark = Mark(Decimal(said["said"]), BOB, NOON) if "said" in said else None
    result = AssessmentResult(Decimal(1), ScorePolicy(policy), Decimal(60), results)
    return standing(item, result, mark).percent


def figure(text: str) -> Decimal | None:
    return None if text == "none" else Decimal(text)


@pytest.mark.parametrize("row", rows("regrades"), ids=lambda row: row["case"])
def test_attempts_and_the_gradebook_come_to_what_was_worked_by_hand(row: dict[str, str]) -> None:
    case = read(row)
    assert told(case.attempts) == row["before"]
    assert counting(row["gradebook"], case.attempts) == figure(row["counts_before"])
    after = [remarked(each, case.applying, case.settings, {}).attempt for each in case.attempts]
    assert told(after) == row["after"]
    assert counting(row["gradebook"], after) == figure(row["counts_after"])


@pytest.mark.parametrize("row", rows("regrades"), ids=lambda row: row["case"])
def test_undone_everything_is_as_it_was_and_applied_again_as_it_was_then(row: dict[str, str]) -> None:
    case = read(row)
    for attempt in case.attempts:
        there = remarked(attempt, case.applying, case.settings, {})
        assert remarked(there.attempt, case.applying, case.settings, {}) == there, "a repeat changes nothing"
        back = remarked(there.attempt, case.undoing, case.settings, {})
        assert replace(back.attempt, rev=attempt.rev) == attempt
        again = remarked(back.attempt, case.applying, case.settings, {})
        assert replace(again.attempt, rev=there.attempt.rev) == there.attempt
        if there.change is None:
            assert (there.attempt, back.change) == (attempt, None)
            continue
        assert back.change is not None
        assert (back.change.before, back.change.after) == (there.change.after, there.change.before)
        assert (there.attempt.manual, there.attempt.answers) == (attempt.manual, attempt.answers)


def test_every_case_says_where_it_comes_from_and_every_rule_has_cases() -> None:
    found = rows("regrades")
    assert all(row["source"] and row["steps"] for row in found)
    assert len({row["case"] for row in found}) == len(found) >= 50
    assert {json.loads(row["correction"])["kind"] for row in found} == set(CorrectionKind)
    assert {row["gradebook"].split()[0] for row in found} == set(ScorePolicy)
