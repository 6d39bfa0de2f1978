"""Peer reviews on the wire."""

from typing import Annotated

from pydantic import Field, StringConstraints

from lyceum.assessment.api.fields import Percent, Points, Request, View
from lyceum.assessment.api.works import Number, WorkView
from lyceum.assessment.grade_submission import GradeWish
from lyceum.assessment.model.peer_reviewing import GivenReview, PeerReview
from lyceum.assessment.model.peer_round import Round
from lyceum.assessment.model.rubric import Rubric
from lyceum.assessment.peer_review import ReviewSight, ReviewsOfWork
from lyceum.content.parts import PartId
from lyceum.kernel.clock import Instant
from lyceum.kernel.text import LocalizedText, PlainText


class PeerRoundView(View):
    """How far works have been given to reviewers."""

    round: int
    """1, 2, 3, …; 0 while there was nothing to give."""
    works: int
    """That the newest round changes."""
    given: int
    """Reviews that it gives out."""
    taken: int
    """Reviews that it takes from those who stayed away."""
    waiting: int
    """Works that do not have what it gives them yet: ask again."""
    complete: bool
    due_at: Instant | None = None
    """Until when those review whom it asks."""

    @classmethod
    def of(cls, round: Round) -> "PeerRoundView":
        """From the domain."""
        return cls(
            round=round.number,
            works=round.works,
            given=round.added,
            taken=round.taken,
            waiting=len(round.steps),
            complete=round.is_complete,
            due_at=round.due_at,
        )


class NewPeerReview(Request):
    """A review of one version: points, or marks by the assignment's rubric, or points beside marks."""

    number: Number
    """The version that was looked at; where a newer one is there, the review is refused."""
    points: Points | None = None
    marks: Annotated[dict[PartId, PartId], Field(max_length=20)] = {}
    """Criterion → level. Without points, each criterion has one."""
    comment: Annotated[PlainText, StringConstraints(max_length=4000)] = ""

    def wish(self) -> GradeWish:
        """As the use case takes it."""
        return GradeWish(version=self.number, points=self.points, marks=self.marks, feedback=self.comment)


class GivenReviewView(View):
    """What a reviewer gave."""

    number: int
    """The version that it is of."""
    points: Points
    maximum: Points
    percent: Percent
    marks: dict[str, str]
    comment: str
    given_at: Instant

    @classmethod
    def of(cls, given: GivenReview) -> "GivenReviewView":
        """From the domain."""
        return cls(
            number=given.version,
            points=given.points,
            maximum=given.maximum,
            percent=given.percent,
            marks=dict(given.marks),
            comment=given.comment,
            given_at=given.at,
        )


class MyPeerReviewCard(View):
    """What the caller has to review, in a list."""

    id: str
    assignment: str
    course: str
    title: LocalizedText
    due_at: Instant | None = None
    zone: str | None = None
    """IANA name of the zone that dates are meant in; absent: the school's own."""
    given_at: Instant | None = None
    """Absent while the review is to be given."""

    @classmethod
    def of(cls, review: PeerReview) -> "MyPeerReviewCard":
        """From the domain."""
        return cls(
            id=review.id,
            assignment=review.of.assignment,
            course=review.course,
            title=LocalizedText(dict(review.title)),
            due_at=review.due_at,
            zone=review.zone,
            given_at=review.given.at if review.given is not None else None,
        )


class MyPeerReviewPage(View):
    """Some of what the caller has to review; fewer than `limit` where some went to others."""

    items: list[MyPeerReviewCard]
    next_cursor: str | None = None


class PeerReviewView(View):
    """A work that the caller has to review."""

    id: str
    assignment: str
    course: str
    title: LocalizedText
    instructions: LocalizedText
    points: Points
    rubric: Rubric | None = None
    due_at: Instant | None = None
    zone: str | None = None
    """IANA name of the zone that dates are meant in; absent: the school's own."""
    open: bool
    """Whether the review can be given or changed."""
    author: str | None = None
    """Absent where it is not to be known."""
    work: WorkView
    review: GivenReviewView | None = None
    """What the caller gave."""
    revision: int

    @classmethod
    def of(cls, sight: ReviewSight) -> "PeerReviewView":
        """From the use case."""
        review, live = sight.review, sight.assignment.demand_live()
        return cls(
            id=review.id,
            assignment=review.of.assignment,
            course=review.course,
            title=live.title,
            instructions=live.instructions,
            points=live.points,
            rubric=live.rubric,
            due_at=review.due_at,
            zone=review.zone,
            open=sight.is_open,
            author=sight.author,
            work=WorkView.of(sight.work),
            review=GivenReviewView.of(review.given) if review.given is not None else None,
            revision=review.rev,
        )


class OwnPeerReviewView(View):
    """A review as its reviewer has given it."""

    id: str
    due_at: Instant | None = None
    review: GivenReviewView | None = None
    revision: int

    @classmethod
    def of(cls, review: PeerReview) -> "OwnPeerReviewView":
        """From the domain."""
        given = GivenReviewView.of(review.given) if review.given is not None else None
        return cls(id=review.id, due_at=review.due_at, review=given, revision=review.rev)


class PeerReviewOfWorkView(View):
    """A review of a work, for its author or staff."""

    reviewer: str | None = None
    """Who gave it; absent where that is not to be known."""
    name: str | None = None
    due_at: Instant | None = None
    review: GivenReviewView | None = None
    """Absent while it is to be given; such reviews are shown to staff alone."""


class PeerReviewsOfWorkView(View):
    """The reviews of a work."""

    items: list[PeerReviewOfWorkView]

    @classmethod
    def of(cls, found: ReviewsOfWork) -> "PeerReviewsOfWorkView":
        """From the use case, as far as they may be seen."""
        return cls(items=[_of_work(each, found) for each in found.reviews])


def _of_work(review: PeerReview, found: ReviewsOfWork) -> PeerReviewOfWorkView:
    member = found.people.get(review.reviewer)
    return PeerReviewOfWorkView(
        reviewer=review.reviewer if found.with_names else None,
        name=member.name if member is not None and found.with_names else None,
        due_at=review.due_at,
        review=GivenReviewView.of(review.given) if review.given is not None else None,
    )
