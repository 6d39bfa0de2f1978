"""Invite many at once: ask for it, look how it stands, undo it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from lyceum.identity.errors import EndsInThePast, ExpiryTooFar, InvitationSourceUnclear
from lyceum.identity.events import InvitationBatchTakenBack
from lyceum.identity.invite import known_roles
from lyceum.identity.inviting import PERMISSION, demand_preset
from lyceum.identity.model.invitation import LONGEST
from lyceum.identity.model.invitation_batch import ROWS_AT_ONCE, Batch, BatchState
from lyceum.identity.model.invitation_rows import Row, counted, marked
from lyceum.identity.settled import settled
from lyceum.identity.store import batches
from lyceum.kernel.access import Caller
from lyceum.kernel.creation import Creation


def invite_many(caller: Caller, wish: Batch, rows: Sequence[Row], *, creation: Creation) -> Batch:
    """Begin to invite everybody on a list; with `dry_run` only to say what would become of each.

    Every address on the list is invited once, however often the list is sent. Raises PermissionDenied,
    PermissionNotHeld, UnknownRole, InvitationSourceUnclear, EndsInThePast, ExpiryTooFar, InvitationListNotFound,
    IdempotencyKeyReused.
    1 round trip, 2 with a role of the school's own or an idempotency key. Source: WISHES 15.
    """
    caller.demand(PERMISSION, at=wish.requested_at)
    demand_preset(caller, wish.preset, known_roles(caller.tenant, wish.preset), at=wish.requested_at)
    if bool(wish.upload) is bool(rows):
        raise InvitationSourceUnclear
    if wish.expires is not None and wish.expires <= wish.requested_at:
        raise EndsInThePast
    if wish.expires is not None and wish.expires > wish.requested_at + LONGEST:
        raise ExpiryTooFar(days=LONGEST.days)
    listed = marked(rows)
    batch = replace(wish, total=len(listed), counts=counted(listed))
    batches.add(batch, listed, creation)
    return batch if creation.key_hash is None else batches.find(caller.tenant, batch.id)


def find_batch(caller: Caller, id: str, *, start: int, limit: int, at: datetime) -> tuple[Batch, list[Row], int | None]:
    """A batch, rows with their results from `start` on, and where to go on. 2 round trips.

    Raises InvitationBatchNotFound.
    """
    caller.demand(PERMISSION, at=at)
    batch = batches.find(caller.tenant, id)
    first = start // ROWS_AT_ONCE
    found = [row for some in batches.rows(batch, first, first + 1) for row in some]
    skipped = start - first * ROWS_AT_ONCE
    shown = found[skipped : skipped + limit]
    following = start + len(shown)
    return batch, shown, following if shown and following < batch.total else None


def undo_batch(caller: Caller, id: str, *, at: datetime) -> Batch:
    """Begin to take back what still waits of a batch; once more changes nothing.

    Whoever has become a member stays one: they are named, not removed. Raises InvitationBatchNotFound, BatchRunning.
    2 round trips.
    """

    def act() -> Batch:
        caller.demand(PERMISSION, at=at)
        batch = batches.find(caller.tenant, id)
        batch.demand_finished()
        if batch.state is not BatchState.FINISHED:
            return batch
        after = replace(batch, state=BatchState.UNDOING, step=0)
        batches.advance(batch, after, InvitationBatchTakenBack(batch=id, step=0), at=at)
        return after

    return settled(act)
