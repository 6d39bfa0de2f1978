"""The administrator of one branch changes another branch, the school, or what the school sets."""

from typing import Any

import pytest

from lyceum.kernel.access import Caller
from lyceum.kernel.clock import iso, now
from lyceum.kernel.creation import Creation
from lyceum.kernel.ids import new_id
from lyceum.kernel.settings import settings
from lyceum.kernel.table.client import dynamodb
from lyceum.tenancy.manage_branches import open_branch
from lyceum.tenancy.model.tenant import Contact
from tenancy.branch_courses import handler as branch_courses
from tenancy.branch_members import handler as branch_members
from tenancy.manage_branches import handler as manage_branches
from tenancy.manage_tenant import handler as manage_tenant
from tenancy.settings import handler as of_settings
from tests.http import Person, request
from tests.schools import enter, open_school

pytestmark = [pytest.mark.store, pytest.mark.security]
BRANCH = "/v1/{tenant}/branches/{branch}"
NAME = {"name": {"en": "Mine"}}


@pytest.fixture
def branches(table: str, tenant: str) -> tuple[str, str]:
    chief = Caller(open_school(tenant).id, tenant)
    own, other = (open_branch(chief, {"en": n}, Contact(), creation=Creation(new_id()), at=now()).id for n in "ab")
    return own, other


def administrator_of(tenant: str, branch: str) -> Person:
    """A member whose role holds in one branch alone, as identity writes it."""
    eve = enter(tenant, "eve")
    assignment = {
        "r": {"S": "administrator"},
        "s": {"S": f"branch:{branch}"},
        "b": {"S": "head"},
        "a": {"S": iso(now())},
    }
    dynamodb().update_item(
        TableName=settings().table,
        Key={"PK": {"S": f"T#{tenant}#U#{eve.id}"}, "SK": {"S": "MEMBER"}},
        UpdateExpression="SET x = :x",
        ExpressionAttributeValues={":x": {"M": {new_id(): {"M": assignment}}}},
    )
    return Person(eve.id, f"{tenant}=learner,~g")


def attempts(eve: Person, tenant: str, branch: str) -> dict[str, int]:
    routes: list[tuple[Any, str, Any]] = [
        (manage_branches, f"PATCH {BRANCH}", NAME),
        (branch_members, f"GET {BRANCH}/members", None),
        (branch_members, f"PUT {BRANCH}/members/{{person}}", None),
        (branch_courses, f"GET {BRANCH}/courses", None),
        (manage_branches, f"PUT {BRANCH}/closure", None),
    ]
    return {
        route: request(handler, route, caller=eve, body=body, tenant=tenant, branch=branch, person=eve.id).status
        for handler, route, body in routes
    }


def test_the_own_branch_is_theirs(branches: tuple[str, str], tenant: str) -> None:
    eve = administrator_of(tenant, branches[0])
    assert set(attempts(eve, tenant, branches[0]).values()) == {200, 204}


def test_another_branch_is_not(branches: tuple[str, str], tenant: str) -> None:
    eve = administrator_of(tenant, branches[0])
    assert set(attempts(eve, tenant, branches[1]).values()) == {403}


def test_nor_is_the_school(branches: tuple[str, str], tenant: str) -> None:
    eve = administrator_of(tenant, branches[0])
    asked: list[tuple[Any, str, Any, dict[str, Any]]] = [
        (manage_tenant, "PATCH /v1/{tenant}", NAME, {}),
        (manage_branches, "POST /v1/{tenant}/branches", NAME, {}),
        (of_settings, "GET /v1/{tenant}/settings", None, {}),
        (branch_courses, "PUT /v1/{tenant}/courses/{course}/branch-limit", None, {"course": new_id()}),
    ]
    found = {
        route: request(handler, route, caller=eve, body=body, tenant=tenant, **path).status
        for handler, route, body, path in asked
    }
    assert set(found.values()) == {403}
