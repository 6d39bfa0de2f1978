"""Who was invited, as far as it has to be forgotten: addresses in invitations and in the tenant's list of them."""

from collections.abc import Iterator
from datetime import datetime

from lyceum.identity.events import InviteeForgotten
from lyceum.identity.model.invitation import InvitationState
from lyceum.identity.store.invitations import InvitationItem, Kept, ending, find_all, invitation_key, listed
from lyceum.kernel.directory import AddressItem, address_key
from lyceum.kernel.errors import ChangedInTheMeantime
from lyceum.kernel.mail_addresses import same_address
from lyceum.kernel.table import transaction

_PAGE = 100


def of_person(tenant: str, person: str, address: str) -> Iterator[str]:
    """Ids of invitations that the person accepted, or that went to the address. 2 round trips per 100 of the tenant."""
    after: str | None = None
    while True:
        page = listed(tenant, None, after=after, limit=_PAGE)
        accepted = [one.id for one in page.items if one.state is InvitationState.ACCEPTED]
        whose = {id: kept.invitation.accepted_by for id, kept in find_all(tenant, accepted).items()}
        for one in page.items:
            if whose.get(one.id) == person or (address and one.address and same_address(one.address, address)):
                yield one.id
        if page.next_key is None:
            return
        after = page.next_key


def forget(before: Kept, person: str, *, at: datetime) -> bool:
    """Erase the address from an invitation, and its list entry; False where that was done before.

    Raises ChangedInTheMeantime. 1 round trip, 1 WCU and the list entry; 2 more where it waited.
    """
    invitation = before.invitation
    if not invitation.address:
        return False
    waits = invitation.state is InvitationState.PENDING
    erased = invitation.without_address()
    actions = ending(erased, InvitationState.REVOKED if waits else invitation.state, invitation.ended_at or at)
    with transaction(tenant=invitation.tenant, at=at) as write:
        write.update(
            InvitationItem,
            invitation_key(invitation.tenant, invitation.id),
            [InvitationItem.address.set(""), *actions],
            when=InvitationItem.rev == before.rev,
            otherwise=ChangedInTheMeantime(),
            events=[InviteeForgotten(invitation=invitation.id, person=person)],
        )
    return True


def forget_address(tenant: str, address: str, person: str, *, at: datetime) -> None:
    """Take the address out of the tenant's list, unless it is somebody else's by now. 1 round trip, 1 WCU."""
    with transaction(tenant=tenant, at=at) as write:
        write.delete(
            AddressItem,
            address_key(tenant, address),
            when=AddressItem.person.does_not_exist() | (AddressItem.person == person),
            otherwise=lambda _: None,
        )
