"""Regrades on the wire."""

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from lyceum.assessment.api.fields import Request, SignedPoints, View
from lyceum.assessment.api.scores import ScoreView
from lyceum.assessment.model.corrections import Correction, CorrectionKind
from lyceum.assessment.model.regrade import Regrade, RegradeChange, RegradeState, Standing
from lyceum.assessment.regrade import Shown, Wish
from lyceum.content.questions import Key, PartId
from lyceum.kernel.clock import Instant
from lyceum.kernel.numbers import integer
from lyceum.kernel.text import FilledText


class KeyCorrection(Request):
    """Another key, of the question's own kind."""

    kind: Literal[CorrectionKind.KEY]
    key: Key

    def correction(self) -> Correction:
        """As the domain has it."""
        return Correction(CorrectionKind.KEY, self.key)


class PointsCorrection(Request):
    """All points to everybody, or the question left out."""

    kind: Literal[CorrectionKind.FULL_CREDIT, CorrectionKind.DROP]

    def correction(self) -> Correction:
        """As the domain has it."""
        return Correction(self.kind)


class NewRegrade(Request):
    """A question that was graded wrongly, and what is right."""

    question: PartId
    version: Annotated[int, integer(ge=1, le=999_999)] | None = None
    """Of the question set; without it the one that learners get."""
    correction: Annotated[KeyCorrection | PointsCorrection, Field(discriminator="kind")]
    reason: Annotated[FilledText, StringConstraints(max_length=500)]
    """For who looks later."""

    def wish(self) -> Wish:
        """As the use case takes it."""
        return Wish(self.question, self.correction.correction(), self.reason, self.version)


class RegradeView(View):
    """A regrade, and how far it has come."""

    id: str
    assessment: str
    version: int
    question: str
    kind: CorrectionKind
    key: Key | None = None
    """The other key, where that is what it is."""
    reason: str
    by: str
    requested_at: Instant
    state: RegradeState
    round: int
    """1 is the preview; each application and reversal is another one, and keeps its changes."""
    attempts: int
    """Attempts of this version that were looked at in this round."""
    changed: int
    """How many of them change."""

    @classmethod
    def of(cls, regrade: Regrade) -> "RegradeView":
        """From the domain."""
        return cls(
            id=regrade.id,
            assessment=regrade.assessment,
            version=regrade.version,
            question=regrade.question,
            kind=regrade.correction.kind,
            key=regrade.correction.key,
            reason=regrade.reason,
            by=regrade.by,
            requested_at=regrade.at,
            state=regrade.state,
            round=regrade.round,
            attempts=regrade.progress.attempts,
            changed=regrade.progress.changed,
        )


class RegradeList(View):
    """Some regrades of an assessment."""

    items: list[RegradeView]
    next_cursor: str | None = None


class ResultBeforeOrAfter(View):
    """A result before or after."""

    points: SignedPoints | None = None
    """Of the question."""
    score: ScoreView | None = None
    """Of the attempt; none while a part of it waits for a grader."""

    @classmethod
    def of(cls, standing: Standing) -> "ResultBeforeOrAfter":
        """From the domain."""
        points: Decimal | None = standing.points
        score = standing.score
        return cls(points=points, score=ScoreView.of(score) if score is not None else None)


class RegradeChangeView(View):
    """What changes for one attempt."""

    attempt: str
    learner: str
    before: ResultBeforeOrAfter
    after: ResultBeforeOrAfter

    @classmethod
    def of(cls, change: RegradeChange) -> "RegradeChangeView":
        """From the domain."""
        return cls(
            attempt=change.attempt,
            learner=change.learner,
            before=ResultBeforeOrAfter.of(change.before),
            after=ResultBeforeOrAfter.of(change.after),
        )


class RegradeDetail(RegradeView):
    """A regrade with the changes of a round."""

    changes: list[RegradeChangeView]
    next_cursor: str | None = None

    @classmethod
    def shown(cls, shown: Shown, next_cursor: str | None) -> "RegradeDetail":
        """From the use case."""
        fields = dict(RegradeView.of(shown.regrade))
        return cls(**fields, changes=[RegradeChangeView.of(each) for each in shown.changes], next_cursor=next_cursor)
