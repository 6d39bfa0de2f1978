"""A course was published: its assignments go live with it."""

from datetime import datetime

from lyceum.assessment.store import assessments, course_assignments
from lyceum.assessment.tries import ATTEMPTS
from lyceum.content.published import Outline
from lyceum.kernel.errors import Busy, ChangedInTheMeantime


def activate_assignments(tenant: str, course: str, *, published_at: datetime, at: datetime) -> int:
    """Let learners have the newest version of each assignment of the course and its listed lessons; how many changed.

    What was written after the publication waits for the next one. Repeats change nothing. Raises Busy.
    """
    outline = assessments.published_outline(tenant, course)
    if outline is None:
        return 0
    changed, after = 0, None
    while True:
        page = course_assignments.of_course(tenant, course, after=after)
        waiting = [str(card["id"]) for card in page.items if card.get("active") != card["newest"]]
        changed += sum(_activate(tenant, each, outline, published_at, at) for each in waiting)
        after = page.next_key
        if after is None:
            return changed


def _activate(tenant: str, id: str, outline: Outline, published_at: datetime, at: datetime) -> bool:
    for _ in range(ATTEMPTS):
        found = course_assignments.find(tenant, id)
        live = found.activated(outline, published_at=published_at)
        if live == found:
            return False
        try:
            course_assignments.activate(tenant, live, at=at)
        except ChangedInTheMeantime:
            continue
        return True
    raise Busy("Authors are changing the assignment.")
