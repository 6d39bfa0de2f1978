"""A member makes themselves, or another, an operator of the platform: over no route, with no role of a school."""

import json
from pathlib import Path

import pytest

from lyceum.kernel.permissions import PLATFORM_PERMISSIONS, ROLE_GRANTS, TENANT_ROLES, Role
from tests.identity_school import School, kind, school

pytestmark = [pytest.mark.store, pytest.mark.security]
__all__ = ["school"]
DOCUMENT = json.loads(Path("layers/lyceum/python/lyceum/operations/openapi.json").read_text("utf-8"))


def test_an_administrator_assigns_the_role(school: School) -> None:
    ada = school.member("ada")
    assert kind(school.assign(ada.id, Role.OPERATOR)) == (422, "unknown-role")


def test_a_role_of_the_schools_own_grants_what_operators_may(school: School) -> None:
    for permission in sorted(PLATFORM_PERMISSIONS):
        assert school.define(f"own-{permission.replace('.', '-').replace('_', '-')}", grants=[permission]).status == 422


def test_no_role_of_a_school_may_what_operators_may() -> None:
    assert all(not ROLE_GRANTS[role] & PLATFORM_PERMISSIONS for role in TENANT_ROLES)


def test_no_route_appoints() -> None:
    said = [one for methods in DOCUMENT["paths"].values() for one in methods.values() if isinstance(one, dict)]
    assert len(said) > 100
    assert [one["operationId"] for one in said if "perator" in one.get("operationId", "")] == []
