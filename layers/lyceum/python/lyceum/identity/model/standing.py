"""Whether a member is let in: their status, and being shut out for a time or for good."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from lyceum.identity.errors import AdministratorProtected, BanTooShort, NotYourself
from lyceum.kernel.permissions import Role

SHORTEST = timedelta(minutes=1)
"""A ban that ends sooner would be over before everybody has heard of it."""


class MemberStatus(StrEnum):
    """Of a membership (RULES S1-2). Only who is active is let in."""

    ACTIVE = "active"
    INACTIVE = "inactive"
    SUSPENDED = "suspended"
    PENDING = "pending"


@dataclass(frozen=True, slots=True)
class Ban:
    """Shut out, until some time or for good (FEATURES ID12)."""

    reason: str
    by: str
    at: datetime
    until: datetime | None
    before: MemberStatus
    """What the member was; where it ends, they are it again."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A member as far as it matters for letting them in."""

    person: str
    roles: frozenset[str]
    """All that they have, in any place and for any time."""
    status: MemberStatus
    ban: Ban | None = None
    rev: int = 0

    def at(self, now: datetime) -> "Standing":
        """As it is then: what has run out is over, whether or not the timer came."""
        over = self.ban is not None and self.ban.until is not None and self.ban.until <= now
        return self.reinstated() if over else self

    def banned(self, reason: str, *, by: str, at: datetime, until: datetime | None) -> "Standing":
        """Shut out; a ban replaces an earlier one.

        Raises NotYourself, AdministratorProtected, BanTooShort: nobody shuts themselves out, or who runs the school.
        """
        self._may_be_changed(by)
        if until is not None and until < at + SHORTEST:
            raise BanTooShort
        before = self.ban.before if self.ban is not None else self.status
        return replace(self, status=MemberStatus.SUSPENDED, ban=Ban(reason, by, at, until, before))

    def reinstated(self) -> "Standing":
        """Let in again, as they were; who is not shut out stays as they are."""
        if self.ban is None:
            return self
        return replace(self, status=self.ban.before, ban=None)

    def became(self, status: MemberStatus, *, by: str) -> "Standing":
        """With another status; of who is banned, the one that they will have then.

        Raises NotYourself, AdministratorProtected.
        """
        self._may_be_changed(by)
        if self.ban is not None:
            return replace(self, ban=replace(self.ban, before=status))
        return replace(self, status=status)

    def _may_be_changed(self, by: str) -> None:
        if by == self.person:
            raise NotYourself
        if Role.ADMINISTRATOR in self.roles:
            raise AdministratorProtected(person=self.person)
