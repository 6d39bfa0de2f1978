"""A member makes themselves more than they are."""

import pytest

from identity.assign_role import handler
from identity.join import handler as join
from lyceum.kernel.clock import now
from lyceum.tenancy.found_tenant import found_tenant
from tests.http import person, request
from tests.members import roles_by_tenant

pytestmark = [pytest.mark.store, pytest.mark.security]


@pytest.fixture
def school(table: str, tenant: str) -> str:
    head = person("head", tenant).id
    found_tenant(tenant, name={"en": "S"}, language="en", self_registration=True, administrator=head, at=now())
    request(join, "PUT /v1/{tenant}/me/membership", caller=person("eve", tenant), body={}, tenant=tenant)
    return tenant


@pytest.mark.parametrize("role", ["learner", "instructor"])
def test_by_assigning_roles(school: str, role: str) -> None:
    eve = person("eve", school, role)
    # Issued after joining: in the same second the answer could be that the token is stale.
    claims = eve.claims(iat=str(int(now().timestamp()) + 1))
    route = "PUT /v1/{tenant}/members/{person}/roles"
    answer = request(handler, route, claims=claims, body={"roles": ["administrator"]}, tenant=school, person=eve.id)
    assert (answer.status, answer.json["type"].rsplit("/", 1)[1]) == (403, "permission-denied")
    assert roles_by_tenant(eve.id) == {school: {"learner"}}


def test_by_administrating_another_school(school: str) -> None:
    eve = person("eve", school)
    claims = eve.claims(memberships="evil-school=administrator")
    route = "PUT /v1/{tenant}/members/{person}/roles"
    answer = request(handler, route, claims=claims, body={"roles": ["administrator"]}, tenant=school, person=eve.id)
    assert answer.status == 403
    assert roles_by_tenant(eve.id) == {school: {"learner"}}


def test_by_saying_so_when_joining(school: str) -> None:
    body = {"name": "Eve", "roles": ["administrator"]}
    answer = request(join, "PUT /v1/{tenant}/me/membership", caller=person("eve2", school), body=body, tenant=school)
    assert answer.status == 422
    assert roles_by_tenant(person("eve2", school).id) == {}


def test_by_a_tenant_that_breaks_out_of_its_claim(school: str) -> None:
    claims = person("eve", school).claims(memberships=f"evil={school}=administrator")
    answer = request(
        handler,
        "PUT /v1/{tenant}/members/{person}/roles",
        claims=claims,
        body={"roles": ["administrator"]},
        tenant=school,
        person=person("eve", school).id,
    )
    assert answer.status == 403
