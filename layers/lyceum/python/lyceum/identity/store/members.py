"""Lists of members: `T#t#MEMBERS#<0…7>` by name, and the members themselves behind it."""

from lyceum.identity.model.listed import Listed
from lyceum.kernel.directory import MemberItem, member_key
from lyceum.kernel.pages import Page
from lyceum.kernel.table import batch_get, query_shards, tenant_key


def of_tenant(tenant: str, *, name: str, after: str | None, limit: int) -> Page[Listed]:
    """Members whose name begins so, by name. 2 round trips: eight shards at once, then the members."""
    page = query_shards(tenant_key(tenant, "MEMBERS"), prefix=name, after=after, limit=limit)
    keys = [(MemberItem, member_key(tenant, str(entry.card["person"]))) for entry in page.items]
    found = batch_get(*keys) if keys else []
    return Page([_listed(item) for item in found if item is not None], page.next_key)


def _listed(item: MemberItem) -> Listed:
    return Listed(
        person=item.person,
        name=item.name or "",
        email=item.email or "",
        status=item.status,
        roles=sorted(item.roles or {}),
        joined_at=item.joined_at,
    )
