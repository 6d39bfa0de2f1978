"""Courses that come before others: there are some, they are courses of the school, and no circle that nobody enters."""

from collections.abc import Callable, Collection, Mapping, Sequence

from lyceum.catalog.errors import CoursePrerequisiteUnsuitable

MOST_PREREQUISITES = 10
"""Of one course: enrolling checks each of them in its transaction."""

MOST_BEFORE = 200
"""Courses that may come before one, all in all."""

type Find = Callable[[Collection[str]], Mapping[str, Sequence[str]]]
"""What comes before each of some courses; a course that is not there is left out."""


def sound(course: str, wanted: Sequence[str], find: Find) -> tuple[str, ...]:
    """The prerequisites, each once. Asks once for every step that one course can be away from another.

    Raises CoursePrerequisiteUnsuitable for a course that is not there, or after which this one would have to come
    before itself.
    """
    once = tuple(dict.fromkeys(wanted))
    seen, ahead = set[str](), set(once)
    while ahead:
        if course in ahead:
            raise CoursePrerequisiteUnsuitable(course=course)
        found = find(sorted(ahead))
        missing = sorted((ahead & set(once)) - found.keys())
        if missing:
            raise CoursePrerequisiteUnsuitable(course=missing[0])
        seen |= ahead
        if len(seen) > MOST_BEFORE:
            raise CoursePrerequisiteUnsuitable(course=course)
        ahead = {each for before in found.values() for each in before} - seen
    return once
