"""The HTTP edge: who calls, what is refused and how, one entry point for every resolver (HOUSE rules 1 and 7)."""

import base64
import binascii
import json
import time
from collections.abc import Callable, Sequence
from importlib import import_module
from typing import Annotated, Any

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response
from aws_lambda_powertools.event_handler.exceptions import NotFoundError
from aws_lambda_powertools.event_handler.openapi.exceptions import RequestUnsupportedContentType, RequestValidationError
from aws_lambda_powertools.event_handler.openapi.params import Header, Query
from aws_lambda_powertools.event_handler.request import Request
from pydantic import BeforeValidator

from lyceum.kernel import allowances, observe, origin
from lyceum.kernel.api_keys import Admission, below_service
from lyceum.kernel.authorize import REFUSALS, SIGN_IN_REFUSALS, allowed, caller_of, claims_of, signed_in
from lyceum.kernel.errors import (
    ChangedInTheMeantime,
    DomainError,
    InternalError,
    InvalidRequest,
    MalformedRequest,
    NotFound,
    PayloadTooLarge,
    UnsupportedMediaType,
)
from lyceum.kernel.problems import MEDIA_TYPE, FieldProblem, problem_of
from lyceum.kernel.route_table import RouteTable
from lyceum.kernel.settings import settings
from lyceum.kernel.table.tally import CALLS
from lyceum.kernel.text import accepted_languages

__all__ = [
    "REFUSALS",
    "SIGN_IN_REFUSALS",
    "Cursor",
    "Flag",
    "IfMatch",
    "IfNoneMatch",
    "Limit",
    "allowed",
    "caller_of",
    "claims_of",
    "etag",
    "expected_revision",
    "http_entry_point",
    "languages",
    "signed_in",
]

MAX_BODY_BYTES = 262_144
MANY_BRACKETS = 900

type Handler = Callable[[dict[str, Any], Any], dict[str, Any]]

Limit = Annotated[int, Query(ge=1, le=100, description="How many at most.")]
Flag = Annotated[bool, BeforeValidator(lambda value: _flag(value))]
"""A flag of a query as its schema says: `true` or `false`, and nothing else that could stand for one."""
Cursor = Annotated[str | None, Query(max_length=1000, description="`next_cursor` of the page before.")]
IfMatch = Annotated[
    str | None, Header(alias="If-Match", max_length=100, description="ETag of the revision that is changed.")
]
IfNoneMatch = Annotated[
    str | None, Header(alias="If-None-Match", max_length=200, description="ETag that the client has.")
]


def _flag(value: object) -> object:
    if isinstance(value, str) and value not in ("true", "false"):
        raise ValueError("neither true nor false")
    return value


def languages(request: Request) -> Sequence[str]:
    """Dependency: the languages that the caller wants, best first."""
    return accepted_languages(request.headers.get("accept-language"))


def etag(revision: int) -> str:
    """The ETag of a revision."""
    return f'"{revision}"'


def expected_revision(if_match: str | None) -> int | None:
    """The revision that `If-Match` names; None where it is absent or `*`. Raises ChangedInTheMeantime for others'."""
    if if_match is None or if_match.strip() == "*":
        return None
    text = if_match.strip().removeprefix("W/").strip('"')
    if not text.isdigit():
        raise ChangedInTheMeantime
    return int(text)


def http_entry_point(app: APIGatewayHttpResolver) -> Handler:
    """The Lambda handler of a resolver: every refusal becomes a problem document, every request one log line.

    Who may not ask is told so before anything about the request. Where the function's template says `SEALS_ORIGIN`,
    events also say from which address, readable with the person's key alone.
    """
    routes = RouteTable(app)
    _install(app, routes)

    def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
        began, calls = time.perf_counter(), CALLS.made
        request_id = str(event.get("requestContext", {}).get("requestId") or getattr(context, "aws_request_id", ""))
        admission = Admission.of(event)
        barred = admission.error() if admission is not None else None
        refused = barred or _unreadable(event)
        with allowances.during() as left:
            if refused is None:
                with origin.during(_origin(event, request_id)):
                    answer: dict[str, Any] = app.resolve(event, context)
            else:
                answer = _raw_answer(barred or routes.denial(event) or refused, event, request_id)
        answer["body"] = answer.get("body") or ""  # 204 and 304 have none; not every gateway reads null as that
        answer.setdefault("headers", {}).update({"X-Request-Id": request_id, **routes.announcements(event)})
        answer["headers"].update(allowances.headers(left))
        if admission is not None:
            _say_what_is_left(answer["headers"], admission)
        _log(event, answer, request_id, began, calls)
        return answer

    return handler


def _say_what_is_left(headers: dict[str, Any], admission: Admission) -> None:
    headers.update(admission.headers())
    if "Location" in headers:
        headers["Location"] = below_service(str(headers["Location"]), admission.tenant)


def _seal(tenant: str, person: str, text: str) -> str | None:
    """Under the person's key. By name and when first needed: only functions that seal carry the layer for it."""
    sealing = import_module("lyceum.kernel.sealing")
    sealed: str | None = sealing.seal(tenant, person, text)
    return sealed


def _origin(event: dict[str, Any], request_id: str) -> origin.Origin:
    request = event.get("requestContext", {})
    claims = ((request.get("authorizer") or {}).get("jwt") or {}).get("claims") or {}
    http = request.get("http", {})
    return origin.Origin(
        request_id=request_id,
        impersonator=claims.get("impersonator") or None,
        address=str(http.get("sourceIp", "")),
        agent=str(http.get("userAgent", "")),
        seal=_seal if settings().seals_origin else None,
    )


def _install(app: APIGatewayHttpResolver, routes: RouteTable) -> None:
    """Teach the resolver to answer each kind of failure."""

    def answer(error: DomainError, errors: Sequence[FieldProblem] = ()) -> Response[str]:
        event = app.current_event
        document = problem_of(
            error,
            request_id=event.request_context.request_id,
            languages=accepted_languages(event.headers.get("accept-language")),
            instance=event.path,
            errors=errors,
        )
        headers = {"Content-Language": "th"} if document.title == error.title.get("th") else {"Content-Language": "en"}
        if error.retry_after is not None:
            headers["Retry-After"] = str(error.retry_after)
        body = document.model_dump_json(exclude_none=True)
        return Response(status_code=error.status, content_type=MEDIA_TYPE, body=body, headers=headers)

    def refused(error: DomainError) -> Response[str]:
        observe.count("Refused")
        observe.logger().info("refused", extra={"error": type(error).__name__, "facts": error.facts})
        return answer(error)

    def malformed(error: DomainError, errors: Sequence[FieldProblem] = ()) -> Response[str]:
        denied = routes.denial(app.current_event.raw_event)
        return answer(error, errors) if denied is None else refused(denied)

    def invalid(error: RequestValidationError) -> Response[str]:
        found = [_field_problem(part) for part in error.errors()]
        if any(part.code == "json_invalid" for part in found):
            return malformed(MalformedRequest())
        return malformed(InvalidRequest(), found)

    def fault(error: Exception) -> Response[str]:
        # The edge of the process: whatever was not foreseen is logged whole and answered with nothing but an id.
        observe.count("Fault")
        observe.logger().exception("fault", extra={"error": type(error).__name__})
        return answer(InternalError())

    app.exception_handler_manager.update_exception_handlers(
        {
            DomainError: refused,
            RequestValidationError: invalid,
            RequestUnsupportedContentType: lambda _: malformed(UnsupportedMediaType()),
            NotFoundError: lambda _: answer(NotFound()),
            Exception: fault,
        }
    )


def _field_problem(part: dict[str, Any]) -> FieldProblem:
    where, *path = [str(step) for step in part["loc"]] or ["body"]
    pointer = "/" + "/".join(path) if where == "body" else f"{where}/{'/'.join(path)}"
    return FieldProblem(pointer=pointer, code=str(part["type"]))


def _unreadable(event: dict[str, Any]) -> DomainError | None:
    """What is wrong with the body before any route sees it, if anything is."""
    body = event.get("body")
    if not body:
        return None
    if len(body) > MAX_BODY_BYTES * (4 / 3 if event.get("isBase64Encoded") else 1):
        return PayloadTooLarge(limit=MAX_BODY_BYTES)
    content_type = _header(event, "content-type").split(";")[0].strip().lower()
    if content_type not in ("", "application/json"):
        return UnsupportedMediaType()
    text = str(body)
    if event.get("isBase64Encoded"):
        try:
            text = base64.b64decode(body, validate=True).decode()
        except (binascii.Error, UnicodeDecodeError):
            return MalformedRequest()
    return MalformedRequest() if _is_too_deep(text) else None


def _is_too_deep(text: str) -> bool:
    """Whether JSON nests deeper than its reader goes. Only a text with that many brackets is read twice."""
    if text.count("[") + text.count("{") < MANY_BRACKETS:
        return False
    try:
        json.loads(text)
    except RecursionError:
        return True
    except ValueError:
        return False  # the resolver says so in its own words
    return False


def _header(event: dict[str, Any], name: str) -> str:
    headers = event.get("headers") or {}
    return next((str(value) for key, value in headers.items() if key.lower() == name), "")


def _raw_answer(error: DomainError, event: dict[str, Any], request_id: str) -> dict[str, Any]:
    wanted = accepted_languages(_header(event, "accept-language"))
    document = problem_of(error, request_id=request_id, languages=wanted, instance=event.get("rawPath"))
    observe.count("Refused")
    observe.logger().info("refused", extra={"error": type(error).__name__, "facts": error.facts})
    again = {"Retry-After": str(error.retry_after)} if error.retry_after is not None else {}
    return {
        "statusCode": error.status,
        "headers": {"Content-Type": MEDIA_TYPE, **again},
        "body": document.model_dump_json(exclude_none=True),
        "isBase64Encoded": False,
    }


def _log(event: dict[str, Any], answer: dict[str, Any], request_id: str, began: float, calls: int) -> None:
    observe.logger().info(
        "request",
        extra={
            "route": event.get("routeKey"),
            "tenant": (event.get("pathParameters") or {}).get("tenant"),
            "status": answer.get("statusCode"),
            "request_id": request_id,
            "bytes": len(answer["body"]),
            "milliseconds": round((time.perf_counter() - began) * 1000, 1),
            "table_calls": CALLS.made - calls,
        },
    )
    observe.flush()
