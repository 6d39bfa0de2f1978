"""A course was published: its assessments go live with it."""

from datetime import datetime

from lyceum.assessment.plan_opening import plan_opening
from lyceum.assessment.recompute_grades import keep_columns
from lyceum.assessment.store import assessments, books
from lyceum.assessment.tries import ATTEMPTS
from lyceum.content.kinds import AssessmentKind
from lyceum.content.published import Outline
from lyceum.kernel.errors import Busy, ChangedInTheMeantime


def activate_assessments(tenant: str, course: str, *, published_at: datetime, at: datetime) -> int:
    """Let learners have the newest version of each assessment that the published outline shows; how many changed.

    What was written after the publication waits for the next one. The openings of its exams are planned. Repeats change
    nothing. Raises Busy.
    """
    outline = assessments.published_outline(tenant, course)
    if outline is None:
        return 0
    changed, known, exams, after = 0, list[str](), list[str](), None
    while True:
        page = assessments.of_course(tenant, course, after=after)
        known += [str(card["id"]) for card in page.items]
        exams += [str(card["id"]) for card in page.items if card.get("kind") == AssessmentKind.EXAM]
        waiting = [str(card["id"]) for card in page.items if card.get("active") != card["newest"]]
        changed += sum(_activate(tenant, each, outline, published_at, at) for each in waiting)
        after = page.next_key
        if after is None:
            break
    _tell_the_gradebook(tenant, course, known, at)
    for exam in exams:
        plan_opening(tenant, exam, at=at)
    return changed


def _tell_the_gradebook(tenant: str, course: str, known: list[str], at: datetime) -> None:
    """What learners can take counts. Also what an earlier try has activated without coming as far as this."""
    columns = books.found_or_made(tenant, course, at=at).columns
    waiting = [id for id in known if id not in columns or not columns[id].live]
    found = [books.column_of(assessments.find(tenant, id, consistent=True)) for id in waiting]
    if found:
        keep_columns(tenant, course, found, at=at)


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
