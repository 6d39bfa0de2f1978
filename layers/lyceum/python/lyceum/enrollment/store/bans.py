"""Bans from a course lie in the place itself: who is shut out has no room for one, and nobody pays for a check."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from lyceum.enrollment.errors import CourseNotFound, LearnerNotFound
from lyceum.enrollment.events import LearnerBanned, LearnerReinstated
from lyceum.enrollment.model import Ban, Enrollment, Status
from lyceum.enrollment.store.items import (
    LIFTED,
    EnrollmentItem,
    OfferItem,
    enrollment_key,
    entity,
    kept_ban,
    offer_key,
    roster_card,
    roster_sort,
)
from lyceum.kernel.directory import MemberItem, member_key
from lyceum.kernel.errors import ChangedInTheMeantime
from lyceum.kernel.ids import compound_id
from lyceum.kernel.table import Transaction, get, transaction
from lyceum.kernel.table.read import in_parallel

BAN_DUE = "enrollment.CourseBanDue"
_TOLD_BY = timedelta(days=1)

type More = Callable[[Transaction], None]


def find(tenant: str, learner: str, course: str) -> tuple[Enrollment | None, int]:
    """The place, or what keeps somebody out, and its revision. 1 round trip, 1 RCU."""
    item = get(EnrollmentItem, enrollment_key(tenant, learner, course), consistent=True)
    if item is None:
        return None, 0
    return (entity(tenant, item) if item.status != LIFTED else None), item.revision


def assert_both_exist(tenant: str, learner: str, course: str) -> None:
    """Nobody shuts out, or lets in, whom or where there is not. 1 round trip, 2 RCU.

    Raises CourseNotFound, LearnerNotFound.
    """
    found: list[Any] = in_parallel(
        partial(get, OfferItem, offer_key(tenant, course), consistent=True),
        partial(get, MemberItem, member_key(tenant, learner), consistent=True),
    )
    offer, member = found
    if offer is None:
        raise CourseNotFound(course=course)
    if member is None:
        raise LearnerNotFound(person=learner)


def ban(after: Enrollment, ban: Ban, *, rev: int, at: datetime) -> None:
    """Shut the learner out: of the place that they have, or of taking one. 1 round trip.

    Raises ChangedInTheMeantime, CourseNotFound, LearnerNotFound.
    """
    told = LearnerBanned(learner=after.learner, course=after.course, placed=_holds(ban), until=ban.until)
    with transaction(tenant=after.tenant, at=at, actor=ban.by) as write:
        place = enrollment_key(after.tenant, after.learner, after.course)
        write.update(
            EnrollmentItem,
            place,
            kept_actions(after, ban),
            when=EnrollmentItem.rev == rev if rev else EnrollmentItem.absent(),
            otherwise=ChangedInTheMeantime(),
            events=[told],
            upsert=True,
        )
        offer = offer_key(after.tenant, after.course)
        write.check(OfferItem, offer, when=OfferItem.present(), otherwise=CourseNotFound(course=after.course))
        member = member_key(after.tenant, after.learner)
        write.check(MemberItem, member, when=MemberItem.present(), otherwise=LearnerNotFound(person=after.learner))


def lift(before: Enrollment, ban: Ban, *, at: datetime, by: str, more: More | None = None) -> None:
    """Let the learner in again, as they were. 1 round trip. Raises ChangedInTheMeantime.

    Who had no place has none: what kept them out stays until its event was told, and is no hindrance. `more`: what else
    goes into the transaction.
    """
    key = enrollment_key(before.tenant, before.learner, before.course)
    over: list[Any] = [EnrollmentItem.ban.remove(), *EnrollmentItem.timer_removed()]
    if ban.before is None:
        over += [EnrollmentItem.status.set(LIFTED), EnrollmentItem.ttl.set(int((at + _TOLD_BY).timestamp()))]
    else:
        over += listed(before.letting_in(ban))
    told = LearnerReinstated(learner=before.learner, course=before.course, placed=_holds(ban))
    with transaction(tenant=before.tenant, at=at, actor=by) as write:
        write.update(
            EnrollmentItem,
            key,
            over,
            when=EnrollmentItem.rev == before.rev,
            otherwise=ChangedInTheMeantime(),
            events=[told],
        )
        if more is not None:
            more(write)


def _holds(ban: Ban) -> bool:
    """Whether learning has to hear: the place was not given up before."""
    return ban.before not in (None, Status.WITHDRAWN)


def kept_actions(after: Enrollment, ban: Ban) -> list[Any]:
    """What a ban changes of a place."""
    actions: list[Any] = [EnrollmentItem.ban.set(kept_ban(ban)), EnrollmentItem.ttl.remove()]
    if ban.before is None:
        actions += [
            EnrollmentItem.course.set(after.course),
            EnrollmentItem.learner.set(after.learner),
            EnrollmentItem.source.set(str(after.source)),
            EnrollmentItem.status.set(str(after.status)),
            EnrollmentItem.enrolled_at.set(after.enrolled_at),
        ]
    else:
        actions += listed(after)
    if ban.until is None:
        return [*actions, *EnrollmentItem.timer_removed()]
    id = compound_id(after.learner, after.course)
    return [*actions, *EnrollmentItem.timer_set(BAN_DUE, tenant=after.tenant, id=id, at=ban.until)]


def listed(place: Enrollment) -> list[Any]:
    """What the roster says of it."""
    return [
        EnrollmentItem.status.set(str(place.status)),
        EnrollmentItem.gsi1sk.set(roster_sort(place)),
        EnrollmentItem.card.set(roster_card(place)),
    ]
