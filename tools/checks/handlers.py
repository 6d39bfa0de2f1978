"""Handlers as data: their routes and permissions, found by importing them as Lambda does."""

import importlib
import os
import re
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from types import ModuleType
from typing import Annotated, Any, get_args, get_origin, get_type_hints

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver
from aws_lambda_powertools.event_handler.depends import Depends

from tools.checks.layout import operations

# What Lambda's runtime sets, so that a handler can be imported outside of it.
_RUNTIME = {
    "AWS_ACCESS_KEY_ID": "test",
    "AWS_DEFAULT_REGION": "eu-west-1",
    "AWS_REGION": "eu-west-1",
    "AWS_SECRET_ACCESS_KEY": "test",  # pragma: allowlist secret
    "POWERTOOLS_METRICS_NAMESPACE": "Lyceum",
    "POWERTOOLS_TRACE_DISABLED": "true",
}


@dataclass(frozen=True, order=True)
class Endpoint:
    """A method and a path of a handler, the path as the gateway writes it."""

    method: str
    path: str
    permissions: tuple[str, ...] = ()
    """What its dependencies demand."""

    @property
    def key(self) -> str:
        """The gateway's route key, `GET /v1/{tenant}/me`."""
        return f"{self.method} {self.path}"


def as_on_lambda() -> None:
    """Say in the environment what Lambda and the templates say there."""
    for name, value in _RUNTIME.items():
        os.environ.setdefault(name, value)


@lru_cache
def handler_module(context: str, operation: str) -> ModuleType:
    """The module `<context>.<operation>`, imported as Lambda imports it."""
    as_on_lambda()
    return importlib.import_module(f"{context}.{operation}")


@lru_cache
def loaded() -> tuple[tuple[str, str], ...]:
    """Operations whose handler can be imported. One that cannot is one failing test, not the end of all tests."""
    found = []
    for each in operations():
        try:
            handler_module(*each)
        except ImportError as error:
            print(f"{'.'.join(each)} cannot be imported: {error}", file=sys.stderr)
        else:
            found.append(each)
    return tuple(found)


def gateway_path(path: str) -> str:
    """Powertools' `/v1/<tenant>` or Starlette's `/docs/{file:path}` as the gateway has it: `{tenant}`, `{file+}`."""
    path = re.sub(r"<(\w+)>", r"{\1}", path)
    return re.sub(r"\{(\w+):path\}", r"{\1+}", path)


def endpoints(module: ModuleType) -> list[Endpoint]:
    """Every route that a handler's Powertools applications serve."""
    found = (
        Endpoint(route.method.upper(), gateway_path(route.path), permissions_of(route.func))
        for app in resolvers(module)
        for route in [*app._static_routes, *app._dynamic_routes]
    )
    return sorted(set(found))


def asgi_endpoints(module: ModuleType) -> list[Endpoint]:
    """Every route of a handler's Starlette application, on its own or inside Mangum."""
    if "starlette" not in sys.modules:
        return []
    from starlette.applications import Starlette
    from starlette.routing import Route

    carried = [getattr(value, "app", value) for value in vars(module).values()]
    routes = (route for app in carried if isinstance(app, Starlette) for route in app.routes)
    # A route for GET answers HEAD too; the gateway names what it passes on.
    found = (
        Endpoint(method, gateway_path(route.path))
        for route in routes
        if isinstance(route, Route)
        for method in (route.methods or set()) - {"HEAD"}
    )
    return sorted(set(found))


def covers(key: str, endpoint: Endpoint) -> bool:
    """Whether the gateway's route key passes on what an endpoint serves: `GET /docs/{file+}` covers `/docs/{name}`."""
    method, path = key.split(" ")
    pattern = re.sub(r"\\\{\w+(\\\+)?\\\}", lambda part: ".+" if part[1] else "[^/]+", re.escape(path))
    return method == endpoint.method and re.fullmatch(pattern, endpoint.path) is not None


def resolvers(module: ModuleType) -> list[APIGatewayHttpResolver]:
    """The Powertools applications of a module."""
    return [value for value in vars(module).values() if isinstance(value, APIGatewayHttpResolver)]


def permissions_of(function: Callable[..., Any]) -> tuple[str, ...]:
    """The permissions that a route's dependencies declare, through the dependencies of its dependencies too."""
    found: list[str] = []
    for hint in get_type_hints(function, include_extras=True).values():
        if get_origin(hint) is Annotated:
            for dependency in (part.dependency for part in get_args(hint) if isinstance(part, Depends)):
                permission = getattr(dependency, "permission", None)
                found += [str(permission)] if permission else permissions_of(dependency)
    return tuple(found)
