"""Publish a course, or take it back."""

import time
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from lyceum.catalog.drafts import attempts, check_revision
from lyceum.catalog.errors import SeatsTaken
from lyceum.catalog.model.course import Course, Status
from lyceum.catalog.model.publication import Publication, Seats, publication
from lyceum.catalog.store import assessments, publications
from lyceum.catalog.store.publications import COUNTING, Snapshot
from lyceum.kernel.access import Caller
from lyceum.kernel.errors import Busy, ChangedInTheMeantime

INDEX_LAG_SECONDS = 2.0
"""How long an index may lag behind its table; it is mostly milliseconds, and a throttled index refuses the write."""

type Settle = Callable[[float], object]
"""Waits that many seconds."""


def publish_course(
    caller: Caller, course: str, *, expected: int | None, at: datetime, settle: Settle = time.sleep
) -> Publication:
    """Make the draft what learners see: an immutable version where the outline changed, and an open offer.

    Publishing what is published already changes nothing but what its assessments and assignments have waiting: that
    goes live. Two publishers at once make one version.
    Raises CourseNotFound, CourseIncomplete (RULES S3-6), SeatsTaken, ChangedInTheMeantime. 2 or 3 round trips; the
    first limit of a course that is offered already takes two seconds, in which nobody can enroll.
    """
    for _ in attempts():
        now = publications.snapshot(caller.tenant, course)
        check_revision(now.draft, expected)
        result = publication(now.course, now.draft, at=at)
        try:
            if not result.changes_anything:
                return _tell_what_waits(caller, now, result, at=at)
            return _publish(caller, now, result, at=at, settle=settle)
        except ChangedInTheMeantime:
            # Another publisher or an author was faster: what they did is looked at anew.
            continue
    raise Busy("Others are changing the course.")


def _tell_what_waits(caller: Caller, now: Snapshot, result: Publication, *, at: datetime) -> Publication:
    # Newer questions or instructions change nothing that the course itself shows.
    if assessments.waits(caller.tenant, now.course.id, result.outline, since=now.told_at):
        publications.tell_again(now.course, actor=caller.person, at=at)
    return result


def _publish(caller: Caller, now: Snapshot, result: Publication, *, at: datetime, settle: Settle) -> Publication:
    taken = 0
    tenant, course = now.course.tenant, now.course.id
    if now.seats is not None and now.draft.about.seats is not None and now.seats.total in (None, COUNTING):
        # Enrollments without a limit leave no count behind: stop them, count, go on from there. The roster is an index:
        # what was enrolled before nobody could any more is in it only some milliseconds later.
        since = publications.begin_counting(tenant, course, at=at)
        settle(max(0.0, INDEX_LAG_SECONDS - (at - since).total_seconds()))
        now = replace(now, seats=Seats(COUNTING, 0))
        # Held first: who is enrolled between the two is counted twice, and no seat is sold twice.
        taken = publications.seats_held(tenant, course) + publications.seats_taken(tenant, course)
    try:
        publications.publish(now, result, taken=taken, actor=caller.person, at=at)
    except SeatsTaken:
        publications.give_up_counting(tenant, course, at=at)
        raise
    return result


def unpublish_course(caller: Caller, course: str, *, expected: int | None, at: datetime) -> Course:
    """Take a course out of the catalogue: nobody can enroll any more, who is enrolled keeps it. Repeats change nothing.

    Raises CourseNotFound, ChangedInTheMeantime. 2 round trips.
    """
    for _ in attempts():
        now = publications.snapshot(caller.tenant, course)
        check_revision(now.draft, expected)
        if not now.course.is_published:
            return now.course
        after = replace(now.course, status=Status.UNPUBLISHED)
        try:
            publications.unpublish(after, actor=caller.person, at=at)
        except ChangedInTheMeantime:
            continue
        return after
    raise Busy("Others are changing the course.")
