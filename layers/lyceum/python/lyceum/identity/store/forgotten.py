"""What a school knows of a person by name and address, as far as it has to be forgotten (RULES X11)."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from pynamodb.expressions.operand import Path

from lyceum.identity.model.invitation_batch import BatchState
from lyceum.identity.model.invitation_rows import Row, as_kept, row_from, without_address
from lyceum.identity.model.person_profile import username_claims
from lyceum.identity.store.batches import BatchItem, BatchRowsItem, batch_list
from lyceum.identity.store.profiles import ProfileItem, UsernameItem, profile_key, username_key
from lyceum.kernel.directory import MemberItem, member_key
from lyceum.kernel.errors import Busy, ChangedInTheMeantime
from lyceum.kernel.mail_addresses import same_address
from lyceum.kernel.table import Key, batch_get, get, query, transaction
from lyceum.kernel.table.read import query_index

_PAGE = 100
_ROWS = 10
AT_REST = frozenset(BatchState) - {BatchState.REQUESTED, BatchState.RUNNING, BatchState.UNDOING}
"""No step of the batch is to come, unless somebody undoes it, which begins by reading."""


def address_of(tenant: str, person: str) -> str:
    """The address that the school knows of a person, a member still or not. 1 round trip, 1 RCU."""
    item = get(MemberItem, member_key(tenant, person), consistent=True)
    return (item.email or "") if item is not None else ""


def batches(tenant: str) -> Iterator[str]:
    """Partitions of the school's batches of invitations, of the last 90 days. 1 round trip per 100."""
    after: str | None = None
    while True:
        page = query_index(batch_list(tenant), after=after, limit=_PAGE)
        yield from (entry.key.pk for entry in page.items)
        if page.next_key is None:
            return
        after = page.next_key


def erase_rows(tenant: str, batch: str, person: str, address: str, *, at: datetime) -> int:
    """Erase the person's address from a batch's rows; from how many. 1 round trip per 1,000 rows, and one for each
    hundred with theirs. Raises ChangedInTheMeantime, Busy while the batch is being worked at.
    """
    erased, after = 0, None
    while True:
        page = query(BatchRowsItem, batch, prefix="ROWS#", after=after, limit=_ROWS, consistent=True)
        erased += sum(_erase_from(tenant, item, person, address, at=at) for item in page.items)
        if page.next_key is None:
            return erased
        after = page.next_key


def _erase_from(tenant: str, item: BatchRowsItem, person: str, address: str, *, at: datetime) -> int:
    before = [row_from(said) for said in item.rows]
    rows = [without_address(row) if _is_theirs(row, person, address) else row for row in before]
    if rows == before:
        return 0
    _write_rows(tenant, item, rows, at=at)
    return sum(old != new for old, new in zip(before, rows, strict=True))


def _write_rows(tenant: str, item: BatchRowsItem, rows: Sequence[Row], *, at: datetime) -> None:
    with transaction(tenant=tenant, at=at) as write:
        write.update(
            BatchRowsItem,
            Key(item.pk, item.sk),
            [BatchRowsItem.rows.set([as_kept(row) for row in rows])],
            when=BatchRowsItem.rev == item.revision,
            otherwise=ChangedInTheMeantime(),
        )
        write.check(
            BatchItem,
            Key(item.pk, "INVITATIONS"),
            when=BatchItem.state.is_in(*(str(state) for state in AT_REST)),
            otherwise=Busy("The list is being worked at; a step would write back what it has read."),
        )


def _is_theirs(row: Row, person: str, address: str) -> bool:
    return bool(row.email) and (row.person == person or bool(address and same_address(row.email, address)))


def erase_member(tenant: str, person: str, *, at: datetime) -> bool:
    """Erase name and address from the membership, and the profile; False where there is nothing left.

    Id and state stay, which the audit trail and others' records name. 2 round trips, 3 with a username.
    Raises ChangedInTheMeantime.
    """
    member, profile = batch_get(
        (MemberItem, member_key(tenant, person)), (ProfileItem, profile_key(tenant, person)), consistent=True
    )
    said = profile.said if profile is not None else {}
    if member is None or not (member.name or member.email or said):
        return False
    claims = _claimed(tenant, person, said.get("un", ""))
    with transaction(tenant=tenant, at=at) as write:
        write.update(
            MemberItem,
            member_key(tenant, person),
            [
                MemberItem.name.remove(),
                MemberItem.email.remove(),
                # Who is a member no more is in no list.
                *([MemberItem.gsi1sk.set(f"#{person}")] if member.gsi1pk else []),
                Path("card.name").set(""),
            ],
            when=MemberItem.rev == member.revision,
            otherwise=ChangedInTheMeantime(),
        )
        if profile is not None:
            write.update(
                ProfileItem,
                profile_key(tenant, person),
                [ProfileItem.said.set({})],
                when=ProfileItem.rev == profile.revision,
                otherwise=ChangedInTheMeantime(),
            )
        for claim in claims:
            # A failed condition cancels all of it: to let that pass for done would leave the name where it is.
            write.delete(UsernameItem, claim, when=UsernameItem.owner == person, otherwise=ChangedInTheMeantime())
    return True


def _claimed(tenant: str, person: str, username: str) -> list[Key]:
    """Which claims of a username are there and theirs: what counts as alike may have changed since it was chosen."""
    keys = [username_key(tenant, claim) for claim in sorted(username_claims(username))]
    found = batch_get(*((UsernameItem, key) for key in keys), consistent=True) if keys else []
    return [key for key, item in zip(keys, found, strict=True) if item is not None and item.owner == person]
