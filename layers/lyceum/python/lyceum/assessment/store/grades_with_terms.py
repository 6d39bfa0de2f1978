"""Gradebooks read together with what a learner was granted; apart, for most need neither."""

from collections.abc import Collection, Mapping
from functools import partial
from typing import Any

from lyceum.assessment.model.accommodation import Accommodation
from lyceum.assessment.model.book import Book
from lyceum.assessment.store import accommodations, books
from lyceum.kernel.table.read import in_parallel


def for_grades(tenant: str, learner: str, courses: Collection[str]) -> tuple[Mapping[str, Book], list[Accommodation]]:
    """The gradebooks of these courses, as far as there are any, and all that the learner was ever granted.

    1 round trip, 0.5 RCU and up for each course.
    """
    read: list[Any] = in_parallel(
        partial(books.some, tenant, courses), partial(accommodations.of_learner, tenant, learner)
    )
    known, granted = read
    return known, granted
