"""What accommodations give in an assignment: other dates, and so no penalty before them, and further versions."""

from lyceum.assessment.model.course_assignment import AssignmentSettings
from lyceum.assessment.model.terms import NONE, Terms, earlier, later


def applied_to_work(settings: AssignmentSettings, terms: Terms) -> AssignmentSettings:
    """The assignment as it is for somebody with these terms. They only ever give, as in assessments.

    An extra attempt is one more resubmission. A time factor gives nothing: nothing of an assignment runs by a clock.
    Source: WISHES 12.
    """
    if terms == NONE:
        return settings
    due = later(settings.due_at, terms.due_at or settings.due_at)
    until = later(settings.available_until, terms.available_until or settings.available_until)
    if until is not None and due is not None:
        until = max(until, due)
    return settings.model_copy(
        update={
            "available_from": earlier(settings.available_from, terms.available_from),
            "due_at": due,
            "available_until": until,
            "resubmissions": settings.resubmissions + terms.extra_attempts,
        }
    )
