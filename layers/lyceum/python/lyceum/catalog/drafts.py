"""Change a draft: read, change, write in the place of the revision that was read, again where somebody was faster."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime

from lyceum.catalog.model.course import Course, Draft
from lyceum.catalog.store import courses
from lyceum.kernel.access import Caller
from lyceum.kernel.contention import rounds
from lyceum.kernel.creation import Creation
from lyceum.kernel.errors import Busy, ChangedInTheMeantime, IdempotencyKeyReused

_ROUNDS = 6
_FIRST_PAUSE_SECONDS = 0.02


def attempts() -> Iterator[int]:
    """Rounds of read, change and write."""
    return rounds(_ROUNDS, first_pause=_FIRST_PAUSE_SECONDS)


def change_draft(
    caller: Caller, course: str, change: Callable[[Course, Draft], Draft], *, expected: int | None, at: datetime
) -> tuple[Course, Draft]:
    """The course and its draft after the change. A change that changes nothing writes nothing.

    `expected`: the revision that the caller saw. Raises CourseNotFound, ChangedInTheMeantime where it is another one,
    Busy where others keep changing it, and what `change` raises. 2 round trips.
    """
    for _ in attempts():
        found, draft = courses.find(caller.tenant, course)
        check_revision(draft, expected)
        changed = change(found, draft)
        if changed == draft:
            return found, draft
        try:
            return found, courses.save_draft(found, changed, actor=caller.person, at=at)
        except ChangedInTheMeantime:
            if expected is not None:
                raise
    raise Busy("Others are changing the course.")


def check_revision(draft: Draft, expected: int | None) -> None:
    """Raises ChangedInTheMeantime where the caller saw another revision."""
    if expected is not None and draft.revision != expected:
        raise ChangedInTheMeantime(revision=draft.revision)


def part_id(creation: Creation) -> str:
    """The short id of a new chapter or lesson, from the id of its creation."""
    return creation.id[-10:].lower()


def was_created(draft: Draft, creation: Creation) -> bool:
    """Whether this very wish was fulfilled already. Raises IdempotencyKeyReused for another body under the same key."""
    if creation.body_hash is None:
        return False
    made = draft.created.get(part_id(creation))
    if made is not None and made != creation.body_hash:
        raise IdempotencyKeyReused
    return made is not None


def remember(draft: Draft, creation: Creation) -> Draft:
    """With the body of what was made under an idempotency key."""
    if creation.body_hash is None:
        return draft
    return replace(draft, created={**draft.created, part_id(creation): creation.body_hash})
