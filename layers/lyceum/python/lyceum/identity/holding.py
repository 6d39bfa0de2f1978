"""Nobody gives or takes away what they do not have themselves, and nobody changes their own rights."""

from collections.abc import Iterable
from datetime import datetime

from lyceum.identity.errors import PermissionNotHeld, SelfAssignment
from lyceum.identity.model.role import spoken_of
from lyceum.kernel.access import Caller
from lyceum.kernel.events import SYSTEM
from lyceum.kernel.rights import RoleBook


def demand_another(caller: Caller, person: str) -> None:
    """Raises SelfAssignment."""
    if caller.person == person:
        raise SelfAssignment


def demand_roles(caller: Caller, roles: Iterable[str], book: RoleBook, *, at: datetime, scope: str = "") -> None:
    """The caller has, in that place, every permission that the roles grant or deny. Raises PermissionNotHeld."""
    demand_permissions(caller, (one for role in roles for one in spoken_of(role, book)), at=at, scope=scope)


def demand_permissions(caller: Caller, permissions: Iterable[str], *, at: datetime, scope: str = "") -> None:
    """The caller has these permissions in that place. Raises PermissionNotHeld."""
    if caller.person == SYSTEM:
        return
    for permission in sorted(set(permissions)):
        if not caller.may(permission, at=at, scope=scope):
            raise PermissionNotHeld(permission=permission)
