"""Somebody belongs to fifty schools: request line and headers still fit into what the gateway takes."""

import secrets
from typing import Any

import pytest

from lyceum.kernel.claims import LIMIT_BYTES
from tests.e2e.deployed import PASSWORD, School
from tools.demo.api import Api
from tools.demo.members import Member, claims, signed_up
from tools.people import Person

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(300)]

GATEWAY_BYTES = 10_240
"""Request line and all headers (API Gateway's quotas for HTTP APIs)."""
SCHOOLS = 50
BROWSER = {
    "Host": "a1b2c3d4e5.execute-api.ap-southeast-1.amazonaws.com",
    "Connection": "keep-alive",
    "sec-ch-ua": '"Not_A Brand";v="8", "Chromium";v="120", "Google Chrome";v="120"',
    "sec-ch-ua-mobile": "?0",
    "sec-ch-ua-platform": '"Windows"',
    "User-Agent": "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0",
    "Accept": "application/json, application/problem+json, text/plain, */*",
    "Accept-Encoding": "gzip, deflate, br, zstd",
    "Accept-Language": "th-TH,th;q=0.9,en-US;q=0.8,en;q=0.7",
    "Content-Type": "application/json",
    "Idempotency-Key": "0" * 64,
    "If-Match": '"1234567890"',
    "Lyceum-Impersonation": "0" * 26,
    "Origin": f"https://{'learn.' * 20}example",
    "Referer": f"https://{'learn.' * 20}example/{'a' * 200}",
    "X-Forwarded-For": ", ".join(["2001:0db8:85a3:0000:0000:8a2e:0370:7334"] * 4),
    "X-Amzn-Trace-Id": "Root=1-67891233-abcdef012345678912345678;Parent=53995c3f42cd8ad8;Sampled=1",
}
"""What browsers and what lies between add to a request, at its longest."""


@pytest.mark.parametrize(
    ("slug", "roles", "said"),
    [
        ("s{:02}", ("learner",), "each"),
        ("a-name-of-thirty-characters-{:02}", ("learner",), "each"),
        ("a-school-of-some-name-{:02}", ("instructor", "learner"), "ask"),
        ("x" * 38 + "{:02}", ("administrator", "instructor", "learner", "support"), "ask"),
    ],
    ids=["short", "the most that is said", "long", "longest"],
)
def test_the_token_fits_and_opens_the_school(school: School, slug: str, roles: tuple[str, ...], said: str) -> None:
    person = Person("member", f"{secrets.token_hex(30)}@{'tests.' * 8}example", PASSWORD, "นางสาวสมหญิง รักการเรียน " * 4)
    member = signed_up(school.place, person)
    member.join("th")
    _belongs_to_others(school, member, [slug.format(number) for number in range(SCHOOLS - 1)], roles)

    token = member.renewed()
    claim = claims(token)["memberships"]
    sent = _bytes_of_a_request(school, token)

    assert sent <= GATEWAY_BYTES, f"{sent} bytes, of which the token has {len(token)}"
    assert len(claim.encode()) <= LIMIT_BYTES
    assert claim == "*" if said == "ask" else claim.count("=") == SCHOOLS
    here = Api(school.place.tenant_url(), token)
    assert here.get("/me")["roles"] == ["learner"]
    assert here.refusal("GET", "/members") == (403, "permission-denied")
    elsewhere = Api(f"{school.place.api_url}/v1/nobody-belongs-here", token)
    assert elsewhere.refusal("GET", "/me") == (403, "not-a-member")


def _belongs_to_others(school: School, member: Member, tenants: list[str], roles: tuple[str, ...]) -> None:
    """As joining each of them would leave it: the person's side of the membership."""
    dynamodb, table = school.stack.aws("dynamodb"), school.stack.outputs["TableName"]
    person = {"S": f"P#{claims(member.tokens.access)['person']}"}
    key = {"PK": person, "SK": {"S": f"MEMBERSHIP#{school.tenant}"}}
    own: dict[str, Any] = dynamodb.get_item(TableName=table, Key=key)["Item"]
    since = next(iter(own["r"]["M"].values()))
    own.pop("events", None)
    for tenant in tenants:
        given = {"M": dict.fromkeys(roles, since)}
        dynamodb.put_item(TableName=table, Item={**own, "SK": {"S": f"MEMBERSHIP#{tenant}"}, "r": given})


def _bytes_of_a_request(school: School, token: str) -> int:
    """With the longest path that there is, a full query and everything that a browser adds."""
    path = f"/v1/{'x' * 40}/courses/{'0' * 26}/chapters/{'c' * 40}/lessons/{'l' * 40}?limit=100&cursor={'c' * 1000}"
    headers = {**BROWSER, "Authorization": f"Bearer {token}"}
    return len(f"PATCH {path} HTTP/1.1\r\n" + "".join(f"{name}: {value}\r\n" for name, value in headers.items()))
