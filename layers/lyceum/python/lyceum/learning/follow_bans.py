"""Close a course to a learner who is shut out of it, and open it again."""

from datetime import datetime

from lyceum.learning.model.progress import Access
from lyceum.learning.store import progress


def follow_ban(tenant: str, learner: str, course: str, *, shut: bool, rev: int, at: datetime) -> None:
    """Set the access as enrollment told it; what came later there holds, in whichever order it is heard. 1 round trip.

    Where nothing was opened there is nothing to close: opening asks for the enrollment itself. Source: FEATURES ID12.
    """
    access = Access.SUSPENDED if shut else Access.ACTIVE
    progress.set_access(tenant, learner, course, access, heard=rev, at=at)
