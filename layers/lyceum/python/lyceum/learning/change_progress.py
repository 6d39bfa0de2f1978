"""Change a learner's progress among other devices and processes that do the same."""

from collections.abc import Callable
from datetime import datetime

from lyceum.kernel.contention import rounds
from lyceum.kernel.errors import Busy
from lyceum.kernel.events import SYSTEM
from lyceum.learning.model.progress import Progress, Study
from lyceum.learning.open_access import open_access
from lyceum.learning.store import progress
from lyceum.learning.store.progress import ProgressChanged

ATTEMPTS = 12
"""Of several writers at once one wins each time, so this is how many may meet."""


def change_progress(
    study: Study, decide: Callable[[Study], Progress], *, at: datetime, actor: str = SYSTEM
) -> Progress:
    """Write what `decide` makes of the progress, or of what others made of it meanwhile; nothing where nothing changes.

    1 round trip, one more for each lost race. Raises Busy.
    """
    for _ in rounds(ATTEMPTS, first_pause=0.01):
        after = decide(study)
        if after == study.progress:
            return after
        try:
            return progress.save(study, after, at=at, actor=actor).progress
        except ProgressChanged as changed:
            before = study.progress
            study = present(before.tenant, before.learner, before.course, changed, at=at)
    raise Busy("Others keep writing this progress.")


def present(tenant: str, learner: str, course: str, changed: ProgressChanged, *, at: datetime) -> Study:
    """What is there now: the write that failed has told it. Opened where there was nothing."""
    if changed.item is None:
        return open_access(tenant, learner, course, at=at)
    return progress.study_of(changed.item, learner, course)
