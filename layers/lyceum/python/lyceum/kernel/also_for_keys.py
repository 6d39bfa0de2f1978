"""The same operation once more, for API keys: one decorator above a route."""

from collections.abc import Callable, Mapping
from typing import Any

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver
from aws_lambda_powertools.event_handler.openapi.types import OpenAPIResponse

from lyceum.kernel.api_keys import KEY_REFUSALS
from lyceum.kernel.problems import described_together, problems

_TENANT = "/v1/<tenant>/"
_SERVICE = f"{_TENANT}service/"


def also_for_keys[F: Callable[..., Any]](app: APIGatewayHttpResolver) -> Callable[[F], F]:
    """Serve the route below the decorator at `/v1/<tenant>/service/…` too, where keys are let in.

    The handler, its permission and its use case are the same; the caller is the key's service account. The gateway
    needs a second route with the other authorizer (infra/README.md).
    """

    def register(handler: F) -> F:
        # The resolver tells its routes nowhere else; what was registered last is the route below.
        (*_, route) = [one for one in [*app._static_routes, *app._dynamic_routes] if one.func is handler]
        name = str(route.operation_id)
        again = app.route(
            route.path.replace(_TENANT, _SERVICE, 1),
            method=route.method,
            operation_id=f"service{name[0].upper()}{name[1:]}",
            tags=[*(str(tag) for tag in route.tags), "service"],
            summary=f"{route.summary}, with an API key",
            status_code=route.status_code,
            responses=_with_refusals_of_keys(route.responses or {}),
        )
        return again(handler)

    return register


def _with_refusals_of_keys(known: Mapping[int, OpenAPIResponse]) -> dict[int, OpenAPIResponse]:
    found = dict(known)
    for status, refusal in problems(*KEY_REFUSALS).items():
        if status in known:
            said = described_together(known[status]["description"], refusal["description"])
            found[status] = {**known[status], "description": said}
        else:
            found[status] = refusal
    return found
