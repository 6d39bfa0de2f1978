"""Makes the documents that are derived from the code: OpenAPI, the error catalogue, event schemas, tables of scale.

`python -m tools.generate` writes them, `--check` fails where a committed one differs. A contract test calls `--check`.
"""

import argparse
import importlib
import json
import re
import sys
from collections.abc import Iterator
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Any

from tools.links import add_links

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "layers/lyceum/python/lyceum"
PUBLISHED = PACKAGE / "operations"
VERSION = re.compile(r'^version = "([^"]+)"', re.MULTILINE)


def modules(name: str) -> Iterator[Any]:
    """Every context's module of this name, imported."""
    for path in sorted(PACKAGE.glob(f"*/**/{name}.py")):
        yield importlib.import_module(".".join(("lyceum", *path.relative_to(PACKAGE).with_suffix("").parts)))


def openapi() -> dict[str, Any]:
    """One OpenAPI 3.1 document from every resolver under functions/, with examples from events/."""
    from aws_lambda_powertools.event_handler.openapi import OpenAPIMerge

    from lyceum.kernel import api_keys

    merge = OpenAPIMerge(
        title="Lyceum API",
        version=version(),
        description="A learning platform without servers. Every refusal is a problem document (RFC 9457).",
        on_conflict="error",
    )
    merge.discover(path=str(ROOT / "functions"), pattern="*.py", recursive=True, project_root=str(ROOT / "functions"))
    document: dict[str, Any] = json.loads(merge.get_openapi_json_schema())
    document["servers"] = [{"url": "/"}]
    schemes = document.setdefault("components", {}).setdefault("securitySchemes", {})
    schemes["token"] = {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}
    schemes["key"] = {
        "type": "http",
        "scheme": "bearer",
        "bearerFormat": "lyc_<id>_<secret>",
        "description": "API key.",
    }
    permissions = permissions_by_operation()
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            declared = permissions.get(operation["operationId"])
            if declared is not None:
                operation["security"] = [{"key": []}] if path.startswith(api_keys.PLACE) else [{"token": []}]
                operation["x-permission"] = declared
            _add_example(operation, f"{method.upper()} {path}")
            for parameter in operation.get("parameters", ()):
                parameter["schema"] = _without_null(parameter["schema"])
    _close_maps(document["components"])
    _require_discriminators(document)
    add_links(document)
    document["paths"] = dict(sorted(document["paths"].items()))
    document["components"]["schemas"] = dict(sorted(document["components"]["schemas"].items()))
    return document


def _without_null(schema: dict[str, Any]) -> dict[str, Any]:
    """A header or a query that is left out is not there; the text `null` would be a value."""
    forms = [form for form in schema.get("anyOf", ()) if form != {"type": "null"}]
    if not forms:
        return schema
    beside = {name: value for name, value in schema.items() if name != "anyOf"}
    return {**forms[0], **beside} if len(forms) == 1 else {**beside, "anyOf": forms}


def _close_maps(value: Any) -> None:
    """Say what pydantic does: a key of a map that fits no pattern is refused."""
    if isinstance(value, dict):
        if "patternProperties" in value:
            value.setdefault("additionalProperties", False)
        for part in value.values():
            _close_maps(part)
    elif isinstance(value, list):
        for part in value:
            _close_maps(part)


def _require_discriminators(document: dict[str, Any]) -> None:
    """Say what pydantic does: without the field that tells its form, a value has none."""
    schemas = document["components"]["schemas"]
    for discriminator in _discriminators(document):
        for reference in discriminator["mapping"].values():
            schema = schemas[reference.rpartition("/")[2]]
            schema["required"] = sorted({*schema.get("required", ()), discriminator["propertyName"]})


def _discriminators(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        if isinstance(value.get("discriminator"), dict) and "mapping" in value["discriminator"]:
            yield value["discriminator"]
        for part in value.values():
            yield from _discriminators(part)
    elif isinstance(value, list):
        for part in value:
            yield from _discriminators(part)


def permissions_by_operation() -> dict[str, str]:
    """The declared permission of every route behind sign-in, by operation id."""
    return {id: permission for id, (permission, _) in _declared().items()}


@cache
def _declared() -> dict[str, tuple[str, str]]:
    """Permission and place of every route behind sign-in, by operation id."""
    from aws_lambda_powertools.event_handler.depends import build_dependency_tree

    found: dict[str, tuple[str, str]] = {}
    for path in sorted((ROOT / "functions").glob("*/*.py")):
        module = importlib.import_module(".".join(path.relative_to(ROOT / "functions").with_suffix("").parts))
        app = getattr(module, "app", None)
        for route in [*app._static_routes, *app._dynamic_routes] if app is not None else []:
            for node in build_dependency_tree(route.func).dependencies:
                permission = getattr(node.depends.dependency, "permission", None)
                if permission is not None:
                    found[route.operation_id] = permission, getattr(node.depends.dependency, "scope", "")
    return found


def problem_catalogue() -> dict[str, Any]:
    """Every named error by its slug."""
    from lyceum.kernel.errors import DomainError

    list(modules("errors"))
    for path in sorted((PACKAGE / "kernel").glob("*.py")):
        importlib.import_module(f"lyceum.kernel.{path.stem}")
    # Errors of other modules go no further than their own context.
    public = re.compile(r"lyceum\.(kernel\..+|.+\.errors)")
    named = [error for error in DomainError.named() if public.fullmatch(error.__module__)]
    by_slug = sorted(named, key=lambda error: (error.slug(), error.__module__))
    return {slug: _problem(list(same)) for slug, same in groupby(by_slug, key=lambda error: error.slug())}


def _problem(same: list[type[Any]]) -> dict[str, Any]:
    """One entry of the catalogue. Contexts share no code, so several may refuse by the same name and mean the same."""
    first = same[0]
    texts = dict.fromkeys(" ".join((error.__doc__ or "").split()) for error in same)
    return {
        "slug": first.slug(),
        "name": first.__name__,
        "status": first.status,
        "title": first.title,
        "text": " ".join(texts),
        "context": ", ".join(dict.fromkeys(error.__module__.split(".")[1] for error in same)),
    }


def errors_page(catalogue: dict[str, Any]) -> str:
    """docs/errors.md."""
    lines = [
        "# Errors",
        "",
        "Generated by `python -m tools.generate`. Every refusal is `application/problem+json` (RFC 9457);",
        "its `type` ends in the name below. What the gateway answers by itself (401 for a missing or bad token,",
        '404 for an unknown route, 413, 429, 503, each as `{"message": …}`) cannot be changed.',
        "",
    ]
    for slug, error in catalogue.items():
        lines += [
            f"## {slug}",
            "",
            f"`{error['status']}` · {error['context']} · {error['title']['en']} · {error['title']['th']}",
            "",
            error["text"],
            "",
        ]
    return "\n".join(lines)


def access_page(api: dict[str, Any]) -> str:
    """docs/access.md: routes by the permission that they ask for, and the system roles that have it."""
    from lyceum.kernel.permissions import MEMBER, PERMISSIONS, ROLE_GRANTS

    roles = list(ROLE_GRANTS)
    lines = [
        "# Access: routes and roles",
        "",
        "Generated by `python -m tools.generate`. A route asks for a permission, never for a role. Beyond the system",
        "roles below a school has its own, which inherit, grant and deny; and single permissions are granted or denied",
        "to single members. User deny > user grant > role deny > role grant > inherited; nothing said is no.",
        "Where a place stands, a role or a grant for that place alone is enough.",
        "",
        "## Permissions",
        "",
        f"| permission | what it allows | {' | '.join(role.replace('_', ' ') for role in roles)} |",
        f"|---|---|{'---|' * len(roles)}",
    ]
    for permission, text in PERMISSIONS.items():
        marks = ["●" if permission in ROLE_GRANTS[role] else "" for role in roles]
        marks = ["●"] * (len(roles) - 1) + [""] if permission == MEMBER else marks
        lines.append(f"| `{permission}` | {text} | {' | '.join(marks)} |")
    lines += ["", "## Routes", "", "| route | permission | place | system roles |", "|---|---|---|---|"]
    return "\n".join([*lines, *_routes_and_roles(api), ""])


def _routes_and_roles(api: dict[str, Any]) -> Iterator[str]:
    from lyceum.kernel.api_keys import PLACE
    from lyceum.kernel.permissions import MEMBER, ROLE_GRANTS

    scopes = scopes_by_operation()
    everybody = {MEMBER: "every member", "public": "anybody", "signed-in": "anybody who is signed in"}
    for path, method, operation in _operations(api):
        permission = operation.get("x-permission", "public")
        allowed = ", ".join(role.replace("_", " ") for role, grants in ROLE_GRANTS.items() if permission in grants)
        who = everybody.get(permission, "API keys" if path.startswith(PLACE) else allowed)
        scope = scopes.get(operation["operationId"], "").replace("*:?", "any").replace(":?", " (read)")
        place = f"`{scope}`" if scope else ""
        yield f"| `{method.upper()} {path}` | `{permission}` | {place} | {who} |"


def _operations(api: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, operations in api["paths"].items():
        for method, operation in operations.items():
            yield path, method, operation


def scopes_by_operation() -> dict[str, str]:
    """The place that a route's permission may be limited to, by operation id."""
    return {id: scope for id, (_, scope) in _declared().items() if scope}


def event_schemas() -> dict[str, Any]:
    """JSON Schema of every event, with its context and version."""
    from lyceum.kernel import jobs  # noqa: F401 - registers its events
    from lyceum.kernel.events import Event

    list(modules("events"))
    schemas: dict[str, Any] = {}
    for name, event in sorted(Event.registry.items()):
        if event.__module__.startswith("lyceum."):
            schema = event.model_json_schema()
            schemas[name] = {"context": event.context, "version": event.schema_version, "schema": schema}
    return schemas


def item_versions() -> dict[str, int]:
    """Kind of item → the schema version that this release writes."""
    from tools.item_fixtures import item_classes

    return {item.KIND: item.V for item in sorted(item_classes(), key=lambda item: item.KIND)}


@cache
def documents() -> dict[Path, str]:
    """Every derived document with its text."""
    catalogue = problem_catalogue()
    api = openapi()
    return {
        PUBLISHED / "openapi.json": _json(api),
        ROOT / "docs/access.md": access_page(api),
        PUBLISHED / "problems.json": _json(catalogue),
        PUBLISHED / "items.json": _json(item_versions()),
        ROOT / "docs/errors.md": errors_page(catalogue),
        ROOT / "docs/events.json": _json(event_schemas()),
        ROOT / "docs/operations/scale.md": _scale(),
    }


def _scale() -> str:
    from tools.scale.arithmetic import page

    return page()


def main() -> int:
    """Write, or compare."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="fail where a committed document differs")
    check = parser.parse_args().check
    stale = []
    for path, text in documents().items():
        if path.exists() and path.read_text(encoding="utf-8") == text:
            continue
        stale.append(path.relative_to(ROOT))
        if not check:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
    for path in stale:
        print(f"{'stale' if check else 'written'}: {path}")
    return 1 if check and stale else 0


def _add_example(operation: dict[str, Any], route: str) -> None:
    """The body of the sample event of this route, as the request's example."""
    body = _samples().get(route)
    content = operation.get("requestBody", {}).get("content", {}).get("application/json")
    if body is not None and content is not None:
        content["example"] = body


def _samples() -> dict[str, Any]:
    found: dict[str, Any] = {}
    for path in sorted((ROOT / "events").glob("*/*.json")):
        event = json.loads(path.read_text(encoding="utf-8"))
        if isinstance(event, dict) and event.get("body") and "routeKey" in event:
            found[event["routeKey"]] = json.loads(event["body"])
    return found


def version() -> str:
    """Of the project, as pyproject.toml says."""
    found = VERSION.search((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    if found is None:
        raise ValueError("pyproject.toml names no version")
    return found[1]


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1) + "\n"


if __name__ == "__main__":
    sys.exit(main())
