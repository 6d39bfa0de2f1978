"""Branches: places of a school with learners and courses of their own (RULES S4-2, S4-3)."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from lyceum.tenancy.model.tenant import Contact


class BranchState(StrEnum):
    """Whether a branch takes anybody."""

    OPEN = "open"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Branch:
    """A place of the school."""

    tenant: str
    id: str
    name: dict[str, str]
    opened_at: datetime
    contact: Contact = field(default_factory=Contact)
    state: BranchState = BranchState.OPEN
    rev: int = 1


@dataclass(frozen=True, slots=True)
class Registration:
    """A person at a branch, or a course that a branch may use."""

    id: str
    """Of the person or the course, or of the branch where one's own are listed."""
    since: datetime
