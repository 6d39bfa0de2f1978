"""Problem details for HTTP (RFC 9457): one form for every refusal, a stable type, a title in the caller's language."""

import re
from collections.abc import Sequence
from http import HTTPStatus
from typing import Annotated, Any, Final

from aws_lambda_powertools.event_handler.openapi.types import OpenAPIResponse
from pydantic import BaseModel, ConfigDict, Field

from lyceum.kernel.errors import DomainError
from lyceum.kernel.settings import settings
from lyceum.kernel.text import LocalizedText

MEDIA_TYPE = "application/problem+json"


class FieldProblem(BaseModel):
    """What is wrong with one field."""

    model_config = ConfigDict(defer_build=True, frozen=True)

    pointer: str
    """JSON Pointer into the body (`/items/0/lesson`), or `query/limit`, `header/If-Match`, `path/course`."""
    code: str
    """Pydantic's name of the fault: `missing`, `string_too_short`, …"""


class GatewayMessage(BaseModel):
    """What the gateway answers by itself, before any function runs: there is no token, or one that is not valid."""

    message: str


class Problem(BaseModel):
    """RFC 9457 problem details."""

    model_config = ConfigDict(defer_build=True, frozen=True)

    type: Annotated[str, Field(description="Address of the description of this kind of problem.")]
    title: str
    status: int
    detail: str | None = None
    instance: str | None = None
    request_id: str
    facts: dict[str, str] = {}
    errors: tuple[FieldProblem, ...] = ()


def problem_of(
    error: DomainError,
    *,
    request_id: str,
    languages: Sequence[str] = (),
    instance: str | None = None,
    errors: Sequence[FieldProblem] = (),
) -> Problem:
    """The problem document of a named error."""
    return Problem(
        type=f"{settings().public_url}/problems/{error.slug()}",
        title=LocalizedText(error.title).in_language(*languages),
        status=error.status,
        detail=error.detail,
        instance=instance,
        request_id=request_id,
        facts=error.facts,
        errors=tuple(errors),
    )


_ERRORS: Final = re.compile(r" (?=`[a-z0-9-]+`: )")
"""Where an error begins in the description of a status."""


def problems(*kinds: type[DomainError]) -> dict[int, OpenAPIResponse]:
    """OpenAPI responses of a route: its own errors, by status, and those that every route can give."""
    from lyceum.kernel import errors as e

    always: tuple[type[DomainError], ...] = (
        e.MalformedRequest,
        e.InvalidRequest,
        e.UnsupportedMediaType,
        e.PayloadTooLarge,
        e.Busy,
        e.InternalError,
        e.NotFound,  # an address with signs that stand in no id
    )
    by_status: dict[int, list[type[DomainError]]] = {}
    for kind in (*kinds, *always):
        by_status.setdefault(kind.status, []).append(kind)
    return {
        status: {
            "description": _described(status, sorted(set(found), key=lambda kind: kind.__name__)),
            "content": _content(status),
        }
        for status, found in sorted(by_status.items())
    }


def _content(status: int) -> dict[str, Any]:
    problem: dict[str, Any] = {MEDIA_TYPE: {"model": Problem}}
    return problem | {"application/json": {"model": GatewayMessage}} if status == HTTPStatus.UNAUTHORIZED else problem


def _described(status: int, kinds: Sequence[type[DomainError]]) -> str:
    # Deployed code has no docstrings; the document is made where it has.
    lines = [f"`{kind.slug()}`: {(kind.__doc__ or 'no more.').strip().splitlines()[0]}" for kind in kinds]
    return f"{HTTPStatus(status).phrase}. " + " ".join(lines)


def described_together(one: str, other: str) -> str:
    """Two descriptions of one status as one: its phrase, and each error once, in order of name."""
    phrase, *errors = _ERRORS.split(one)
    return " ".join([phrase, *sorted({*errors, *_ERRORS.split(other)[1:]})])
