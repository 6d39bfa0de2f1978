"""By what somebody signs in, from the attributes that the pool hands to its triggers."""

import json

import pytest

from lyceum.identity.model.sign_in_identity import (
    CODE_BYTES,
    MOST,
    POOL,
    hashed,
    identity_id,
    identity_of,
    new_code,
    person_of,
    school_of,
)
from lyceum.kernel.clock import now

OWN = "01ARZ3NDEKTSV4RRFFQ69G5FAV"


def attributes(provider: str, subject: str, kind: str = "SAML", **more: str) -> dict[str, str]:
    """As Cognito has them for an account that a provider made: `identities` is text."""
    one = {
        "userId": subject,
        "providerName": provider,
        "providerType": kind,
        "issuer": None,
        "primary": True,
        "dateCreated": 1642699117273,
    }
    return {
        "sub": "7c9e6679-7425-40de-944b-e07fc1f90ae7",
        "identities": json.dumps([one]),
        "cognito:user_status": "EXTERNAL_PROVIDER",
        "email": "ada@example.com",
        **more,
    }


def test_an_account_of_the_pool_is_who_its_subject_is() -> None:
    found = identity_of({"sub": "sub-1", "cognito:user_status": "CONFIRMED"}, own=OWN)
    assert (found.id, found.provider, found.school) == (OWN, POOL, "")


@pytest.mark.parametrize(
    ("provider", "kind", "school"),
    [("Google", "Google", ""), ("Microsoft", "OIDC", ""), ("acme.okta", "OIDC", "acme"), ("a-b.adfs", "SAML", "a-b")],
)
def test_a_federated_account_is_what_its_provider_calls_it(provider: str, kind: str, school: str) -> None:
    found = identity_of(attributes(provider, "subject-1", kind), own=OWN)
    assert (found.id, found.provider, found.school) == (identity_id(provider, "subject-1"), provider, school)


def test_it_stays_the_same_when_the_pool_makes_the_account_anew() -> None:
    one = identity_of(attributes("acme.okta", "ada"), own=OWN)
    assert one == identity_of(attributes("acme.okta", "ada", sub="another"), own=OWN)
    assert one.id != identity_of(attributes("beta.okta", "ada"), own=OWN).id
    assert one.id != identity_of(attributes("acme.okta", "Ada"), own=OWN).id


@pytest.mark.parametrize(
    "identities",
    [
        "[]",
        "[{}]",
        "no JSON",
        json.dumps([{"userId": "ada"}]),
        json.dumps([{"userId": "a", "providerName": "acme.x"}, {"userId": "b", "providerName": "beta.y"}]),
    ],
)
def test_what_names_no_single_provider_gets_no_token(identities: str) -> None:
    with pytest.raises(ValueError, match=r"provider|Expecting"):
        identity_of({"sub": "sub-1", "identities": identities}, own=OWN)


def test_several_providers_are_refused_in_words_that_operators_find() -> None:
    with pytest.raises(ValueError, match=r"^an account of the pool has one provider$"):
        identity_of({"sub": "sub-1", "identities": "[]  "}, own=OWN)


def test_identities_may_be_there_as_what_they_are() -> None:
    text = attributes("acme.okta", "ada")
    assert identity_of({**text, "identities": json.loads(text["identities"])}, own=OWN) == identity_of(text, own=OWN)


def test_what_is_kept_is_known_to_every_release() -> None:
    """The ids lie in the table, and the pool has its name for itself and its codes."""
    assert identity_id("acme.okta", "ada") == "3GQ7HCZP4QXQF756AADM9K0MK5"
    assert (POOL, MOST, CODE_BYTES) == ("Cognito", 10, 20)


def test_codes_are_a_persons_and_different_each_time() -> None:
    one, other = new_code(OWN, "a" * 27, now()), new_code(OWN, "b" * 27, now())
    assert person_of(one.code) == person_of(other.code) == OWN
    assert hashed(one.code) != hashed(other.code)
    assert (one.expires - now()).total_seconds() == pytest.approx(600, abs=5)


@pytest.mark.parametrize(
    ("provider", "school"), [("acme.okta", "acme"), ("acme.okta.test", "acme"), ("Google", ""), (".x", ""), ("", "")]
)
def test_whose_provider_it_is(provider: str, school: str) -> None:
    assert school_of(provider) == school


@pytest.mark.parametrize(
    "code", ["", "x", OWN, f"{OWN}.", f"{OWN}.short", f"{OWN.lower()}.{'a' * 27}", f"{OWN}.{'é' * 27}"]
)
def test_what_is_no_code_is_nobodys(code: str) -> None:
    assert person_of(code) == ""
