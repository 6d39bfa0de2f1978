"""Requests with an API key, as the gateway makes them: its authorizer is asked first, then the function."""

from typing import Any

from identity.authorize_key import handler as authorize
from tests.http import Answer, context_of, request


def asked(
    key: str, route: str, *, address: str = "203.0.113.1", headers: dict[str, str] | None = None, **path: Any
) -> Any:
    """What the authorizer answers: `isAuthorized` and its context."""
    method, _, pattern = route.partition(" ")
    sent = {name.lower(): value for name, value in (headers or {}).items()}
    event = {
        "version": "2.0",
        "type": "REQUEST",
        "routeArn": f"arn:aws:execute-api:eu-west-1:000000000000:api/$default/{method}{pattern.format(**path)}",
        "identitySource": [f"Bearer {key}"],
        "routeKey": route,
        "rawPath": pattern.format(**path),
        "rawQueryString": "",
        "headers": {"authorization": f"Bearer {key}", **sent},
        "pathParameters": path,
        "requestContext": context_of(route, pattern.format(**path), address=address),
    }
    return authorize(event, None)


def with_key(
    key: str,
    handler: Any,
    route: str,
    *,
    address: str = "203.0.113.1",
    headers: dict[str, str] | None = None,
    body: Any = None,
    **path: Any,
) -> Answer:
    """The function's answer to a request that its authorizer let through."""
    found = asked(key, route, address=address, headers=headers, **path)
    assert found["isAuthorized"] is True
    return request(handler, route, admitted=found.get("context", {}), headers=headers, body=body, **path)
