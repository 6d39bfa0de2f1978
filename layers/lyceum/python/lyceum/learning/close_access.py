"""Close a course to a learner who has given up their place."""

from datetime import datetime

from lyceum.learning.store import progress


def close_access(tenant: str, learner: str, course: str, *, rev: int, at: datetime) -> None:
    """Nothing more is recorded; what was learned is kept. A repeat changes nothing, nor what the enrollment told before
    it was taken again. 1 round trip, 1 WCU.

    Where learning was never opened there is nothing to close: opening asks the enrollment. Source: RULES S1-16.
    """
    progress.close(tenant, learner, course, heard=rev, at=at)
