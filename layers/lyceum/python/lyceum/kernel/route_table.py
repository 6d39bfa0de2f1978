"""What the routes of a resolver declare, by the gateway's key: looked up where an answer is due before a route ran."""

import re
from collections.abc import Callable
from functools import cached_property
from typing import Any

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver
from aws_lambda_powertools.event_handler.depends import build_dependency_tree
from aws_lambda_powertools.event_handler.request import Request
from aws_lambda_powertools.utilities.data_classes import APIGatewayProxyEventV2

from lyceum.kernel.errors import DomainError
from lyceum.kernel.retirement import announcement

_TENANT = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?")


class RouteTable:
    """The routes of one function. Nothing is looked at before it is needed."""

    def __init__(self, app: APIGatewayHttpResolver) -> None:
        self._app = app

    def denial(self, event: dict[str, Any]) -> DomainError | None:
        """Why the caller may not ask at all: it is told before what is wrong with the request.

        A path that names no possible tenant has no members, and is refused as what it is.
        """
        guard, path = self._guards.get(str(event.get("routeKey"))), event.get("pathParameters") or {}
        if guard is None or not _TENANT.fullmatch(path.get("tenant", "none")):
            return None
        try:
            guard(Request(str(event["routeKey"]), path, APIGatewayProxyEventV2(event)))
        except DomainError as denied:
            return denied
        return None

    def announcements(self, event: dict[str, Any]) -> dict[str, str]:
        """Headers that say when the route, or a part of it, will go."""
        return self._announced.get(str(event.get("routeKey")), {})

    @cached_property
    def _routes(self) -> dict[str, Any]:
        # The resolver tells its routes nowhere else.
        every = [*self._app._static_routes, *self._app._dynamic_routes]
        return {f"{route.method} {route.openapi_path}": route for route in every}

    @cached_property
    def _guards(self) -> dict[str, Callable[[Request], Any]]:
        return {
            key: node.depends.dependency
            for key, route in self._routes.items()
            for node in build_dependency_tree(route.func).dependencies
            if hasattr(node.depends.dependency, "permission")
        }

    @cached_property
    def _announced(self) -> dict[str, dict[str, str]]:
        found = {key: announcement(route.openapi_extensions) for key, route in self._routes.items()}
        return {key: headers for key, headers in found.items() if headers}
