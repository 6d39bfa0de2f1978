"""The membership, and what is true of it."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Self

from lyceum.identity.errors import AlreadyAssigned, AssignmentNotFound, OverrideNotFound, TooManyAssignments
from lyceum.kernel.permissions import ROLE_GRANTS, Role
from lyceum.kernel.rights import Assignment, Override, Rights

MOST_ASSIGNMENTS = 50
"""Of a member at a time, and as many overrides: both sides of a membership carry them."""


MOST_PAST = 20
"""Times that somebody left which are kept."""


@dataclass(frozen=True, slots=True)
class Profile:
    """How a person wants to be known, from their sign-in."""

    name: str = ""
    email: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class Past:
    """A membership that the person has left: there is one at a time, and this is its history (RULES S1-5, X6)."""

    joined_at: datetime
    left_at: datetime


@dataclass(frozen=True, slots=True)
class Membership:
    """A person in a tenant, with what is said about what they may do there."""

    tenant: str
    person: str
    profile: Profile
    roles: dict[str, str]
    """Role for the whole tenant, without an end → instant since when."""
    joined_at: datetime
    changed_at: datetime
    assignments: Mapping[str, Assignment] = field(default_factory=dict)
    """Assignments made one by one, by id (RULES S1-7)."""
    overrides: Mapping[str, Override] = field(default_factory=dict)
    """By `permission|scope` (RULES S1-8)."""
    past: tuple[Past, ...] = ()
    """The latest of before, oldest first."""

    @classmethod
    def begin(cls, tenant: str, person: str, profile: Profile, *, roles: Iterable[str], at: datetime) -> Self:
        """A new membership."""
        since = at.isoformat()
        return cls(tenant, person, profile, dict.fromkeys(sorted(roles), since), at, at)

    @property
    def rights(self) -> Rights:
        """Everything that is said of the member."""
        return Rights(frozenset(self.roles), tuple(self.assignments.values()), tuple(self.overrides.values()))

    def with_roles(self, roles: Iterable[str], *, at: datetime) -> "Membership":
        """With exactly these roles for the whole tenant; what stays keeps its date."""
        since = at.isoformat()
        return replace(self, roles={role: self.roles.get(role, since) for role in sorted(set(roles))}, changed_at=at)

    def assigned(self, assignment: Assignment, *, at: datetime) -> "Membership":
        """With one assignment more. What has run out makes room. Raises AlreadyAssigned, TooManyAssignments."""
        lasting = {id: one for id, one in self.assignments.items() if one.expires is None or at < one.expires}
        for id, one in lasting.items():
            if id != assignment.id and (one.role, one.scope) == (assignment.role, assignment.scope):
                raise AlreadyAssigned(assignment=id)
        if len(lasting) >= MOST_ASSIGNMENTS:
            raise TooManyAssignments(limit=MOST_ASSIGNMENTS)
        return replace(self, assignments={**lasting, assignment.id: assignment}, changed_at=at)

    def unassigned(self, id: str, *, at: datetime) -> "Membership":
        """Without an assignment. Raises AssignmentNotFound."""
        if id not in self.assignments:
            raise AssignmentNotFound(assignment=id)
        rest = {other: one for other, one in self.assignments.items() if other != id}
        return replace(self, assignments=rest, changed_at=at)

    def overridden(self, override: Override, *, at: datetime) -> "Membership":
        """With one permission granted or denied; in the same place it replaces. Raises TooManyAssignments."""
        lasting = {place: one for place, one in self.overrides.items() if one.expires is None or at < one.expires}
        kept = {**lasting, place_of(override.permission, override.scope): override}
        if len(kept) > MOST_ASSIGNMENTS:
            raise TooManyAssignments(limit=MOST_ASSIGNMENTS)
        return replace(self, overrides=kept, changed_at=at)

    def released(self, permission: str, scope: str, *, at: datetime) -> "Membership":
        """Without the override. Raises OverrideNotFound."""
        place = place_of(permission, scope)
        if place not in self.overrides:
            raise OverrideNotFound(permission=permission)
        rest = {other: one for other, one in self.overrides.items() if other != place}
        return replace(self, overrides=rest, changed_at=at)

    def left(self, *, at: datetime) -> "Membership":
        """With nothing any more but its history."""
        past = (*self.past, Past(self.joined_at, at))[-MOST_PAST:]
        return replace(self, roles={}, assignments={}, overrides={}, past=past, changed_at=at)

    def uses(self) -> Counter[str]:
        """How often roles are used that somebody counts: the tenant's own, which cannot be deleted meanwhile (RULES
        S2-1), and administrators without place and end, of whom one stays.
        """
        held = [Assignment("", role) for role in self.roles] + list(self.assignments.values())
        return Counter(one.role for one in held if one.role not in ROLE_GRANTS or _keeps_the_school(one))


def place_of(permission: str, scope: str) -> str:
    """The key of an override."""
    return f"{permission}|{scope}"


def _keeps_the_school(one: Assignment) -> bool:
    return one.role == Role.ADMINISTRATOR and not one.scope and one.expires is None
