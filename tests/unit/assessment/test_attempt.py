"""The attempt: starting, saving, handing in, grading by hand, and that nothing else is possible."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lyceum.assessment.errors import (
    AnswerOutdated,
    AssessmentClosed,
    AssessmentNotOpenYet,
    AttemptClosed,
    AttemptNotGradable,
    AttemptNotSubmitted,
    AttemptTooSoon,
    DeadlinePassed,
    InvalidWindow,
    NoAttemptsLeft,
    PointsOutOfRange,
)
from lyceum.assessment.grading import Mark
from lyceum.assessment.model.attempt import Answer, Attempt, State
from lyceum.assessment.model.attempt_id import AttemptId
from lyceum.assessment.model.marking import ManualGrade
from lyceum.assessment.model.next_attempt import next_number
from lyceum.assessment.model.settings import Proctoring
from lyceum.kernel.errors import DomainError
from tests.unit.assessment.samples import (
    ADA,
    BOB,
    COURSE,
    EXAM,
    MACHINE,
    MINUTE,
    NOON,
    WITH_ESSAY,
    begun,
    by_hand,
    handed_in,
    settings,
)

# Starting


def test_an_attempt_ends_with_its_time_limit_or_with_the_assessment() -> None:
    limited = settings(time_limit_minutes=30, available_until=NOON + 40 * MINUTE)
    assert begun(limited).deadline == NOON + 30 * MINUTE
    assert begun(limited, at=NOON + 20 * MINUTE).deadline == NOON + 40 * MINUTE
    assert begun().deadline is None


def test_without_late_submission_the_due_date_ends_the_attempt() -> None:
    due = NOON + 10 * MINUTE
    assert begun(settings(due_at=due)).deadline == due
    assert begun(settings(due_at=due, late_allowed=True)).deadline is None


def test_starting_is_possible_inside_the_window_only() -> None:
    window = settings(available_from=NOON, available_until=NOON + MINUTE)
    assert next_number(window, EXAM, None, NOON) == 1
    with pytest.raises(AssessmentNotOpenYet):
        next_number(window, EXAM, None, NOON - MINUTE)
    with pytest.raises(AssessmentClosed):
        next_number(window, EXAM, None, NOON + MINUTE)


def test_attempts_are_numbered_and_limited() -> None:
    assert next_number(settings(max_attempts=2), EXAM, handed_in(), NOON + MINUTE) == 2
    assert next_number(settings(max_attempts=None), EXAM, handed_in(), NOON + MINUTE) == 2
    with pytest.raises(NoAttemptsLeft):
        next_number(settings(max_attempts=1), EXAM, handed_in(), NOON + MINUTE)


def test_a_pause_between_attempts_is_kept() -> None:
    pausing = settings(max_attempts=5, attempt_delay_minutes=10)
    with pytest.raises(AttemptTooSoon) as refusal:
        next_number(pausing, EXAM, handed_in(), NOON + 6 * MINUTE)
    assert refusal.value.retry_after == 300
    assert next_number(pausing, EXAM, handed_in(), NOON + 11 * MINUTE) == 2


@pytest.mark.parametrize(
    "dates",
    [
        {"available_from": NOON, "available_until": NOON},
        {"available_from": NOON, "due_at": NOON - MINUTE},
        {"available_until": NOON, "due_at": NOON + MINUTE},
    ],
)
def test_dates_that_contradict_each_other_are_refused(dates: dict[str, datetime]) -> None:
    with pytest.raises(InvalidWindow):
        settings(**dates).check()


# Saving


def test_a_newer_answer_replaces_an_older_one_and_never_the_other_way() -> None:
    attempt = begun().saved(0, Answer(2, "ca"), NOON)
    assert attempt.saved(0, Answer(3, "cb"), NOON).answers[0] == Answer(3, "cb")
    with pytest.raises(AnswerOutdated) as refusal:
        attempt.saved(0, Answer(1, "cb"), NOON)
    assert refusal.value.facts == {"revision": "2"}
    with pytest.raises(AnswerOutdated):
        attempt.saved(0, Answer(2, "cb"), NOON)


def test_the_very_same_answer_again_is_no_conflict() -> None:
    attempt = begun().saved(0, Answer(2, "ca"), NOON)
    assert attempt.saved(0, Answer(2, "ca"), NOON).answers == attempt.answers


def test_there_is_no_grace_after_the_deadline() -> None:
    attempt = begun(settings(time_limit_minutes=1))
    attempt.saved(0, Answer(1, "ca"), NOON + MINUTE - timedelta(milliseconds=1))
    with pytest.raises(DeadlinePassed):
        attempt.saved(0, Answer(1, "ca"), NOON + MINUTE)


def test_nothing_is_saved_into_a_closed_attempt() -> None:
    for closed in (handed_in(), handed_in(WITH_ESSAY), begun().abandoned()):
        with pytest.raises(AttemptClosed):
            closed.saved(0, Answer(9, "ca"), NOON)


saves = st.lists(
    st.tuples(st.integers(0, 3), st.integers(1, 6), st.sampled_from(["ca", "cb", ""])),
    max_size=12,
    unique_by=lambda save: save[:2],
)


@given(saves.flatmap(lambda each: st.tuples(st.just(each), st.permutations(each))))
def test_saving_in_any_order_ends_the_same(
    orders: tuple[list[tuple[int, int, str]], list[tuple[int, int, str]]],
) -> None:
    ends = []
    for order in orders:
        attempt = begun()
        for place, revision, text in order:
            try:
                attempt = attempt.saved(place, Answer(revision, text), NOON)
            except AnswerOutdated:
                continue
        ends.append(dict(attempt.answers))
    assert ends[0] == ends[1]


# Handing in


def test_what_the_machine_can_grade_is_graded_at_once() -> None:
    attempt = handed_in()
    assert attempt.state is State.GRADED
    assert attempt.score is not None
    assert [attempt.score.points, attempt.score.maximum, attempt.score.percent] == [3, 5, 60]


def test_an_essay_waits_for_a_person() -> None:
    attempt = handed_in(WITH_ESSAY)
    assert (attempt.state, attempt.waiting, attempt.score) == (State.SUBMITTED, (2,), None)


def test_nothing_is_handed_in_twice() -> None:
    with pytest.raises(AttemptClosed):
        handed_in().submitted(MACHINE, settings(), at=NOON)


def test_handing_in_after_the_deadline_counts_as_the_deadline() -> None:
    limited = settings(time_limit_minutes=1)
    assert begun(limited).submitted(MACHINE, limited, at=NOON + 9 * MINUTE).submitted_at == NOON + MINUTE


def test_an_overdue_attempt_is_told_as_handed_in() -> None:
    attempt = begun(settings(time_limit_minutes=1))
    assert attempt.state_at(NOON) is State.IN_PROGRESS
    assert attempt.state_at(NOON + MINUTE) is State.SUBMITTED


def test_late_work_is_marked_and_reduced() -> None:
    late = settings(due_at=NOON + MINUTE, late_allowed=True, late_penalty_percent=50)
    in_time = begun(late).submitted(MACHINE, late, at=NOON + MINUTE)
    too_late = begun(late).submitted(MACHINE, late, at=NOON + MINUTE + timedelta(milliseconds=1))
    assert (in_time.late, too_late.late) == (False, True)
    assert in_time.score is not None
    assert too_late.score is not None
    assert [in_time.score.percent, too_late.score.percent] == [60, 30]


def test_time_that_ran_out_on_an_empty_attempt_makes_it_expired() -> None:
    limited = settings(time_limit_minutes=1)
    none = {0: Mark(Decimal(0), Decimal(4))}
    attempt = begun(limited).submitted(none, limited, at=NOON + MINUTE, by_timer=True)
    assert attempt.state is State.EXPIRED
    assert attempt.score is not None
    assert attempt.score.percent == 0
    saved = begun(limited).saved(0, Answer(1, "ca"), NOON)
    assert saved.submitted(none, limited, at=NOON + MINUTE, by_timer=True).state is State.GRADED


# Grading by hand


def test_the_last_grade_completes_the_attempt() -> None:
    attempt = handed_in(WITH_ESSAY).graded_by_hand(2, by_hand("4"), maximum=Decimal(5), settings=settings())
    assert attempt.state is State.GRADED
    assert attempt.score is not None
    assert attempt.score.percent == 70


def test_a_person_overrides_the_machine_and_themselves() -> None:
    attempt = handed_in().graded_by_hand(0, by_hand("4"), maximum=Decimal(4), settings=settings())
    assert attempt.score is not None
    assert attempt.score.percent == 100
    again = attempt.graded_by_hand(0, by_hand("0"), maximum=Decimal(4), settings=settings())
    assert again.score is not None
    assert again.score.percent == 20


@pytest.mark.parametrize("points", ["-0.0001", "5.0001"])
def test_points_stay_within_the_question(points: str) -> None:
    with pytest.raises(PointsOutOfRange):
        handed_in(WITH_ESSAY).graded_by_hand(2, by_hand(points), maximum=Decimal(5), settings=settings())


def test_only_what_was_handed_in_is_graded() -> None:
    with pytest.raises(AttemptNotSubmitted):
        begun().graded_by_hand(0, by_hand(), maximum=Decimal(5), settings=settings())
    with pytest.raises(AttemptNotGradable):
        begun().abandoned().graded_by_hand(0, by_hand(), maximum=Decimal(5), settings=settings())


# What is left as it was, what goes up, and what a refusal says


def test_an_attempt_begins_with_nothing_in_it() -> None:
    assert begun(number=3) == Attempt(
        id=AttemptId(ADA, EXAM, 3, 1),
        course=COURSE,
        state=State.IN_PROGRESS,
        started_at=NOON,
        deadline=None,
        flagged=frozenset(),
        position=None,
        answers={},
        submitted_at=None,
        late=False,
        marks={},
        maximum=Decimal(0),
        manual={},
        proposals={},
        score=None,
        rev=1,
        key_hash=None,
    )
    made = Attempt.begin(AttemptId(ADA, EXAM, 1, 1), course=COURSE, settings=settings(), at=NOON, key_hash="k")
    assert made.key_hash == "k"
    bare = Attempt(id=made.id, course=COURSE, state=State.IN_PROGRESS, started_at=NOON)
    assert bare == replace(made, rev=0, key_hash=None)
    assert Answer(1, "ca") == Answer(1, "ca", elsewhere=False)
    assert ManualGrade(Decimal(1), by=BOB, at=NOON).feedback == ""


def test_only_an_attempt_with_a_deadline_that_nobody_closed_is_overdue() -> None:
    limited = settings(time_limit_minutes=1)
    assert [begun(limited).overdue(NOON + each * MINUTE) for each in (0, 1, 2)] == [False, True, True]
    assert not begun().overdue(NOON + 99 * MINUTE)
    assert not begun(limited).abandoned().overdue(NOON + 9 * MINUTE)
    assert begun(limited).is_open(NOON)
    assert not begun(limited).is_open(NOON + MINUTE)
    assert not handed_in().is_open(NOON)


def test_every_change_is_one_revision_more_and_touches_nothing_else() -> None:
    saved = begun().saved(1, Answer(1, "ca"), NOON)
    assert saved == replace(begun(), answers={1: Answer(1, "ca")}, rev=2)
    assert saved.saved(0, Answer(5, "cb"), NOON).answers == {0: Answer(5, "cb"), 1: Answer(1, "ca")}
    assert saved.abandoned() == replace(saved, state=State.ABANDONED, rev=3)
    submitted = saved.submitted(WITH_ESSAY, settings(), at=NOON + MINUTE)
    assert submitted == replace(
        saved,
        state=State.SUBMITTED,
        submitted_at=NOON + MINUTE,
        marks={0: Decimal(2), 1: Decimal(1), 2: None},
        maximum=Decimal(10),
        rev=3,
    )
    grade = by_hand("4.00005")
    graded = submitted.graded_by_hand(2, grade, maximum=Decimal(5), settings=settings())
    assert graded == replace(
        submitted,
        state=State.GRADED,
        manual={2: replace(grade, points=Decimal("4.0000"))},
        score=graded.score,
        rev=4,
    )
    assert str(graded.manual[2].points) == "4.0000"
    both = graded.graded_by_hand(0, by_hand("1"), maximum=Decimal(4), settings=settings())
    assert (set(both.manual), both.rev) == ({0, 2}, 5)


def test_points_are_a_persons_where_given_else_the_machines() -> None:
    attempt = handed_in(WITH_ESSAY)
    assert [attempt.points(place) for place in (0, 1, 2, 9)] == [2, 1, None, None]
    regraded = attempt.graded_by_hand(0, by_hand("0"), maximum=Decimal(4), settings=settings())
    assert [regraded.points(place) for place in (0, 1, 2)] == [0, 1, None]
    assert (regraded.waiting, regraded.state, regraded.score) == ((2,), State.SUBMITTED, None)


def test_all_and_nothing_can_be_given_for_a_question() -> None:
    for points in ("0", "5"):
        attempt = handed_in(WITH_ESSAY).graded_by_hand(2, by_hand(points), maximum=Decimal(5), settings=settings())
        assert attempt.points(2) == Decimal(points)


def test_an_attempt_without_questions_is_complete_at_once() -> None:
    attempt = handed_in({})
    assert (attempt.state, attempt.maximum) == (State.GRADED, 0)
    assert attempt.score is not None
    assert attempt.score.percent == 100


def test_what_expired_is_late_where_it_ended_after_the_due_date_and_keeps_its_marks() -> None:
    chosen = settings(time_limit_minutes=5, due_at=NOON + MINUTE, late_allowed=True, late_penalty_percent=50)
    none = {0: Mark(Decimal(0), Decimal(4))}
    expired = begun(chosen).submitted(none, chosen, at=NOON + 9 * MINUTE, by_timer=True)
    assert (expired.state, expired.late, expired.submitted_at) == (State.EXPIRED, True, NOON + 5 * MINUTE)
    assert (dict(expired.marks), expired.maximum, expired.rev) == ({0: Decimal(0)}, Decimal(4), 2)
    by_learner = begun(chosen).submitted(none, chosen, at=NOON + 9 * MINUTE)
    assert by_learner.state is State.GRADED


def test_a_refusal_names_the_attempt_or_what_would_be_taken() -> None:
    id = str(begun().id)
    limited = begun(settings(time_limit_minutes=1))

    def grade(attempt: Attempt, points: str = "4") -> Attempt:
        return attempt.graded_by_hand(0, by_hand(points), maximum=Decimal("2.5"), settings=settings())

    refused: list[tuple[Callable[[], Attempt], dict[str, str]]] = [
        (lambda: handed_in().saved(0, Answer(9, "ca"), NOON), {"attempt": id}),
        (lambda: limited.saved(0, Answer(9, "ca"), NOON + MINUTE), {"attempt": id}),
        (lambda: handed_in().submitted({}, settings(), at=NOON), {"attempt": id}),
        (lambda: handed_in().abandoned(), {"attempt": id}),
        (lambda: grade(begun()), {"attempt": id}),
        (lambda: grade(begun().abandoned()), {"attempt": id}),
        (lambda: grade(handed_in(), "3"), {"maximum": "2.5"}),
    ]
    for change, facts in refused:
        with pytest.raises(DomainError) as refusal:
            change()
        assert refusal.value.facts == facts


def test_a_refused_start_says_what_the_assessment_allows() -> None:
    with pytest.raises(NoAttemptsLeft) as none_left:
        next_number(settings(max_attempts=2), EXAM, begun(number=2), NOON)
    assert none_left.value.facts == {"assessment": EXAM, "allowed": "2"}
    with pytest.raises(AttemptTooSoon) as too_soon:
        next_number(settings(max_attempts=9, attempt_delay_minutes=1), EXAM, handed_in(), NOON + MINUTE)
    assert too_soon.value.facts == {"assessment": EXAM}
    with pytest.raises(AssessmentClosed) as closed:
        next_number(settings(available_until=NOON), EXAM, None, NOON)
    assert closed.value.facts["assessment"] == EXAM


@given(st.integers(1, 900), st.integers(0, 10), st.integers(0, 700_000))
def test_the_next_attempt_has_the_next_number_after_the_pause(number: int, delay: int, waited: int) -> None:
    """Source: RULES S1-21. The pause counts from when the latest one ended, to the millisecond."""
    pausing = settings(max_attempts=None, attempt_delay_minutes=delay)
    at = NOON + timedelta(milliseconds=waited)
    latest = begun(number=number).submitted(MACHINE, settings(), at=NOON)
    left = delay * 60_000 - waited
    if left <= 0:
        assert next_number(pausing, EXAM, latest, at) == number + 1
    else:
        with pytest.raises(AttemptTooSoon) as refusal:
            next_number(pausing, EXAM, latest, at)
        assert refusal.value.retry_after == -(-left // 1000)


def test_the_pause_counts_from_handing_in_else_from_the_deadline_else_from_the_start() -> None:
    chosen = settings(max_attempts=9, attempt_delay_minutes=10, time_limit_minutes=5)
    handed = begun(chosen).submitted(MACHINE, chosen, at=NOON + 2 * MINUTE)
    for latest, ended in ((handed, 2), (begun(chosen), 5), (begun().abandoned(), 0)):
        assert next_number(chosen, EXAM, latest, NOON + (ended + 10) * MINUTE) == 2
        with pytest.raises(AttemptTooSoon):
            next_number(chosen, EXAM, latest, NOON + (ended + 10) * MINUTE - timedelta(milliseconds=1))


def test_an_attempt_keeps_what_supervision_there_was_once_and_in_order() -> None:
    used = [Proctoring.WEBCAM, Proctoring.LOCKDOWN_BROWSER, Proctoring.WEBCAM]
    begun = Attempt.begin(AttemptId(ADA, EXAM, 1, 1), course=COURSE, settings=settings(), at=NOON, proctoring=used)
    assert begun.proctoring == (Proctoring.LOCKDOWN_BROWSER, Proctoring.WEBCAM)
    assert Attempt.begin(AttemptId(ADA, EXAM, 1, 1), course=COURSE, settings=settings(), at=NOON).proctoring == ()
