"""What keeps a person from being forgotten: courses that are theirs, and administering the school."""

from pynamodb.attributes import UnicodeAttribute

from lyceum.compliance.errors import CoursesNeedAnOwner
from lyceum.kernel.directory import MemberItem, member_key
from lyceum.kernel.errors import ChangedInTheMeantime
from lyceum.kernel.owned_courses import demand_none
from lyceum.kernel.permissions import Role
from lyceum.kernel.table import Item, Key, Transaction, batch_get, get, tenant_key
from lyceum.kernel.table.read import query_index

_PAGE = 100


class CoursePartItem(Item):
    """A course as far as whose it is; catalog writes it."""

    KIND = "course"

    created_by = UnicodeAttribute(attr_name="by")
    owner = UnicodeAttribute(attr_name="ow", null=True)


def courses_of(tenant: str, person: str) -> list[str]:
    """Ids of the courses that are somebody's. 2 round trips for each hundred courses of the school."""
    found: list[str] = []
    after: str | None = None
    while True:
        page = query_index(tenant_key(tenant, "CATALOG"), after=after, limit=_PAGE)
        ids = [str(entry.card["course"]) for entry in page.items]
        keys = [(CoursePartItem, Key(tenant_key(tenant, "C", id), "COURSE")) for id in ids]
        items = batch_get(*keys, consistent=True) if keys else []
        found += [id for id, item in zip(ids, items, strict=True) if item and (item.owner or item.created_by) == person]
        if page.next_key is None:
            return found
        after = page.next_key


def membership(tenant: str, person: str) -> MemberItem | None:
    """As it is now. 1 round trip, 1 RCU."""
    return get(MemberItem, member_key(tenant, person), consistent=True)


def administers(member: MemberItem | None) -> bool:
    """Whether they administer the school, for the whole of it or in a place, for good or for a time."""
    if member is None:
        return False
    rights = member.said()
    return Role.ADMINISTRATOR in rights.roles | {one.role for one in rights.assignments}


def still_so(write: Transaction, person: str, member: MemberItem | None) -> None:
    """Add to a transaction that nothing was given to them since: no course, and no right. 4 WCU.

    Raises CoursesNeedAnOwner, ChangedInTheMeantime.
    """
    demand_none(write, person, lambda count: CoursesNeedAnOwner(count=count))
    unchanged = MemberItem.rev == member.revision if member is not None else MemberItem.absent()
    write.check(MemberItem, member_key(write.tenant, person), when=unchanged, otherwise=ChangedInTheMeantime())
