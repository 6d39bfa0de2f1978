"""Reading handlers: routes in the gateway's spelling, permissions through dependencies."""

from collections.abc import Callable
from types import ModuleType
from typing import Annotated

import pytest
from aws_lambda_powertools.event_handler import APIGatewayHttpResolver
from aws_lambda_powertools.event_handler.depends import Depends
from mangum import Mangum
from starlette.applications import Starlette
from starlette.responses import Response
from starlette.routing import Route

from tools.checks.handlers import Endpoint, asgi_endpoints, covers, endpoints, gateway_path


@pytest.mark.parametrize(
    ("path", "gateway"),
    [
        ("/v1/<tenant>/courses/<course>", "/v1/{tenant}/courses/{course}"),
        ("/v1/{tenant}", "/v1/{tenant}"),
        ("/docs/{file:path}", "/docs/{file+}"),
        ("/v1/jobs", "/v1/jobs"),
    ],
)
def test_paths_are_spelled_as_the_gateway_does(path: str, gateway: str) -> None:
    assert gateway_path(path) == gateway


def demanding(permission: str) -> object:
    def dependency() -> str:
        return permission

    dependency.permission = permission  # type: ignore[attr-defined]
    return dependency


def test_routes_and_permissions_of_a_resolver() -> None:
    module = ModuleType("planted")
    app = APIGatewayHttpResolver()
    module.app = app  # type: ignore[attr-defined]
    needed = Depends(demanding("course.author"))  # type: ignore[arg-type]

    def through(person: Annotated[str, needed]) -> str:
        return person

    @app.get("/v1/<tenant>/a")
    def direct(person: Annotated[str, needed]) -> str:
        return person

    @app.post("/v1/<tenant>/b")
    def indirect(person: Annotated[str, Depends(through)]) -> str:
        return person

    @app.get("/v1/c")
    def without() -> str:
        return ""

    assert endpoints(module) == [
        Endpoint("GET", "/v1/c", ()),
        Endpoint("GET", "/v1/{tenant}/a", ("course.author",)),
        Endpoint("POST", "/v1/{tenant}/b", ("course.author",)),
    ]


@pytest.mark.parametrize("carry", [lambda app: app, lambda app: Mangum(app, lifespan="off")], ids=["plain", "mangum"])
def test_routes_of_an_asgi_application(carry: Callable[[Starlette], object]) -> None:
    module = ModuleType("planted")

    async def page(_request: object) -> Response:
        return Response("")

    paths = ["/docs", "/docs/start.js", "/docs/{file:path}"]
    module.site = carry(Starlette(routes=[Route(path, page) for path in paths]))  # type: ignore[attr-defined]

    assert [endpoint.key for endpoint in asgi_endpoints(module)] == [
        "GET /docs",
        "GET /docs/start.js",
        "GET /docs/{file+}",
    ]


@pytest.mark.parametrize(
    ("key", "path", "covered"),
    [
        ("GET /docs/{file+}", "/docs/start.js", True),
        ("GET /docs/{file+}", "/docs/{file}", True),
        ("GET /docs/{file+}", "/docs/{file+}", True),
        ("GET /docs/{file+}", "/docs", False),
        ("GET /problems/{type}", "/problems/{type}", True),
        ("GET /problems/{type}", "/problems/a/b", False),
        ("POST /docs", "/docs", False),
    ],
)
def test_a_route_of_the_gateway_covers_what_it_passes_on(key: str, path: str, covered: bool) -> None:
    assert covers(key, Endpoint("GET", path)) is covered
