"""A forgotten person's address goes from the invitations that they were sent (RULES X11)."""

from datetime import datetime

from lyceum.identity.settled import settled
from lyceum.identity.store import invitations, invitees, memberships


def forget_invitee(tenant: str, person: str, *, at: datetime) -> int:
    """Erase the person's address from every invitation that they accepted or that went to it, and from the tenant's
    list of addresses; how many invitations that were. One that still waits is taken back: nobody could send it.

    Reads all of the tenant's invitations, a hundred in a round trip, and writes once for each of theirs; seldom asked
    for. Once more changes nothing.
    """
    found = memberships.find(tenant, person)
    address = found[0].profile.email if found is not None else ""
    forgotten = 0
    for id in invitees.of_person(tenant, person, address):

        def act(id: str = id) -> bool:
            return invitees.forget(invitations.find(tenant, id), person, at=at)

        forgotten += settled(act)
    if address:
        invitees.forget_address(tenant, address, person, at=at)
    return forgotten
