"""Who belongs to a branch (RULES S4-3)."""

from datetime import datetime

from lyceum.kernel.access import Caller
from lyceum.kernel.directory import Member, members
from lyceum.kernel.pages import Page
from lyceum.kernel.setting_catalogue import SELF_REGISTRATION
from lyceum.kernel.tenant_settings import setting
from lyceum.tenancy.errors import BranchRegistrationClosed
from lyceum.tenancy.model.branch import Registration
from lyceum.tenancy.store import branches


def list_members(caller: Caller, branch: str, *, after: str | None, limit: int) -> Page[tuple[str, Member | None]]:
    """People of a branch, with names. Raises BranchNotFound. 3 round trips."""
    branches.find(caller.tenant, branch)
    page = branches.members(caller.tenant, branch, after=after, limit=limit)
    known = members(caller.tenant, (entry.sort for entry in page.items))
    return Page([(entry.sort, known.get(entry.sort)) for entry in page.items], page.next_key)


def register_member(caller: Caller, branch: str, person: str, *, at: datetime) -> None:
    """A member of the school belongs to the branch. Raises NotAMemberHere, BranchNotFound, BranchClosed."""
    branches.register(caller.tenant, branch, person, actor=caller.person, at=at)


def withdraw_member(caller: Caller, branch: str, person: str, *, at: datetime) -> None:
    """They no longer do; what they enrolled in stays. Raises NotInBranch."""
    branches.withdraw(caller.tenant, branch, person, actor=caller.person, at=at)


def own_branches(caller: Caller) -> list[Registration]:
    """Branches that the caller belongs to. 1 round trip."""
    return branches.branches_of(caller.tenant, caller.person)


def register_oneself(caller: Caller, branch: str, *, at: datetime) -> None:
    """The caller comes to a branch that lets members in (setting `branches.self_registration`, 50 s old at most).

    Raises BranchRegistrationClosed, NotAMemberHere, BranchNotFound, BranchClosed.
    """
    if not setting(caller.tenant, SELF_REGISTRATION, branch=branch):
        raise BranchRegistrationClosed(branch=branch)
    branches.register(caller.tenant, branch, caller.person, actor=caller.person, at=at)
