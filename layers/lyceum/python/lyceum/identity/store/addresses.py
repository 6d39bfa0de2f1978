"""A member's e-mail address follows their sign-in's: in the membership, and in the tenant's list of addresses."""

from datetime import datetime

from lyceum.identity.events import AddressFollowed
from lyceum.kernel.directory import AddressItem, MemberItem, address_key, member_key
from lyceum.kernel.errors import ChangedInTheMeantime
from lyceum.kernel.mail_addresses import same_address
from lyceum.kernel.table import get, transaction


def follow(tenant: str, person: str, address: str, *, at: datetime) -> None:
    """Keep the address, if it is another one than before and they are a member still.

    1 round trip, 1 RCU; 3 where it is, 6 WCU. Raises ChangedInTheMeantime.
    """
    member = get(MemberItem, member_key(tenant, person), consistent=True)
    before = (member.email or "") if member is not None else ""
    if member is None or member.status != "active" or same_address(before, address):
        return
    old = get(AddressItem, address_key(tenant, before), consistent=True) if before else None
    with transaction(tenant=tenant, at=at, actor=person) as write:
        write.update(
            MemberItem,
            member.key,
            [MemberItem.email.set(address)],
            when=MemberItem.rev == member.revision,
            otherwise=ChangedInTheMeantime(),
            events=[AddressFollowed(person=person)],
        )
        write.update(AddressItem, address_key(tenant, address), [AddressItem.person.set(person)], upsert=True)
        if old is not None and old.person == person:
            write.update(
                AddressItem,
                old.key,
                [AddressItem.person.remove()],
                when=AddressItem.person == person,
                otherwise=ChangedInTheMeantime(),
            )
