"""What is true of memberships and roles. Pure: no I/O, no clock."""

from lyceum.identity.model.membership import Membership, Profile
from lyceum.identity.model.role import OwnRole, Roles

__all__ = ["Membership", "OwnRole", "Profile", "Roles"]
