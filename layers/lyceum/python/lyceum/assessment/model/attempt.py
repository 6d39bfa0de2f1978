"""An attempt: its states, what may be written into it when, and how it is closed and graded."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum

from lyceum.assessment.errors import (
    AnswerOutdated,
    AttemptClosed,
    AttemptNotGradable,
    AttemptNotSubmitted,
    DeadlinePassed,
    PointsOutOfRange,
    SectionNotEntered,
    SectionOver,
)
from lyceum.assessment.grading import Mark
from lyceum.assessment.model.attempt_id import AttemptId
from lyceum.assessment.model.marking import ManualGrade, Marked
from lyceum.assessment.model.points import ZERO, quantised
from lyceum.assessment.model.scoring import Scale, Score, final_score
from lyceum.assessment.model.sections import QuestionAt, QuestionClock, SectionAt, SectionClock, all_over_at
from lyceum.assessment.model.settings import AssessmentSettings, Proctoring, SecondMarking
from lyceum.assessment.model.terms import NONE, Terms, later
from lyceum.assessment.sittings.errors import QuestionNotOpened, QuestionTimeOver


class State(StrEnum):
    """States of an attempt (RULES S1-26)."""

    IN_PROGRESS = "in_progress"
    SUBMITTED = "submitted"
    """Handed in; a person still has to grade a part."""
    GRADED = "graded"
    ABANDONED = "abandoned"
    """Given up with the place in the course; it counts as used and gives no grade."""
    EXPIRED = "expired"
    """Its time ran out with nothing saved; it scores 0."""


Refusal = (
    AttemptClosed
    | DeadlinePassed
    | SectionNotEntered
    | SectionOver
    | QuestionNotOpened
    | QuestionTimeOver
    | AnswerOutdated
)
"""Why an answer cannot be taken."""

FINAL = frozenset({State.GRADED, State.EXPIRED})
"""States with a score."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One saved answer. `text` is the compact form of the response; empty where it was taken back."""

    revision: int
    text: str
    elsewhere: bool = False
    """Kept in an item of its own, since it is long; `text` and `seconds` are then unknown until read."""
    seconds: int | None = None
    """How long the learner was at the question until this revision, as the client counted (RULES S4-13)."""

    def repeats(self, kept: "Answer") -> bool:
        """Whether it is the one that is kept; a client that saves it again may have counted on meanwhile."""
        return (self.revision, self.text, self.elsewhere) == (kept.revision, kept.text, kept.elsewhere)


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """One learner's attempt at one version of an assessment. Answers, marks and grades go by the question's place."""

    id: AttemptId
    course: str
    state: State
    started_at: datetime
    deadline: datetime | None = None
    """It ends by itself then, with no grace; `ends_at` knows of its sections, too."""
    sections: tuple[SectionClock, ...] = ()
    """A clock for each section of its version, in their order."""
    section: int | None = None
    """The section that the learner is in."""
    timed: Mapping[int, QuestionClock] | None = None
    """Clocks of the questions that were opened, where its version limits the time of any (RULES S1-21)."""
    flagged: frozenset[int] = frozenset()
    """Places that the learner marked to come back to (RULES S1-26)."""
    position: int | None = None
    """Place of the question that the learner was at last (RULES S4-13)."""
    terms: Terms = NONE
    """What its learner has beyond the settings."""
    proctoring: tuple[Proctoring, ...] = ()
    """Supervision that the client had which began it, by its own account."""
    answers: Mapping[int, Answer] = field(default_factory=dict)
    submitted_at: datetime | None = None
    late: bool = False
    marks: Mapping[int, Decimal | None] = field(default_factory=dict)
    """The machine's points; None where a person has to grade."""
    maximum: Decimal = ZERO
    manual: Mapping[int, ManualGrade] = field(default_factory=dict)
    """What holds of what people gave."""
    proposals: Mapping[int, tuple[ManualGrade, ...]] = field(default_factory=dict)
    """What each of two people gave where two mark; it gives no points by itself."""
    score: Score | None = None
    rev: int = 0
    key_hash: str | None = None

    @classmethod
    def begin(
        cls,
        id: AttemptId,
        *,
        course: str,
        settings: AssessmentSettings,
        at: datetime,
        key_hash: str | None = None,
        sections: Sequence[SectionClock] = (),
        timed: bool = False,
        terms: Terms = NONE,
        proctoring: Iterable[Proctoring] = (),
    ) -> "Attempt":
        """A new attempt with its deadline. No section is entered yet, so none of their clocks runs."""
        deadline = terms.applied(settings).deadline(at, terms.time_factor)
        return cls(
            id=id,
            course=course,
            state=State.IN_PROGRESS,
            started_at=at,
            deadline=deadline,
            sections=tuple(sections),
            timed={} if timed else None,
            terms=terms,
            proctoring=tuple(sorted(set(proctoring))),
            rev=1,
            key_hash=key_hash,
        )

    @property
    def ends_at(self) -> datetime | None:
        """When it ends by itself: at its deadline, or once the time of every section is over; None: never."""
        ends = [end for end in (self.deadline, all_over_at(self.sections)) if end is not None]
        return min(ends, default=None)

    def clock(self, section: int) -> SectionClock:
        """A section's clock; one that was never entered where the attempt knows of no sections yet."""
        return self.sections[section] if section < len(self.sections) else SectionClock()

    def overdue(self, at: datetime) -> bool:
        """Whether its time is over though nobody has closed it yet."""
        end = self.ends_at
        return self.state is State.IN_PROGRESS and end is not None and at >= end

    def demand_open(self, at: datetime) -> None:
        """Raises AttemptClosed, DeadlinePassed."""
        if self.state is not State.IN_PROGRESS:
            raise AttemptClosed(attempt=str(self.id))
        if self.overdue(at):
            raise DeadlinePassed(attempt=str(self.id))

    def ended_at(self, at: datetime) -> datetime | None:
        """When it was handed in, as it has to be told: an overdue one at its end. None: not yet, or given up."""
        return self.ends_at if self.overdue(at) else self.submitted_at

    def time_spent(self, at: datetime) -> timedelta | None:
        """From its beginning until it was handed in; None where it was not. Source: FEATURES AG5."""
        end = self.ended_at(at)
        # Two servers' clocks may differ by more than somebody needs who hands in at once.
        return max(end - self.started_at, timedelta(0)) if end is not None else None

    def state_at(self, at: datetime) -> State:
        """The state as it has to be told: overdue is handed in, whether the timer has come by or not."""
        return State.SUBMITTED if self.overdue(at) else self.state

    def is_open(self, at: datetime) -> bool:
        """Whether answers can be saved."""
        return self.state_at(at) is State.IN_PROGRESS

    @property
    def waiting(self) -> tuple[int, ...]:
        """Places that a person still has to grade."""
        return tuple(place for place, points in self.marks.items() if points is None and place not in self.manual)

    def points(self, place: int) -> Decimal | None:
        """The points of one question: a person's where given, else the machine's; None while it waits."""
        given = self.manual.get(place)
        return given.points if given is not None else self.marks.get(place)

    def saved(
        self,
        place: int,
        answer: Answer,
        at: datetime,
        section: SectionAt | None = None,
        timed: QuestionAt | None = None,
    ) -> "Attempt":
        """With a newer answer. The very same one again is a success, and its seconds stay as they were first said.

        Raises what `Refusal` names. Source: WISHES 2, RULES S2-11.
        """
        refusal = self.refusal_to_save(place, answer, at, section, timed)
        if refusal is not None:
            raise refusal
        kept = self.answers.get(place)
        if kept is not None and answer.repeats(kept):
            return self
        return replace(self, answers={**self.answers, place: answer}, rev=self.rev + 1)

    def refusal_to_save(
        self,
        place: int,
        answer: Answer,
        at: datetime,
        section: SectionAt | None = None,
        timed: QuestionAt | None = None,
    ) -> Refusal | None:
        """Why this answer to a question of that section cannot be taken now, if it cannot."""
        refusal = self.refusal_to_answer(at, section, timed)
        if refusal is not None:
            return refusal
        kept = self.answers.get(place)
        if kept is not None and not answer.repeats(kept) and kept.revision >= answer.revision:
            return AnswerOutdated(revision=kept.revision)
        return None

    def refusal_to_answer(
        self, at: datetime, section: SectionAt | None = None, timed: QuestionAt | None = None
    ) -> Refusal | None:
        """Why a question of that section, with that time limit, cannot be answered now, if it cannot."""
        try:
            self.demand_open(at)
        except (AttemptClosed, DeadlinePassed) as refusal:
            return refusal
        if section is not None and not (clock := self.clock(section.index)).is_open(at):
            over = clock.is_over(at)
            return SectionOver(section=section.id) if over else SectionNotEntered(section=section.id)
        if timed is not None and self.timed is not None:
            opened = self.timed.get(timed.place)
            if opened is None:
                return QuestionNotOpened(question=timed.id)
            return QuestionTimeOver(question=timed.id) if at >= opened.until else None
        return None

    def submitted(
        self,
        marks: Mapping[int, Mark],
        settings: AssessmentSettings,
        *,
        at: datetime,
        by_timer: bool = False,
        scale: Scale | None = None,
    ) -> "Attempt":
        """Handed in and graded as far as the machine can: submitted while a person has to grade, else graded.

        What comes after its end counts as handed in at its end, since nothing could change in between. Without a
        `scale` the points of the questions are added up. Of a survey nobody grades anything.
        Closed by the timer with nothing saved, it has expired. Raises AttemptClosed.
        Source: RULES S1-22, S1-26, WISHES 2.
        """
        if self.state is not State.IN_PROGRESS:
            raise AttemptClosed(attempt=str(self.id))
        end = self.ends_at
        moment = min(at, end) if end is not None else at
        maximum = scale.maximum if scale is not None else sum((mark.maximum for mark in marks.values()), ZERO)
        closed = replace(
            self,
            state=State.SUBMITTED,
            submitted_at=moment,
            late=self._is_late(moment, settings),
            marks={place: mark.points if settings.has_points else ZERO for place, mark in marks.items()},
            maximum=maximum,
            rev=self.rev + 1,
        )
        if by_timer and not self.answers:
            return replace(closed, state=State.EXPIRED, score=closed._score(settings, scale))
        return closed._graded_if_complete(settings, scale)

    def graded_by_hand(
        self,
        place: int,
        grade: ManualGrade,
        *,
        maximum: Decimal,
        settings: AssessmentSettings,
        scale: Scale | None = None,
    ) -> "Attempt":
        """With a person's grade for one question; graded in full once none waits.

        Where two people mark it is a proposal until it is agreed or resolved; what the machine graded needs one alone.
        Raises AttemptNotSubmitted, AttemptNotGradable, PointsOutOfRange, MarkedAlready. Source: RULES S1-26.
        """
        if self.state is State.IN_PROGRESS:
            raise AttemptNotSubmitted(attempt=str(self.id))
        if self.state is State.ABANDONED:
            raise AttemptNotGradable(attempt=str(self.id))
        if not ZERO <= grade.points <= maximum:
            raise PointsOutOfRange(maximum=str(maximum))
        given = replace(grade, points=quantised(grade.points))
        regraded = self._with_mark(place, given, settings.second_marking, maximum)
        return replace(regraded, rev=self.rev + 1)._graded_if_complete(settings, scale)

    def marked(self, place: int) -> Marked:
        """How far two people are with a question."""
        return Marked(self.proposals.get(place, ()), self.manual.get(place))

    def says_already(self, place: int, grade: ManualGrade, rules: SecondMarking | None) -> bool:
        """Whether this very grade is kept: the grader repeats it. A proposal counts only where two people mark."""
        marked = self.marked(place)
        kept = [marked.holds, *(marked.proposals if self.takes_two(place, rules) else ())]
        said = (grade.points, grade.feedback, grade.by)
        return said in [(each.points, each.feedback, each.by) for each in kept if each is not None]

    def takes_two(self, place: int, rules: SecondMarking | None) -> bool:
        """Whether two people mark a question: only what the machine did not."""
        return rules is not None and self.marks.get(place) is None

    def _with_mark(self, place: int, given: ManualGrade, rules: SecondMarking | None, maximum: Decimal) -> "Attempt":
        if rules is None:
            return self._with_sole_mark(place, given)
        if not self.takes_two(place, rules):
            return replace(self, manual={**self.manual, place: given})
        marked = self.marked(place).with_mark(given, rules, maximum=maximum)
        proposals = {**self.proposals, place: marked.proposals} if marked.proposals else self.proposals
        manual = {**self.manual, place: marked.holds} if marked.holds is not None else self.manual
        return replace(self, manual=manual, proposals=proposals)

    def _with_sole_mark(self, place: int, given: ManualGrade) -> "Attempt":
        """Nobody marks a second time any more: what was proposed has nothing else to wait for."""
        left = {each: self.marked(each).by_one() for each in self.waiting if each in self.proposals}
        holding = {each: marked.holds for each, marked in left.items() if marked.holds is not None}
        of_one = {each for each, marked in left.items() if not marked.proposals}
        of_two = {each: marks for each, marks in self.proposals.items() if each not in of_one}
        return replace(self, manual={**self.manual, **holding, place: given}, proposals=of_two)

    def remarked(self, marks: Mapping[int, Mark], *, settings: AssessmentSettings, scale: Scale) -> "Attempt":
        """With other marks of the machine for some questions; itself where that changes nothing.

        What a person gave stays. Open and abandoned attempts have no marks. Source: FEATURES AG18.
        """
        if self.state not in (State.SUBMITTED, State.GRADED, State.EXPIRED):
            return self
        points = {**self.marks, **{place: mark.points for place, mark in marks.items()}}
        marked = replace(self, marks=points, maximum=scale.maximum)
        if self.state is State.EXPIRED:
            marked = replace(marked, score=marked._score(settings, scale))
        else:
            marked = marked._graded_if_complete(settings, scale)
        return self if marked == self else replace(marked, rev=self.rev + 1)

    def abandoned(self) -> "Attempt":
        """Given up. Raises AttemptClosed where it was handed in before."""
        if self.state is not State.IN_PROGRESS:
            raise AttemptClosed(attempt=str(self.id))
        return replace(self, state=State.ABANDONED, rev=self.rev + 1)

    def accommodated(self, terms: Terms, settings: AssessmentSettings, at: datetime) -> "Attempt":
        """With what its learner has now, on every clock that still runs; what was granted before is never taken back.

        An attempt that is over stays as it is. Source: WISHES 12.
        """
        more = self.terms.or_more(terms)
        if more == self.terms or not self.is_open(at):
            return self
        return replace(
            self,
            terms=more,
            deadline=later(self.deadline, more.applied(settings).deadline(self.started_at, more.time_factor)),
            sections=tuple(clock.with_factor(more.time_factor, at) for clock in self.sections),
            timed=self._timed_with(more, at),
            rev=self.rev + 1,
        )

    def _timed_with(self, more: Terms, at: datetime) -> Mapping[int, QuestionClock] | None:
        factors = self.terms.time_factor, more.time_factor
        return self.timed and {place: clock.with_factor(*factors, at) for place, clock in self.timed.items()}

    def _is_late(self, moment: datetime, settings: AssessmentSettings) -> bool:
        own = self.terms.applied(settings)
        return own.is_late(moment, extra=own.extra_time(self.started_at, self.terms.time_factor))

    def _graded_if_complete(self, settings: AssessmentSettings, scale: Scale | None) -> "Attempt":
        if self.waiting:
            return replace(self, state=State.SUBMITTED, score=None)
        return replace(self, state=State.GRADED, score=self._score(settings, scale))

    @property
    def earned(self) -> dict[int, Decimal]:
        """The points of each question; none while a person has to grade it."""
        return {place: self.points(place) or ZERO for place in self.marks}

    def _score(self, settings: AssessmentSettings, scale: Scale | None) -> Score:
        points: Sequence[Decimal] = list(self.earned.values())
        if scale is not None:
            points = [scale.of_whole(self.earned).points]
        return final_score(points, self.maximum, settings, late=self.late)
