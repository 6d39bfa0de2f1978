"""What crosses the wire."""

from lyceum.identity.api.access import AccessView
from lyceum.identity.api.assignment import (
    AssignmentPage,
    AssignmentRequest,
    AssignmentView,
    Because,
    OverrideRequest,
    OverrideView,
    Place,
)
from lyceum.identity.api.membership import JoinRequest, MembershipView, MeView, RolesRequest
from lyceum.identity.api.role import NewRole, PermissionName, RoleChange, RoleList, RoleSlug, RoleView

__all__ = [
    "AccessView",
    "AssignmentPage",
    "AssignmentRequest",
    "AssignmentView",
    "Because",
    "JoinRequest",
    "MeView",
    "MembershipView",
    "NewRole",
    "OverrideRequest",
    "OverrideView",
    "PermissionName",
    "Place",
    "RoleChange",
    "RoleList",
    "RoleSlug",
    "RoleView",
    "RolesRequest",
]
