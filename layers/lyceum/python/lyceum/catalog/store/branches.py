"""What a school's branches see of its courses. Tenancy writes who belongs to a branch and which courses it may use."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from pynamodb.attributes import BooleanAttribute, UnicodeAttribute

from lyceum.catalog.model.course import Status
from lyceum.catalog.model.listing import Cards
from lyceum.catalog.store.items import CourseItem, course_key, part_key
from lyceum.kernel.table import Item, Key, Page, batch_get, query, tenant_key
from lyceum.kernel.table.read import in_parallel

ACTIVE = "active"
_COURSE = "COURSE#"
_BRANCH = "BRANCH#"


class BranchPartItem(Item):
    """A person at a branch, or a course that it may use, as far as their state."""

    state = UnicodeAttribute(attr_name="s")


class LimitItem(Item):
    """`T#t#C#c / OFFER` as far as its limit to branches."""

    limited = BooleanAttribute(attr_name="br", null=True)


def branches_of(tenant: str, person: str) -> list[str]:
    """Branches that a person belongs to. 1 round trip."""
    page = query(BranchPartItem, tenant_key(tenant, "U", person), prefix=_BRANCH)
    return [item.sk.removeprefix(_BRANCH) for item in page.items if item.state == ACTIVE]


def usable(tenant: str, branches: Sequence[str], *, after: str | None, limit: int) -> Cards:
    """Cards of the published courses that these branches may use, by id. 2 round trips.

    A page may be shorter than `limit`: drafts and what was taken back are left out.
    """
    calls = [
        partial(query, BranchPartItem, tenant_key(tenant, "B", branch), prefix=_COURSE, after=after, limit=limit)
        for branch in branches
    ]
    pages: list[Page[BranchPartItem]] = in_parallel(*calls) if calls else []
    keys = sorted({item.sk for page in pages for item in page.items})
    shown, more = keys[:limit], len(keys) > limit or any(page.next_key for page in pages)
    active = {item.sk for page in pages for item in page.items if item.state == ACTIVE}
    ids = [key.removeprefix(_COURSE) for key in shown if key in active]
    return Cards(_published(tenant, ids), shown[-1] if more and shown else None)


def _published(tenant: str, courses: Sequence[str]) -> list[Mapping[str, Any]]:
    if not courses:
        return []
    found = batch_get(*((CourseItem, course_key(tenant, course)) for course in courses))
    return [item.card for item in found if item is not None and item.status == str(Status.PUBLISHED)]


def without_foreign(tenant: str, branches: Sequence[str], cards: Cards) -> Cards:
    """Without courses that are limited to branches other than these. 1 round trip, 2 where any is limited."""
    courses = [str(card["course"]) for card in cards.items]
    offers = batch_get(*((LimitItem, part_key(tenant, course, "OFFER")) for course in courses)) if courses else []
    limited = {course for course, offer in zip(courses, offers, strict=True) if offer is not None and offer.limited}
    foreign = limited - _usable_of(tenant, branches, sorted(limited))
    return Cards([card for card in cards.items if card["course"] not in foreign], cards.next_key)


def _usable_of(tenant: str, branches: Sequence[str], courses: Sequence[str]) -> set[str]:
    pairs = [(branch, course) for branch in branches for course in courses]
    usable: set[str] = set()
    for start in range(0, len(pairs), 100):
        some = pairs[start : start + 100]
        keys = [Key(tenant_key(tenant, "B", branch), _COURSE + course) for branch, course in some]
        found = batch_get(*((BranchPartItem, key) for key in keys))
        usable |= {course for (_, course), item in zip(some, found, strict=True) if item and item.state == ACTIVE}
    return usable
