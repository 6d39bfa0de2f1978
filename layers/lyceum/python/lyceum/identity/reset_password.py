"""Make a member choose a new password (FEATURES ID6; RULES S1-4)."""

from datetime import datetime

from lyceum.identity import pool
from lyceum.identity.errors import AdministratorProtected, MemberNotFound, NotYourself, SignInUnknown
from lyceum.identity.store import resets, sessions, standings
from lyceum.kernel.access import Caller
from lyceum.kernel.permissions import Role

_LATEST = 20


def reset_password(caller: Caller, person: str, *, at: datetime) -> None:
    """The password is worth nothing from now on, and everything that is signed in with it ends.

    5 round trips and 2 calls of the pool, each harmless to repeat. Raises MemberNotFound, NotYourself,
    AdministratorProtected, SignInUnknown, TooOften.
    """
    if caller.person == person:
        raise NotYourself
    standing = standings.find(caller.tenant, person)
    if standing is None:
        raise MemberNotFound(person=person)
    if Role.ADMINISTRATOR in standing.roles:
        raise AdministratorProtected(person=person)
    known = sessions.alive(caller.tenant, person, after=None, limit=_LATEST).items
    usernames = sorted({one.username for one in known if one.username})
    if not usernames:
        raise SignInUnknown(person=person)
    resets.count(caller.tenant, person, at=at)
    # Sessions end last: a repeat finds by them whose password it is, and whom to sign out.
    for username in usernames:
        pool.demand_new_password(username)
        pool.sign_out_everywhere(username)
    sessions.end_all(caller.tenant, person, known, at=at, by=caller.person)
