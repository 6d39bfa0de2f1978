"""A forgotten person's name and address go from invitations, lists to invite, membership and profile (RULES X11)."""

from datetime import datetime

from lyceum.identity.settled import settled
from lyceum.identity.store import forgotten as forgotten_store
from lyceum.identity.store import invitations, invitees, memberships


def forget_invitee(tenant: str, person: str, *, at: datetime) -> int:
    """Erase the person's address from every invitation that they accepted or that went to it, and from the tenant's
    list of addresses; then from lists of people to invite, and with the name from membership and profile. How many
    invitations that were. One that still waits is taken back: nobody could send it.

    Reads all of the tenant's invitations and batches, and writes once for each of theirs; seldom asked for. Once more
    changes nothing. Raises Busy while a list that has them is being worked at.
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
    for batch in forgotten_store.batches(tenant):

        def erase(batch: str = batch) -> int:
            return forgotten_store.erase_rows(tenant, batch, person, address, at=at)

        settled(erase)
    # Last: whoever begins anew after a fault still finds the address here.
    settled(lambda: forgotten_store.erase_member(tenant, person, at=at))
    return forgotten
