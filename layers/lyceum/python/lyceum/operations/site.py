"""Pages about the API, one ASGI application: OpenAPI, Swagger UI, status, and what each kind of problem means."""

import html
import json
from functools import lru_cache
from importlib import resources
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from lyceum.kernel import cursors
from lyceum.kernel.settings import settings
from lyceum.kernel.text import LocalizedText, accepted_languages
from lyceum.operations.status import dependencies

CACHED = {"Cache-Control": "public, max-age=300"}

# The bundle's own page would fetch the petstore; this one reads our document, from here, without a CDN.
DOCS_PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Lyceum API</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="docs/swagger-ui.min.css"></head>
<body><div id="swagger-ui"></div>
<script src="docs/swagger-ui-bundle.min.js"></script>
<script src="docs/start.js"></script></body></html>
"""
DOCS_START = """window.ui = SwaggerUIBundle({url: "v1/openapi.json", dom_id: "#swagger-ui", deepLinking: true,
  persistAuthorization: true, presets: [SwaggerUIBundle.presets.apis]});
"""
DOCS_FILES = {"swagger-ui-bundle.min.js": "text/javascript", "swagger-ui.min.css": "text/css"}
PROBLEM_PAGE = """<!doctype html>
<html lang="{language}"><head><meta charset="utf-8"><title>{title}</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<style>body{{font:1rem/1.6 system-ui,sans-serif;max-width:40rem;margin:3rem auto;padding:0 1rem}}</style>
</head><body><main><h1>{title}</h1><p>{text}</p>
<p>HTTP <code>{status}</code> · <code>{slug}</code></p></main></body></html>
"""


@lru_cache(maxsize=4)
def document(name: str) -> Any:
    """A generated document that is part of this package: `openapi.json`, `problems.json`, `items.json`."""
    return json.loads(resources.files("lyceum.operations").joinpath(name).read_text(encoding="utf-8"))


def openapi(_: Request) -> Response:
    """The OpenAPI document of this stack: the committed one, with this stack's address."""
    here = document("openapi.json") | {"servers": [{"url": settings().public_url}]}
    return JSONResponse(here, headers=CACHED)


def docs(_: Request) -> Response:
    """Swagger UI on our document."""
    return HTMLResponse(DOCS_PAGE, headers=CACHED)


def docs_start(_: Request) -> Response:
    """The script that starts Swagger UI; apart from the page, so that a strict content policy allows it."""
    return Response(DOCS_START, media_type="text/javascript", headers=CACHED)


def docs_file(request: Request) -> Response:
    """Swagger UI's script and style, which Powertools carries."""
    name = request.path_params["file"]
    media_type = DOCS_FILES.get(name)
    if media_type is None:
        return Response(status_code=404)
    content = resources.files("aws_lambda_powertools.event_handler.openapi.swagger_ui").joinpath(name).read_bytes()
    return Response(content, media_type=media_type, headers={"Cache-Control": "public, max-age=86400"})


def status(_: Request) -> Response:
    """Version, commit, schemas, the one school where there is one, and whether what we stand on answers: 503 if not."""
    known = settings()
    found = dependencies()
    healthy = set(found.values()) == {"ok"}
    body = {
        "status": "ok" if healthy else "degraded",
        "version": known.version,
        "commit": known.commit,
        "stage": known.stage,
        "default_tenant": known.default_tenant or None,
        "dependencies": found,
        "schemas": {"api": "v1", "cursor": cursors.VERSION, "items": document("items.json")},
    }
    return JSONResponse(body, status_code=200 if healthy else 503, headers={"Cache-Control": "no-store"})


def problem(request: Request) -> Response:
    """What one kind of problem means, in the reader's language."""
    known = document("problems.json").get(request.path_params["type"])
    if known is None:
        return HTMLResponse("<!doctype html><title>Unknown problem</title><h1>Unknown problem</h1>", status_code=404)
    language, title = LocalizedText(known["title"]).best(accepted_languages(request.headers.get("accept-language")))
    page = PROBLEM_PAGE.format(
        language=html.escape(language),
        title=html.escape(title),
        text=html.escape(known["text"]),
        status=known["status"],
        slug=html.escape(known["slug"]),
    )
    return HTMLResponse(page, headers=CACHED | {"Vary": "Accept-Language"})


def site() -> Starlette:
    """The application."""
    return Starlette(
        routes=[
            Route("/v1/openapi.json", openapi),
            Route("/v1/status", status),
            Route("/docs", docs),
            Route("/docs/start.js", docs_start),
            Route("/docs/{file}", docs_file),
            Route("/problems/{type}", problem),
        ]
    )
