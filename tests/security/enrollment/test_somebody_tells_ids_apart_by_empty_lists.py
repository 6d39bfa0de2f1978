"""Lists of what is another school's, or nobody's: 404 and no empty page, word for word the same, at the same cost."""

from collections.abc import Callable
from typing import Any

import pytest

from assessment.author_assessment import handler as assessments
from assessment.gradebook import handler as gradebook
from enrollment.list_enrollments import handler as enrollments
from identity.assign_role import handler as assignments
from identity.presence import handler as presence
from lyceum.kernel.access import Caller
from lyceum.kernel.clock import now
from lyceum.kernel.ids import new_id
from lyceum.tenancy.manage_units import add_unit
from lyceum.tenancy.model.organisation import UnitKind
from tenancy.manage_units import handler as units
from tests.http import Answer, person
from tests.meter import metered
from tests.published_course import put
from tests.school_of_people import SchoolOfPeople, problem

pytestmark = [pytest.mark.store, pytest.mark.security]

LISTS: dict[str, tuple[Any, str, str]] = {
    "/v1/{tenant}/courses/{course}/assessments": (assessments, "course", "course-not-found"),
    "/v1/{tenant}/courses/{course}/enrollments": (enrollments, "course", "course-not-found"),
    "/v1/{tenant}/courses/{course}/gradebook": (gradebook, "course", "course-not-found"),
    "/v1/{tenant}/courses/{course}/presence": (presence, "course", "course-not-found"),
    "/v1/{tenant}/members/{person}/assignments": (assignments, "person", "member-not-found"),
    "/v1/{tenant}/units/{unit}/members": (units, "unit", "unit-not-found"),
}


def course_in(tenant: str) -> str:
    course = new_id()
    put(tenant, course, "COURSE")
    return course


def unit_in(tenant: str) -> str:
    head = Caller("", tenant, frozenset({"administrator"}))
    return add_unit(head, new_id(), UnitKind.TEAM, {"en": "Team"}, None, at=now())[1].id


MADE: dict[str, Callable[[str], str]] = {
    "course": course_in,
    "person": lambda tenant: SchoolOfPeople(tenant).id("ada"),
    "unit": unit_in,
}


@pytest.mark.parametrize("path", LISTS)
def test_by_listing_what_belongs_to_anothers(table: str, tenant: str, path: str) -> None:
    ours, theirs = SchoolOfPeople.founded(tenant, "ada"), SchoolOfPeople.founded(f"{tenant}o", "ada")
    handler, name, refusal = LISTS[path]
    chief = person("head", ours.tenant, "administrator", "instructor")

    def ask(id: str) -> tuple[Answer, Any]:
        with metered() as cost:
            answer = ours.ask(handler, f"GET {path}", chief, **{name: id})
        return answer, cost.spent

    own, foreign, nobodys = MADE[name](ours.tenant), MADE[name](theirs.tenant), new_id()
    ask(own)  # this process knows by now what it remembers of the school

    (found, _), (anothers, paid), (none, as_much) = ask(own), ask(foreign), ask(nobodys)

    assert (found.status, found.json["items"]) == (200, [])
    assert problem(anothers) == problem(none) == (404, refusal)
    assert paid == as_much
    assert anothers.text.replace(foreign, "") == none.text.replace(nobodys, "")
