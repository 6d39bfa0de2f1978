"""Every route in a handler is a route of the gateway and the other way round, signed in and permitted unless public."""

import json
import re
from collections import Counter

import pytest

from lyceum.kernel.api_keys import GRANTABLE, PLACE, is_for_keys
from lyceum.kernel.permissions import IN_PERSON, PERMISSIONS
from tools.checks.handlers import (
    Endpoint,
    asgi_endpoints,
    covers,
    endpoints,
    gateway_path,
    handler_module,
    loaded,
    resolvers,
)
from tools.checks.house import (
    ALIAS,
    GatewayRoute,
    effective,
    function_behind,
    functions,
    gateway_routes,
    nested,
    operation_of,
    stacks,
)
from tools.checks.layout import PACKAGE, ROOT
from tools.checks.templates import INTEGRATION, Resource
from tools.generate import scopes_by_operation

PUBLIC = {
    "GET /v1/{tenant}/catalog": "a catalogue is a shop window (issue section 4)",
    "GET /v1/{tenant}/catalog/{slug}": "the same, one course",
    "GET /v1/{tenant}/profile": "a sign-in page shows whose it is before anybody signs in",
    "GET /v1/{tenant}/terms": "who is to accept terms reads them before they join",
    "GET /v1/{tenant}/terms/{version}": "the same, one version",
    "POST /v1/webhooks/stripe": "Stripe signs what it says, and nothing is parsed that it did not sign",
    "GET /v1/openapi.json": "describes the API, holds no data",
    "GET /v1/status": "version and health, for monitors",
    "GET /docs": "the description for people",
    "GET /docs/start.js": "its script",
    "GET /docs/{file}": "Swagger UI's scripts and styles",
    "GET /problems/{type}": "what a problem's type resolves to",
}
"""Routes without sign-in, each with its reason. Whoever adds one adds the reason."""

RESERVED = {
    *("audit", "webhooks", "openapi.json", "docs", "status", "jobs", "me", "problems", "sign-ins", "tenants", "terms")
}
"""First parts below /v1 that are no tenant."""

SIGNED_IN = "signed-in"
"""What `lyceum.kernel.http.signed_in` declares: anybody with a token, member of the tenant or not."""

ROUTES = gateway_routes()
OPERATIONS = loaded()
ALL_ENDPOINTS = [
    ((context, operation), endpoint)
    for context, operation in OPERATIONS
    for endpoint in endpoints(handler_module(context, operation))
]


def served_by(route: GatewayRoute) -> tuple[str, str] | None:
    return operation_of(route.function) if route.function is not None else None


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.key)
def test_every_route_reaches_a_function(route: GatewayRoute) -> None:
    assert route.function is not None, route.resource.place


@pytest.mark.parametrize(("context", "operation"), OPERATIONS)
def test_handler_and_gateway_have_the_same_routes(context: str, operation: str) -> None:
    module = handler_module(context, operation)
    carried = asgi_endpoints(module)
    in_code = {endpoint.key for endpoint in endpoints(module)}
    in_templates = {route.key for route in ROUTES if served_by(route) == (context, operation)}
    passed_on = {key for key in in_templates if any(covers(key, endpoint) for endpoint in carried)}

    assert in_templates - passed_on == in_code
    assert [endpoint.key for endpoint in carried if not any(covers(key, endpoint) for key in in_templates)] == []


@pytest.mark.parametrize(
    ("context", "operation"), [each for each in OPERATIONS if asgi_endpoints(handler_module(*each))]
)
def test_a_whole_application_serves_public_pages_only(context: str, operation: str) -> None:
    """Its routes declare no permission, so none may stand behind a token that says nothing."""
    assert {route.key for route in ROUTES if served_by(route) == (context, operation)} <= PUBLIC.keys()


def test_no_route_is_served_twice() -> None:
    assert [key for key, count in Counter(route.key for route in ROUTES).items() if count > 1] == []


def test_there_are_routes() -> None:
    assert ROUTES
    assert ALL_ENDPOINTS


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.key)
def test_every_route_wants_a_token_unless_it_is_public(route: GatewayRoute) -> None:
    given = route.resource.properties

    if route.key in PUBLIC:
        assert given.get("AuthorizationType", "NONE") == "NONE"
        assert "AuthorizerId" not in given
    elif is_for_keys(route.key):
        assert given["AuthorizationType"] == "CUSTOM"
        assert given["AuthorizerId"] == {"Ref": "KeyAuthorizerId"}
    else:
        assert given["AuthorizationType"] == "JWT"
        assert given["AuthorizerId"] == {"Ref": "AuthorizerId"}


def test_what_is_public_exists() -> None:
    assert PUBLIC.keys() - {route.key for route in ROUTES} == set()


@pytest.mark.parametrize(("operation", "endpoint"), ALL_ENDPOINTS, ids=lambda part: getattr(part, "key", None))
def test_every_route_declares_one_permission(operation: tuple[str, str], endpoint: Endpoint) -> None:
    if endpoint.key in PUBLIC:
        assert endpoint.permissions in {(), ("public",)}
        return
    assert len(endpoint.permissions) == 1, f"{operation}: {endpoint.key} declares {endpoint.permissions}"
    assert endpoint.permissions[0] in {*PERMISSIONS, SIGNED_IN}


PROMISED: set[str] = set()
"""Permissions of the catalogue whose operations are still to come; whoever adds one takes it out of here."""


def test_every_permission_is_asked_for() -> None:
    """By a route, or by a use case that looks further than its route."""
    sources = [path.read_text() for path in (ROOT / PACKAGE).rglob("*.py") if path.name != "permissions.py"]
    used = {permission for _, endpoint in ALL_ENDPOINTS for permission in endpoint.permissions}
    used |= {permission for permission in PERMISSIONS if any(f'"{permission}"' in source for source in sources)}

    assert PERMISSIONS.keys() - used == PROMISED


LATE = {
    "assignRole": "the body names the place; identity.assign_role demands",
    "exportQuestions": "the body names the course; assessment.export_questions demands",
    "applyRegrade": "an assessment's course is read; assessment.regrade demands",
    "getRegrade": "an assessment's course is read; assessment.regrade demands",
    "listRegrades": "an assessment's course is read; assessment.regrade demands",
    "previewRegrade": "an assessment's course is read; assessment.regrade demands",
    "undoRegrade": "an assessment's course is read; assessment.regrade demands",
    "allocatePeerReviews": "the assignment's course is read; assessment.allocate_peer_reviews demands",
    "gradeSubmission": "the assignment's course is read; assessment.grade_submission demands",
    "listSubmissions": "the assignment's course is read; assessment.grade_submission demands",
    "returnSubmission": "the assignment's course is read; assessment.grade_submission demands",
    "getInvitation": "what the invitation gives names the places; identity.invite demands",
    "gradeResponse": "an attempt's course is read; assessment.grade_response demands",
    "getQuestionExport": "shows the caller's own alone; assessment.export_questions asks for its course",
    "changeRubric": "the rubric names its course; assessment.manage_rubric demands",
    "createRubric": "the body names the course; assessment.manage_rubric demands",
    "getRubric": "the rubric names its course; assessment.manage_rubric demands",
    "listRubrics": "the query names the course; assessment.manage_rubric demands",
    "getReport": "shows the caller's own alone",
    "invite": "what the body gives names the places; identity.inviting demands",
    "listGradingQueue": "an assessment's course is read; assessment.grading_queue demands",
    "listMyReports": "shows the caller's own alone",
    "overridePermission": "the body names the place; identity.override_permission demands",
    "releasePermission": "the query names the place; identity.override_permission demands",
    "requestReport": "the body names the course; insight.request_report demands",
    "revokeAssignment": "the assignment names the place; identity.assign_role demands",
    "revokeInvitation": "what the invitation gives names the places; identity.invite demands",
    "sendInvitationAgain": "what the invitation gives names the places; identity.invite demands",
}
"""Routes that let in whoever could have the permission somewhere, and who asks where. Whoever adds one says it here."""


def test_who_comes_in_for_a_place_that_is_not_known_yet_is_asked_later() -> None:
    late = {operation for operation, scope in scopes_by_operation().items() if scope.endswith(":?")}
    # What keys are let in for is the same once more.
    for_people = {operation for operation in late if not operation.startswith("service")}

    assert for_people == LATE.keys()
    assert {operation.removeprefix("service").lower() for operation in late - for_people} <= {
        operation.lower() for operation in LATE
    }


def test_routes_below_a_course_ask_for_their_permission_there() -> None:
    paths = json.loads(DOCUMENT.read_text(encoding="utf-8"))["paths"].items()
    below = [
        operation
        for path, operations in paths
        if "{course}" in path and "{branch}" not in path  # what a branch may use is the branch's matter
        for operation in operations.values()
        if operation.get("x-permission", "member") not in {"member", SIGNED_IN}
    ]
    scopes = scopes_by_operation()
    assert below
    assert {scopes.get(operation["operationId"]) for operation in below} == {"course:{course}"}


ASKED_FURTHER_DOWN = {"report.read_all"}
"""What a use case asks for beyond its route: reports of others are shown by the same one."""


def test_a_key_can_be_given_what_routes_for_keys_ask_for() -> None:
    asked = {permission for _, one in ALL_ENDPOINTS if is_for_keys(one.key) for permission in one.permissions}

    assert asked | ASKED_FURTHER_DOWN == GRANTABLE


FOR_PROGRAMS = {f"POST {PLACE}courses/{{course}}/enrollments"}
"""There people take a place themselves, and programs give one to others."""


def test_every_route_for_keys_is_one_for_people_too() -> None:
    """The same function, the same permission."""
    behind = {one.key: (operation, one.permissions) for operation, one in ALL_ENDPOINTS}
    for_keys = [key for key in behind if is_for_keys(key) and key not in FOR_PROGRAMS]

    assert for_keys
    assert {key: behind[key] for key in for_keys} == {
        key: behind[key.replace(PLACE, "/v1/{tenant}/")] for key in for_keys
    }


def test_keys_are_asked_for_at_each_request() -> None:
    """A revoked key would be good for as long as anything is remembered, and its requests would not be counted."""
    (authorizer,) = [
        one
        for stack in stacks()
        for one in stack.of_type("AWS::ApiGatewayV2::Authorizer")
        if one.properties["AuthorizerType"] == "REQUEST"
    ]

    assert authorizer.properties["AuthorizerResultTtlInSeconds"] == 0
    assert authorizer.properties["EnableSimpleResponses"] is True
    assert authorizer.properties["AuthorizerPayloadFormatVersion"] == "2.0"


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.key)
def test_paths_follow_the_house(route: GatewayRoute) -> None:
    method, path = route.key.split(" ")
    first, *rest = path.removeprefix("/").split("/")

    assert method in {"GET", "POST", "PUT", "PATCH", "DELETE"}
    assert first in {"v1", "docs", "problems"}
    if first == "v1":
        assert rest[0] == "{tenant}" or rest[0] in RESERVED
    for part in path.removeprefix("/").split("/"):
        assert re.fullmatch(r"[a-z0-9][a-z0-9.-]*|\{[a-z_]+\+?\}", part), part


# ── what stands between the gateway and the function ──────────────────────────────────────────────────────────────────


def answering_functions() -> list[Resource]:
    found = {route.function.place: route.function for route in ROUTES if route.function is not None}
    return list(found.values())


@pytest.mark.parametrize("function", answering_functions(), ids=str)
def test_a_function_has_one_integration_and_one_permission(function: Resource) -> None:
    stack = function.stack
    operation = function.name.removesuffix("Function")
    integrations = [
        resource
        for resource in stack.of_type(INTEGRATION)
        if function_behind(stack, resource.properties["IntegrationUri"]) is function
    ]
    permissions = [
        resource
        for resource in stack.of_type("AWS::Lambda::Permission")
        if function_behind(stack, resource.properties["FunctionName"]) is function
        and resource.properties["Principal"] == "apigateway.amazonaws.com"
    ]

    assert [resource.name for resource in integrations] == [f"{operation}Integration"]
    assert [resource.name for resource in permissions] == [f"{operation}Permission"]
    assert integrations[0].properties["IntegrationUri"] == {"Ref": f"{function.name}{ALIAS}"}
    assert integrations[0].properties["PayloadFormatVersion"] == "2.0"
    assert permissions[0].properties["FunctionName"] == {"Ref": f"{function.name}{ALIAS}"}
    assert permissions[0].properties["SourceArn"]["Fn::Sub"].endswith(":${ApiId}/*")


@pytest.mark.parametrize("stack", nested(), ids=lambda stack: stack.label)
def test_no_integration_is_without_a_route(stack: object) -> None:
    used = {str(route.resource.properties["Target"]) for route in ROUTES if route.resource.stack is stack}
    found = [resource for resource in ROUTES if resource.resource.stack is stack]
    integrations = {resource.name for some in stacks() if some is stack for resource in some.of_type(INTEGRATION)}

    assert {name for name in integrations if not any(f"${{{name}}}" in target for target in used)} == set()
    assert bool(found) == bool(integrations)


@pytest.mark.parametrize("function", answering_functions(), ids=str)
def test_nobody_waits_longer_than_the_gateway(function: Resource) -> None:
    """An HTTP API gives up after 30 seconds; a longer function is one that a clock or an event starts too."""
    longest = 30 if not function.properties.get("Events") else 900

    assert int(effective(function, "Timeout")) <= longest or operation_of(function) == ("operations", "jobs")


# ── OpenAPI ───────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("context", "operation"), OPERATIONS)
def test_openapi_describes_every_route(context: str, operation: str) -> None:
    module = handler_module(context, operation)
    described = set()
    for app in resolvers(module):
        schema = app.get_openapi_schema(title="Lyceum", version="1")
        for path, item in (schema.paths or {}).items():
            described |= {
                f"{method.upper()} {gateway_path(path)}"
                for method in ("get", "put", "post", "delete", "patch")
                if getattr(item, method) is not None
            }

    expected = {endpoint.key for endpoint in endpoints(module)} if resolvers(module) else set()
    assert described == expected


DOCUMENT = ROOT / PACKAGE / "operations/openapi.json"
SITE = ("operations", "site")
"""Serves the document, and is not in it."""


def test_the_published_document_has_the_routes_of_the_gateway() -> None:
    document = json.loads(DOCUMENT.read_text())
    published = {
        f"{method.upper()} {gateway_path(path)}" for path, item in document["paths"].items() for method in item
    }

    assert document["openapi"].startswith("3.1")
    assert published == {route.key for route in ROUTES if served_by(route) != SITE}


def test_operation_ids_are_one_each_and_said_on_the_route() -> None:
    """A client's method is named after it, so it must not change with a function's name."""
    ids = [
        (route.operation_id, f"{context}.{operation}")
        for context, operation in OPERATIONS
        for app in resolvers(handler_module(context, operation))
        for route in [*app._static_routes, *app._dynamic_routes]
    ]

    assert [name for name, count in Counter(name for name, _ in ids).items() if count > 1] == []
    assert [found for found in ids if not re.fullmatch(r"[a-z][A-Za-z]+", found[0] or "")] == []


def test_the_numbers_are_small_enough() -> None:
    """300 integrations is a hard limit of an HTTP API; 300 routes is its default quota."""
    integrations = [resource for stack in stacks() for resource in stack.of_type(INTEGRATION)]

    assert len(ROUTES) <= 280
    assert len(integrations) <= 280
    assert len(integrations) <= len(functions())


RIGHTS = IN_PERSON | {
    "accommodation.grant",
    "audit.export",
    "branch.manage",
    "grade.give",
    "grade.override",
    "gradebook.manage",
    "tenant.onboard",
}
"""What changes who may do what, who is let in, how long or a grade; and what copies the trail."""


@pytest.mark.parametrize("function", functions(), ids=str)
def test_whoever_changes_rights_or_grades_says_from_where(function: Resource) -> None:
    """In the audit trail, under the person's key: docs/decisions/what-is-about-a-person-travels-sealed.md."""
    asked = {
        permission
        for operation, one in ALL_ENDPOINTS
        if operation == operation_of(function) and not one.key.startswith("GET ")
        for permission in one.permissions
    }
    seals = function.properties.get("Environment", {}).get("Variables", {}).get("SEALS_ORIGIN") == "true"
    assert seals or not asked & RIGHTS
    if seals:
        granted = str(function.properties["Policies"])
        assert "PersonSecretArn" in granted
        assert {"dynamodb:GetItem", "dynamodb:PutItem"} <= set(re.findall(r"dynamodb:\w+", granted))
