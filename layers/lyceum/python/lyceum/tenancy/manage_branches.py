"""Branches of a school."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from lyceum.kernel.access import Caller
from lyceum.kernel.creation import Creation
from lyceum.kernel.errors import ChangedInTheMeantime
from lyceum.kernel.pages import Page
from lyceum.tenancy.model.branch import Branch, BranchState
from lyceum.tenancy.model.tenant import Contact
from lyceum.tenancy.store import branches


def open_branch(caller: Caller, name: dict[str, str], contact: Contact, *, creation: Creation, at: datetime) -> Branch:
    """A new branch. Raises IdempotencyKeyReused. 1 round trip. Source: FEATURES TE3."""
    branch = Branch(caller.tenant, creation.id, name, at, contact)
    return branches.add(branch, creation, actor=caller.person)


def list_branches(tenant: str, *, after: str | None, limit: int) -> Page[Branch]:
    """Branches, the oldest first. 1 round trip."""
    return branches.listed(tenant, after=after, limit=limit)


def look_at_branch(tenant: str, branch: str) -> Branch:
    """One branch. Raises BranchNotFound. 1 round trip."""
    return branches.find(tenant, branch)


def change_branch(
    caller: Caller, branch: str, fields: Mapping[str, Any], *, expected: int | None, at: datetime
) -> Branch:
    """Change name, contact or state. Raises BranchNotFound, ChangedInTheMeantime. 2 round trips."""
    before = branches.find(caller.tenant, branch)
    if expected is not None and expected != before.rev:
        raise ChangedInTheMeantime
    after = replace(before, **fields)
    if after == before:
        return before
    branches.change(before, after, actor=caller.person, at=at)
    return replace(after, rev=before.rev + 1)


def close_branch(caller: Caller, branch: str, *, at: datetime) -> None:
    """Nobody and nothing comes to it any more, and nobody enrolls through it; a repeat changes nothing.

    Raises BranchNotFound, ChangedInTheMeantime. 2 round trips.
    """
    change_branch(caller, branch, {"state": BranchState.CLOSED}, expected=None, at=at)
