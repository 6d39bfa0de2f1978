"""Rounds of peer review in the table: what every work gets is one conditional transaction, which can be repeated."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from lyceum.assessment.errors import CourseAssignmentNotFound
from lyceum.assessment.model.course_assignment import CourseAssignment
from lyceum.assessment.model.peer_round import Asked, Reviewed, Round
from lyceum.assessment.model.submission import SubmissionId
from lyceum.assessment.peer_reviews.events import PeerReviewAsked, PeerReviewsAllocated
from lyceum.assessment.store.course_assignments import assignment_of
from lyceum.assessment.store.peer_review_items import (
    PeerReviewedItem,
    PeerReviewItem,
    PeerRoundItem,
    asked_map,
    peer_review_key,
    peer_reviewed_key,
    peer_round_key,
    reviewed_of,
    round_item,
    round_of,
)
from lyceum.assessment.store.work_items import CourseAssignmentItem, course_assignment_key
from lyceum.kernel.errors import Conflict
from lyceum.kernel.table import batch_get, transaction
from lyceum.kernel.table.read import in_parallel

BATCH = 100
"""Items that are read at once."""
_TAKEN_KEPT = timedelta(days=30)


class RoundMoved(Conflict):
    """Somebody else has gone on with the round, or with a work of it, since it was read."""


def find(tenant: str, assignment: str) -> tuple[CourseAssignment, Round]:
    """An assignment and its newest round. Raises CourseAssignmentNotFound. 1 round trip."""
    found, round = batch_get(
        (CourseAssignmentItem, course_assignment_key(tenant, assignment)),
        (PeerRoundItem, peer_round_key(tenant, assignment)),
        consistent=True,
    )
    if found is None:
        raise CourseAssignmentNotFound(assignment=assignment)
    return assignment_of(found), round_of(assignment, round) if round is not None else Round(assignment=assignment)


def reviewed(tenant: str, assignment: str, authors: Iterable[str]) -> dict[str, Reviewed]:
    """Who reviews the works of these authors, where anybody does. 1 RCU each, a hundred in each of parallel calls."""
    ids = [SubmissionId(author, assignment) for author in authors]
    calls = [partial(_read, tenant, ids[place : place + BATCH]) for place in range(0, len(ids), BATCH)]
    pages: list[list[Reviewed]] = in_parallel(*calls) if calls else []
    return {each.id.learner: each for page in pages for each in page if each.rev > 0}


def save(tenant: str, round: Round, event: PeerReviewsAllocated | None, *, actor: str, at: datetime) -> None:
    """Write a round in the place of the revision that it was made from. Raises RoundMoved. 1 round trip."""
    item, told = round_item(tenant, round), [event] if event is not None else []
    with transaction(tenant=tenant, at=at, actor=actor) as write:
        if round.rev == 0:
            write.put(item, when=PeerRoundItem.absent(), otherwise=RoundMoved(), events=told)
            return
        actions: list[Any] = []
        for name in ("round", "number", "first_at", "due_at", "steps", "counts", "away"):
            attribute, value = getattr(PeerRoundItem, name), getattr(item, name)
            actions.append(attribute.set(value) if value is not None else attribute.remove())
        when = PeerRoundItem.rev == round.rev
        write.update(PeerRoundItem, item.key, actions, when=when, otherwise=RoundMoved(), events=told)


def place(
    tenant: str,
    assignment: CourseAssignment,
    changes: Sequence[tuple[Reviewed, Reviewed]],
    *,
    allocation: str,
    actor: str,
    at: datetime,
) -> None:
    """Give works their reviewers, each in one transaction; before and after. Raises RoundMoved.

    Each review tells whom it asks. `allocation`: id of the round.
    For each work 2 WCU and 2 for each review that is given out or taken away.
    """
    calls = [partial(_place, tenant, assignment, before, after, allocation, actor, at) for before, after in changes]
    if calls:
        in_parallel(*calls)


def _place(
    tenant: str,
    assignment: CourseAssignment,
    before: Reviewed,
    after: Reviewed,
    allocation: str,
    actor: str,
    at: datetime,
) -> None:
    key = peer_reviewed_key(tenant, after.id)
    new = {reviewer: each for reviewer, each in after.asked.items() if reviewer not in before.asked}
    gone = {reviewer: each for reviewer, each in before.asked.items() if reviewer not in after.asked}
    title = dict(assignment.demand_live().title.root)
    with transaction(tenant=tenant, at=at, actor=actor) as write:
        if before.rev == 0:
            item = PeerReviewedItem(key.pk, key.sk, asked=asked_map(after), round=after.round)
            write.put(item, when=PeerReviewedItem.absent(), otherwise=RoundMoved())
        else:
            actions = [PeerReviewedItem.asked.set(asked_map(after)), PeerReviewedItem.round.set(after.round)]
            unmoved = PeerReviewedItem.rev == before.rev
            write.update(PeerReviewedItem, key, actions, when=unmoved, otherwise=RoundMoved())
        for reviewer, each in new.items():
            own = peer_review_key(tenant, reviewer, each.review)
            duty = PeerReviewItem(
                own.pk,
                own.sk,
                assignment=after.id.assignment,
                author=after.id.learner,
                course=assignment.course,
                title=title,
                due_at=each.due_at,
                zone=assignment.settings.zone,
            )
            told = _told(assignment, reviewer, each, allocation)
            write.put(duty, when=PeerReviewItem.absent(), otherwise=RoundMoved(), events=[told])
        for reviewer, each in gone.items():
            own = peer_review_key(tenant, reviewer, each.review)
            taken = [PeerReviewItem.taken_at.set(at), PeerReviewItem.ttl.set(int((at + _TAKEN_KEPT).timestamp()))]
            open = PeerReviewItem.given.does_not_exist()
            write.update(PeerReviewItem, own, taken, when=open, otherwise=RoundMoved())


def _told(assignment: CourseAssignment, reviewer: str, asked: Asked, allocation: str) -> PeerReviewAsked:
    return PeerReviewAsked(
        review=asked.review,
        reviewer=reviewer,
        course=assignment.course,
        assignment=assignment.id,
        due_at=asked.due_at,
        zone=assignment.settings.zone,
        allocation=allocation or asked.review,
    )


def _read(tenant: str, ids: Sequence[SubmissionId]) -> list[Reviewed]:
    items = batch_get(*((PeerReviewedItem, peer_reviewed_key(tenant, id)) for id in ids), consistent=True)
    return [reviewed_of(id, item) for id, item in zip(ids, items, strict=True)]
