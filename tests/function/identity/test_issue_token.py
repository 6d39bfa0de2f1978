"""The pre-token-generation trigger."""

import copy
import json
from pathlib import Path

import pytest

from identity.issue_token import handler
from lyceum.identity.join import join
from lyceum.identity.model.membership import Profile
from lyceum.kernel.access import Caller, Scoped
from lyceum.kernel.claims import Claimed, membership_claim, person_id
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
    assert access == expected | {"email": "ada@example.com", "email_verified": "true", "name": "Ada Lovelace"}


def test_somebody_new_has_no_memberships(table: str, tenant: str) -> None:
    event = copy.deepcopy(SAMPLE)
    event["request"]["userAttributes"]["sub"] = f"new-{tenant}"
    details = handler(event, None)["response"]["claimsAndScopeOverrideDetails"]
    assert details["idTokenGeneration"]["claimsToAddOrOverride"]["memberships"] == ""


def test_the_smallest_tiers_trigger_says_the_same_in_the_id_token(table: str, tenant: str) -> None:
    event = copy.deepcopy(SAMPLE) | {"version": "1"}
    event["request"]["userAttributes"]["sub"] = f"sub-{tenant}"
    ada = person_id(ISSUER, f"sub-{tenant}")
    found_tenant(tenant, name={"en": "S"}, language="en", self_registration=True, administrator=ada, at=now())
    join(Caller(ada, tenant), Profile(name="Ada"), at=now())
    response = handler(event, None)["response"]
    assert response.keys() == {"claimsOverrideDetails"}
    claims = response["claimsOverrideDetails"]["claimsToAddOrOverride"]
    assert (claims["person"], claims["memberships"]) == (ada, f"{tenant}=learner")


def test_fifty_memberships_still_fit_the_header(table: str) -> None:
    """Request line and headers have 10,240 bytes at the gateway; the token is base64 of claims and signature."""
    roles = frozenset({"administrator", "instructor", "teaching_assistant", "learner", "support", "auditor", "finance"})
    schools = [f"a-school-with-a-long-name-indeed-{number:02d}" for number in range(50)]
    many = {school: Claimed(roles=roles, scoped=Scoped.DENIALS) for school in schools}
    most = {
        "sub": "x" * 36,
        "iss": ISSUER,
        "cognito:groups": ["x" * 40] * 3,
        "scope": "openid email profile",
        "memberships": membership_claim(many),
        "person": "x" * 26,
        "email": "x" * 254,
        "name": "x" * 256,
    }
    token = 4 * (len(json.dumps(most)) + 300 + 342) // 3
    assert token < 10_240 - 2_000
    assert membership_claim(many) == "*"
    few = {f"school-{number:02d}": Claimed(roles=frozenset({"learner"})) for number in range(50)}
    assert 800 < len(membership_claim(few)) <= 2_048
