"""The pre-token-generation trigger."""

import copy
import json
from pathlib import Path

import pytest

from identity.issue_token import handler
from lyceum.identity.join import join
from lyceum.identity.model import Profile
from lyceum.kernel.access import Caller
from lyceum.kernel.claims import person_id
from lyceum.kernel.clock import now
from lyceum.tenancy.found_tenant import found_tenant

pytestmark = pytest.mark.store
SAMPLE = json.loads(Path("events/identity/issue_token.json").read_text(encoding="utf-8"))
ISSUER = "https://cognito-idp.us-east-1.amazonaws.com/us-east-1_example"


def test_both_tokens_say_who_and_where(table: str, tenant: str) -> None:
    event = copy.deepcopy(SAMPLE)
    event["request"]["userAttributes"]["sub"] = f"sub-{tenant}"
    ada = person_id(ISSUER, f"sub-{tenant}")
    found_tenant(tenant, name={"en": "S"}, language="en", self_registration=True, administrator=ada, at=now())
    join(Caller(ada, tenant), Profile(name="Ada"), at=now())
    details = handler(event, None)["response"]["claimsAndScopeOverrideDetails"]
    identity = details["idTokenGeneration"]["claimsToAddOrOverride"]
    read_at = identity["memberships_at"]
    expected = {"person": ada, "memberships": f"{tenant}=learner", "memberships_at": read_at, "terms": ""}
    assert identity == expected
    assert 0 <= now().timestamp() * 1000 - int(read_at) < 60_000
    access = details["accessTokenGeneration"]["claimsToAddOrOverride"]
    assert access == expected | {"email": "ada@example.com", "name": "Ada Lovelace"}


def test_somebody_new_has_no_memberships(table: str, tenant: str) -> None:
    event = copy.deepcopy(SAMPLE)
    event["request"]["userAttributes"]["sub"] = f"new-{tenant}"
    details = handler(event, None)["response"]["claimsAndScopeOverrideDetails"]
    assert details["idTokenGeneration"]["claimsToAddOrOverride"]["memberships"] == ""
