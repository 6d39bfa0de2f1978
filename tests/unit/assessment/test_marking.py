"""Two people mark an answer, each on their own; what they do not agree on a third one settles."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule
from pydantic import ValidationError

from lyceum.assessment.errors import PointsOutOfRange
from lyceum.assessment.grading import Mark
from lyceum.assessment.model.attempt import Attempt, State
from lyceum.assessment.model.marking import ManualGrade, Marked, Marker, Stage, agreed, awaited, words
from lyceum.assessment.model.points import quantised
from lyceum.assessment.model.scoring import Scale
from lyceum.assessment.model.settings import AssessmentSettings, SecondMarking
from lyceum.assessment.sittings.errors import MarkedAlready
from lyceum.kernel.errors import DomainError
from tests.unit.assessment.samples import MINUTE, NOON, WITH_ESSAY, begun, handed_in, settings

ESSAY = 2
WORTH = Decimal(5)
TENTH = SecondMarking(tolerance_percent=Decimal(10))
"""Half a point of the essay's five."""
BY_TWO = settings(second_marking=TENTH)
ALONE = settings()
CARL, DORA, EMIL = "carl", "dora", "emil"


def mark(by: str, points: str, feedback: str = "", *, minute: int = 5) -> ManualGrade:
    return ManualGrade(Decimal(points), by=by, at=NOON + minute * MINUTE, feedback=feedback)


def marked(*marks: ManualGrade, chosen: AssessmentSettings = BY_TWO, attempt: Attempt | None = None) -> Attempt:
    found = attempt or handed_in(WITH_ESSAY)
    for each in marks:
        found = found.graded_by_hand(ESSAY, each, maximum=WORTH, settings=chosen)
    return found


# The two of them


def test_what_an_author_does_not_say_of_second_marking() -> None:
    assert AssessmentSettings().second_marking is None
    rules = SecondMarking(tolerance_percent=Decimal(0))
    assert rules.blind is True
    with pytest.raises(ValidationError):
        rules.blind = False  # type: ignore[misc] # it is what must not be possible
    assert SecondMarking.model_validate({"tolerance_percent": 0, "of_a_newer_release": True}) == rules
    for percent in ("0", "100", "12.34"):
        assert SecondMarking(tolerance_percent=Decimal(percent)).tolerance_percent == Decimal(percent)
    for percent in ("-0.01", "100.01", "1.234"):
        with pytest.raises(ValidationError):
            SecondMarking(tolerance_percent=Decimal(percent))


def test_a_settings_change_takes_second_marking_away() -> None:
    chosen = settings().changed({"second_marking": {"tolerance_percent": "5", "blind": False}})
    assert chosen.second_marking == SecondMarking(tolerance_percent=Decimal(5), blind=False)
    assert chosen.changed({"shuffle": True}).second_marking == chosen.second_marking
    assert chosen.changed({"second_marking": None}).second_marking is None


def test_one_mark_is_a_proposal_and_gives_no_points() -> None:
    before = handed_in(WITH_ESSAY)
    after = marked(mark(CARL, "4.00005", "Good."))
    kept = mark(CARL, "4.0000", "Good.")
    assert after == replace(before, proposals={ESSAY: (kept,)}, rev=before.rev + 1)
    assert (after.state, after.score, after.waiting, after.points(ESSAY)) == (State.SUBMITTED, None, (ESSAY,), None)
    assert after.marked(ESSAY) == Marked((kept,), None)
    assert after.marked(ESSAY).stage is Stage.PROPOSED
    assert str(after.proposals[ESSAY][0].points) == "4.0000"


def test_the_first_marker_changes_their_own_proposal_while_there_is_no_second() -> None:
    after = marked(mark(CARL, "4"), mark(CARL, "1", "Thin.", minute=6))
    assert after.proposals == {ESSAY: (mark(CARL, "1", "Thin.", minute=6),)}
    assert after.marked(ESSAY).stage is Stage.PROPOSED


def test_two_that_lie_near_make_their_mean() -> None:
    """Half a point apart is a tenth of five: (3.5 + 4) / 2."""
    after = marked(mark(CARL, "3.5", "Well argued."), mark(DORA, "4", "Cites nobody.", minute=7))
    assert after.state is State.GRADED
    assert after.manual == {ESSAY: mark(DORA, "3.75", "Cites nobody.\n\nWell argued.", minute=7)}
    assert after.proposals == {ESSAY: (mark(CARL, "3.5", "Well argued."), mark(DORA, "4", "Cites nobody.", minute=7))}
    assert after.marked(ESSAY).stage is Stage.AGREED
    assert after.score is not None
    assert after.score.points == Decimal("6.75")


def test_two_that_lie_apart_wait_for_a_third_whose_points_hold() -> None:
    disputed = marked(mark(CARL, "3.4999"), mark(DORA, "4", "Fine."))
    assert (disputed.state, disputed.waiting, disputed.manual) == (State.SUBMITTED, (ESSAY,), {})
    assert disputed.marked(ESSAY).stage is Stage.DISPUTED
    resolved = marked(mark(EMIL, "1", "Off the point."), attempt=disputed)
    assert resolved.manual == {ESSAY: mark(EMIL, "1", "Off the point.")}
    assert resolved.proposals == disputed.proposals
    assert (resolved.state, resolved.marked(ESSAY).stage) == (State.GRADED, Stage.RESOLVED)


@pytest.mark.parametrize(
    ("tolerance", "first", "second", "stage"),
    [
        ("0", "3", "3", Stage.AGREED),
        ("0", "3", "3.0001", Stage.DISPUTED),
        ("10", "0", "0.5", Stage.AGREED),
        ("10", "0.5001", "0", Stage.DISPUTED),
        ("33.33", "1", "2.6665", Stage.AGREED),
        ("33.33", "1", "2.6666", Stage.DISPUTED),
        ("100", "0", "5", Stage.AGREED),
    ],
)
def test_the_tolerance_is_a_share_of_the_questions_points(
    tolerance: str, first: str, second: str, stage: Stage
) -> None:
    chosen = settings(second_marking=SecondMarking(tolerance_percent=Decimal(tolerance)))
    assert marked(mark(CARL, first), mark(DORA, second), chosen=chosen).marked(ESSAY).stage is stage


def test_the_mean_is_kept_as_all_points_are() -> None:
    """Halves of the last place go to even: 1.00005 becomes 1.0000, 1.00015 becomes 1.0002."""
    chosen = settings(second_marking=SecondMarking(tolerance_percent=Decimal(100)))
    for second, mean in (("1.0001", "1.0000"), ("1.0003", "1.0002")):
        points = marked(mark(CARL, "1"), mark(DORA, second), chosen=chosen).points(ESSAY)
        assert str(points) == mean


def test_nobody_marks_twice() -> None:
    for both in ((mark(CARL, "0"), mark(DORA, "5")), (mark(CARL, "4"), mark(DORA, "4"))):
        done = marked(*both)
        for again in (CARL, DORA):
            with pytest.raises(MarkedAlready):
                marked(mark(again, "2"), attempt=done)
        resolved = marked(mark(EMIL, "2"), attempt=done)
        for again in (CARL, DORA):
            with pytest.raises(MarkedAlready):
                marked(mark(again, "2"), attempt=resolved)


def test_what_holds_is_overridden_as_ever() -> None:
    agreed_on = marked(mark(CARL, "4"), mark(DORA, "4"))
    changed = marked(mark(EMIL, "1"), mark(EMIL, "2"), mark("fay", "3"), attempt=agreed_on)
    assert changed.points(ESSAY) == 3
    assert changed.proposals == agreed_on.proposals
    assert changed.marked(ESSAY).stage is Stage.RESOLVED
    both = (mark(CARL, "4"), mark(DORA, "4"))
    for proposals in ((), both[:1], both):
        before = Marked(proposals, mark("fay", "3"))
        assert before.with_mark(mark(EMIL, "1"), TENTH, maximum=WORTH) == Marked(proposals, mark(EMIL, "1"))


def test_points_of_a_second_marker_stay_within_the_question() -> None:
    for points in ("-0.0001", "5.0001"):
        with pytest.raises(PointsOutOfRange):
            marked(mark(CARL, "4"), mark(DORA, points))


def test_what_the_machine_graded_needs_one_person_alone() -> None:
    after = handed_in(WITH_ESSAY).graded_by_hand(0, mark(CARL, "4"), maximum=Decimal(4), settings=BY_TWO)
    assert (after.manual, after.proposals) == ({0: mark(CARL, "4")}, {})
    assert after.marked(0).stage is None
    empty = handed_in({**WITH_ESSAY, ESSAY: Mark(Decimal(0), WORTH)})
    assert marked(mark(CARL, "4"), attempt=empty).points(ESSAY) == 4


def test_questions_are_marked_each_on_their_own() -> None:
    two = handed_in({**WITH_ESSAY, 3: Mark(None, WORTH)})
    first = marked(mark(CARL, "4"), attempt=two)
    second = first.graded_by_hand(3, mark(DORA, "1"), maximum=WORTH, settings=BY_TWO)
    assert second.proposals == {ESSAY: (mark(CARL, "4"),), 3: (mark(DORA, "1"),)}
    third = marked(mark(DORA, "4"), attempt=second)
    assert (third.waiting, third.state) == ((3,), State.SUBMITTED)
    assert set(third.manual) == {ESSAY}
    fourth = third.graded_by_hand(3, mark(CARL, "1"), maximum=WORTH, settings=BY_TWO)
    assert (fourth.state, set(fourth.manual), set(fourth.proposals)) == (State.GRADED, {ESSAY, 3}, {ESSAY, 3})


# Settings that change while answers wait


def test_what_was_graded_before_stays_and_is_overridden_by_one() -> None:
    graded = marked(mark(CARL, "4"), chosen=ALONE)
    assert graded.marked(ESSAY) == Marked((), mark(CARL, "4"))
    changed = marked(mark(CARL, "2"), attempt=graded)
    assert (changed.points(ESSAY), changed.proposals, changed.marked(ESSAY).stage) == (2, {}, None)


def test_without_second_marking_one_mark_holds_and_two_make_their_mean_from_the_next_grading_on() -> None:
    """0 and 5 of 5 points lie as far apart as they can: (0 + 5) / 2 = 2.5."""
    two = handed_in({**WITH_ESSAY, 3: Mark(None, WORTH), 4: Mark(None, WORTH)})
    proposed = marked(mark(CARL, "4"), attempt=two)
    disputed = proposed.graded_by_hand(4, mark(CARL, "0"), maximum=WORTH, settings=BY_TWO)
    disputed = disputed.graded_by_hand(4, mark(DORA, "5"), maximum=WORTH, settings=BY_TWO)
    after = disputed.graded_by_hand(3, mark(DORA, "1"), maximum=WORTH, settings=ALONE)
    mean = agreed(disputed.proposals[4])
    assert after.manual == {ESSAY: mark(CARL, "4"), 3: mark(DORA, "1"), 4: mean}
    assert after.proposals == {4: (mark(CARL, "0"), mark(DORA, "5"))}
    assert (after.state, after.points(4), after.marked(4).stage) == (State.GRADED, Decimal("2.5"), Stage.AGREED)
    done = after.graded_by_hand(4, mark(CARL, "3"), maximum=WORTH, settings=ALONE)
    assert (done.state, done.points(4), done.marked(4).stage) == (State.GRADED, 3, Stage.RESOLVED)


@pytest.mark.parametrize("by", [CARL, DORA, EMIL])
def test_without_second_marking_anybody_settles_what_two_did_not_agree_on(by: str) -> None:
    disputed = marked(mark(CARL, "0"), mark(DORA, "5"))
    after = marked(mark(by, "4"), attempt=disputed, chosen=ALONE)
    assert (after.manual, after.proposals, after.state) == ({ESSAY: mark(by, "4")}, disputed.proposals, State.GRADED)


def test_what_marks_come_to_where_nobody_marks_a_second_time() -> None:
    one, two = mark(CARL, "0"), mark(DORA, "5")
    assert Marked().by_one() == Marked()
    assert Marked((one,)).by_one() == Marked((), one)
    assert Marked((one, two)).by_one() == Marked((one, two), agreed((one, two)))
    for settled in (Marked((), one), Marked((one, two), mark(EMIL, "1")), Marked((one, two), agreed((one, two)))):
        assert settled.by_one() == settled


def test_without_second_marking_whoever_grades_a_proposal_overrides_it() -> None:
    for by in (CARL, DORA):
        after = marked(mark(by, "1"), attempt=marked(mark(CARL, "4")), chosen=ALONE)
        assert (after.manual, after.proposals, after.state) == ({ESSAY: mark(by, "1")}, {}, State.GRADED)


def test_the_same_grade_again_is_noticed_where_it_counts() -> None:
    proposed = marked(mark(CARL, "4", "Good."))
    again = mark(CARL, "4", "Good.", minute=9)
    assert proposed.says_already(ESSAY, again, TENTH)
    assert not proposed.says_already(ESSAY, again, None)
    assert not proposed.says_already(1, again, TENTH)
    for other in (mark(CARL, "3", "Good."), mark(CARL, "4", "Bad."), mark(DORA, "4", "Good.")):
        assert not proposed.says_already(ESSAY, other, TENTH)
    done = marked(mark(DORA, "4"), attempt=proposed)
    assert done.says_already(ESSAY, again, TENTH)
    assert done.says_already(ESSAY, mark(DORA, "4"), TENTH)
    alone = marked(again, chosen=ALONE)
    assert alone.says_already(ESSAY, again, None)
    assert alone.says_already(ESSAY, again, TENTH)


def test_full_credit_for_everybody_is_not_held_up_by_a_proposal() -> None:
    scale = Scale([Decimal(4), Decimal(1), WORTH])
    proposed = marked(mark(CARL, "4"))
    credited = proposed.remarked({ESSAY: Mark(WORTH, WORTH)}, settings=BY_TWO, scale=scale)
    assert (credited.points(ESSAY), credited.proposals, credited.state) == (WORTH, proposed.proposals, State.GRADED)
    assert not credited.says_already(ESSAY, mark(CARL, "4"), TENTH)
    for chosen in (BY_TWO, ALONE):
        other = credited.graded_by_hand(0, mark(DORA, "1"), maximum=Decimal(4), settings=chosen)
        assert other.points(ESSAY) == WORTH
    overridden = marked(mark(CARL, "4"), attempt=credited)
    assert (overridden.points(ESSAY), overridden.proposals) == (4, proposed.proposals)
    undone = credited.remarked({ESSAY: Mark(None, WORTH)}, settings=BY_TWO, scale=scale)
    assert undone == replace(proposed, maximum=scale.maximum, rev=proposed.rev + 2)


def test_a_regrade_leaves_what_two_people_gave() -> None:
    scale = Scale([Decimal(4), Decimal(1), WORTH])
    done = marked(mark(CARL, "3"), mark(DORA, "3"))
    credited = done.remarked({ESSAY: Mark(WORTH, WORTH)}, settings=BY_TWO, scale=scale)
    assert (credited.points(ESSAY), credited.manual, credited.proposals) == (3, done.manual, done.proposals)


# Who sees what


def test_a_marker_sees_others_marks_with_their_own_and_everybody_once_it_is_settled() -> None:
    two, blind, open_ = (
        (mark(CARL, "0"), mark(DORA, "5")),
        TENTH,
        SecondMarking(tolerance_percent=Decimal(0), blind=False),
    )
    for proposals in (two[:1], two):
        for person in (CARL, DORA, EMIL):
            has_marked = person in [each.by for each in proposals]
            assert Marked(proposals).seen_by(person, blind) == (proposals if has_marked else ())
            assert Marked(proposals).seen_by(person, open_) == proposals
            assert Marked(proposals).seen_by(person, None) == proposals
    third = mark(EMIL, "3")
    assert Marked(two, third).seen_by("fay", blind) == Marked(two, third).given == (*two, third)
    assert Marked(two, agreed(two)).seen_by("fay", blind) == Marked(two, agreed(two)).given == two
    assert Marked((), third).seen_by("fay", blind) == ()


# Small parts


def test_whom_an_answer_waits_for() -> None:
    assert [awaited(marked) for marked in range(3)] == [Marker.FIRST, Marker.SECOND, Marker.RESOLVING]


def test_words_are_told_once_and_without_an_order_of_markers() -> None:
    for order in permutations([mark(CARL, "1", "Short."), mark(DORA, "2", "Also clear.")]):
        assert words(order) == "Also clear.\n\nShort."
    assert words([mark(CARL, "1", "Good."), mark(DORA, "2", "Good.")]) == "Good."
    assert words([mark(CARL, "1"), mark(DORA, "2", "Good.")]) == "Good."
    assert words([mark(CARL, "1"), mark(DORA, "2")]) == ""


def test_only_two_agree() -> None:
    assert agreed([]) is None
    assert agreed([mark(CARL, "1")]) is None
    assert (Marked().proposals, Marked().holds, Marked().stage) == ((), None, None)
    assert Marked((mark(CARL, "1"),), mark(CARL, "1")).stage is Stage.RESOLVED


points = st.decimals(min_value=0, max_value=5, places=4)


@given(points, points, st.decimals(min_value=0, max_value=100, places=2))
def test_resolution_does_not_depend_on_who_came_first(first: Decimal, second: Decimal, tolerance: Decimal) -> None:
    chosen = settings(second_marking=SecondMarking(tolerance_percent=tolerance))
    both = (mark(CARL, str(first), "One."), mark(DORA, str(second), "Two."))
    ends = [marked(*order, chosen=chosen) for order in (both, both[::-1])]
    stages = {end.marked(ESSAY).stage for end in ends}
    assert stages == {Stage.AGREED if abs(first - second) <= tolerance / 100 * 5 else Stage.DISPUTED}
    assert len({(end.points(ESSAY), end.state, end.score) for end in ends}) == 1
    assert len({end.manual[ESSAY].feedback for end in ends if end.manual}) <= 1
    if stages == {Stage.AGREED}:
        assert ends[0].points(ESSAY) == quantised((first + second) / 2)  # so it lies between them


class MarkingLife(RuleBasedStateMachine):
    """Anybody marks, in any order; second marking comes and goes."""

    def __init__(self) -> None:
        super().__init__()
        self.attempt = begun().submitted(WITH_ESSAY, ALONE, at=NOON + MINUTE)
        self.settings = BY_TWO
        self.minute = 5

    @rule(by=st.sampled_from([CARL, DORA, EMIL]), points=st.decimals(min_value=-1, max_value=6, places=1))
    def grade(self, by: str, points: Decimal) -> None:
        self.minute += 1
        given = mark(by, str(points), minute=self.minute)
        before = self.attempt
        try:
            after = before.graded_by_hand(ESSAY, given, maximum=WORTH, settings=self.settings)
        except DomainError:
            return
        self.attempt = after
        self._check(before, after, given)

    @rule(
        chosen=st.sampled_from([ALONE, BY_TWO, settings(second_marking=SecondMarking(tolerance_percent=Decimal(90)))])
    )
    def settings_change(self, chosen: AssessmentSettings) -> None:
        self.settings = chosen

    def _check(self, before: Attempt, after: Attempt, given: ManualGrade) -> None:
        was, now = before.marked(ESSAY), after.marked(ESSAY)
        assert after.rev == before.rev + 1
        if was.holds is not None:  # a finished mark changes only by an override
            assert now.holds == replace(given, points=quantised(given.points))
        if self.settings.second_marking is None:
            assert now.holds == replace(given, points=quantised(given.points))
            return
        assert self._people(now.proposals)[: len(was.proposals)] == self._people(was.proposals)
        if len(was.proposals) == 2:
            assert now.proposals == was.proposals
            assert given.by not in self._people(was.proposals)

    def _people(self, marks: Sequence[ManualGrade]) -> list[str]:
        return [each.by for each in marks]

    @invariant()
    def no_person_marks_twice(self) -> None:
        people = self._people(self.attempt.marked(ESSAY).proposals)
        assert len(people) == len(set(people)) <= 2

    @invariant()
    def it_is_graded_once_its_mark_holds(self) -> None:
        holds = self.attempt.marked(ESSAY).holds
        assert (holds is None) == (self.attempt.state is State.SUBMITTED) == (self.attempt.score is None)
        assert holds is None or 0 <= holds.points <= WORTH
        score = self.attempt.score
        assert score is None or 0 <= score.points <= score.maximum


TestMarkingLife = MarkingLife.TestCase
