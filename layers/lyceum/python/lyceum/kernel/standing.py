"""What the table says of a member's rights, where the token does not: read when needed, remembered for a while."""

from cachetools import TTLCache

from lyceum.kernel.access import Statement
from lyceum.kernel.directory import RoleBookItem, find_member, role_book_key
from lyceum.kernel.memory import remembered
from lyceum.kernel.permissions import ROLE_GRANTS
from lyceum.kernel.rights import Rights, RoleBook
from lyceum.kernel.table import get

type Told = tuple[frozenset[str], tuple[Statement, ...]]
"""Roles for the whole tenant, and every statement."""

_told: TTLCache[tuple[str, str], Told] = remembered(most=2_000)
_books: TTLCache[str, RoleBook] = remembered(most=200)


def told(tenant: str, person: str, *, fresh: bool = False) -> Told | None:
    """What is said of a member; None for who is none, or is shut out.

    1 round trip, 0.5 RCU per 4 KB; 0 where it is remembered. `fresh` reads in any case. A tenant's own roles are one
    read more, and remembered for all its members.
    """
    known = None if fresh else _told.get((tenant, person))
    if known is not None:
        return known
    member = find_member(tenant, person)
    rights = member.rights() if member is not None else Rights()
    if rights == Rights():
        return None
    found: Told = (rights.roles | _wide(rights), tuple(rights.statements(_book_for(tenant, rights))))
    _told[tenant, person] = found
    return found


def role_book(tenant: str) -> RoleBook:
    """The tenant's own roles as of at most `memory.SECONDS` ago."""
    book = _books.get(tenant)
    if book is None:
        item = get(RoleBookItem, role_book_key(tenant))
        book = _books[tenant] = item.book() if item is not None else {}
    return book


def _book_for(tenant: str, rights: Rights) -> RoleBook:
    """Only who has one of the tenant's own roles makes anybody read them."""
    held = rights.roles | {assignment.role for assignment in rights.assignments}
    return role_book(tenant) if held - ROLE_GRANTS.keys() else {}


def _wide(rights: Rights) -> frozenset[str]:
    return frozenset(assignment.role for assignment in rights.assignments if not assignment.scope)
