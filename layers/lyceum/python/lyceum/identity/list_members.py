"""Who belongs to a school."""

from lyceum.identity.model.listed import Listed
from lyceum.identity.store import members
from lyceum.kernel.access import Caller
from lyceum.kernel.pages import Page


def list_members(caller: Caller, *, name: str, after: str | None, limit: int) -> Page[Listed]:
    """Members by name, those alone whose name begins with `name`. 2 round trips."""
    return members.of_tenant(caller.tenant, name=name, after=after, limit=limit)
