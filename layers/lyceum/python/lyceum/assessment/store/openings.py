"""Openings of exams: planned with a timer, worked through page by page."""

from dataclasses import replace
from datetime import datetime
from typing import Any, Final

from pynamodb.attributes import NumberAttribute, UnicodeAttribute

from lyceum.assessment.model.assessment import Assessment
from lyceum.assessment.model.opening import Opening, OpeningState
from lyceum.assessment.openings.errors import OpeningNotFound
from lyceum.assessment.openings.events import AttemptsPrepared
from lyceum.assessment.store.assessments import assessment_of
from lyceum.assessment.store.attempts import LEARNING
from lyceum.assessment.store.items import AssessmentItem, assessment_key
from lyceum.kernel.errors import Conflict
from lyceum.kernel.pages import Page
from lyceum.kernel.table import InstantAttribute, Item, Key, batch_get, tenant_key, transaction
from lyceum.kernel.table.read import query_shards_evenly

DUE: Final = "assessment.ExamOpeningDue"
"""What the sweep tells when the attempts of an exam are to be prepared."""


class OpeningItem(Item):
    """`T#t#A#a / OPENING`: when attempts are prepared, and how far that has come."""

    KIND = "opening"

    course = UnicodeAttribute(attr_name="c")
    opens_at = InstantAttribute(attr_name="o")
    of = NumberAttribute(attr_name="ar")
    """Revision of the assessment."""
    state = UnicodeAttribute(attr_name="s")
    execution = UnicodeAttribute(attr_name="ex", null=True)
    touched_at = InstantAttribute(attr_name="t", null=True)
    after = UnicodeAttribute(attr_name="a", null=True)
    """Where to go on."""
    learners = NumberAttribute(attr_name="n")
    prepared = NumberAttribute(attr_name="p")


class OpeningMoved(Conflict):
    """The opening was written since it was read."""


def opening_key(tenant: str, assessment: str) -> Key:
    """Where the opening of an assessment lies."""
    return Key(tenant_key(tenant, "A", assessment), "OPENING")


def with_assessment(tenant: str, assessment: str) -> tuple[Assessment, Opening | None]:
    """An assessment and its opening, as they are now. Raises OpeningNotFound. 1 round trip, 2 RCU."""
    found, opening = batch_get(
        (AssessmentItem, assessment_key(tenant, assessment)),
        (OpeningItem, opening_key(tenant, assessment)),
        consistent=True,
    )
    if found is None:
        raise OpeningNotFound(assessment=assessment)
    return assessment_of(found), _opening_of(opening) if opening is not None else None


def learners(tenant: str, course: str, *, after: str | None, limit: int) -> Page[str]:
    """Some of those who are enrolled in a course, by enrollment's roster. 1 round trip over eight shards."""
    page, _ = query_shards_evenly(tenant_key(tenant, "C", course, "ROSTER"), after=after, limit=limit)
    found = (entry.sort.split("#") for entry in page.items)
    return Page([learner for status, learner in found if status in LEARNING], page.next_key)


def keep(tenant: str, opening: Opening, *, at: datetime) -> Opening:
    """Write a plan, or how far its work has come, in the place of the revision that it was made from, with its timer;
    as it is kept. After the last page it is told.

    Raises OpeningMoved. 1 round trip, 1 WCU and 1 for each entry of the timer that goes or comes.
    """
    due = opening.due(at)
    timer: list[Any] = OpeningItem.timer_removed()
    if due is not None:
        timer = OpeningItem.timer_set(DUE, tenant=tenant, id=opening.assessment, at=due)
    written = replace(opening, touched_at=at, rev=opening.rev + 1)
    execution, after = OpeningItem.execution, OpeningItem.after
    with transaction(tenant=tenant, at=at) as write:
        write.update(
            OpeningItem,
            opening_key(tenant, opening.assessment),
            [
                OpeningItem.course.set(opening.course),
                OpeningItem.opens_at.set(opening.opens_at),
                OpeningItem.of.set(opening.of),
                OpeningItem.state.set(str(opening.state)),
                execution.set(opening.execution) if opening.execution is not None else execution.remove(),
                OpeningItem.touched_at.set(at),
                after.set(opening.after) if opening.after is not None else after.remove(),
                OpeningItem.learners.set(opening.learners),
                OpeningItem.prepared.set(opening.prepared),
                *timer,
            ],
            when=OpeningItem.rev == opening.rev if opening.rev else OpeningItem.absent(),
            otherwise=_explain(written),
            events=[_told(opening)] if opening.state is OpeningState.PREPARED else [],
            upsert=True,
        )
    return written


def _explain(written: Opening) -> Any:
    """Finding there what this very write would have left means that only its answer was lost."""

    def explain(old: OpeningItem | None) -> OpeningMoved | None:
        return None if old is not None and _opening_of(old) == written else OpeningMoved()

    return explain


def _told(opening: Opening) -> AttemptsPrepared:
    return AttemptsPrepared(
        assessment=opening.assessment,
        course=opening.course,
        opens_at=opening.opens_at,
        learners=opening.learners,
        attempts=opening.prepared,
    )


def _opening_of(item: OpeningItem) -> Opening:
    return Opening(
        assessment=item.pk.rpartition("#")[2],
        course=item.course,
        opens_at=item.opens_at,
        of=int(item.of),
        state=OpeningState(item.state),
        execution=item.execution,
        touched_at=item.touched_at,
        after=item.after,
        learners=int(item.learners),
        prepared=int(item.prepared),
        rev=item.revision,
    )
