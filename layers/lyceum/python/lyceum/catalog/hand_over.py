"""A course gets another owner."""

from dataclasses import replace
from datetime import datetime

from lyceum.catalog.drafts import attempts, check_revision
from lyceum.catalog.model.course import Course, Draft
from lyceum.catalog.store import courses, owners
from lyceum.kernel.access import Caller
from lyceum.kernel.errors import Busy, ChangedInTheMeantime, PermissionDenied

PERMISSION = "member.manage"
"""What somebody needs who is not the owner."""


def hand_over(caller: Caller, course: str, person: str, *, expected: int | None, at: datetime) -> tuple[Course, Draft]:
    """The course with its new owner, who answers for it: no right comes or goes with that.

    `expected`: the revision that the caller saw. Raises CourseNotFound, PermissionDenied for who is neither the owner
    nor manages members, NewOwnerNotAMember, ChangedInTheMeantime, Busy. To whose it is already changes nothing.
    2 round trips. Source: RULES X11.
    """
    for _ in attempts():
        before, draft = courses.find(caller.tenant, course)
        if person == before.owner:
            return before, draft
        if caller.person != before.owner and not caller.may(PERMISSION, at=at):
            raise PermissionDenied(permission=PERMISSION)
        check_revision(draft, expected)
        try:
            owners.hand_over(before, draft, person, actor=caller.person, at=at)
        except ChangedInTheMeantime:
            if expected is not None:
                raise
            continue
        return replace(before, handed_to=person), replace(draft, revision=draft.revision + 1)
    raise Busy("Others are changing the course.")
