"""A forgotten person's name and address go from invitations, lists to invite, membership, profile and sessions, and
they are no member any more (RULES X11, S3-4).
"""

from contextlib import suppress
from datetime import datetime

from lyceum.identity.errors import MembershipClosed
from lyceum.identity.settled import settled
from lyceum.identity.store import forgotten as forgotten_store
from lyceum.identity.store import invitations, invitees, leavings, sessions
from lyceum.kernel.events import SYSTEM
from lyceum.kernel.revocation import rights_of, sessions_of


def forget_invitee(tenant: str, person: str, *, at: datetime) -> int:
    """Erase the person's address from every invitation that they accepted or that went to it, and from the tenant's
    list of addresses; then from lists of people to invite, and with the name from membership and profile. How many
    invitations that were. One that still waits is taken back: nobody could send it. The membership ends, with every
    sign-in to it; of who is shut out it stays, or they could come back.

    Reads all of the tenant's invitations and batches, and writes once for each of theirs; seldom asked for. Once more
    changes nothing. Raises Busy while a list that has them is being worked at.
    """
    address = forgotten_store.address_of(tenant, person)
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
    _sign_out(tenant, person, at=at)
    # Last: whoever begins anew after a fault still finds the address here.
    settled(lambda: forgotten_store.erase_member(tenant, person, at=at))
    return forgotten


def _sign_out(tenant: str, person: str, *, at: datetime) -> None:
    """First no token is let in any more, or a client would note its session again."""
    entries = (rights_of(person), sessions_of(person))
    with suppress(MembershipClosed):  # nobody lets them in since then
        settled(lambda: leavings.leave(tenant, person, *entries, reason="forgotten", by=SYSTEM, at=at))
    sessions.erase(tenant, person, at=at)
