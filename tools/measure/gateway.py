"""Requests as API Gateway hands them to a function."""

import json
import time
from typing import Any

from lyceum.kernel.ids import derived_id


def learner_id(number: int) -> str:
    """The person's id of the n-th learner: the same in every run."""
    return derived_id("measured-learner", str(number))


def request(
    route: str, *, person: str, role: str = "learner", body: Any = None, key: str | None = None, **path: str
) -> dict[str, Any]:
    """The event for `METHOD /v1/{tenant}/…`, from a signed-in member with one role. `key`: the Idempotency-Key."""
    method, _, pattern = route.partition(" ")
    address = pattern.format(**path)
    claims = {
        "sub": person.lower(),
        "iss": "https://issuer.example",
        "token_use": "access",
        "client_id": "web",
        "iat": str(int(time.time())),
        "person": person,
        "memberships": f"{path['tenant']}={role}",
    }
    headers = {"host": "api.example", "accept": "application/json", "accept-language": "th,en;q=0.8"}
    return {
        "version": "2.0",
        "routeKey": route,
        "rawPath": address,
        "rawQueryString": "",
        "headers": headers
        | ({"content-type": "application/json"} if body is not None else {})
        | ({"idempotency-key": key} if key else {}),
        "pathParameters": path,
        "requestContext": {
            "accountId": "000000000000",
            "apiId": "api",
            "domainName": "api.example",
            "domainPrefix": "api",
            "http": {
                "method": method,
                "path": address,
                "protocol": "HTTP/1.1",
                "sourceIp": "203.0.113.1",
                "userAgent": "measure",
            },
            "requestId": "request-1",
            "routeKey": route,
            "stage": "$default",
            "time": "22/Nov/2026:12:00:00 +0000",
            "timeEpoch": 1795348800000,
            "authorizer": {"jwt": {"claims": claims, "scopes": None}},
        },
        "isBase64Encoded": False,
        "body": json.dumps(body) if body is not None else None,
    }
