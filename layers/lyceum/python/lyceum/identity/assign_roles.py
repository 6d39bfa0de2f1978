"""Say what a member may be in a tenant."""

from collections.abc import Iterable
from datetime import datetime

from lyceum.identity.errors import MemberNotFound
from lyceum.identity.model import Membership
from lyceum.identity.store import memberships
from lyceum.kernel.access import Caller
from lyceum.kernel.errors import ChangedInTheMeantime


def assign_roles(
    caller: Caller, person: str, roles: Iterable[str], *, at: datetime, expected: int | None = None
) -> tuple[Membership, int]:
    """Set exactly these roles; the membership and its new revision. They take effect with the member's next token.

    Raises MemberNotFound, UnknownRole, LastAdministrator, ChangedInTheMeantime. Source: RULES X12.
    """
    found = memberships.find(caller.tenant, person)
    if found is None:
        raise MemberNotFound(person=person)
    membership, rev = found
    if expected is not None and expected != rev:
        raise ChangedInTheMeantime
    changed = membership.with_roles(roles, by=caller.person, at=at)
    if changed.roles == membership.roles:
        return membership, rev
    memberships.change_roles(changed, rev=rev, actor=caller.person)
    return changed, rev + 1
