"""A learner, an instructor or an administrator of another school changes a school, its branches, units or settings."""

from typing import Any

import pytest

from lyceum.kernel.ids import new_id
from tenancy.branch_courses import handler as branch_courses
from tenancy.branch_members import handler as branch_members
from tenancy.manage_branches import handler as manage_branches
from tenancy.manage_tenant import handler as manage_tenant
from tenancy.manage_units import handler as manage_units
from tenancy.onboard_tenant import handler as onboard_tenant
from tenancy.settings import handler as settings
from tests.http import Person, person, request
from tests.schools import open_school
from tools.checks.house import gateway_routes, operation_of

pytestmark = [pytest.mark.store, pytest.mark.security]
HANDLERS = {
    "branch_courses": branch_courses,
    "branch_members": branch_members,
    "manage_branches": manage_branches,
    "manage_tenant": manage_tenant,
    "manage_units": manage_units,
    "onboard_tenant": onboard_tenant,
    "settings": settings,
}
OPEN_TO_MEMBERS = {
    "GET /v1/{tenant}",
    "GET /v1/{tenant}/units",
    "GET /v1/{tenant}/branches",
    "GET /v1/{tenant}/branches/{branch}",
    "GET /v1/{tenant}/me/branches",
    "PUT /v1/{tenant}/me/branches/{branch}",
}
BODIES = {
    "POST /v1/tenants": {"tenant": "mine", "name": {"en": "Mine"}, "administrator": new_id()},
    "PUT /v1/tenants/{tenant}/suspension": {"reason": "because"},
    "PATCH /v1/{tenant}": {"name": {"en": "Mine"}},
    "POST /v1/{tenant}/units": {"kind": "team", "name": {"en": "Mine"}},
    "PATCH /v1/{tenant}/units/{unit}": {"name": {"en": "Mine"}},
    "PUT /v1/{tenant}/units/{unit}/members/{person}": {},
    "POST /v1/{tenant}/branches": {"name": {"en": "Mine"}},
    "PATCH /v1/{tenant}/branches/{branch}": {"name": {"en": "Mine"}},
    "PUT /v1/{tenant}/settings/{category}/{key}": {"value": True},
}
ROUTES = [
    (operation_of(route.function)[1], route.key)
    for route in gateway_routes()
    if route.function is not None
    and operation_of(route.function)[0] == "tenancy"
    and route.resource.properties["AuthorizationType"] == "JWT"
]


def attempt(operation: str, route: str, caller: Person, tenant: str) -> tuple[int, str]:
    values = {
        "tenant": tenant,
        "branch": new_id(),
        "unit": new_id(),
        "course": new_id(),
        "person": caller.id,
        "category": "branches",
        "key": "limit_courses",
    }
    path: dict[str, Any] = {name: value for name, value in values.items() if f"{{{name}}}" in route}
    answer = request(HANDLERS[operation], route, caller=caller, body=BODIES.get(route), **path)
    return answer.status, str(answer.json.get("type", "")).rsplit("/", 1)[-1]


@pytest.mark.parametrize("role", ["learner", "instructor"])
def test_without_the_permission(table: str, tenant: str, role: str) -> None:
    open_school(tenant)
    eve = person("eve", tenant, role)
    found = {
        route: attempt(operation, route, eve, tenant) for operation, route in ROUTES if route not in OPEN_TO_MEMBERS
    }
    assert len(found) > 20
    assert {name for name, (status, _) in found.items() if status != 403} == set()


def test_from_another_school(table: str, tenant: str) -> None:
    open_school(tenant)
    eve = person("eve", "another-school", "administrator")
    found = {route: attempt(operation, route, eve, tenant) for operation, route in ROUTES}
    assert set(found.values()) == {(403, "not-a-member")}


def test_an_administrator_of_one_school_as_operator_of_the_platform(table: str, tenant: str) -> None:
    head = open_school(tenant)
    found = {
        route: attempt("onboard_tenant", route, head, tenant) for operation, route in ROUTES if "/v1/tenants" in route
    }
    assert len(found) == 5
    assert set(found.values()) == {(403, "not-a-member")}


@pytest.mark.parametrize(
    "stolen",
    [
        {"state": "active"},
        {"status": "active"},
        {"slug": "other"},
        {"tenant": "other"},
        {"plan": "unlimited"},
        {"administrator": new_id()},
        {"founded_at": "2020-01-01T00:00:00Z"},
        {"name": {"en": "X"}, "rev": 99},
    ],
)
def test_by_mass_assignment(table: str, tenant: str, stolen: dict[str, object]) -> None:
    head = open_school(tenant)
    before = kept_tenant(tenant)
    answer = request(manage_tenant, "PATCH /v1/{tenant}", caller=head, body=stolen, tenant=tenant)
    assert answer.status == 422
    assert kept_tenant(tenant) == before


def kept_tenant(tenant: str) -> object:
    from lyceum.tenancy.store import tenants

    return tenants.find(tenant)


# Cyrillic а, full-width a, Greek ο, a zero-width joiner, a combining mark, Punycode, upper case, words of the API.
@pytest.mark.parametrize(
    "slug",
    ["аcme", "ａcme", "acmeο", "ac\u200dme", "acme\u0301", "xn--cme-6kc", "ACME", "tenants", "openapi.json", "me"],
)
def test_by_a_slug_that_looks_like_anothers(table: str, slug: str) -> None:
    operator = Person(new_id(), "*=operator")
    body = {"tenant": slug, "name": {"en": "Mine"}, "administrator": new_id()}
    assert request(onboard_tenant, "POST /v1/tenants", caller=operator, body=body).status == 422
