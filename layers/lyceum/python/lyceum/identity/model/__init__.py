"""What is true of memberships, roles and invitations. Pure: no I/O, no clock."""

from lyceum.identity.model.invitation import Invitation, InvitationState, Preset
from lyceum.identity.model.membership import Membership, Profile
from lyceum.identity.model.role import OwnRole, Roles

__all__ = ["Invitation", "InvitationState", "Membership", "OwnRole", "Preset", "Profile", "Roles"]
