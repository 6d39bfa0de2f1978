"""What learners hand in: each operation is one conditional write."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from lyceum.assessment.errors import CourseAssignmentNotFound, NotEnrolled, SubmissionNotFound
from lyceum.assessment.model.course_assignment import CourseAssignment
from lyceum.assessment.model.peer_round import Reviewed
from lyceum.assessment.model.submission import Submission, SubmissionId, SubmissionState, Work
from lyceum.assessment.model.work_file import WorkUpload
from lyceum.assessment.store.course_assignments import assignment_of
from lyceum.assessment.store.items import EnrollmentItem, enrollment_key
from lyceum.assessment.store.peer_review_items import PeerReviewedItem, peer_reviewed_key, reviewed_of
from lyceum.assessment.store.submission_items import (
    changes,
    handed_in_item,
    sort_prefix,
    submission_item,
    submission_of,
    work_of,
)
from lyceum.assessment.store.work_items import (
    CourseAssignmentItem,
    HandedInItem,
    SubmissionItem,
    WorkUploadItem,
    course_assignment_key,
    handed_in_key,
    submission_key,
    submissions_list,
    work_upload_key,
)
from lyceum.kernel.errors import Conflict
from lyceum.kernel.events import Event
from lyceum.kernel.table import Entry, Page, Transaction, batch_get, get, query_shards, transaction

LEARNING = ("enrolled", "in_progress", "completed")
"""States of an enrollment that give access to the course's assignments."""


class SubmissionMoved(Conflict):
    """The submission was written since it was read."""


@dataclass(frozen=True, slots=True)
class Case:
    """An assignment with what one learner handed in for it, read together."""

    assignment: CourseAssignment
    submission: Submission | None
    upload: WorkUpload | None = None
    reviewed: Reviewed | None = None
    """Its peer reviews, where they were asked for."""

    def demand_submission(self) -> Submission:
        """What was handed in. Raises SubmissionNotFound."""
        if self.submission is None:
            raise SubmissionNotFound
        return self.submission


def case(tenant: str, id: SubmissionId, *, upload: str | None = None, with_reviews: bool = False) -> Case:
    """Assignment and submission as they are now, an upload of the learner's where one is named, and who reviews it.

    Raises CourseAssignmentNotFound. 1 round trip, 1 RCU for each started 4 KB of each.
    """
    named = [(WorkUploadItem, work_upload_key(tenant, id.learner, upload))] if upload is not None else []
    reviews = [(PeerReviewedItem, peer_reviewed_key(tenant, id))] if with_reviews else []
    assignment, submission, *more = batch_get(
        (CourseAssignmentItem, course_assignment_key(tenant, id.assignment)),
        (SubmissionItem, submission_key(tenant, id)),
        *named,
        *reviews,
        consistent=True,
    )
    reviewed = more.pop() if with_reviews else None
    if assignment is None:
        raise CourseAssignmentNotFound(assignment=id.assignment)
    return Case(
        assignment_of(assignment),
        submission_of(submission) if submission is not None else None,
        next((_upload_of(id.learner, item) for item in more if item is not None), None),
        reviewed_of(id, reviewed) if with_reviews else None,
    )


def find(tenant: str, id: SubmissionId) -> Submission:
    """A learner's work as it is now. Raises SubmissionNotFound. 1 round trip."""
    item = get(SubmissionItem, submission_key(tenant, id), consistent=True)
    if item is None:
        raise SubmissionNotFound
    return submission_of(item)


def hand_in(tenant: str, submission: Submission, work: Work, event: Event, *, at: datetime) -> None:
    """Keep a new version in the place of the revision that it was made from, if the learner is enrolled.

    Raises SubmissionMoved where another device was faster, NotEnrolled. 1 round trip, 6 WCU and 2 for each further KB
    of the work, 1 or 2 for the list.
    """
    id, newest = submission.id, submission.newest
    item = submission_item(tenant, submission)
    with transaction(tenant=tenant, at=at, actor=id.learner) as write:
        if submission.rev == 0:
            write.put(item, when=SubmissionItem.absent(), otherwise=SubmissionMoved(), events=[event])
        else:
            write.update(
                SubmissionItem,
                item.key,
                changes(item),
                when=SubmissionItem.rev == submission.rev,
                otherwise=SubmissionMoved(),
                events=[event],
            )
        kept = handed_in_item(tenant, id, newest.number, work)
        write.put(kept, when=HandedInItem.absent(), otherwise=SubmissionMoved())
        write.check(
            EnrollmentItem,
            enrollment_key(tenant, id.learner, submission.course),
            when=EnrollmentItem.status.is_in(*LEARNING),
            otherwise=NotEnrolled(course=submission.course),
        )


def save(
    tenant: str, submission: Submission, event: Event, *, actor: str, at: datetime, counted: Reviewed | None = None
) -> None:
    """Write a graded or returned submission in the place of the revision that it was made from.

    `counted`: reviews that are in the grade, or would have been, and change no more from now on.
    Raises SubmissionMoved, also where another review was given meanwhile. 1 round trip, 1 WCU for each started KB, 1 or
    2 for the list; with reviews twice as many, and 2 more.
    """
    with transaction(tenant=tenant, at=at, actor=actor) as write:
        write_submission(write, tenant, submission, event)
        if counted is not None and counted.is_open:
            write.update(
                PeerReviewedItem,
                peer_reviewed_key(tenant, counted.id),
                [PeerReviewedItem.closed_at.set(at)],
                when=PeerReviewedItem.rev == counted.rev,
                otherwise=SubmissionMoved(),
            )


def write_submission(write: Transaction, tenant: str, submission: Submission, event: Event) -> None:
    """A part of a transaction: a submission in the place of the revision that it was made from, or SubmissionMoved."""
    item = submission_item(tenant, submission)
    unmoved = SubmissionItem.rev == submission.rev
    write.update(SubmissionItem, item.key, changes(item), when=unmoved, otherwise=SubmissionMoved(), events=[event])


def content(tenant: str, id: SubmissionId, number: int) -> Work:
    """The content of a version. Raises SubmissionNotFound. 1 round trip."""
    item = get(HandedInItem, handed_in_key(tenant, id, number))
    if item is None:
        raise SubmissionNotFound
    return work_of(item)


def listed(
    tenant: str, assignment: str, *, state: SubmissionState | None, after: str | None, limit: int
) -> Page[Entry]:
    """Cards of what was handed in: what waits first, the longest waiting first. 1 round trip over eight shards."""
    list_key = submissions_list(tenant, assignment)
    return query_shards(list_key, prefix=sort_prefix(state), after=after, limit=limit)


def of_learner(tenant: str, learner: str, course: str, assignments: list[str]) -> tuple[bool, dict[str, Submission]]:
    """Whether a learner is enrolled in the course, and their work for up to 99 of its assignments. 1 round trip."""
    enrollment, *found = batch_get(
        (EnrollmentItem, enrollment_key(tenant, learner, course)),
        *((SubmissionItem, submission_key(tenant, SubmissionId(learner, each))) for each in assignments),
    )
    items: list[Any] = [item for item in found if item is not None]
    kept = [submission_of(item) for item in items]
    return is_learning(enrollment), {each.id.assignment: each for each in kept}


def is_learning(item: EnrollmentItem | None) -> bool:
    """Whether an enrollment gives access."""
    return item is not None and item.status in LEARNING


def _upload_of(learner: str, item: WorkUploadItem) -> WorkUpload:
    return WorkUpload(
        id=item.sk.rpartition("#")[2],
        learner=learner,
        assignment=item.assignment,
        name=item.name,
        size=int(item.size),
        media_type=item.media_type,
        expires_at=item.expires_at,
    )
