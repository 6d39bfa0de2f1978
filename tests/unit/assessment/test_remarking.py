"""What a regrade makes of an attempt, worked out from its answers by the key without it and with it."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

from lyceum.assessment.model.attempt import Answer, Attempt
from lyceum.assessment.model.attempt_id import AttemptId
from lyceum.assessment.model.corrections import Applied, Correction, CorrectionKind
from lyceum.assessment.model.question_set import KeyEntry, MarkingKey, split
from lyceum.assessment.model.regrade import Regrade, RegradeChange, RegradeState, Standing
from lyceum.assessment.model.remarking import Keys, Remarked, places_read, remarked
from lyceum.assessment.model.scoring import Score
from lyceum.assessment.model.sections import Draw, Pinned, Section, Structure
from lyceum.assessment.model.settings import AssessmentSettings
from lyceum.assessment.model.sight import machine_marks
from lyceum.assessment.responses import ChoiceResponse, TextResponse, compact
from lyceum.content.questions import AcceptedText, ChoiceKey, ShortAnswerKey
from tests.unit.assessment.samples import (
    ADA,
    BOB,
    COURSE,
    EXAM,
    NOON,
    choice_question,
    shares,
    short_question,
    true_false_question,
)

SETTINGS = AssessmentSettings(pass_mark=Decimal(60))
CAPITAL, AUTHOR, ROUND = 0, 1, 2
AUTHORED = [choice_question(points=2), short_question(points=3), true_false_question(points=5)]
_, KEY = split(1, AUTHORED)
LONG = Answer(1, "", elsewhere=True)
HOPPER, LOVELACE = (compact(TextResponse(text=name)) for name in ("Grace Hopper", "Ada Lovelace"))
ROME = Correction(CorrectionKind.KEY, ChoiceKey(shares=shares(rome="1", paris="0.5")))
CREDIT = Correction(CorrectionKind.FULL_CREDIT)
ADA_TOO = Correction(CorrectionKind.KEY, ShortAnswerKey(accepted=(AcceptedText(text="Ada Lovelace"),)))


def regrade(correction: Correction = ROME, place: int = CAPITAL, *, undone: bool = False) -> Regrade:
    return Regrade(
        id="r1",
        assessment=EXAM,
        course=COURSE,
        version=1,
        question=KEY.entries[place].id,
        place=place,
        correction=correction,
        reason="It was meant so",
        by=BOB,
        at=NOON,
        state=RegradeState.UNDOING if undone else RegradeState.APPLYING,
    )


def keys_of(asked: Regrade, *applied: Applied) -> Keys:
    return Keys.of(asked, KEY, KEY.entries[asked.place], applied)


def answered(key: MarkingKey, answers: Mapping[int, Answer], texts: Mapping[int, str] | None = None) -> Attempt:
    begun = Attempt.begin(AttemptId(ADA, EXAM, 1, 1), course=COURSE, settings=SETTINGS, at=NOON)
    attempt = replace(begun, answers=answers)
    return attempt.submitted(machine_marks(attempt, key, texts or {}), SETTINGS, at=NOON, scale=key.scale)


def chosen(choice: str) -> dict[int, Answer]:
    return {CAPITAL: Answer(1, compact(ChoiceResponse(choice=choice)))}


def standing(points: int, whole: int, percent: int) -> Standing:
    """Of ten points; sixty percent pass."""
    return Standing(Decimal(points), Score(Decimal(whole), Decimal(10), Decimal(percent), percent >= 60))


def entry(place: int, correction: Correction) -> KeyEntry:
    return correction.of(KEY.entries[place])


def test_the_corrected_entry_stands_at_the_questions_place_and_nowhere_else() -> None:
    for place in (CAPITAL, AUTHOR, ROUND):
        keys = keys_of(regrade(CREDIT, place))
        entries = list(KEY.entries)
        assert (keys.place, keys.before) == (place, KEY)
        entries[place] = entry(place, CREDIT)
        assert keys.after == replace(KEY, entries=tuple(entries))


def test_it_stands_on_the_corrections_of_other_regrades_and_on_itself_but_once() -> None:
    keys = keys_of(regrade(ROME), Applied("r1", ROME), Applied("r0", CREDIT))
    assert keys.before.entries[CAPITAL] == entry(CAPITAL, CREDIT)
    assert keys.after.entries[CAPITAL] == entry(CAPITAL, ROME)


def test_undone_it_goes_the_other_way() -> None:
    there, back = keys_of(regrade()), keys_of(regrade(undone=True), Applied("r1", ROME))
    assert (back.place, back.before, back.after) == (CAPITAL, there.after, there.before)


def test_a_change_tells_the_question_and_the_attempt_before_and_after() -> None:
    attempt = answered(KEY, chosen("paris"))
    found = remarked(attempt, keys_of(regrade()), SETTINGS, {})
    assert found.change == RegradeChange(
        attempt=str(attempt.id), learner=ADA, before=standing(2, 2, 20), after=standing(1, 1, 10)
    )
    assert found.attempt.score == standing(1, 1, 10).score
    assert found.attempt.marks[CAPITAL] == 1


def test_where_nothing_changes_the_attempt_stays_and_there_is_no_change() -> None:
    attempt = answered(KEY, chosen("oslo"))
    found = remarked(attempt, keys_of(regrade()), SETTINGS, {})
    assert found.attempt is attempt
    assert found.change is None


def test_worked_out_again_from_the_corrected_attempt_it_is_the_same_change() -> None:
    once = remarked(answered(KEY, chosen("rome")), keys_of(regrade()), SETTINGS, {})
    assert once.change is not None
    assert remarked(once.attempt, keys_of(regrade(), Applied("r1", ROME)), SETTINGS, {}) == once


def test_who_passes_now_is_seen_in_the_change() -> None:
    answers = {**chosen("rome"), ROUND: Answer(1, compact(ChoiceResponse(choice="true")))}
    found = remarked(answered(KEY, answers), keys_of(regrade()), SETTINGS, {})
    assert found.change is not None
    assert (found.change.before, found.change.after) == (standing(0, 5, 50), standing(2, 7, 70))


def test_what_is_dropped_is_not_in_the_maximum_either() -> None:
    found = remarked(answered(KEY, chosen("paris")), keys_of(regrade(Correction(CorrectionKind.DROP))), SETTINGS, {})
    without = Score(Decimal(0), Decimal(8), Decimal(0), passed=False)
    assert found.change is not None
    assert (found.change.before, found.change.after) == (standing(2, 2, 20), Standing(Decimal(0), without))


def test_a_long_answer_is_read_for_both_results() -> None:
    keys = keys_of(regrade(ADA_TOO, AUTHOR))
    for said, before, after in ((HOPPER, 3, 0), (LOVELACE, 0, 3)):
        attempt = answered(KEY, {AUTHOR: LONG}, {AUTHOR: said})
        assert places_read(attempt, keys) == [AUTHOR]
        found = remarked(attempt, keys, SETTINGS, {AUTHOR: said})
        assert found.change is not None
        assert (found.change.before.points, found.change.after.points) == (before, after)


def test_nothing_is_read_that_is_short_or_empty_or_another_questions() -> None:
    keys = keys_of(regrade(ADA_TOO, AUTHOR))
    for answers in ({}, {AUTHOR: Answer(1, HOPPER)}, {CAPITAL: LONG}):
        assert places_read(answered(KEY, answers, {CAPITAL: ""}), keys) == []


def test_only_attempts_that_drew_the_question_change() -> None:
    """One of three questions is drawn, by the attempt's id, and the others are worth nothing in it."""
    pins = tuple(Pinned(question=each.id, version=1) for each in KEY.entries)
    drawn = Structure(sections=(Section(id="one", draws=(Draw(bank="bank", count=1, pinned=pins),)),))
    _, key = split(1, [choice_question(points=2), short_question(points=2), true_false_question(points=2)], drawn)
    keys = Keys.of(regrade(CREDIT), key, key.entries[CAPITAL], [])
    asked = []
    for number in range(1, 21):
        begun = Attempt.begin(AttemptId(ADA, EXAM, number, 1), course=COURSE, settings=SETTINGS, at=NOON)
        own = key.of_attempt(str(begun.id))
        attempt = begun.submitted(machine_marks(begun, own, {}), SETTINGS, at=NOON, scale=own.scale)
        found = remarked(attempt, keys, SETTINGS, {})
        asked.append(CAPITAL in own.asked)
        if CAPITAL not in own.asked:
            assert found == Remarked(attempt, None)
            continue
        full = Score(Decimal(2), Decimal(2), Decimal(100), passed=True)
        assert found.change is not None
        assert found.change.after == Standing(Decimal(2), full)
    assert set(asked) == {True, False}
