"""Become a member, and see one's own membership."""

from datetime import datetime

from cachetools import TTLCache

from lyceum.identity import pool
from lyceum.identity.errors import MemberNotFound
from lyceum.identity.model.membership import Membership, Profile
from lyceum.identity.settled import settled
from lyceum.identity.store import memberships
from lyceum.kernel.access import Caller
from lyceum.kernel.memory import remembered
from lyceum.kernel.permissions import Role


def join(caller: Caller, profile: Profile, *, at: datetime) -> Membership:
    """The caller becomes a learner where the tenant lets people register themselves; twice is the same as once.
    Who has left begins again: one membership, with its history.

    Raises TenantNotFound, RegistrationClosed, Busy. The client refreshes its token afterwards. Source: RULES X13, S1-5.
    """
    membership = Membership.begin(caller.tenant, caller.person, profile, roles=[Role.LEARNER], at=at)
    return settled(lambda: memberships.add(membership, self_registered=True, actor=caller.person))


def signs_in_twice(caller: Caller, username: str) -> bool | None:
    """Whether the account has a second factor; None where the pool does not know. 1 call of the pool, remembered for
    50 s; none for who acts in another's name.
    """
    if caller.impersonator or not username:
        return None
    if username not in _known:
        found = pool.has_second_factor(username)
        if found is None:
            return None
        _known[username] = found
    return _known[username]


_known: TTLCache[str, bool] = remembered(most=2_000)


def own_membership(caller: Caller) -> Membership:
    """The caller's membership as it is kept now. Raises MemberNotFound."""
    found = memberships.find(caller.tenant, caller.person)
    if found is None:
        raise MemberNotFound(tenant=caller.tenant)
    return found[0]
