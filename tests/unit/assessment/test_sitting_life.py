"""An attempt in sections, with clocks and accommodations, whatever is done to it in whatever order."""

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from lyceum.assessment.grading import Mark
from lyceum.assessment.model import movement
from lyceum.assessment.model.attempt import FINAL, Answer, Attempt, State
from lyceum.assessment.model.attempt_id import AttemptId
from lyceum.assessment.model.question_set import MarkingKey, QuestionSet, split
from lyceum.assessment.model.sections import Scoring, SectionOrder, Structure
from lyceum.assessment.model.settings import AssessmentSettings
from lyceum.assessment.model.terms import Terms, later
from lyceum.kernel.errors import DomainError
from tests.unit.assessment.samples import ADA, COURSE, EXAM, MINUTE, NOON, section, settings, true_false_question

NAMES = [f"q{number}" for number in range(6)]
QUESTIONS = [true_false_question(name, points=2) for name in NAMES]
minutes = st.none() | st.integers(1, 12)


class SittingLife(RuleBasedStateMachine):
    """Answers are taken by open sections alone, clocks only get longer, what was handed in never changes."""

    settings: AssessmentSettings
    questions: QuestionSet
    key: MarkingKey
    attempt: Attempt

    @initialize(
        order=st.sampled_from(SectionOrder),
        scoring=st.sampled_from([Scoring.PER_QUESTION, Scoring.PER_SECTION]),
        limits=st.tuples(minutes, minutes, minutes),
        whole=st.none() | st.integers(5, 25),
        factor=st.sampled_from(["1", "1.5"]),
    )
    def begin(
        self, order: SectionOrder, scoring: Scoring, limits: tuple[int | None, ...], whole: int | None, factor: str
    ) -> None:
        parts = [
            section(f"s{place}", *NAMES[2 * place : 2 * place + 2], minutes=limit, maximum=Decimal(10))
            for place, limit in enumerate(limits)
        ]
        structure = Structure(scoring=scoring, order=order, sections=tuple(parts))
        self.questions, self.key = split(1, QUESTIONS, structure)
        self.settings = settings(time_limit_minutes=whole)
        self.now = NOON
        self.attempt = Attempt.begin(
            AttemptId(ADA, EXAM, 1, 1),
            course=COURSE,
            settings=self.settings,
            at=NOON,
            sections=self.questions.clocks,
            terms=Terms(time_factor=Decimal(factor)),
        )
        self.promised: dict[int, datetime] = {}
        """When each section that was entered and not left ends at the earliest."""
        self.deadline = self.attempt.deadline
        self.closed: Attempt | None = None

    def _try(self, change: Callable[[], Attempt]) -> bool:
        before = self.attempt
        try:
            self.attempt = change()
        except DomainError:
            assert self.attempt is before
            return False
        return True

    @rule(minutes=st.integers(0, 4))
    def time_passes(self, minutes: int) -> None:
        self.now += minutes * MINUTE

    @rule(place=st.integers(0, 5), revision=st.integers(1, 9))
    def save(self, place: int, revision: int) -> None:
        where = self.questions.sections[NAMES[place]]
        clock, was_open = self.attempt.clock(where.index), self.attempt.is_open(self.now)
        if self._try(lambda: self.attempt.saved(place, Answer(revision, "ctrue"), self.now, where)):
            assert was_open
            assert clock.entered_at is not None
            assert clock.until is None or self.now < clock.until
            assert self.attempt.deadline is None or self.now < self.attempt.deadline

    @rule(index=st.integers(0, 2))
    def enter(self, index: int) -> None:
        inside = self.attempt.section
        if self._try(lambda: movement.entered(self.attempt, index, self.questions.structure, self.now)):
            if inside not in (None, index):
                self.promised.pop(inside, None)
            until = self.attempt.sections[index].until
            if until is not None:
                self.promised.setdefault(index, until)

    @rule(index=st.integers(0, 2))
    def leave(self, index: int) -> None:
        if self._try(lambda: movement.left(self.attempt, index, self.questions.structure, self.now)):
            self.promised.pop(index, None)

    @rule(factor=st.decimals(1, 3, places=1))
    def accommodate(self, factor: Decimal) -> None:
        terms = Terms(time_factor=factor)
        self._try(lambda: self.attempt.accommodated(terms, self.settings, self.now))

    @rule(by_timer=st.booleans())
    def hand_in(self, by_timer: bool) -> None:
        marks = {place: Mark(Decimal(2 if place in self.attempt.answers else 0), Decimal(2)) for place in range(6)}
        if by_timer and not self.attempt.overdue(self.now):
            return
        self._try(
            lambda: self.attempt.submitted(marks, self.settings, at=self.now, by_timer=by_timer, scale=self.key.scale)
        )

    @precondition(lambda self: self.closed is None)
    @invariant()
    def remembers_when_it_was_handed_in(self) -> None:
        if self.attempt.state is not State.IN_PROGRESS:
            self.closed = self.attempt

    @invariant()
    def what_was_handed_in_never_changes(self) -> None:
        assert self.closed is None or self.attempt is self.closed

    @invariant()
    def what_was_granted_is_never_shortened(self) -> None:
        assert later(self.attempt.deadline, self.deadline) == self.attempt.deadline
        self.deadline = self.attempt.deadline
        for index, promised in self.promised.items():
            until = self.attempt.sections[index].until
            assert until is not None
            assert until >= promised
            self.promised[index] = until

    @invariant()
    def it_ends_no_later_than_its_deadline_and_only_once_no_section_can_be_answered(self) -> None:
        end, attempt = self.attempt.ends_at, self.attempt
        assert later(attempt.deadline, end) == attempt.deadline
        if end is not None and end != attempt.deadline:
            assert not any(clock.is_open(end) or clock.entered_at is None for clock in attempt.sections)

    @invariant()
    def nothing_counts_as_handed_in_after_its_end(self) -> None:
        end = self.attempt.ends_at
        assert self.attempt.submitted_at is None or end is None or self.attempt.submitted_at <= end

    @invariant()
    def scores_lie_within_bounds(self) -> None:
        score = self.attempt.score
        assert (score is not None) == (self.attempt.state in FINAL)
        assert score is None or 0 <= score.points <= score.maximum
        assert score is None or score.points == self.key.scale.of_whole(self.attempt.earned).points


TestSittingLife = SittingLife.TestCase
