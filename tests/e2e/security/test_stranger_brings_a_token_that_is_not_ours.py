"""Forged, expired, foreign, unsigned, tampered: the gateway lets none of these tokens through."""

import hmac
import time
from collections.abc import Callable, Mapping
from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization

from tests.e2e.deployed import PASSWORD, Deployed, School, sign_up
from tests.e2e.security import tokens
from tests.e2e.security.routes import operations
from tools.demo.api import Api
from tools.demo.members import Place, cognito, signed_up
from tools.people import Person, sign_in

pytestmark = [pytest.mark.e2e, pytest.mark.security]

SIGNED_IN = [one for one in operations() if one.signed_in]


@pytest.fixture(scope="module")
def good(school: School) -> str:
    """An administrator's access token."""
    return school.administrator.renewed()


def another_key(_: School, good: str) -> str:
    header, claims, _signature = tokens.parts(good)
    return tokens.signed(header, claims, tokens.own_key())


def expired(school: School, good: str) -> str:
    header, claims, _ = tokens.parts(good)
    then = int(time.time()) - 3600
    return tokens.signed(header, claims | {"iat": then - 60, "exp": then}, tokens.key_of_the_pool(school.stack))


def not_yet(school: School, good: str) -> str:
    header, claims, _ = tokens.parts(good)
    return tokens.signed(header, claims | {"nbf": int(time.time()) + 3600}, tokens.key_of_the_pool(school.stack))


def another_issuer(school: School, good: str) -> str:
    header, claims, _ = tokens.parts(good)
    elsewhere = claims["iss"].rpartition("/")[0] + "/us-east-1_Elsewhere"
    return tokens.signed(header, claims | {"iss": elsewhere}, tokens.key_of_the_pool(school.stack))


def another_client(school: School, _: str) -> str:
    """A real token of the same pool, from an app that is not this API's."""
    pool = school.stack.outputs["UserPoolId"]
    flows = ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]
    made = school.stack.aws("cognito-idp").create_user_pool_client(
        UserPoolId=pool, ClientName="another", ExplicitAuthFlows=flows
    )
    place = school.place
    return sign_in(
        cognito(place.endpoint_url, place.region), made["UserPoolClient"]["ClientId"], school.administrator.person
    ).access


def another_pool(school: School, _: str) -> str:
    """A real token of somebody else's pool."""
    operator = school.stack.aws("cognito-idp")
    pool = operator.create_user_pool(PoolName="elsewhere", AutoVerifiedAttributes=["email"])["UserPool"]["Id"]
    flows = ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]
    made = operator.create_user_pool_client(UserPoolId=pool, ClientName="web", ExplicitAuthFlows=flows)
    own, client = school.place, made["UserPoolClient"]["ClientId"]
    place = Place(own.api_url, own.endpoint_url, own.region, pool, client, own.tenant)
    return signed_up(place, Person("x", "mallory@elsewhere.example", f"{PASSWORD} A1!", "Mallory")).tokens.access


def unsigned(_: School, good: str) -> str:
    header, claims, _signature = tokens.parts(good)
    return tokens.joined(header | {"alg": "none"}, claims, "")


def public_key_as_secret(school: School, good: str) -> str:
    """HS256 with the public key, which everybody knows, as the secret."""
    header, claims, _ = tokens.parts(good)
    public = tokens.key_of_the_pool(school.stack).public_key()
    secret = public.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    unsigned = tokens.joined(header | {"alg": "HS256"}, claims, "").removesuffix(".")
    return f"{unsigned}.{tokens.text(hmac.digest(secret, unsigned.encode(), 'sha256'))}"


def own_roles(_: School, good: str) -> str:
    """Claims changed, the signature kept."""
    header, claims, signature = tokens.parts(good)
    return tokens.joined(header, claims | {"memberships": "platform=operator"}, signature)


def without_signature(_: School, good: str) -> str:
    return good.rpartition(".")[0] + "."


def refresh_token(school: School, _: str) -> str:
    return school.administrator.tokens.refresh


def nonsense(_: School, __: str) -> str:
    return "e30.e30.e30"


FORGERS: tuple[Callable[[School, str], str], ...] = (
    another_key,
    expired,
    not_yet,
    another_issuer,
    another_client,
    another_pool,
    unsigned,
    public_key_as_secret,
    own_roles,
    without_signature,
    refresh_token,
    nonsense,
)

ULID = "01ARZ3NDEKTSV4RRFFQ69G5FAW"
VALUES: Mapping[str, str] = {
    name: ULID for one in operations() for name in (part[1:-1] for part in one.path.split("/") if part.startswith("{"))
} | {"template": "enrolled", "language": "en", "slug": "course", "job": "insight.seal_days"}
"""Ids of nothing, in the form that each has."""


@pytest.mark.parametrize("forge", FORGERS, ids=lambda forge: str(forge.__name__))
def test_a_token_that_is_not_ours_opens_no_route(
    school: School, good: str, forge: Callable[[School, str], str]
) -> None:
    token = forge(school, good)
    values = {**VALUES, "tenant": school.tenant}

    answers = {str(one): send(school, token, one.method, one.at(values), one.example) for one in _some(SIGNED_IN)}

    assert set(answers.values()) == {401}, answers


def test_no_route_opens_without_a_token(school: School) -> None:
    values = {**VALUES, "tenant": school.tenant}

    answers = {str(one): send(school, None, one.method, one.at(values), one.example) for one in SIGNED_IN}

    assert set(answers.values()) == {401}, answers


def test_a_token_signed_by_the_pool_itself_is_taken(school: School, good: str) -> None:
    """The counterpart: what these tests forge fails for what is wrong with it and for nothing else."""
    header, claims, _ = tokens.parts(good)
    again = tokens.signed(header, claims, tokens.key_of_the_pool(school.stack))

    assert send(school, again, "GET", f"/v1/{school.tenant}/me", None) == 200


def test_somebody_new_on_the_platform_is_in_no_school(stack: Deployed, school: School) -> None:
    stranger = sign_up(school.place, "stranger")

    answer = stranger.api.send("GET", "/courses", expect=(403,))

    assert answer.problem == "not-a-member"


def send(school: School, token: str | None, method: str, path: str, body: Any) -> int:
    """The status of an answer."""
    api = Api(school.place.api_url, token)
    return api.send(method, path, body, expect=tuple(range(200, 600))).status


def _some[T](every: list[T]) -> list[T]:
    """Every fifth: one of each context at least, since routes stand in the document by path."""
    return every[::5]
