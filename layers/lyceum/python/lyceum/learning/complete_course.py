"""Take assessment results into a learner's progress, and complete the course where that was the last thing missing."""

from datetime import datetime

from lyceum.learning.change_progress import change_progress
from lyceum.learning.model.criteria import evaluated
from lyceum.learning.model.progress import Progress, Result, Study
from lyceum.learning.open_access import open_to_enrolled
from lyceum.learning.store import progress


def take_result(
    tenant: str, learner: str, course: str, assessment: str, result: Result, *, at: datetime
) -> Progress | None:
    """Keep a result that is newer than the one kept; passing completes the lesson that holds the assessment.

    A result of an assessment that is not in the learner's version changes nothing; nor does an older or repeated one.
    Access is not asked for: an essay may be graded after it has ended. 2 round trips. None where the place was given
    up or suspended before learning opened. Raises CourseNotPublished, Busy.
    Source: RULES S1-19, S2-7, S2-10.
    """
    study, current = progress.find(tenant, learner, course)
    study = study or open_to_enrolled(tenant, learner, course, at=at, outline=current)
    if study is None:
        return None
    return change_progress(study, lambda seen: _with(seen, assessment, result, at=at), at=at)


def _with(study: Study, assessment: str, result: Result, *, at: datetime) -> Progress:
    outline, before = study.outline, study.progress
    lesson = next((one.lesson for one in outline.assessments if one.id == assessment), None)
    if lesson is None:
        return before
    after = before.graded(assessment, result)
    if result.passed:
        after = after.completed(lesson, result.at, now=at)
    return evaluated(outline, after, now=at)
