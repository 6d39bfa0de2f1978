"""Nobody invites anybody to what they could not give themselves."""

from datetime import datetime

from lyceum.identity.holding import demand_roles
from lyceum.identity.model.invitation import Preset
from lyceum.identity.model.role import Roles
from lyceum.kernel.access import Caller
from lyceum.kernel.standing import told

PERMISSION = "invitation.manage"


def demand_places(caller: Caller, preset: Preset, *, at: datetime) -> None:
    """The caller may invite wherever the invitation gives something. Raises NotAMember, PermissionDenied."""
    for scope in sorted({scope for _, scope in preset.given()}):
        caller.demand(PERMISSION, at=at, scope=scope)


def demand_preset(caller: Caller, preset: Preset, known: Roles, *, at: datetime) -> None:
    """The caller may invite there, and give what the invitation gives, as `assign_role` demands it.

    A learner of the whole school is what anybody becomes who joins: inviting one takes the right to invite alone.
    Raises NotAMember, PermissionDenied, PermissionNotHeld, UnknownRole. Source: RULES S1-7, S3-24.
    """
    demand_places(caller, preset, at=at)
    for role, scope in preset.beyond_joining():
        caller.demand("role.assign", at=at, scope=scope)
        known.check_known(role)
        demand_roles(caller, {role}, known.book, at=at, scope=scope)


def as_of_now(tenant: str, person: str) -> Caller:
    """Somebody with the rights that the table says they have now, where no token of theirs is at hand. 1 round trip."""
    said = told(tenant, person, fresh=True)
    return Caller(person, tenant, roles=said[0] if said else frozenset(), stated=said[1] if said else ())
