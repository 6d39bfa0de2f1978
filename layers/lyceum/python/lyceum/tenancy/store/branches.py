"""Branches, who is registered at them, and which courses they may use."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from lyceum.kernel.creation import Creation, repeated
from lyceum.kernel.directory import MemberItem, member_key
from lyceum.kernel.errors import ChangedInTheMeantime, Conflict, DomainError
from lyceum.kernel.events import Tellable
from lyceum.kernel.ids import shard_of
from lyceum.kernel.table import Entry, Item, Key, Page, get, query, query_shards, tenant_key, transaction
from lyceum.kernel.table.read import LIST_SHARDS
from lyceum.tenancy.errors import BranchClosed, BranchNotFound, NoSuchCourse, NotAMemberHere, NotInBranch
from lyceum.tenancy.events import BranchChanged, BranchCourseChanged, BranchLimitChanged, BranchMemberChanged
from lyceum.tenancy.model.branch import Branch, BranchState, Registration
from lyceum.tenancy.model.tenant import Contact
from lyceum.tenancy.store.items import (
    BranchCourseItem,
    BranchItem,
    BranchMemberItem,
    CourseHereItem,
    LimitItem,
    branch_course_key,
    branch_key,
    branch_member_key,
)

PREFIX = "BRANCH#"
ACTIVE, REMOVED = "active", "removed"
_KEPT = timedelta(days=90)


class BranchIsThere(Conflict):
    """The id is taken."""


def add(branch: Branch, creation: Creation, *, actor: str) -> Branch:
    """Keep a new branch; what is kept, an earlier one for a repeat. Raises IdempotencyKeyReused. 1 WCU."""
    kept = branch
    again = repeated(creation, BranchIsThere())

    def explain(old: Any) -> DomainError | None:
        nonlocal kept
        verdict = again(old)
        if verdict is None and old is not None:
            kept = _entity(branch.tenant, old)
        return verdict

    key = branch_key(branch.tenant, branch.id)
    item = BranchItem(
        key.pk,
        key.sk,
        name=branch.name,
        contact=_contact(branch),
        state=str(branch.state),
        opened_at=branch.opened_at,
        key_hash=creation.key_hash,
        body_hash=creation.body_hash,
    )
    with transaction(tenant=branch.tenant, at=branch.opened_at, actor=actor) as write:
        told = BranchChanged(branch=branch.id, change="opened")
        write.put(item, when=BranchItem.absent(), otherwise=explain, events=[told])
    return kept


def find(tenant: str, branch: str) -> Branch:
    """A branch as it is now. Raises BranchNotFound. 1 round trip, 1 RCU."""
    item = get(BranchItem, branch_key(tenant, branch), consistent=True)
    if item is None:
        raise BranchNotFound(branch=branch)
    return _entity(tenant, item)


def listed(tenant: str, *, after: str | None, limit: int) -> Page[Branch]:
    """Branches in the order of their opening, closed ones too. 1 round trip."""
    page = query(BranchItem, tenant_key(tenant), prefix=PREFIX, after=after, limit=limit)
    return Page([_entity(tenant, item) for item in page.items], page.next_key)


def change(before: Branch, after: Branch, *, actor: str, at: datetime) -> None:
    """Write a changed branch, if nobody changed it since. Raises ChangedInTheMeantime. 1 WCU per started KB."""
    closes = after.state is BranchState.CLOSED and before.state is BranchState.OPEN
    told = BranchChanged(branch=after.id, change="closed" if closes else "changed").showing(
        state=(before.state, after.state)
    )
    with transaction(tenant=after.tenant, at=at, actor=actor) as write:
        write.update(
            BranchItem,
            branch_key(after.tenant, after.id),
            [
                BranchItem.name.set(after.name),
                BranchItem.contact.set(_contact(after)),
                BranchItem.state.set(str(after.state)),
            ],
            when=BranchItem.rev == before.rev,
            otherwise=ChangedInTheMeantime(),
            events=[told],
        )


def register(tenant: str, branch: str, person: str, *, actor: str, at: datetime) -> None:
    """A member belongs to an open branch; once more changes nothing. 6 WCU + 1.

    Raises NotAMemberHere, BranchNotFound, BranchClosed. Source: RULES S4-3.
    """
    shard = shard_of(person, LIST_SHARDS)
    actions = [
        BranchMemberItem.gsi1pk.set(tenant_key(tenant, "B", branch, "MEMBERS", str(shard))),
        BranchMemberItem.gsi1sk.set(person),
        BranchMemberItem.card.set({"person": person, "at": at}),
    ]
    active = MemberItem.status == "active"
    _give(
        BranchMemberItem,
        branch_member_key(tenant, branch, person),
        actions,
        (MemberItem, member_key(tenant, person), active, NotAMemberHere(person=person)),
        BranchMemberChanged(branch=branch, person=person, belongs=True).changing(belongs=(False, True)),
        (tenant, branch, actor, at),
    )


def activate(tenant: str, branch: str, course: str, *, actor: str, at: datetime) -> None:
    """An open branch may use a course; once more changes nothing. 6 WCU and more for a long course.

    Raises NoSuchCourse, BranchNotFound, BranchClosed. Source: RULES S4-3, FEATURES TE6.
    """
    _give(
        BranchCourseItem,
        branch_course_key(tenant, branch, course),
        [],
        (
            CourseHereItem,
            Key(tenant_key(tenant, "C", course), "COURSE"),
            CourseHereItem.present(),
            NoSuchCourse(course=course),
        ),
        BranchCourseChanged(branch=branch, course=course, active=True).changing(active=(False, True)),
        (tenant, branch, actor, at),
    )


def _give(
    kind: type[BranchMemberItem] | type[BranchCourseItem],
    key: Key,
    actions: Sequence[Any],
    owner: tuple[type[Item], Key, Any, DomainError],
    told: Tellable,
    place: tuple[str, str, str, datetime],
) -> None:
    """Write that somebody or something belongs to a branch, if both are there."""
    tenant, branch, actor, at = place
    with transaction(tenant=tenant, at=at, actor=actor) as write:
        write.check(owner[0], owner[1], when=owner[2], otherwise=owner[3])
        write.check(
            BranchItem,
            branch_key(tenant, branch),
            when=BranchItem.state == str(BranchState.OPEN),
            otherwise=lambda old: BranchClosed(branch=branch) if old else BranchNotFound(branch=branch),
        )
        write.update(
            kind,
            key,
            [kind.state.set(ACTIVE), kind.since.set(at), kind.ttl.remove(), *actions],
            when=kind.state.does_not_exist() | (kind.state != ACTIVE),
            otherwise=lambda _: None,
            events=[told],
            upsert=True,
        )


def withdraw(tenant: str, branch: str, person: str, *, actor: str, at: datetime) -> None:
    """A person no longer belongs to a branch; their enrollments stay. Once more changes nothing. 1 WCU + 1.

    Raises NotInBranch where they never did.
    """
    kind = BranchMemberItem
    key = branch_member_key(tenant, branch, person)
    told = BranchMemberChanged(branch=branch, person=person, belongs=False).changing(belongs=(True, False))
    _take(kind, key, [kind.gsi1pk.remove(), kind.gsi1sk.remove(), kind.card.remove()], told, (tenant, actor, at))


def deactivate(tenant: str, branch: str, course: str, *, actor: str, at: datetime) -> None:
    """A branch may no longer use a course; who is enrolled stays. Once more changes nothing. 1 WCU.

    Raises NotInBranch where it never could.
    """
    key = branch_course_key(tenant, branch, course)
    told = BranchCourseChanged(branch=branch, course=course, active=False).changing(active=(True, False))
    _take(BranchCourseItem, key, [], told, (tenant, actor, at))


def _take(
    kind: type[BranchMemberItem] | type[BranchCourseItem],
    key: Key,
    actions: Sequence[Any],
    told: Tellable,
    place: tuple[str, str, datetime],
) -> None:
    tenant, actor, at = place
    with transaction(tenant=tenant, at=at, actor=actor) as write:
        write.update(
            kind,
            key,
            [kind.state.set(REMOVED), kind.ttl.set(int((at + _KEPT).timestamp())), *actions],
            when=kind.state == ACTIVE,
            otherwise=lambda old: None if old else NotInBranch(),
            events=[told],
        )


def members(tenant: str, branch: str, *, after: str | None, limit: int) -> Page[Entry]:
    """Cards of a branch's people. 1 round trip over eight shards."""
    return query_shards(tenant_key(tenant, "B", branch, "MEMBERS"), after=after, limit=limit)


def courses(tenant: str, branch: str, *, after: str | None, limit: int) -> Page[Registration]:
    """Courses that a branch may use, by id; a page may be shorter for those taken back. 1 round trip."""
    page = query(BranchCourseItem, tenant_key(tenant, "B", branch), prefix="COURSE#", after=after, limit=limit)
    return Page(_active(page.items), page.next_key)


def branches_of(tenant: str, person: str) -> list[Registration]:
    """Branches that a person belongs to, at most 100. 1 round trip."""
    return _active(query(BranchMemberItem, tenant_key(tenant, "U", person), prefix=PREFIX).items)


def limit_course(tenant: str, course: str, *, limited: bool, actor: str, at: datetime) -> None:
    """Say on a course's offer whether it demands a branch; once more changes nothing. Raises NoSuchCourse. 1 WCU."""
    otherwise_now = LimitItem.limited.does_not_exist() if limited else LimitItem.limited.exists()
    with transaction(tenant=tenant, at=at, actor=actor) as write:
        write.update(
            LimitItem,
            Key(tenant_key(tenant, "C", course), "OFFER"),
            [LimitItem.limited.set(True) if limited else LimitItem.limited.remove()],
            when=otherwise_now,
            otherwise=lambda old: NoSuchCourse(course=course) if old is None else None,
            events=[BranchLimitChanged(course=course, limited=limited).changing(limited=(not limited, limited))],
        )


def _active(items: Sequence[BranchMemberItem] | Sequence[BranchCourseItem]) -> list[Registration]:
    return [Registration(item.sk.partition("#")[2], item.since) for item in items if item.state == ACTIVE]


def _contact(branch: Branch) -> dict[str, Any]:
    return branch.contact.model_dump(mode="json", exclude_defaults=True)


def _entity(tenant: str, item: BranchItem) -> Branch:
    return Branch(
        tenant=tenant,
        id=item.sk.removeprefix(PREFIX),
        name=item.name,
        opened_at=item.opened_at,
        contact=Contact.model_validate(item.contact or {}),
        state=BranchState(item.state),
        rev=item.revision,
    )
