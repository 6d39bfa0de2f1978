"""Open a course to a learner who is enrolled in it."""

from datetime import datetime

from lyceum.content.published import Outline
from lyceum.learning.errors import AccessEnded, NotEnrolled
from lyceum.learning.model.progress import Progress, Study
from lyceum.learning.store import outlines, progress


def open_to_enrolled(
    tenant: str, learner: str, course: str, *, at: datetime, outline: Outline | None = None
) -> Study | None:
    """The same where the news of an enrollment asks for it: None for a place that was given up or suspended since."""
    try:
        return open_access(tenant, learner, course, at=at, outline=outline)
    except (NotEnrolled, AccessEnded):
        return None


def open_as_told(tenant: str, learner: str, course: str, *, rev: int, at: datetime) -> None:
    """The news of an enrollment, at its revision: begin the progress, or go on in a place that was taken again.

    2 round trips; 1 more for a place that was taken again. Raises CourseNotPublished.
    """
    study = open_to_enrolled(tenant, learner, course, at=at)
    if study is not None and rev > 1:
        progress.reopen(tenant, learner, course, heard=rev, at=at)


def open_access(tenant: str, learner: str, course: str, *, at: datetime, outline: Outline | None = None) -> Study:
    """The learner's progress in a course, begun on its current version where there was none; a repeat changes nothing.

    `outline`: the current one, where the caller has just read it. 2 round trips without it, else 1; 4 WCU.
    Raises CourseNotPublished, NotEnrolled, AccessEnded. Source: RULES S1-12, S1-16.
    """
    current = outline or outlines.current(tenant, course)
    begun = Progress.begin(tenant, learner, course, version=current.version, at=at)
    return progress.add(Study(current, begun), at=at)
