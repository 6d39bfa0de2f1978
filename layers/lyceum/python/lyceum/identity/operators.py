"""Who operates the platform: said by whoever may call functions of the stack, never over HTTP.

An operator is a member of no school, and of the platform's own place, `*`: the role lies where memberships lie, so it
comes with the token, is taken back like any other right, and the audit trail of the platform tells of both.
"""

from datetime import datetime

from lyceum.identity.events import OperatorAppointed, OperatorDismissed
from lyceum.identity.model.membership import Membership, Profile
from lyceum.identity.settled import settled
from lyceum.identity.store import memberships, operators
from lyceum.kernel.events import SYSTEM
from lyceum.kernel.permissions import PLATFORM, Role


def appoint_operator(person: str, *, at: datetime) -> bool:
    """Somebody operates the platform from their next token on; False where they did before. 2 round trips.

    Raises TokenStale where the account has become another person's: it is theirs that is to be named.
    """

    def act() -> bool:
        found = memberships.find(PLATFORM, person)
        if found is None:
            operators.add(Membership.begin(PLATFORM, person, Profile(), roles=[Role.OPERATOR], at=at))
            return True
        before, rev = found
        if Role.OPERATOR in before.roles:
            return False
        after = before.with_roles([Role.OPERATOR], at=at)
        told = OperatorAppointed(person=person)
        with memberships.changing(before, after, rev=rev, told=told, takes_away=False, actor=SYSTEM):
            pass
        return True

    return settled(act)


def dismiss_operator(person: str, *, at: datetime) -> bool:
    """Somebody operates the platform no longer: their tokens are refused within a minute. False where they did not.

    2 round trips.
    """

    def act() -> bool:
        found = memberships.find(PLATFORM, person)
        if found is None or Role.OPERATOR not in found[0].roles:
            return False
        before, rev = found
        after = before.with_roles([], at=at)
        told = OperatorDismissed(person=person)
        with memberships.changing(before, after, rev=rev, told=told, takes_away=True, actor=SYSTEM):
            pass
        return True

    return settled(act)
