"""What tenancy tells."""

from typing import Literal

from lyceum.kernel.events import Event
from lyceum.kernel.ids import Id


class OnboardingRequested(Event, context="tenancy"):
    """A school is to be set up; this person is to administer it."""

    administrator: Id


class TenantFounded(Event, context="tenancy"):
    """A school came into being and is open; this person administers it."""

    administrator: Id


class OnboardingFailed(Event, context="tenancy"):
    """A school could not be set up; what had been done was taken back."""

    administrator: Id
    reason: str
    """Name of the error."""


class TenantChanged(Event, context="tenancy"):
    """The school's record was changed; these of its fields."""

    fields: tuple[str, ...]


class TenantSuspended(Event, context="tenancy"):
    """An operator closed the school for the time being."""


class TenantReactivated(Event, context="tenancy"):
    """An operator opened a suspended school again."""


class OrganisationChanged(Event, context="tenancy"):
    """A unit of the organisation came, moved, was renamed or archived."""

    unit: Id
    change: Literal["added", "changed", "archived"]


class MemberPlaced(Event, context="tenancy"):
    """A member came to a unit or left it."""

    person: Id
    unit: Id
    placed: bool
    primary: bool = False


class BranchChanged(Event, context="tenancy"):
    """A branch was opened, changed or closed."""

    branch: Id
    change: Literal["opened", "changed", "closed"]


class BranchMemberChanged(Event, context="tenancy"):
    """A person came to a branch or left it."""

    branch: Id
    person: Id
    belongs: bool


class BranchCourseChanged(Event, context="tenancy"):
    """A course was activated for a branch, or no longer is."""

    branch: Id
    course: Id
    active: bool


class BranchLimitChanged(Event, context="tenancy"):
    """A course can be taken only through branches from now on, or by every member again."""

    course: Id
    limited: bool


class SettingChanged(Event, context="tenancy"):
    """A setting got another value, or lost its own; values of secrets and texts are not told."""

    category: str
    key: str
    branch: Id | None = None
    set: bool
