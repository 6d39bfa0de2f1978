"""A member of one branch takes, or sees, a course that only another branch may use."""

from typing import Any

import pytest

from catalog.browse_catalog import handler as catalogue
from enrollment.enroll import handler as enroll
from lyceum.kernel.access import Caller
from lyceum.kernel.clock import now
from lyceum.kernel.creation import Creation
from lyceum.kernel.ids import new_id
from lyceum.tenancy.branch_courses import activate_course, limit_course
from lyceum.tenancy.branch_members import register_member, withdraw_member
from lyceum.tenancy.manage_branches import open_branch
from lyceum.tenancy.model.tenant import Contact
from tests.authoring import make_course, publish
from tests.http import Answer, Person, request
from tests.imports import buckets
from tests.published_course import kept
from tests.schools import enter, open_school

pytestmark = [pytest.mark.store, pytest.mark.security]


@pytest.fixture
def files(table: str) -> Any:
    with buckets():
        yield


@pytest.fixture
def school(table: str, tenant: str, files: Any) -> tuple[Caller, str, str, str]:
    """The administrator, two branches, and a course of the first."""
    head = open_school(tenant)
    chief = Caller(head.id, tenant)
    own, foreign = (
        open_branch(chief, {"en": name}, Contact(), creation=Creation(new_id()), at=now()).id for name in "ab"
    )
    course = make_course(head, tenant)
    publish(head, tenant, course)
    activate_course(chief, foreign, course, at=now())
    limit_course(chief, course, limited=True, at=now())
    return chief, own, foreign, course


def take(eve: Person, tenant: str, course: str, branch: str | None) -> Answer:
    route = "POST /v1/{tenant}/courses/{course}/enrollments"
    query = {"branch": branch} if branch else None
    return request(enroll, route, caller=eve, tenant=tenant, course=course, query=query)


def test_by_naming_the_other_branch_or_none(school: tuple[Caller, str, str, str], tenant: str) -> None:
    chief, own, foreign, course = school
    eve = enter(tenant, "eve")
    register_member(chief, own, eve.id, at=now())
    assert [take(eve, tenant, course, branch).status for branch in (None, own, foreign, new_id())] == [409] * 4
    assert kept(tenant, "U", eve.id, f"ENROLLMENT#{course}") == {}


def test_by_a_branch_that_one_has_left(school: tuple[Caller, str, str, str], tenant: str) -> None:
    chief, _, foreign, course = school
    eve = enter(tenant, "eve")
    register_member(chief, foreign, eve.id, at=now())
    withdraw_member(chief, foreign, eve.id, at=now())
    assert [take(eve, tenant, course, branch).status for branch in (None, foreign)] == [409, 409]
    assert kept(tenant, "U", eve.id, f"ENROLLMENT#{course}") == {}


def test_by_looking_into_the_members_catalogue(school: tuple[Caller, str, str, str], tenant: str) -> None:
    chief, own, _, _ = school
    eve = enter(tenant, "eve")
    register_member(chief, own, eve.id, at=now())
    shown = request(catalogue, "GET /v1/{tenant}/me/catalog", caller=eve, tenant=tenant)
    assert (shown.status, shown.json["items"]) == (200, [])


def test_by_registering_oneself_at_the_branch(school: tuple[Caller, str, str, str], tenant: str) -> None:
    from tenancy.branch_members import handler

    _, _, foreign, course = school
    eve = enter(tenant, "eve")
    for route in ("PUT /v1/{tenant}/me/branches/{branch}", "PUT /v1/{tenant}/branches/{branch}/members/{person}"):
        path: dict[str, Any] = {"person": eve.id} if "person" in route else {}
        assert request(handler, route, caller=eve, tenant=tenant, branch=foreign, **path).status in (403, 409)
    assert take(eve, tenant, course, foreign).status == 409
