"""An assignment that has run out goes: it gave nothing any more, and kept its role from being deleted."""

from datetime import datetime

from lyceum.identity.events import RoleRanOut
from lyceum.identity.settled import settled
from lyceum.identity.store import assignments, memberships
from lyceum.kernel.events import SYSTEM


def expire_assignment(tenant: str, person: str, id: str, *, at: datetime) -> None:
    """Take it out of the membership, if it has run out; once more changes nothing. 2 round trips.

    Nobody's token is stale by it: tokens know when what they say ends. Raises AssignmentNotFound. Source: RULES S2-1.
    """

    def act() -> None:
        found = memberships.find(tenant, person)
        given = found[0].assignments.get(id) if found is not None else None
        if found is None or given is None:
            assignments.stop_waiting(tenant, person, id, at=at)
            return
        if given.expires is None or at < given.expires:
            return
        before, rev = found
        after = before.unassigned(id, at=before.changed_at)
        told = RoleRanOut(person=person, assignment=id, role=given.role, scope=given.scope)
        with memberships.changing(before, after, rev=rev, told=told, takes_away=False, actor=SYSTEM, at=at) as write:
            assignments.record_end(write, person, id)

    settled(act)
