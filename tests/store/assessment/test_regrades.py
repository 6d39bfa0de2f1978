"""A key is corrected for everybody: looked at, applied, undone; interrupted, repeated, and against who hands in."""

import json
import secrets
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lyceum.assessment import regrade_attempts as task
from lyceum.assessment.change_grade import lock_grade
from lyceum.assessment.errors import AssessmentNotFound, InvalidQuestionSet, QuestionNotFound
from lyceum.assessment.grade_response import grade_response
from lyceum.assessment.model.attempt import State
from lyceum.assessment.model.corrections import Correction, CorrectionKind
from lyceum.assessment.model.gradebook import AssessmentResult, GradeStatus
from lyceum.assessment.model.regrade import STALLED, Regrade, RegradeState
from lyceum.assessment.model.settings import ScorePolicy
from lyceum.assessment.record_grade import GradedAttempt, record_grade
from lyceum.assessment.regrade import (
    Wish,
    apply_regrade,
    list_regrades,
    request_regrade,
    undo_regrade,
    view_regrade,
)
from lyceum.assessment.regrade_attempts import Next, regrade_attempts
from lyceum.assessment.regrades.errors import (
    RegradeByHand,
    RegradeClaimed,
    RegradeNotFound,
    RegradeNotReady,
    RegradeRunning,
    RegradeSuperseded,
)
from lyceum.assessment.store import attempts, grades, regrades
from lyceum.assessment.store.items import AttemptItem, attempt_key
from lyceum.assessment.store.regrade_items import RegradeItem, regrade_key
from lyceum.assessment.submit_attempt import submit_attempt
from lyceum.content.kinds import AssessmentKind
from lyceum.content.questions import ChoiceKey
from lyceum.kernel.access import Caller
from lyceum.kernel.creation import Creation
from lyceum.kernel.errors import DomainError, IdempotencyKeyReused
from lyceum.kernel.ids import new_id
from lyceum.kernel.table import get
from tests.store.assessment.regrading import (
    CREDIT,
    DROP,
    FALSE,
    QUESTIONS,
    applied,
    begun,
    changes,
    enrolled,
    points,
    requested,
    sat,
    told,
    undone,
    worked,
)
from tests.store.assessment.world import World, events_of, new_world
from tests.unit.assessment.samples import NOON, essay_question, true_false_question

pytestmark = pytest.mark.store


def test_a_preview_says_who_would_change_and_changes_nothing(world: World, tutor: Caller) -> None:
    exam, ada, bob = world.live(QUESTIONS), enrolled(world, "ada"), enrolled(world, "bob")
    wrong, right = sat(world, ada, exam, "false"), sat(world, bob, exam, "true")
    regrade = worked(world, requested(tutor, exam))
    assert (regrade.state, regrade.progress.attempts, regrade.progress.changed) == (RegradeState.PREVIEWED, 2, 2)
    assert changes(tutor, regrade) == sorted([(ada.person, 0, 1), (bob.person, 1, 0)])
    assert [world.kept(each) for each in (wrong, right)] == [wrong, right]
    place = regrade_key(world.tenant, exam, regrade.id)
    assert events_of(world.tenant, RegradeItem, place) == ["RegradeFinished"]


def test_applied_and_undone_again(world: World, tutor: Caller) -> None:
    exam, ada, bob = world.live(QUESTIONS), enrolled(world, "ada"), enrolled(world, "bob")
    wrong, nothing = sat(world, ada, exam, "false"), sat(world, bob, exam, None)
    regrade = applied(world, tutor, exam)
    assert (regrade.state, regrade.progress.attempts, regrade.progress.changed) == (RegradeState.APPLIED, 2, 1)
    assert (points(world, wrong), world.kept(nothing)) == (1, nothing)
    assert told(world, wrong) == ["AttemptGraded"]
    assert changes(tutor, regrade) == [(ada.person, 0, 1)]
    assert points(world, sat(world, enrolled(world, "eve"), exam, "false")) == 1
    back = undone(world, tutor, regrade)
    assert back.state is RegradeState.UNDONE
    kept = world.kept(wrong)
    assert replace(kept, rev=wrong.rev) == wrong
    assert kept.rev == wrong.rev + 2
    assert worked(world, apply_regrade(tutor, exam, regrade.id, at=NOON)).state is RegradeState.APPLIED
    assert points(world, wrong) == 1


def test_every_round_keeps_its_changes(world: World, tutor: Caller) -> None:
    exam, ada, bob = world.live(QUESTIONS), enrolled(world, "ada"), enrolled(world, "bob")
    sat(world, ada, exam, "false")
    regrade = worked(world, requested(tutor, exam))
    sat(world, bob, exam, "false")
    worked(world, apply_regrade(tutor, exam, regrade.id, at=NOON))
    undone(world, tutor, regrade)

    def of_round(round: int | None) -> list[tuple[str, Decimal | None]]:
        shown = view_regrade(tutor, exam, regrade.id, page=0, skip=0, limit=9, at=NOON, round=round)
        return sorted((each.learner, each.after.points) for each in shown.changes)

    assert of_round(1) == [(ada.person, 1)]
    assert of_round(2) == sorted([(ada.person, Decimal(1)), (bob.person, Decimal(1))])
    assert of_round(3) == of_round(None) == sorted([(ada.person, Decimal(0)), (bob.person, Decimal(0))])
    assert of_round(4) == []


def test_the_event_names_the_regrade(world: World, tutor: Caller) -> None:
    exam, ada = world.live(QUESTIONS), enrolled(world, "ada")
    attempt = sat(world, ada, exam, "false")
    regrade = applied(world, tutor, exam)
    item = get(AttemptItem, attempt_key(world.tenant, attempt.id), consistent=True)
    assert item is not None
    (event,) = item.events or []
    assert json.loads(event["d"])["regrade"] == regrade.id


def test_open_and_other_versions_attempts_are_left_alone(world: World, tutor: Caller) -> None:
    exam, ada = world.live(QUESTIONS), enrolled(world, "ada")
    attempt = begun(world, ada, exam, "false")
    regrade = applied(world, tutor, exam)
    assert (regrade.progress.attempts, regrade.progress.changed) == (1, 0)
    assert world.kept(attempt).state is State.IN_PROGRESS
    submit_attempt(ada, str(attempt.id), at=NOON)
    assert points(world, attempt) == 1


def test_an_attempt_that_waits_for_its_essay_is_told_of_once_it_is_graded(world: World, tutor: Caller) -> None:
    exam, ada = world.live((true_false_question("round"), essay_question())), enrolled(world, "ada")
    attempt = sat(world, ada, exam, "false", "An essay.")
    applied(world, tutor, exam)
    kept = world.kept(attempt)
    assert (kept.state, kept.points(0), told(world, attempt)) == (State.SUBMITTED, 1, [])
    assert [entry.card["attempt"] for entry in attempts.queue(world.tenant, exam, after=None, limit=9).items] == [
        str(attempt.id)
    ]
    graded = grade_response(
        tutor, str(attempt.id), "essay", points=Decimal(4), feedback="", expected_revision=None, at=NOON
    )
    assert graded.attempt.score is not None
    assert graded.attempt.score.points == 5


def test_a_locked_grade_does_not_move(world: World, tutor: Caller) -> None:
    exam, ada = world.live(QUESTIONS), enrolled(world, "ada")
    attempt = sat(world, ada, exam, "false")

    def recorded() -> None:
        kept = world.kept(attempt)
        assert kept.score is not None
        rules = AssessmentResult(weight=Decimal(1), policy=ScorePolicy.HIGHEST, pass_mark=Decimal(50))
        result = GradedAttempt(
            learner=ada.person,
            course=world.course,
            assessment=exam,
            number=1,
            rev=kept.rev,
            percent=kept.score.percent,
            points=kept.score.points,
            maximum=kept.score.maximum,
            rules=rules,
        )
        record_grade(world.tenant, result, at=NOON)

    recorded()
    locked = lock_grade(tutor, world.course, ada.person, reason="Term ends", status=GradeStatus.FINAL, at=NOON).row
    applied(world, tutor, exam)
    recorded()
    row = grades.find(world.tenant, ada.person, world.course)
    assert row is not None
    assert (row.shown, row.lock) == (locked.shown, locked.lock)
    assert row.shown.current == 0


@pytest.mark.parametrize("after", range(4))
def test_a_step_that_ended_before_its_end_is_done_again(
    world: World, tutor: Caller, monkeypatch: pytest.MonkeyPatch, after: int
) -> None:
    """Killed after so many writes of attempts, or before the page is kept: the next one finds the same changes."""
    exam = world.live(QUESTIONS)
    sittings = [sat(world, enrolled(world, f"l{number}"), exam, "false") for number in range(4)]
    monkeypatch.setattr(task, "PAGE", 3)
    regrade = worked(world, requested(tutor, exam))
    apply_regrade(tutor, exam, regrade.id, at=NOON)
    assert regrade_attempts(world.tenant, exam, regrade.id, execution="one", at=NOON) is Next.WAIT
    close, writes = attempts.close, iter(range(after))

    def killed(*arguments: Any, **named: Any) -> None:
        if next(writes, None) is None:
            raise SystemExit
        close(*arguments, **named)

    monkeypatch.setattr(attempts, "close", killed)
    with pytest.raises(SystemExit):
        worked(world, regrade)
    monkeypatch.setattr(attempts, "close", close)
    done = worked(world, regrade)
    assert (done.progress.attempts, done.progress.changed) == (4, 4)
    assert len(changes(tutor, done)) == 4
    assert {points(world, each) for each in sittings} == {1}
    assert {world.kept(each).rev for each in sittings} == {sittings[0].rev + 1}


def test_another_execution_is_turned_away_until_the_first_is_not_heard_of(world: World, tutor: Caller) -> None:
    exam = world.live(QUESTIONS)
    sat(world, enrolled(world, "ada"), exam, "false")
    regrade = worked(world, requested(tutor, exam))
    apply_regrade(tutor, exam, regrade.id, at=NOON)
    assert regrade_attempts(world.tenant, exam, regrade.id, execution="one", at=NOON) is Next.WAIT
    with pytest.raises(RegradeClaimed):
        regrade_attempts(world.tenant, exam, regrade.id, execution="two", at=NOON)
    later = NOON + timedelta(minutes=5)
    assert regrade_attempts(world.tenant, exam, regrade.id, execution="two", at=later) is Next.DONE


def test_who_asks_again_for_what_is_stalled_starts_it_anew(world: World, tutor: Caller) -> None:
    exam = world.live(QUESTIONS)
    sat(world, enrolled(world, "ada"), exam, "false")
    regrade = worked(world, requested(tutor, exam))
    one = apply_regrade(tutor, exam, regrade.id, at=NOON)
    assert apply_regrade(tutor, exam, regrade.id, at=NOON) == one
    assert regrade_attempts(world.tenant, exam, regrade.id, execution="one", at=NOON) is Next.WAIT
    again = apply_regrade(tutor, exam, regrade.id, at=NOON + STALLED)
    assert (again.state, again.progress.keyed, again.round) == (RegradeState.APPLYING, True, one.round)
    assert events_of(world.tenant, RegradeItem, regrade_key(world.tenant, exam, regrade.id)) == ["RegradeRequested"]
    assert regrade_attempts(world.tenant, exam, regrade.id, execution="two", at=NOON + STALLED) is Next.DONE


def test_one_at_a_time_and_the_last_one_is_undone_first(world: World, tutor: Caller) -> None:
    exam, ada = world.live(QUESTIONS), enrolled(world, "ada")
    attempt = sat(world, ada, exam, "false")
    first = requested(tutor, exam)
    with pytest.raises(RegradeRunning):
        requested(tutor, exam, DROP, "flat")
    with pytest.raises(RegradeNotReady):
        apply_regrade(tutor, exam, first.id, at=NOON)
    worked(world, first)
    worked(world, apply_regrade(tutor, exam, first.id, at=NOON))
    second = applied(world, tutor, exam, DROP)
    with pytest.raises(RegradeSuperseded):
        undo_regrade(tutor, exam, first.id, at=NOON)
    assert points(world, attempt) == 0
    undone(world, tutor, second)
    assert points(world, attempt) == 1
    undone(world, tutor, first)
    assert replace(world.kept(attempt), rev=attempt.rev) == attempt
    listed = list_regrades(tutor, exam, after=None, limit=10, at=NOON).items
    assert {each.id for each in listed} == {first.id, second.id}
    assert {each.state for each in listed} == {RegradeState.UNDONE}


def test_a_repeated_wish_is_one_regrade(world: World, tutor: Caller) -> None:
    exam = world.live(QUESTIONS)

    def ask(reason: str) -> Regrade:
        creation = Creation.of("key-of-this", tenant=world.tenant, caller="c", operation="regrade", body=reason)
        return request_regrade(tutor, exam, Wish("round", DROP, reason), creation=creation, at=NOON)

    first = ask("because")
    assert ask("because") == first
    with pytest.raises(IdempotencyKeyReused):
        ask("otherwise")
    worked(world, first)
    assert ask("because").state is RegradeState.PREVIEWED


@pytest.mark.parametrize(
    ("question", "correction", "refusal"),
    [
        ("nothing", DROP, QuestionNotFound),
        ("essay", CREDIT, RegradeByHand),
        ("round", Correction(CorrectionKind.KEY, ChoiceKey(shares={})), InvalidQuestionSet),
    ],
)
def test_what_cannot_be_corrected(
    world: World, tutor: Caller, question: str, correction: Correction, refusal: type[DomainError]
) -> None:
    exam = world.live((true_false_question("round"), essay_question()))
    with pytest.raises(refusal):
        requested(tutor, exam, correction, question)
    assert list_regrades(tutor, exam, after=None, limit=10, at=NOON).items == []


def test_a_survey_has_no_key_to_correct(world: World, tutor: Caller) -> None:
    exam = world.live(QUESTIONS, kind=AssessmentKind.SURVEY)
    with pytest.raises(RegradeByHand):
        requested(tutor, exam)


def test_what_is_not_there(world: World, tutor: Caller) -> None:
    exam = world.live(QUESTIONS)
    with pytest.raises(AssessmentNotFound):
        requested(tutor, new_id())
    with pytest.raises(RegradeNotFound):
        apply_regrade(tutor, exam, new_id(), at=NOON)
    with pytest.raises(AssessmentNotFound):
        request_regrade(tutor, exam, Wish("round", DROP, "x", version=9), creation=Creation(new_id()), at=NOON)


def test_changes_are_read_in_parts(world: World, tutor: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    exam = world.live(QUESTIONS)
    learners = [enrolled(world, f"l{number}") for number in range(9)]
    for learner in learners:
        sat(world, learner, exam, "false")
    monkeypatch.setattr(task, "PAGE", 4)
    monkeypatch.setattr(regrades, "PAGES_AT_ONCE", 2)
    regrade = worked(world, requested(tutor, exam))
    found: list[str] = []
    following: tuple[int, int] | None = (0, 0)
    while following is not None:
        page, skip = following
        shown = view_regrade(tutor, exam, regrade.id, page=page, skip=skip, limit=3, at=NOON)
        assert len(shown.changes) <= 3
        found += [each.learner for each in shown.changes]
        following = shown.following
    assert sorted(found) == sorted(each.person for each in learners)


# ------------------------------------------------------------------------------------------------- the invariant

answers = st.lists(st.sampled_from(["true", "false", None]), min_size=1, max_size=3)
corrections = st.lists(st.sampled_from([FALSE, CREDIT, DROP]), min_size=1, max_size=3)


@pytest.mark.usefixtures("table")
@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(answers, corrections)
def test_regrade_then_undo_is_the_identity(
    given_answers: list[str | None], given_corrections: list[Correction]
) -> None:
    world = new_world(f"t{secrets.token_hex(6)}")
    tutor, exam = world.caller("tutor", "instructor"), world.live(QUESTIONS)
    before = [sat(world, enrolled(world, f"l{place}"), exam, each) for place, each in enumerate(given_answers)]
    done = [applied(world, tutor, exam, each) for each in given_corrections]
    for was in before:
        assert world.kept(was).answers == was.answers
    for regrade in reversed(done):
        undone(world, tutor, regrade)
    for was in before:
        assert replace(world.kept(was), rev=was.rev) == was
