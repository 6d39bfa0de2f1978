"""Peer reviews in the table: giving one is a single transaction of the review and of what stands beside the work."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import partial
from typing import Any

from lyceum.assessment.assignments.events import SubmissionReturned
from lyceum.assessment.errors import CourseAssignmentNotFound, NotEnrolled, SubmissionNotFound
from lyceum.assessment.model.course_assignment import CourseAssignment
from lyceum.assessment.model.peer_reviewing import GivenReview, PeerReview
from lyceum.assessment.model.peer_round import Reviewed
from lyceum.assessment.model.submission import Submission, SubmissionId
from lyceum.assessment.peer_reviews.errors import PeerReviewNotFound
from lyceum.assessment.peer_reviews.events import PeerReviewGiven
from lyceum.assessment.store.course_assignments import assignment_of
from lyceum.assessment.store.items import EnrollmentItem, enrollment_key
from lyceum.assessment.store.peer_review_items import (
    DUTIES,
    PeerReviewedItem,
    PeerReviewItem,
    asked_map,
    peer_review_key,
    peer_reviewed_key,
    reviewed_of,
)
from lyceum.assessment.store.submission_items import submission_of
from lyceum.assessment.store.submissions import is_learning, write_submission
from lyceum.assessment.store.work_items import (
    CourseAssignmentItem,
    SubmissionItem,
    course_assignment_key,
    submission_key,
)
from lyceum.kernel.clock import parse
from lyceum.kernel.errors import Conflict
from lyceum.kernel.table import Page, batch_get, get, query, tenant_key, transaction
from lyceum.kernel.table.read import in_parallel


class ReviewMoved(Conflict):
    """The review, or what stands beside the work, was written since it was read."""


@dataclass(frozen=True, slots=True)
class WorkCase:
    """A work with its assignment and who reviews it, read together."""

    assignment: CourseAssignment
    submission: Submission
    reviewed: Reviewed

    @property
    def closed_at(self) -> datetime | None:
        """When its reviews were counted, or would have been: it has its grade."""
        return self.reviewed.closed_at or self.submission.returned_at


def find(tenant: str, reviewer: str, review: str) -> PeerReview:
    """What somebody has to review. Raises PeerReviewNotFound for others', and once it went to somebody else. 1 RT."""
    item: Any = get(PeerReviewItem, peer_review_key(tenant, reviewer, review), consistent=True)
    if item is None or item.taken_at is not None:
        raise PeerReviewNotFound
    return _review_of(item)


def case(tenant: str, id: SubmissionId, *, reviewer: str | None = None, course: str = "") -> WorkCase:
    """A work as it is now. Raises SubmissionNotFound; NotEnrolled where the reviewer has left the course. 1 RT."""
    asked: list[Any] = [
        (CourseAssignmentItem, course_assignment_key(tenant, id.assignment)),
        (SubmissionItem, submission_key(tenant, id)),
        (PeerReviewedItem, peer_reviewed_key(tenant, id)),
    ]
    if reviewer is not None:
        asked.append((EnrollmentItem, enrollment_key(tenant, reviewer, course)))
    assignment, submission, reviewed, *enrollment = batch_get(*asked, consistent=True)
    if reviewer is not None and not is_learning(*enrollment):
        raise NotEnrolled(course=course)
    if assignment is None:
        raise CourseAssignmentNotFound(assignment=id.assignment)
    if submission is None:
        raise SubmissionNotFound
    return WorkCase(assignment_of(assignment), submission_of(submission), reviewed_of(id, reviewed))


def of_reviewer(tenant: str, reviewer: str, *, after: str | None, limit: int) -> Page[PeerReview]:
    """What somebody has to review, the oldest first; fewer where some went to others. 1 round trip."""
    page = query(PeerReviewItem, tenant_key(tenant, "U", reviewer), prefix=DUTIES, after=after, limit=limit)
    items: Iterable[Any] = page.items
    return Page([_review_of(item) for item in items if item.taken_at is None], page.next_key)


def of_work[R](tenant: str, reviewed: Reviewed, beside: Callable[[], R]) -> tuple[list[PeerReview], R]:
    """The reviews of a work, in no order that tells anything, and what is read at the same time. 1 round trip."""
    found: list[Any] = in_parallel(partial(_all, tenant, reviewed), beside)
    reviews, more = found
    return reviews, more


def give(
    tenant: str,
    review: PeerReview,
    reviewed: Reviewed,
    event: PeerReviewGiven,
    *,
    at: datetime,
    returned: tuple[Submission, SubmissionReturned] | None = None,
) -> None:
    """Keep what was given, in the review and beside the work, each in the place of the revision that was read.

    `returned`: the work with its grade, where this review was the last one that it waited for; its reviews change no
    more. Raises ReviewMoved, SubmissionMoved. 1 round trip, 4 WCU and 2 for each further KB; with the grade 2 for each
    started KB of the submission and 1 or 2 for the list.
    """
    given = [PeerReviewItem.given.set(_given(review.given))] if review.given is not None else []
    closed = [PeerReviewedItem.closed_at.set(at)] if returned is not None else []
    mine = (PeerReviewItem.rev == review.rev) & PeerReviewItem.taken_at.does_not_exist()
    unmoved = PeerReviewedItem.rev == reviewed.rev
    key, beside = peer_review_key(tenant, review.reviewer, review.id), peer_reviewed_key(tenant, review.of)
    with transaction(tenant=tenant, at=at, actor=review.reviewer) as write:
        write.update(PeerReviewItem, key, given, when=mine, otherwise=ReviewMoved(), events=[event])
        asked = PeerReviewedItem.asked.set(asked_map(reviewed))
        write.update(PeerReviewedItem, beside, [asked, *closed], when=unmoved, otherwise=ReviewMoved())
        if returned is not None:
            write_submission(write, tenant, *returned)


def _all(tenant: str, reviewed: Reviewed) -> list[PeerReview]:
    keys = [peer_review_key(tenant, reviewer, each.review) for reviewer, each in reviewed.asked.items()]
    items = batch_get(*((PeerReviewItem, key) for key in keys), consistent=True) if keys else []
    return [_review_of(item) for item in items if item is not None]


def _given(given: GivenReview) -> dict[str, Any]:
    return {
        "n": given.version,
        "p": given.points,
        "mx": given.maximum,
        "pc": given.percent,
        "mk": dict(given.marks),
        "x": given.comment,
        "at": given.at,
    }


def _given_of(kept: Mapping[str, Any]) -> GivenReview:
    return GivenReview(
        version=int(kept["n"]),
        points=Decimal(kept["p"]),
        maximum=Decimal(kept["mx"]),
        comment=kept["x"],
        marks=dict(kept["mk"]),
        at=parse(kept["at"]),
    )


def _review_of(item: PeerReviewItem) -> PeerReview:
    kept: Mapping[str, Any] | None = item.given
    return PeerReview(
        id=item.sk.removeprefix(DUTIES),
        reviewer=item.pk.rpartition("#")[2],
        of=SubmissionId(item.author, item.assignment),
        course=item.course,
        title=item.title,
        due_at=item.due_at,
        zone=item.zone,
        given=_given_of(kept) if kept is not None else None,
        rev=item.revision,
    )
