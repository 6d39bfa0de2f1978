"""The authorizer of routes for API keys: HTTP API, payload 2.0, simple answers, never cached."""

from typing import Any
from urllib.parse import urlsplit

from aws_lambda_powertools.utilities.data_classes.api_gateway_authorizer_event import (
    APIGatewayAuthorizerEventV2,
    APIGatewayAuthorizerResponseV2,
)

from lyceum.identity.authorize_key import authorize_key
from lyceum.kernel import clock, observe


def handler(event: dict[str, Any], _context: Any) -> dict[str, Any]:
    """Lets every request through with what it found: the HTTP edge refuses by name (kernel.api_keys)."""
    asked = APIGatewayAuthorizerEventV2(event)
    headers = {name.lower(): value for name, value in asked.headers.items()}
    scheme, _, text = headers.get("authorization", "").partition(" ")
    found = authorize_key(
        (asked.path_parameters or {}).get("tenant", ""),
        text if scheme.lower() == "bearer" else "",
        address=asked.request_context.http.source_ip,
        site=site_of(headers),
        at=clock.now(),
    )
    observe.logger().info("authorized", extra={"tenant": found.tenant, "key": found.key, "refused": found.refusal})
    observe.flush()
    return APIGatewayAuthorizerResponseV2(authorize=True, context=found.context()).asdict()


def site_of(headers: dict[str, str]) -> str:
    """The host of the web site that calls, from `Origin` or else `Referer`; empty where there is none to read."""
    try:
        return urlsplit(headers.get("origin") or headers.get("referer", "")).hostname or ""
    except ValueError:
        return ""
