"""All rows of a gradebook, or those of named learners, with their facts."""

from collections.abc import Sequence
from itertools import batched

from lyceum.assessment.model.book import Book
from lyceum.assessment.model.gradebook import CourseGrade
from lyceum.assessment.store import books, grades
from lyceum.assessment.store.items import GradeItem, grade_key
from lyceum.assessment.store.rows import row_of
from lyceum.kernel.table import batch_get

_PAGE = 1_000
_BATCH = 100


def every(tenant: str, course: str, *, most: int) -> tuple[Book, list[CourseGrade]]:
    """The gradebook with its rows, at most so many. 1 round trip for every 1,000 rows, and 1 for every 100."""
    learners: dict[str, None] = {}
    after: str | None = None
    while len(learners) < most:
        page = grades.learners(tenant, course, after=after, limit=_PAGE)
        learners |= dict.fromkeys(page.items)
        after = page.next_key
        if after is None:
            break
    book = books.find(tenant, course) or books.drafted(tenant, course)
    return book, list(named(tenant, course, list(learners)[:most]).values())


def named(tenant: str, course: str, learners: Sequence[str]) -> dict[str, CourseGrade]:
    """Rows of these learners, as they are now; of those who have one. 1 round trip for every 100."""
    found: dict[str, CourseGrade] = {}
    for some in batched(dict.fromkeys(learners), _BATCH, strict=False):
        keys = [(GradeItem, grade_key(tenant, learner, course)) for learner in some]
        rows = [row_of(item) for item in batch_get(*keys, consistent=True) if item is not None]
        found |= {row.learner: row for row in rows}
    return found
