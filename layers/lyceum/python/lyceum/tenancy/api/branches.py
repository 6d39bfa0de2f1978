"""Branches on the wire."""

from typing import Self

from pydantic import BaseModel, ConfigDict

from lyceum.kernel.clock import Instant
from lyceum.kernel.directory import Member
from lyceum.kernel.text import LocalizedText
from lyceum.tenancy.api.fields import Change, NameText, Request
from lyceum.tenancy.model.branch import Branch, BranchState, Registration
from lyceum.tenancy.model.tenant import Contact


class NewBranch(Request):
    """A branch to be opened."""

    name: NameText
    contact: Contact = Contact()


class BranchChange(Change):
    """What is to change of a branch. A field that is absent stays; the contact changes whole."""

    name: NameText | None = None
    contact: Contact | None = None
    state: BranchState | None = None


class BranchView(BaseModel):
    """A branch."""

    model_config = ConfigDict(defer_build=True, frozen=True)

    id: str
    name: LocalizedText
    contact: Contact
    state: BranchState
    opened_at: Instant

    @classmethod
    def of(cls, branch: Branch) -> Self:
        """From the entity."""
        return cls(
            id=branch.id,
            name=LocalizedText(branch.name),
            contact=branch.contact,
            state=branch.state,
            opened_at=branch.opened_at,
        )


class BranchPage(BaseModel):
    """Some of a school's branches."""

    items: list[BranchView]
    next_cursor: str | None = None


class PersonLine(BaseModel):
    """Somebody in a branch or a unit."""

    model_config = ConfigDict(defer_build=True, frozen=True)

    person: str
    name: str | None = None

    @classmethod
    def of(cls, person: str, member: Member | None) -> Self:
        """From the list and the directory."""
        return cls(person=person, name=member.name or None if member else None)


class PersonPage(BaseModel):
    """Some people."""

    items: list[PersonLine]
    next_cursor: str | None = None


class BranchCourse(BaseModel):
    """A course that a branch may use."""

    model_config = ConfigDict(defer_build=True, frozen=True)

    course: str
    since: Instant

    @classmethod
    def of(cls, registration: Registration) -> Self:
        """From the entity."""
        return cls(course=registration.id, since=registration.since)


class BranchCoursePage(BaseModel):
    """Some of a branch's courses."""

    items: list[BranchCourse]
    next_cursor: str | None = None


class OwnBranch(BaseModel):
    """A branch that the caller belongs to."""

    model_config = ConfigDict(defer_build=True, frozen=True)

    branch: str
    since: Instant

    @classmethod
    def of(cls, registration: Registration) -> Self:
        """From the entity."""
        return cls(branch=registration.id, since=registration.since)


class OwnBranches(BaseModel):
    """Branches that the caller belongs to."""

    items: list[OwnBranch]
