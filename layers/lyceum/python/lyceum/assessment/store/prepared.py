"""Attempts that wait for their learner: items in the place of a first attempt, and how one of them begins."""

from collections.abc import MutableMapping
from datetime import datetime
from typing import Any, Final

from lyceum.assessment.model.accommodation import terms_for
from lyceum.assessment.model.assessment import Assessment
from lyceum.assessment.model.attempt import Attempt
from lyceum.assessment.model.terms import Terms
from lyceum.assessment.store.accommodations import accommodation_of
from lyceum.assessment.store.assessments import assessment_of
from lyceum.assessment.store.attempt_items import PREPARED, attempt_item, attempt_of, beginning, is_prepared
from lyceum.assessment.store.attempts import DUE, LEARNING
from lyceum.assessment.store.items import (
    AssessmentItem,
    AttemptItem,
    EnrollmentItem,
    assessment_key,
    attempt_key,
    enrollment_key,
)
from lyceum.assessment.store.terms_items import AccommodationItem, accommodation_key
from lyceum.kernel.errors import Conflict
from lyceum.kernel.events import Event
from lyceum.kernel.memory import remembered
from lyceum.kernel.settings import settings
from lyceum.kernel.table import batch_get, query, tenant_key, transaction

_OPENED: Final[MutableMapping[tuple[str, str, str], str]] = remembered(most=64)
"""Table, tenant, assessment → course, where a prepared attempt was met a moment ago. It only says what to try first."""


class NotPrepared(Conflict):
    """What waits for this learner is not for the assessment as it is now, or they are not enrolled."""


class NothingWaits(Conflict):
    """Nothing waits for this learner, who has never begun: somebody who enrolled after the opening."""


def remember(tenant: str, assessment: str, course: str) -> None:
    """That attempts at it were prepared."""
    _OPENED[settings().table, tenant, assessment] = course


def opened(tenant: str, assessment: str) -> str | None:
    """The course of an assessment where a prepared attempt was met a moment ago. No round trip."""
    return _OPENED.get((settings().table, tenant, assessment))


def facts(tenant: str, learner: str, course: str, assessment: str) -> tuple[Assessment, Terms]:
    """The assessment, and what a learner has in it who is enrolled. Raises NotPrepared. 1 round trip in one request,
    2 RCU.
    """
    item, enrollment, *granted = batch_get(
        (AssessmentItem, assessment_key(tenant, assessment)),
        (EnrollmentItem, enrollment_key(tenant, learner, course)),
        *((AccommodationItem, accommodation_key(tenant, learner, course, place)) for place in (None, assessment)),
    )
    if item is None or enrollment is None or enrollment.status not in LEARNING:
        raise NotPrepared
    terms = terms_for(course, assessment, [accommodation_of(each) for each in granted if each is not None])
    return assessment_of(item), terms


def begin(tenant: str, attempt: Attempt, event: Event, *, of: int) -> Attempt | None:
    """Let one begin that was prepared from this revision of its assessment, with its timer. That it is there stands for
    its learner's enrollment, with which it goes. What is an attempt already, else None.

    Raises NothingWaits, NotPrepared. 1 round trip, 1 WCU and 1 for the timer.
    """
    there: Attempt | None = None

    def explain(old: AttemptItem | None) -> NothingWaits | NotPrepared | None:
        nonlocal there
        if old is None:
            return NothingWaits()
        if is_prepared(old):
            return NotPrepared()
        there = attempt_of(old)
        return None

    timer: list[Any] = []
    if attempt.ends_at is not None:
        timer = AttemptItem.timer_set(DUE, tenant=tenant, id=str(attempt.id), at=attempt.ends_at)
    with transaction(tenant=tenant, at=attempt.started_at, actor=attempt.id.learner) as write:
        write.update(
            AttemptItem,
            attempt_key(tenant, attempt.id),
            [*beginning(attempt), *timer],
            when=(AttemptItem.state == PREPARED) & (AttemptItem.of == of),
            otherwise=explain,
            events=[event],
        )
    return there


def put(tenant: str, attempt: Attempt, *, of: int, kept_until: datetime) -> bool:
    """Let an attempt wait for its learner, in the place of one of an earlier revision; whether one waits now.

    One that is begun, or was, stays. 1 round trip, 1 WCU.
    """
    item = attempt_item(tenant, attempt)
    item.state, item.of, item.deadline, item.ttl = PREPARED, of, None, int(kept_until.timestamp())
    waits = True

    def explain(old: AttemptItem | None) -> None:
        nonlocal waits
        waits = old is not None and is_prepared(old)

    earlier = (AttemptItem.state == PREPARED) & (AttemptItem.of < of)
    with transaction(tenant=tenant, at=attempt.started_at) as write:
        write.put(item, when=AttemptItem.absent() | earlier, otherwise=explain)
    return waits


def discard(tenant: str, learner: str, course: str, *, at: datetime) -> int:
    """Take away what waits for a learner in a course; how many were there. What is begun stays.

    1 round trip for each hundred attempts of the learner, and 1 for each that goes.
    """
    gone, after = 0, None
    while True:
        page = query(AttemptItem, tenant_key(tenant, "U", learner), prefix="ATTEMPT#", after=after, consistent=True)
        for item in page.items:
            if is_prepared(item) and item.course == course:
                _take_away(tenant, item, at=at)
                gone += 1
        after = page.next_key
        if after is None:
            return gone


def _take_away(tenant: str, item: AttemptItem, *, at: datetime) -> None:
    with transaction(tenant=tenant, at=at) as write:
        write.delete(AttemptItem, item.key, when=AttemptItem.state == PREPARED, otherwise=lambda _: None)
