"""Shut somebody out of a course, and let them in again (FEATURES ID12)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from lyceum.enrollment.errors import NotYourself
from lyceum.enrollment.model import Ban, Enrollment
from lyceum.enrollment.store import bans
from lyceum.kernel.access import Caller
from lyceum.kernel.errors import Busy, ChangedInTheMeantime
from lyceum.kernel.events import SYSTEM
from lyceum.kernel.ids import parts_of

ATTEMPTS = 4


@dataclass(frozen=True, slots=True)
class Learner:
    """Whom a place belongs to."""

    tenant: str
    person: str


def ban_learner(caller: Caller, course: str, person: str, *, reason: str, until: datetime | None, at: datetime) -> Ban:
    """From now on they cannot take a place; one that they have is suspended, and learning closes by event.

    2 round trips. Raises NotYourself, BanTooShort, CourseNotFound, LearnerNotFound.
    """
    if caller.person == person:
        raise NotYourself

    def act() -> Ban:
        kept, rev = bans.find(caller.tenant, person, course)
        if kept is not None and kept.ban and (kept.ban.reason, kept.ban.until) == (reason, until):
            return kept.ban
        if kept is not None:
            after = kept.banned(reason, by=caller.person, at=at, until=until)
        else:
            learner = Learner(caller.tenant, person)
            after = Enrollment.kept_out(learner, course, reason, by=caller.person, at=at, until=until)
        made = after.ban or Ban(reason, caller.person, at, until, None)
        bans.ban(after, made, rev=rev, at=at)
        return made

    return _settled(act)


def reinstate_learner(caller: Caller, course: str, person: str, *, at: datetime) -> None:
    """End a ban before its time; where there is none nothing changes. 2 round trips.

    Raises CourseNotFound, LearnerNotFound.
    """
    _settled(lambda: _reinstate(caller, course, person, at=at))


def lift_course_ban(tenant: str, id: str, *, at: datetime) -> None:
    """End a ban whose time has run out; one that is over, or was made longer, stays as it is."""
    parts = parts_of(id, 2)
    if parts is not None:
        _settled(lambda: _lift(tenant, *parts, due=at))


def _reinstate(caller: Caller, course: str, person: str, *, at: datetime) -> None:
    kept, _ = bans.find(caller.tenant, person, course)
    if kept is None:
        bans.assert_both_exist(caller.tenant, person, course)
    elif kept.ban is not None:
        bans.lift(kept, kept.ban, at=at, by=caller.person)


def _lift(tenant: str, learner: str, course: str, *, due: datetime) -> None:
    kept, _ = bans.find(tenant, learner, course)
    if kept is None or kept.ban is None or kept.ban.until is None or due < kept.ban.until:
        return
    bans.lift(kept, kept.ban, at=due, by=SYSTEM)


def _settled[R](act: Callable[[], R]) -> R:
    for _ in range(ATTEMPTS):
        try:
            return act()
        except ChangedInTheMeantime:
            continue
    raise Busy("Others are changing the same place.")
