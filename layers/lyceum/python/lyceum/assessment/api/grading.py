"""Grading and the queue on the wire."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated

from pydantic import StringConstraints

from lyceum.assessment.api.fields import Card, Points, Request, View
from lyceum.assessment.api.scores import ScoreView
from lyceum.assessment.grading_queue import Awaited, Queue
from lyceum.assessment.model.attempt import Attempt
from lyceum.assessment.model.question_set import MarkingKey
from lyceum.kernel.clock import Instant
from lyceum.kernel.directory import Member
from lyceum.kernel.text import PlainText


class GradeRequest(Request):
    """Points and words for one response."""

    points: Points
    feedback: Annotated[PlainText, StringConstraints(max_length=4000)] = ""


class GradeView(View):
    """A grade as it is kept, and what it means for the attempt; the caller's own mark while two people do not agree."""

    attempt: str
    question: str
    points: Points
    maximum: Points
    feedback: str
    stage: str | None = None
    """Where two people mark: proposed, agreed, disputed or resolved."""
    state: str
    waiting: list[str]
    """Questions of the attempt that still wait."""
    score: ScoreView | None = None
    """Of the attempt, once it is complete."""

    @classmethod
    def of(cls, attempt: Attempt, key: MarkingKey, question: str, *, by: str) -> "GradeView":
        """From the attempt that this person has graded."""
        place = key.place(question)
        marked = attempt.marked(place)
        given = marked.holds or next(each for each in marked.proposals if each.by == by)
        return cls(
            attempt=str(attempt.id),
            question=question,
            points=given.points,
            maximum=key.entries[place].points,
            feedback=given.feedback,
            stage=marked.stage,
            state=attempt.state,
            waiting=[key.entries[each].id for each in attempt.waiting],
            score=ScoreView.of(attempt.score) if attempt.score is not None else None,
        )


class AwaitedView(View):
    """A question that waits for a person."""

    question: str
    marker: str
    """first, second or resolving: where one person is enough, the first."""
    may_mark: bool
    """Whether the caller may be that person: nobody marks an answer twice, or their own."""


class WaitingAttempt(View):
    """An attempt in the grading queue."""

    attempt: str
    learner: str
    name: str | None = None
    number: int
    submitted_at: Instant
    late: bool
    questions: list[str]
    """Questions that wait for a grade."""
    awaited: list[AwaitedView] = []
    """Whom each of them waits for."""

    @classmethod
    def of(cls, card: Card, member: Member | None, awaited: Sequence[Awaited]) -> "WaitingAttempt":
        """From a card, the directory, and whom its questions wait for."""
        return cls(
            attempt=card["attempt"],
            learner=card["learner"],
            name=member.name if member is not None else None,
            number=card["number"],
            submitted_at=datetime.fromisoformat(card["at"]),
            late=card["late"],
            questions=card["waiting"],
            awaited=[
                AwaitedView(question=each.question, marker=each.marker, may_mark=each.may_mark) for each in awaited
            ],
        )


class QueuePage(View):
    """Some of the waiting attempts, the longest waiting first."""

    items: list[WaitingAttempt]
    next_cursor: str | None = None

    @classmethod
    def of(cls, queue: Queue, next_cursor: str | None) -> "QueuePage":
        """From the use case."""
        items = [
            WaitingAttempt.of(dict(card), queue.people.get(str(card["learner"])), queue.awaited[card["attempt"]])
            for card in queue.cards
        ]
        return cls(items=items, next_cursor=next_cursor)
