"""The attempt, whatever is done to it in whatever order."""

from collections.abc import Mapping
from decimal import Decimal

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from lyceum.assessment.grading import Mark
from lyceum.assessment.model.attempt import FINAL, Answer, State
from lyceum.assessment.model.marking import ManualGrade
from lyceum.kernel.errors import DomainError
from tests.unit.assessment.samples import BOB, MACHINE, MINUTE, NOON, WITH_ESSAY, begun, settings


class AttemptLife(RuleBasedStateMachine):
    """Any sequence of calls: states only go forward, what was handed in stays, scores stay within bounds."""

    def __init__(self) -> None:
        super().__init__()
        self.settings = settings(time_limit_minutes=10)
        self.now = NOON
        self.attempt = begun(self.settings)
        self.seen = [self.attempt]

    def _try(self, change) -> None:  # type: ignore[no-untyped-def]
        try:
            self.attempt = change()
        except DomainError:
            return
        self.seen.append(self.attempt)

    @rule(minutes=st.integers(0, 4))
    def time_passes(self, minutes: int) -> None:
        self.now += minutes * MINUTE

    @rule(place=st.integers(0, 2), revision=st.integers(1, 9))
    def save(self, place: int, revision: int) -> None:
        self._try(lambda: self.attempt.saved(place, Answer(revision, f"c{revision}"), self.now))

    @rule(marks=st.sampled_from([MACHINE, WITH_ESSAY]))
    def submit(self, marks: Mapping[int, Mark]) -> None:
        self._try(lambda: self.attempt.submitted(marks, self.settings, at=self.now))

    @precondition(lambda self: self.now >= NOON + 10 * MINUTE)
    @rule()
    def timer(self) -> None:
        self._try(lambda: self.attempt.submitted(MACHINE, self.settings, at=self.now, by_timer=True))

    @rule(points=st.decimals(min_value=-1, max_value=6, places=4))
    def grade(self, points: Decimal) -> None:
        given = ManualGrade(points, BOB, self.now)
        self._try(lambda: self.attempt.graded_by_hand(2, given, maximum=Decimal(5), settings=self.settings))

    @rule()
    def abandon(self) -> None:
        self._try(self.attempt.abandoned)

    @invariant()
    def states_go_forward(self) -> None:
        order = [State.IN_PROGRESS, State.SUBMITTED, State.GRADED]
        states = [each.state for each in self.seen if each.state in order]
        assert [order.index(state) for state in states] == sorted(order.index(state) for state in states)

    @invariant()
    def answers_are_immutable_after_handing_in(self) -> None:
        closed = [each for each in self.seen if each.state is not State.IN_PROGRESS]
        assert all(each.answers == closed[0].answers for each in closed)

    @invariant()
    def only_final_states_have_a_score_within_bounds(self) -> None:
        score = self.attempt.score
        assert (score is not None) == (self.attempt.state in FINAL)
        assert score is None or 0 <= score.percent <= 100

    @invariant()
    def nothing_is_handed_in_after_the_deadline(self) -> None:
        assert self.attempt.submitted_at is None or self.attempt.submitted_at <= NOON + 10 * MINUTE


TestAttemptLife = AttemptLife.TestCase
