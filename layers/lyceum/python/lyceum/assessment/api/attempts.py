"""Attempts and their results on the wire."""

from datetime import datetime
from decimal import Decimal
from typing import Self

from lyceum.assessment.api.correct_answers import CorrectAnswerView
from lyceum.assessment.api.fields import Factor, Points, SignedPoints, View
from lyceum.assessment.api.scores import ScoreView
from lyceum.assessment.api.sections import SectionResultView, SectionView, section_results, sections_of
from lyceum.assessment.grading import feedback_for, grade
from lyceum.assessment.model.placement import level_of
from lyceum.assessment.model.question_set import KeyEntry, MarkingKey, QuestionSet, presented
from lyceum.assessment.model.sections import scaled
from lyceum.assessment.model.settings import Proctoring
from lyceum.assessment.model.sight import Sight
from lyceum.assessment.responses import ResponseValue
from lyceum.content.questions import Question, RichText
from lyceum.kernel.clock import Instant
from lyceum.kernel.text import LocalizedText


class AnswerView(View):
    """An answer as it is kept."""

    question: str
    response: ResponseValue | None
    revision: int
    seconds: int | None = None
    """How long the learner was at the question until this revision, where the client said it."""

    @classmethod
    def at(cls, sight: Sight, place: int, question: str) -> Self:
        """The answer at a place."""
        kept = sight.attempt.answers[place]
        return cls(question=question, response=sight.response(place), revision=kept.revision, seconds=kept.seconds)


class MarkView(View):
    """What one of several people gave for an answer."""

    by: str
    name: str | None = None
    points: Points
    feedback: str
    at: Instant


class ResultView(View):
    """The result of one question."""

    question: str
    points: SignedPoints | None
    """Empty while a person still has to grade it."""
    maximum: Points
    by_hand: bool = False
    feedback: list[RichText] = []
    """The author's words for this response."""
    comment: str | None = None
    """The grader's words."""
    stage: str | None = None
    """For staff, where two people mark: proposed, agreed, disputed or resolved."""
    marks: list[MarkView] | None = None
    """For staff, where two people mark: what each gave, once the reader has marked it too or it is settled; at once
    where marking is not blind."""
    correct: CorrectAnswerView | None = None

    def names_files(self) -> bool:
        """Whether what is told shows files."""
        return any(text.names_files() for text in self.feedback) or (
            self.correct is not None and self.correct.names_files()
        )


class AttemptView(View):
    """An attempt as its reader may see it: what may not be shown (yet) is absent."""

    id: str
    assessment: str
    course: str
    title: LocalizedText
    learner: str
    number: int
    state: str
    started_at: Instant
    deadline: Instant | None = None
    """It is handed in by itself then."""
    due_at: Instant | None = None
    """What is handed in later is late; the learner's own date where they have one."""
    zone: str | None = None
    """IANA name of the zone that the assessment's dates are meant in; absent: the school's own."""
    time_factor: Factor = Decimal(1)
    """How many times as long as for others the learner's clocks run; `deadline` has it in it."""
    now: Instant
    """The server's clock, so that a client can show the time left."""
    submitted_at: Instant | None = None
    time_spent_seconds: int | None = None
    """From its beginning until it was handed in; absent before."""
    late: bool = False
    proctoring: list[Proctoring] = []
    """Supervision that the client had which began it."""
    section: str | None = None
    """The section that the learner is in."""
    sections: list[SectionView] | None = None
    """In their order, where there are any."""
    question_limits: dict[str, int] | None = None
    """Seconds that the learner has for each question with a time limit of its own, in the order of the questions. One
    is shown once it is opened: kept as the position."""
    question_ends: dict[str, Instant] | None = None
    """When the time of those that were opened ends or ended."""
    position: str | None = None
    """The question that the learner was at last."""
    flagged: list[str] | None = None
    """Questions that the learner marked to come back to."""
    questions: list[Question] | None = None
    """While the attempt is open, those of the sections that were entered, and of those with a time limit the opened
    ones. Addresses of files that they show hold for an
    hour; whoever looks at the attempt again has new ones."""
    answers: tuple[AnswerView, ...] | None = None
    score: ScoreView | None = None
    level: str | None = None
    """Of classes, to which the score leads; absent where the assessment places nobody, or not this score."""
    results: list[ResultView] | None = None
    section_results: list[SectionResultView] | None = None
    revision: int
    """The attempt's own; its ETag, for graders."""

    @classmethod
    def answers_shown(cls, sight: Sight) -> tuple[AnswerView, ...]:
        """The answers, as this view has them."""
        return answers_of(sight, AnswerView)

    @classmethod
    def of(cls, sight: Sight) -> Self:
        """What the sight discloses."""
        attempt, disclosed = sight.attempt, sight.disclosed
        spent = attempt.time_spent(sight.at)
        return cls(
            id=str(attempt.id),
            assessment=attempt.id.assessment,
            course=attempt.course,
            title=sight.assessment.title,
            learner=attempt.id.learner,
            number=attempt.id.number,
            state=attempt.state_at(sight.at),
            started_at=attempt.started_at,
            deadline=attempt.ends_at,
            due_at=attempt.terms.applied(sight.assessment.settings).due_at,
            zone=sight.assessment.settings.zone,
            time_factor=attempt.terms.time_factor,
            now=sight.at,
            submitted_at=attempt.ended_at(sight.at),
            time_spent_seconds=int(spent.total_seconds()) if spent is not None else None,
            late=attempt.late,
            proctoring=list(attempt.proctoring),
            section=_section(sight),
            question_limits=_question_limits(sight),
            question_ends=_question_ends(sight),
            position=_position(sight),
            flagged=_flagged(sight),
            sections=sections_of(sight, sight.questions) if sight.questions is not None else None,
            questions=_questions(sight) if disclosed.questions else None,
            answers=cls.answers_shown(sight) if disclosed.questions and sight.questions is not None else None,
            score=ScoreView.of(attempt.score) if disclosed.score and attempt.score is not None else None,
            level=_level(sight) if disclosed.score else None,
            results=_results(sight, sight.key) if _shows_marks(sight) and sight.key is not None else None,
            section_results=section_results(sight, sight.key) if _shows_marks(sight) and sight.key else None,
            revision=attempt.rev,
        )


def _level(sight: Sight) -> str | None:
    score = sight.attempt.score
    return level_of(score.percent, sight.assessment.settings.levels) if score is not None else None


def _questions(sight: Sight) -> list[Question] | None:
    if sight.questions is None:
        return None
    shown = _in_order(sight, sight.questions)
    return [sight.with_files(question.id, question) for question in shown if sight.has_come_to(question.id)]


def _in_order(sight: Sight, questions: QuestionSet) -> tuple[Question, ...]:
    """As the attempt shows them; staff sees them as they were written."""
    settings, seed = sight.assessment.settings, str(sight.attempt.id)
    if sight.for_staff:
        return presented(questions, seed=seed, shuffle=False)
    return presented(questions, seed=seed, shuffle=settings.shuffle, shuffle_choices=settings.moves_choices)


def _question_limits(sight: Sight) -> dict[str, int] | None:
    found = sight.questions
    if found is None or not found.structure.time_limits:
        return None
    timed = (found.timed(each.id) for each in _in_order(sight, found))
    factor = sight.attempt.terms.time_factor
    return {each.id: int(scaled(each.limit, factor).total_seconds()) for each in timed if each is not None}


def _question_ends(sight: Sight) -> dict[str, datetime] | None:
    opened, end = sight.attempt.timed, sight.attempt.ends_at
    if sight.questions is None or not opened:
        return None
    ids = [question.id for question in sight.questions.questions]
    return {ids[place]: min(clock.until, end or clock.until) for place, clock in sorted(opened.items())}


def _section(sight: Sight) -> str | None:
    inside = sight.attempt.section
    if sight.questions is None or inside is None:
        return None
    return sight.questions.structure.sections[inside].id


def _position(sight: Sight) -> str | None:
    place = sight.attempt.position
    if sight.questions is None or place is None:
        return None
    return sight.questions.questions[place].id


def _flagged(sight: Sight) -> list[str] | None:
    if sight.questions is None or not sight.disclosed.questions:
        return None
    return [sight.questions.questions[place].id for place in sorted(sight.attempt.flagged)]


def _shows_marks(sight: Sight) -> bool:
    return sight.disclosed.marks and bool(sight.attempt.marks)


def answers_of[A: AnswerView](sight: Sight, view: type[A]) -> tuple[A, ...]:
    """In the order of their questions."""
    if sight.questions is None:
        return ()
    ids = [question.id for question in sight.questions.questions]
    return tuple(view.at(sight, place, ids[place]) for place in sorted(sight.attempt.answers))


def _results(sight: Sight, key: MarkingKey) -> list[ResultView]:
    results = (_result(sight, place, entry) for place, entry in key.asked.items())
    return [sight.with_files(result.question, result) if result.names_files() else result for result in results]


def _result(sight: Sight, place: int, entry: KeyEntry) -> ResultView:
    manual = sight.attempt.manual.get(place)
    points = sight.attempt.points(place)
    feedback = _feedback(sight, place, entry, points)
    correct = CorrectAnswerView.of(entry.key, for_staff=sight.for_staff) if sight.disclosed.correct_answers else None
    return ResultView(
        question=entry.id,
        points=None if points is None else min(points, entry.points),
        maximum=entry.points,
        by_hand=manual is not None,
        feedback=list(feedback),
        comment=manual.feedback if manual is not None and manual.feedback else None,
        stage=sight.attempt.marked(place).stage if sight.for_staff else None,
        marks=_marks(sight, place),
        correct=correct,
    )


def _feedback(sight: Sight, place: int, entry: KeyEntry, points: Decimal | None) -> tuple[RichText, ...]:
    """By the machine's points, or by those that a person or a corrected key put in their place."""
    response = sight.response(place)
    if points is not None and (place in sight.attempt.manual or entry.given is not None):
        return feedback_for(entry.points, entry.key, response, min(points, entry.points))
    return grade(entry.points, entry.key, response, floor=entry.floor).feedback


def _marks(sight: Sight, place: int) -> list[MarkView] | None:
    marks = sight.marks(place)
    return [
        MarkView(by=each.by, name=sight.names.get(each.by), points=each.points, feedback=each.feedback, at=each.at)
        for each in marks
    ] or None
