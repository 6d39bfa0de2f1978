"""A course was published: its assessments go live with it."""

from datetime import datetime

from lyceum.assessment.store import assessments
from lyceum.assessment.submit_attempt import ATTEMPTS
from lyceum.content.published import Outline
from lyceum.kernel.errors import Busy, ChangedInTheMeantime


def activate_assessments(tenant: str, course: str, *, published_at: datetime, at: datetime) -> int:
    """Let learners have the newest version of each assessment that the published outline shows; how many changed.

    What was written after the publication waits for the next one. Repeats change nothing. Raises Busy.
    """
    outline = assessments.published_outline(tenant, course)
    if outline is None:
        return 0
    changed, after = 0, None
    while True:
        page = assessments.of_course(tenant, course, after=after)
        waiting = [str(card["id"]) for card in page.items if card.get("active") != card["newest"]]
        changed += sum(_activate(tenant, each, outline, published_at, at) for each in waiting)
        after = page.next_key
        if after is None:
            return changed


def _activate(tenant: str, id: str, outline: Outline, published_at: datetime, at: datetime) -> bool:
    for _ in range(ATTEMPTS):
        found = assessments.find(tenant, id, consistent=True)
        live = found.activated(outline, published_at=published_at)
        if live == found:
            return False
        try:
            assessments.activate(tenant, live, at=at)
        except ChangedInTheMeantime:
            continue
        return True
    raise Busy("Authors are changing the assessment.")
