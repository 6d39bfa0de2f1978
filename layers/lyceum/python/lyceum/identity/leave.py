"""Leave a school, and say which one is the primary."""

from datetime import datetime

from lyceum.identity.join import own_membership
from lyceum.identity.model.membership import Membership
from lyceum.identity.settled import settled
from lyceum.identity.store import leavings, primaries
from lyceum.kernel.access import Caller
from lyceum.kernel.revocation import rights_of


def leave(caller: Caller, *, at: datetime) -> None:
    """The caller is no member any more: roles, assignments and single permissions go, with the day in the history.

    Tokens of before are refused within a minute. What they have learned and bought stays the school's record, and is
    theirs again where they join again. Who is none any more changes nothing.
    Raises MembershipClosed, LastAdministrator, HasCourses, Busy. 2 round trips, 3 with an address.
    Source: RULES S1-5, X6; FEATURES TE4.
    """
    whose = rights_of(caller.person)
    settled(
        lambda: leavings.leave(caller.tenant, caller.person, whose, reason="left", by=caller.person, at=at),
    )


def make_primary(caller: Caller, *, at: datetime) -> Membership:
    """This membership is the caller's primary one, no other is. Raises MemberNotFound. 2 round trips."""
    membership = own_membership(caller)
    primaries.choose(caller.tenant, caller.person, at=at)
    return membership


def is_primary(caller: Caller) -> bool:
    """Whether this membership is the caller's primary one: the first, unless they said another. 1 round trip."""
    return primaries.primary_of(caller.person) == caller.tenant
