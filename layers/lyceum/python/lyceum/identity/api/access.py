"""Explained access on the wire."""

from typing import Literal

from pydantic import BaseModel, ConfigDict

from lyceum.identity.explain_access import Explained
from lyceum.identity.explanation import in_words
from lyceum.kernel.access import Decision
from lyceum.kernel.clock import Instant

Says = Literal["user_deny", "user_grant", "role_deny", "role_grant", "inherited", "nothing"]


class PermissionView(BaseModel):
    """One permission: yes or no, and why."""

    model_config = ConfigDict(defer_build=True, frozen=True)

    permission: str
    allowed: bool
    source: Says
    role: str | None
    inherited_from: str | None
    scope: str | None
    by: str | None
    since: Instant | None
    expires: Instant | None
    explanation: str
    """In words, in the caller's language."""

    @classmethod
    def of(cls, permission: str, decision: Decision, explained: Explained, language: str) -> "PermissionView":
        """From the decision."""
        said = decision.by
        source: Says = said.source.name.lower() if said is not None else "nothing"  # type: ignore[assignment]
        return cls(
            permission=permission,
            allowed=decision.allowed,
            source=source,
            role=(said.role or None) if said else None,
            inherited_from=(said.ancestor or None) if said else None,
            scope=(said.scope or None) if said else None,
            by=(said.by or None) if said else None,
            since=said.since if said else None,
            expires=said.expires if said else None,
            explanation=in_words(decision, explained, language),
        )


class AccessView(BaseModel):
    """What somebody may do, in one place or in the whole school."""

    model_config = ConfigDict(defer_build=True, frozen=True)

    person: str
    on: str | None
    permissions: list[PermissionView]

    @classmethod
    def of(cls, explained: Explained, language: str) -> "AccessView":
        """From the answer."""
        said = [PermissionView.of(name, one, explained, language) for name, one in explained.decisions.items()]
        return cls(person=explained.person, on=explained.scope or None, permissions=said)
