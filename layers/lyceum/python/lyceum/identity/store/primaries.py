"""Which of a person's memberships is the primary one: on the person's side of each, so that no two writers differ."""

from datetime import UTC, datetime

from lyceum.identity.errors import MemberNotFound
from lyceum.kernel.clock import parse
from lyceum.kernel.directory import PERSON_SIDE, PersonMembershipItem, person_key
from lyceum.kernel.permissions import PLATFORM
from lyceum.kernel.table import query, transaction

_EVER = datetime(1970, 1, 1, tzinfo=UTC)


def primary_of(person: str) -> str | None:
    """The tenant chosen last, else the one joined first; None of who is a member of nothing. 1 round trip.

    One that was left, or that lets the person in no more, is none: then it is the next. Source: RULES S1-5.
    """
    page = query(PersonMembershipItem, f"P#{person}", prefix=PERSON_SIDE, limit=200, consistent=True)
    mine = [item for item in page.items if item.status in (None, "active") and _tenant(item) != PLATFORM]
    chosen = [item for item in mine if item.chosen_at is not None]
    if chosen:
        return _tenant(max(chosen, key=lambda item: (item.chosen_at or _EVER, _tenant(item))))
    return _tenant(min(mine, key=lambda item: (_since(item), _tenant(item)))) if mine else None


def choose(tenant: str, person: str, *, at: datetime) -> None:
    """Make it the primary one; another that was stops being it. Raises MemberNotFound. 1 round trip, 1 WCU."""
    active = PersonMembershipItem.status.does_not_exist() | (PersonMembershipItem.status == "active")
    with transaction(tenant=tenant, at=at, actor=person) as write:
        write.update(
            PersonMembershipItem,
            person_key(person, tenant),
            [PersonMembershipItem.chosen_at.set(at)],
            when=active,
            otherwise=MemberNotFound(tenant=tenant),
        )


def _tenant(item: PersonMembershipItem) -> str:
    return str(item.sk.removeprefix(PERSON_SIDE))


def _since(item: PersonMembershipItem) -> datetime:
    """Older ones do not say when they began; their roles do."""
    known = [parse(str(since)) for since in (item.roles or {}).values() if since]
    return item.joined_at or min(known, default=item.changed_at or _EVER)
