"""An assessment was authored: the draft shows it at its lesson."""

from datetime import datetime

from lyceum.catalog.drafts import attempts
from lyceum.catalog.errors import CourseNotFound
from lyceum.catalog.model.drafting import with_assessment
from lyceum.catalog.store import assessments, courses
from lyceum.kernel.errors import Busy, ChangedInTheMeantime
from lyceum.kernel.events import SYSTEM


def follow_assessments(tenant: str, course: str, assessment: str, *, at: datetime) -> bool:
    """Put the assessment into the draft's outline at its lesson; whether that changed anything.

    A lesson has at most one assessment (RULES S3-8): where it has another one, or is not in the draft, nothing changes.
    Learners see it once the course is published. Raises Busy.
    """
    shown = assessments.find(tenant, assessment)
    if shown is None:
        return False
    for _ in attempts():
        try:
            found, draft = courses.find(tenant, course)
        except CourseNotFound:
            return False
        changed = with_assessment(draft, shown)
        if changed == draft:
            return False
        try:
            courses.save_draft(found, changed, actor=SYSTEM, at=at)
        except ChangedInTheMeantime:
            continue
        return True
    raise Busy("Others are changing the course.")
