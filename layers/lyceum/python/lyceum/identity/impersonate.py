"""Act as another member, to see what they see (FEATURES ID9; RULES S3-2)."""

from datetime import datetime, timedelta

from lyceum.identity.errors import MayNotImpersonate, MemberNotFound, NotImpersonating, NotYourself
from lyceum.identity.store import grants
from lyceum.identity.store.grants import Grant
from lyceum.kernel.access import Caller
from lyceum.kernel.creation import Creation
from lyceum.kernel.impersonation import administers
from lyceum.kernel.standing import told

LONGEST = timedelta(hours=1)


def impersonate(
    caller: Caller, person: str, *, reason: str, lasts: timedelta, creation: Creation, at: datetime
) -> Grant:
    """A grant to act as the member, which each request then names beside the caller's own token.

    2 round trips. Raises NotYourself, MemberNotFound (also for who is shut out), MayNotImpersonate.
    """
    if caller.person == person:
        raise NotYourself
    rights = told(caller.tenant, person, fresh=True)
    if rights is None:
        raise MemberNotFound(person=person)
    theirs = {one.permission for one in rights[1] if one.allows}
    if administers(rights[1]) or not all(caller.may(permission, at=at) for permission in theirs):
        raise MayNotImpersonate(person=person)
    grant = Grant(creation.id, caller.person, person, reason, at + min(lasts, LONGEST))
    return grants.add(caller.tenant, grant, creation, at=at)


def stop_impersonating(caller: Caller, *, at: datetime) -> None:
    """Act in one's own name again. 1 round trip. Raises NotImpersonating."""
    if not caller.impersonator:
        raise NotImpersonating
    grants.end(caller.tenant, caller.impersonator, caller.grant, caller.person, at=at)
