"""Acting as another member: a grant in the administrator's own partition, read where a request names it.

`Lyceum-Impersonation: <grant>` beside the administrator's own token. The caller is then the member, with the member's
rights as the table has them now, and `impersonator` says who acts. Nothing is read where the header is absent.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Final

from pynamodb.attributes import UnicodeAttribute

from lyceum.kernel.access import Caller, Statement
from lyceum.kernel.errors import Forbidden
from lyceum.kernel.permissions import IN_PERSON, Role
from lyceum.kernel.table import InstantAttribute, Item, Key, get, tenant_key

HEADER: Final = "lyceum-impersonation"
PERMISSION: Final = "member.impersonate"


class InPersonOnly(Forbidden):
    """This is done in person, not in somebody else's name."""

    title = {"en": "Not while you act as somebody else", "th": "ไม่สามารถทำได้ขณะปฏิบัติการแทนผู้อื่น"}


class ImpersonationOver(Forbidden):
    """The grant to act as a member has run out, was ended, or is not the caller's."""

    title = {"en": "You do not act as this person any more", "th": "สิ้นสุดการปฏิบัติการแทนแล้ว"}


class GrantItem(Item):
    """`T#t#U#<administrator> / ACTING#<grant>`: as whom, until when."""

    KIND = "impersonation"

    person = UnicodeAttribute(attr_name="p")
    reason = UnicodeAttribute(attr_name="r")
    began_at = InstantAttribute(attr_name="a")
    until = InstantAttribute(attr_name="u")
    ended_at = InstantAttribute(attr_name="x", null=True)


def grant_key(tenant: str, impersonator: str, grant: str) -> Key:
    """Where a grant lies: only under the person of the token is one looked for, so another's is none."""
    return Key(tenant_key(tenant, "U", impersonator), f"ACTING#{grant}")


def acting(caller: Caller, grant: str, *, at: datetime) -> Caller:
    """The member as whom the caller acts. 2 round trips: grant, rights. Raises ImpersonationOver."""
    from lyceum.kernel.standing import told  # what reads members waits until somebody acts in another's name

    item = get(GrantItem, grant_key(caller.tenant, caller.person, grant), consistent=True)
    ended: datetime | None = item.ended_at if item is not None else None
    if item is None or ended is not None or item.until <= at or not caller.may(PERMISSION, at=at):
        raise ImpersonationOver
    rights = told(caller.tenant, item.person)
    if rights is None or administers(rights[1]):
        raise ImpersonationOver
    roles, statements = rights
    return replace(
        caller,
        person=item.person,
        roles=roles,
        overrides=(),
        # What the member has and the caller lacks was given after the grant; it is not used.
        stated=[one for one in statements if not one.allows or caller.may(one.permission, at=at)],
        impersonator=caller.person,
        grant=grant,
        acting_until=item.until,
        read=None,
    )


def administers(statements: Iterable[Statement]) -> bool:
    """Whether somebody has the administrator's role, anywhere and for any time."""
    return any(one.role == Role.ADMINISTRATOR for one in statements)


def demand_in_person(caller: Caller, permission: str, *, in_person: bool = False) -> None:
    """Raises InPersonOnly where a permission is not for those who act in another's name."""
    if caller.impersonator and (in_person or permission in IN_PERSON):
        raise InPersonOnly
