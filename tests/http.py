"""Requests as API Gateway hands them to a function, and its answers, for tests of functions."""

import base64
import json
from dataclasses import dataclass
from typing import Any

from lyceum.kernel.clock import now
from lyceum.kernel.ids import derived_id


@dataclass(frozen=True)
class Person:
    """Somebody who calls: their id and their roles by tenant."""

    id: str
    memberships: str
    issued: int = 0
    read_at: int = 0
    """When their memberships were read for the token, in milliseconds; 0 where the token does not say."""

    def claims(self, **changed: str) -> dict[str, str]:
        """Claims of their access token, all text, as the gateway hands them over."""
        return {
            "sub": f"sub-{self.id}",
            "iss": "https://issuer.example",
            "token_use": "access",
            "client_id": "web",
            "iat": str(self.issued or int(now().timestamp())),
            "person": self.id,
            "memberships": self.memberships,
            **({"memberships_at": str(self.read_at)} if self.read_at else {}),
        } | changed


def person(name: str, tenant: str, *roles: str) -> Person:
    """A member of a tenant by a readable name: the same name in the same tenant is the same person."""
    return Person(derived_id("test-person", tenant, name), f"{tenant}={','.join(roles)}" if roles else "")


@dataclass(frozen=True)
class Answer:
    """What a function answered."""

    status: int
    headers: dict[str, str]
    text: str

    @property
    def json(self) -> Any:
        """The body, read."""
        return json.loads(self.text)


def request(
    handler: Any,
    route: str,
    *,
    caller: Person | None = None,
    body: Any = None,
    query: dict[str, str] | None = None,
    headers: dict[str, str] | None = None,
    claims: dict[str, str] | None = None,
    admitted: dict[str, str] | None = None,
    raw_body: str | bytes | None = None,
    **path: str,
) -> Answer:
    """Send `METHOD /v1/{tenant}/…` with its path parameters to a function and read its answer.

    `raw_body` as bytes travels base64-encoded, as the gateway does it for binary bodies. `admitted` is
    the context of an authorizer that is a function.
    """
    pattern = route.partition(" ")[2]
    address = pattern.format(**path)
    verified: dict[str, Any] = {"lambda": admitted} if admitted is not None else {}
    given = claims if claims is not None else caller.claims() if caller else None
    if given is not None:
        verified["jwt"] = {"claims": given, "scopes": None}
    text = raw_body if raw_body is not None else json.dumps(body) if body is not None else None
    encoded = isinstance(text, bytes)
    event: dict[str, Any] = {
        "version": "2.0",
        "routeKey": route,
        "rawPath": address,
        "rawQueryString": "&".join(f"{name}={value}" for name, value in (query or {}).items()),
        "headers": {"host": "api.example", **({"content-type": "application/json"} if text is not None else {})}
        | {name.lower(): value for name, value in (headers or {}).items()},
        "queryStringParameters": query or None,
        "pathParameters": path or None,
        "requestContext": context_of(route, address, verified),
        "body": base64.b64encode(text).decode() if isinstance(text, bytes) else text,
        "isBase64Encoded": encoded,
    }
    raw = handler(event, None)
    kept = dict(raw.get("headers", {}))
    content = raw.get("body") or ""
    if raw.get("isBase64Encoded"):
        content = base64.b64decode(content).decode()
    return Answer(raw["statusCode"], kept, content)


def context_of(
    route: str, path: str, verified: dict[str, Any] | None = None, *, address: str = "203.0.113.1"
) -> dict[str, Any]:
    """The gateway's `requestContext` of a request from an IP address; `verified` is what its authorizer found."""
    return {
        "accountId": "000000000000",
        "apiId": "api",
        "domainName": "api.example",
        "domainPrefix": "api",
        "http": {
            "method": route.partition(" ")[0],
            "path": path,
            "protocol": "HTTP/1.1",
            "sourceIp": address,
            "userAgent": "",
        },
        "requestId": "request-1",
        "routeKey": route,
        "stage": "$default",
        "time": "22/Nov/2026:12:00:00 +0000",
        "timeEpoch": 1795348800000,
        **({"authorizer": verified} if verified else {}),
    }
