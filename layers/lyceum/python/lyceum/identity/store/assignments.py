"""What was assigned and overridden, with by whom and why: the record beside the membership, which has what holds."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pynamodb.attributes import BooleanAttribute, UnicodeAttribute

from lyceum.identity.errors import AlreadyAssigned, AssignmentNotFound
from lyceum.kernel.creation import Creation, repeated
from lyceum.kernel.directory import member_key
from lyceum.kernel.events import Tellable
from lyceum.kernel.pages import Page
from lyceum.kernel.rights import Assignment, Override
from lyceum.kernel.table import InstantAttribute, Item, Key, Transaction, get, query, transaction

ASSIGNMENT = "ROLE#"
OVERRIDE = "OVERRIDE#"
_TIMER = "identity.AssignmentDue"


class _Record(Item):
    scope = UnicodeAttribute(attr_name="sc", null=True)
    expires = InstantAttribute(attr_name="ex", null=True)
    by = UnicodeAttribute(attr_name="b")
    since = InstantAttribute(attr_name="a")
    reason = UnicodeAttribute(attr_name="w", null=True)
    revoked_by = UnicodeAttribute(attr_name="rb", null=True)
    revoked_at = InstantAttribute(attr_name="ra", null=True)
    revoked_because = UnicodeAttribute(attr_name="rw", null=True)


class AssignmentItem(_Record):
    """`T#<tenant>#U#<person>` / `ROLE#<assignment>` (RULES S1-7)."""

    KIND = "assignment"

    role = UnicodeAttribute(attr_name="r")


class OverrideItem(_Record):
    """`T#<tenant>#U#<person>` / `OVERRIDE#<permission>|<scope>` (RULES S1-8)."""

    KIND = "override"

    permission = UnicodeAttribute(attr_name="p")
    allows = BooleanAttribute(attr_name="g")


@dataclass(frozen=True, slots=True)
class Record:
    """One assignment with its history."""

    assignment: Assignment
    reason: str = ""
    revoked_by: str = ""
    revoked_at: datetime | None = None
    revoked_because: str = ""


def record_assignment(
    write: Transaction,
    person: str,
    assignment: Assignment,
    *,
    reason: str,
    creation: Creation,
    told: Sequence[Tellable] = (),
) -> None:
    """Add to a transaction the record of an assignment; the same wish again is a success.

    Without an idempotency key the id is of this request alone: if it is there, only the answer was lost.
    """
    key = _key(write.tenant, person, ASSIGNMENT + assignment.id)
    item = AssignmentItem(
        key.pk,
        key.sk,
        role=assignment.role,
        **_common(assignment, reason),
        key_hash=creation.key_hash,
        body_hash=creation.body_hash,
    )
    if assignment.expires is not None:
        item.set_timer(_TIMER, tenant=write.tenant, id=f"{person}.{assignment.id}", at=assignment.expires)
    taken = AlreadyAssigned(assignment=assignment.id)
    again = repeated(creation, taken)
    write.put(
        item,
        when=AssignmentItem.absent(),
        otherwise=lambda old: again(old) if creation.key_hash else None,
        events=told,
    )


def record_revocation(write: Transaction, person: str, id: str, *, reason: str) -> None:
    """Add to a transaction by whom and why an assignment was taken back."""
    write.update(
        AssignmentItem,
        _key(write.tenant, person, ASSIGNMENT + id),
        [
            AssignmentItem.revoked_by.set(write.actor),
            AssignmentItem.revoked_at.set(write.at),
            AssignmentItem.revoked_because.set(reason),
            *AssignmentItem.timer_removed(),
        ],
        otherwise=AssignmentNotFound(assignment=id),
    )


def record_end(write: Transaction, person: str, id: str) -> None:
    """Add to a transaction that nothing waits for the end of an assignment any more."""
    write.update(
        AssignmentItem,
        _key(write.tenant, person, ASSIGNMENT + id),
        AssignmentItem.timer_removed(),
        otherwise=AssignmentNotFound(assignment=id),
    )


def stop_waiting(tenant: str, person: str, id: str, *, at: datetime) -> None:
    """The same alone. Where nothing waits, nothing is written. Raises AssignmentNotFound.

    1 round trip and 1 RCU; where something waits 1 and 1 WCU more.
    """
    item = get(AssignmentItem, _key(tenant, person, ASSIGNMENT + id), consistent=True)
    if item is None:
        raise AssignmentNotFound(assignment=id)
    if not item.gsi2pk:
        return
    with transaction(tenant=tenant, at=at) as write:
        write.update(
            AssignmentItem,
            _key(tenant, person, ASSIGNMENT + id),
            AssignmentItem.timer_removed(),
            when=AssignmentItem.gsi2pk.exists(),
            otherwise=lambda old: None if old is not None else AssignmentNotFound(assignment=id),
        )


def record_override(write: Transaction, person: str, override: Override, *, reason: str) -> None:
    """Add to a transaction the record of an override; it takes the place of an earlier one."""
    said = _common(override, reason)
    write.update(
        OverrideItem,
        _key(write.tenant, person, f"{OVERRIDE}{override.permission}|{override.scope}"),
        [
            OverrideItem.permission.set(override.permission),
            OverrideItem.allows.set(override.allows),
            *(getattr(OverrideItem, name).set(value) for name, value in said.items() if value is not None),
            *(getattr(OverrideItem, name).remove() for name, value in said.items() if value is None),
            *(getattr(OverrideItem, name).remove() for name in ("revoked_by", "revoked_at", "revoked_because")),
        ],
        upsert=True,
    )


def record_release(write: Transaction, person: str, permission: str, scope: str, *, reason: str) -> None:
    """Add to a transaction by whom and why an override was taken back."""
    write.update(
        OverrideItem,
        _key(write.tenant, person, f"{OVERRIDE}{permission}|{scope}"),
        [
            OverrideItem.revoked_by.set(write.actor),
            OverrideItem.revoked_at.set(write.at),
            OverrideItem.revoked_because.set(reason),
        ],
        upsert=True,
    )


def find(tenant: str, person: str, id: str) -> Record | None:
    """One assignment, revoked or not. 1 round trip."""
    item = get(AssignmentItem, _key(tenant, person, ASSIGNMENT + id), consistent=True)
    return _record(item) if item is not None else None


def of_member(tenant: str, person: str, *, after: str | None, limit: int) -> Page[Record]:
    """All assignments that a member has or had. 1 round trip."""
    page = query(AssignmentItem, member_key(tenant, person).pk, prefix=ASSIGNMENT, after=after, limit=limit)
    return Page([_record(item) for item in page.items], page.next_key)


def _common(one: Assignment | Override, reason: str) -> dict[str, Any]:
    return {
        "scope": one.scope or None,
        "expires": one.expires,
        "by": one.by,
        "since": one.since,
        "reason": reason or None,
    }


def _record(item: AssignmentItem) -> Record:
    id = item.sk.removeprefix(ASSIGNMENT)
    return Record(
        assignment=Assignment(id, item.role, item.scope or "", item.expires, item.by, item.since),
        reason=item.reason or "",
        revoked_by=item.revoked_by or "",
        revoked_at=item.revoked_at,
        revoked_because=item.revoked_because or "",
    )


def _key(tenant: str, person: str, sk: str) -> Key:
    return Key(member_key(tenant, person).pk, sk)
