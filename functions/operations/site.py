"""GET /v1/openapi.json, /v1/status, /docs, /docs/{file+}, /problems/{type}: pages about the API, without sign-in."""

from typing import Any

from mangum import Mangum

from lyceum.operations.site import site

_asgi = Mangum(site(), lifespan="off")


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """Answers through Mangum, since these pages need the whole of HTTP: static files, content types, caching."""
    answer: dict[str, Any] = _asgi(event, context)
    answer["headers"]["x-request-id"] = event["requestContext"]["requestId"]
    return answer
