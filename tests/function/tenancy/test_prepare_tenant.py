"""Steps of an onboarding, each of them twice, and the way back; with the administrator's, which is identity's."""

import json
from pathlib import Path
from typing import Any

import pytest

from identity.appoint_administrator import handler as administrator
from lyceum.identity.errors import TenantIsOpen
from lyceum.identity.store import memberships
from lyceum.kernel.clock import now
from lyceum.kernel.ids import new_id
from lyceum.kernel.settings import settings
from lyceum.kernel.table.client import dynamodb
from lyceum.tenancy.errors import OnboardingClaimed, TenantExists
from lyceum.tenancy.found_tenant import found_tenant
from lyceum.tenancy.model.tenant import Tenant, TenantState
from lyceum.tenancy.store import tenants
from tenancy.prepare_tenant import handler
from tests.members import roles_by_tenant

pytestmark = pytest.mark.store
SAMPLE = json.loads(Path("events/tenancy/prepare_tenant.json").read_text(encoding="utf-8"))


@pytest.fixture
def head() -> str:
    return new_id()


def found(tenant: str, head: str, name: str = "Acme") -> Tenant:
    return found_tenant(tenant, name={"en": name}, language="en", self_registration=True, administrator=head, at=now())


ADMINISTRATORS = "ROLE#administrator"
"""How many administrators there are."""


def step(tenant: str, name: str, execution: str = "one", **more: Any) -> None:
    for _ in range(2):
        assert handler(SAMPLE | {"step": name, "tenant": tenant, "execution": execution, **more}, None) == {}


def act(tenant: str, action: str, head: str) -> None:
    for _ in range(2):
        assert administrator({"action": action, "tenant": tenant, "person": head}, None) == {}


def state(tenant: str) -> TenantState:
    kept = tenants.find(tenant)
    assert kept is not None
    return kept.state


def parts(tenant: str) -> set[str]:
    answer = dynamodb().query(
        TableName=settings().table,
        KeyConditionExpression="PK = :p",
        ExpressionAttributeValues={":p": {"S": f"T#{tenant}"}},
        ConsistentRead=True,
    )
    return {item["SK"]["S"] for item in answer["Items"]}


def test_a_school_opens_with_everything_that_it_starts_with(table: str, tenant: str, head: str) -> None:
    found(tenant, head)
    step(tenant, "claim")
    act(tenant, "appoint", head)
    step(tenant, "furnish")
    assert state(tenant) is TenantState.PENDING
    step(tenant, "open")
    assert state(tenant) is TenantState.ACTIVE
    assert parts(tenant) == {"TENANT", "SETTINGS", "ORGANISATION", ADMINISTRATORS}
    assert roles_by_tenant(head) == {tenant: {"administrator"}}


def test_a_second_execution_has_nothing_to_do(table: str, tenant: str, head: str) -> None:
    found(tenant, head)
    step(tenant, "claim")
    for name in ("claim", "open", "give_up"):
        with pytest.raises(OnboardingClaimed):
            handler(SAMPLE | {"step": name, "tenant": tenant, "execution": "two"}, None)
    step(tenant, "open")
    for name in ("claim", "give_up"):
        with pytest.raises(OnboardingClaimed):
            handler(SAMPLE | {"step": name, "tenant": tenant, "execution": "one"}, None)


@pytest.mark.parametrize("done", [0, 1, 2, 3])
def test_whatever_was_done_is_taken_back(table: str, tenant: str, head: str, done: int) -> None:
    found(tenant, head)
    if done > 0:
        step(tenant, "claim")
    if done > 1:
        act(tenant, "appoint", head)
    if done > 2:
        step(tenant, "furnish")
    act(tenant, "take_back", head)
    step(tenant, "give_up", failure={"Error": "Busy", "Cause": "{}"})
    kept = tenants.find(tenant)
    assert kept is not None
    assert (kept.state, kept.reason) == (TenantState.FAILED, "Busy")
    assert parts(tenant) - {ADMINISTRATORS} == {"TENANT"}
    assert roles_by_tenant(head) == {}


def test_the_slug_of_a_failed_school_begins_anew_in_other_words(table: str, tenant: str, head: str) -> None:
    test_whatever_was_done_is_taken_back(table, tenant, head, 3)
    assert found(tenant, head, "Another").state is TenantState.PENDING
    with pytest.raises(TenantExists):
        found(tenant, new_id(), "A third")
    step(tenant, "claim", "again")
    act(tenant, "appoint", head)
    step(tenant, "furnish", "again")
    step(tenant, "open", "again")
    kept = tenants.find(tenant)
    assert kept is not None
    assert (kept.state, kept.reason, kept.name) == (TenantState.ACTIVE, None, {"en": "Another"})
    assert roles_by_tenant(head) == {tenant: {"administrator"}}
    member = memberships.find(tenant, head)
    assert member is not None
    assert set(member[0].roles) == {"administrator"}


def test_the_administrator_of_an_open_school_is_not_taken_back(table: str, tenant: str, head: str) -> None:
    """The answer of the opening was lost: the workflow goes the way back and finds that there is nothing to undo."""
    found(tenant, head)
    step(tenant, "claim")
    act(tenant, "appoint", head)
    step(tenant, "open")
    with pytest.raises(TenantIsOpen):
        administrator({"action": "take_back", "tenant": tenant, "person": head}, None)
    assert roles_by_tenant(head) == {tenant: {"administrator"}}
