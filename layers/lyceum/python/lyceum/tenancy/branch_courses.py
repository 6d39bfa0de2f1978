"""Which courses a branch may use, and which courses demand a branch (FEATURES TE6; RULES S4-3)."""

from datetime import datetime

from lyceum.kernel.access import Caller
from lyceum.kernel.pages import Page
from lyceum.tenancy.model.branch import Registration
from lyceum.tenancy.store import branches


def list_courses(caller: Caller, branch: str, *, after: str | None, limit: int) -> Page[Registration]:
    """Courses of a branch. Raises BranchNotFound. 2 round trips."""
    branches.find(caller.tenant, branch)
    return branches.courses(caller.tenant, branch, after=after, limit=limit)


def activate_course(caller: Caller, branch: str, course: str, *, at: datetime) -> None:
    """The branch may use the course. Raises NoSuchCourse, BranchNotFound, BranchClosed."""
    branches.activate(caller.tenant, branch, course, actor=caller.person, at=at)


def deactivate_course(caller: Caller, branch: str, course: str, *, at: datetime) -> None:
    """It no longer may; who is enrolled stays. Raises NotInBranch."""
    branches.deactivate(caller.tenant, branch, course, actor=caller.person, at=at)


def limit_course(caller: Caller, course: str, *, limited: bool, at: datetime) -> None:
    """A course can be taken only through a branch that it is activated for, or by every member. Raises NoSuchCourse."""
    branches.limit_course(caller.tenant, course, limited=limited, actor=caller.person, at=at)
