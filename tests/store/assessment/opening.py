"""Exams with a scheduled start, and their opening, for tests of it."""

from datetime import datetime, timedelta
from typing import Any

from lyceum.assessment.author_assessment import Change, change_assessment
from lyceum.assessment.model.attempt_id import AttemptId
from lyceum.assessment.model.opening import LEAD, Opening
from lyceum.assessment.prepare_attempts import Next, prepare_attempts
from lyceum.assessment.store import openings
from lyceum.assessment.store.items import AttemptItem, EnrollmentItem, attempt_key, enrollment_key
from lyceum.content.kinds import AssessmentKind
from lyceum.kernel.access import Caller
from lyceum.kernel.ids import shard_of
from lyceum.kernel.table import get, tenant_key
from lyceum.kernel.table.read import LIST_SHARDS
from tests.store.assessment.world import World, keep
from tests.unit.assessment.samples import NOON

OPENS = NOON + timedelta(hours=2)
AHEAD = OPENS - LEAD
"""When attempts are prepared."""
SOON = OPENS + timedelta(seconds=5)
MINUTES = 30
KEPT = timedelta(days=36_500)
"""Tests' instants are past, and what has a `ttl` that is past goes at any time."""


def rostered(world: World, name: str, status: str = "enrolled") -> Caller:
    """Enrolled, with the roster's entry as enrollment writes it."""
    caller = world.caller(name)
    key = enrollment_key(world.tenant, caller.person, world.course)
    shard = shard_of(caller.person, LIST_SHARDS)
    item = EnrollmentItem(
        key.pk,
        key.sk,
        status=status,
        gsi1pk=tenant_key(world.tenant, "C", world.course, "ROSTER", str(shard)),
        gsi1sk=f"{status}#{caller.person}",
        card={"learner": caller.person, "status": status},
    )
    keep(world.tenant, item)
    return caller


def exam(world: World, *questions: Any, opens: datetime | None = OPENS, **settings: Any) -> str:
    """An exam that learners can take from then on."""
    said: dict[str, Any] = {"kind": AssessmentKind.EXAM, "time_limit_minutes": MINUTES, "available_from": opens}
    return world.live(*questions, **(said | settings))


def step(world: World, assessment: str, execution: str = "one", at: datetime = AHEAD) -> Next:
    return prepare_attempts(world.tenant, assessment, execution=execution, at=at)


def opened(world: World, assessment: str, execution: str = "one", at: datetime = AHEAD) -> Opening:
    """Through to the end."""
    for _ in range(50):
        if step(world, assessment, execution, at) is Next.DONE:
            return kept(world, assessment)
    raise AssertionError("it does not end")


def kept(world: World, assessment: str) -> Opening:
    _, opening = openings.with_assessment(world.tenant, assessment)
    assert opening is not None
    return opening


def item_of(world: World, learner: Caller, assessment: str, number: int = 1) -> AttemptItem | None:
    """What lies in the place of an attempt."""
    return get(
        AttemptItem, attempt_key(world.tenant, AttemptId(learner.person, assessment, number, 1)), consistent=True
    )


def state_of(world: World, learner: Caller, assessment: str) -> str | None:
    item = item_of(world, learner, assessment)
    return item.state if item is not None else None


def change_exam(world: World, test: str, change: Change) -> None:
    author = world.caller("author", "instructor")
    change_assessment(author, world.course, test, change, expected_revision=None, at=NOON + timedelta(minutes=1))
