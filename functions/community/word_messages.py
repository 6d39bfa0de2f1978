"""GET and PUT /v1/{tenant}/message-templates/{template}/{language}: a school words its messages itself."""

from typing import Annotated

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Depends, Response
from aws_lambda_powertools.event_handler.openapi.params import Body, Path
from pydantic import StringConstraints

from lyceum.community.api import TemplateView, WordingRequest
from lyceum.community.errors import MalformedTemplate, TemplateNotFound, UnknownVariable
from lyceum.community.word_messages import Template, current_template, word_message
from lyceum.kernel import clock
from lyceum.kernel.access import Caller
from lyceum.kernel.errors import ChangedInTheMeantime
from lyceum.kernel.http import REFUSALS, IfMatch, allowed, etag, expected_revision, http_entry_point
from lyceum.kernel.ids import TenantId
from lyceum.kernel.problems import problems
from lyceum.kernel.text import LanguageTag

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z]+(-[a-z]+)*$", max_length=40)]

app = APIGatewayHttpResolver(enable_validation=True)


@app.get(
    "/v1/<tenant>/message-templates/<template>/<language>",
    operation_id="getMessageTemplate",
    tags=["community"],
    summary="What the school says of an occasion",
    responses={
        200: {"description": "The wording.", "content": {"application/json": {"model": TemplateView}}},
        **problems(*REFUSALS, TemplateNotFound),
    },
)
def get(
    tenant: Annotated[TenantId, Path()],
    template: Annotated[Slug, Path()],
    language: Annotated[LanguageTag, Path()],
    caller: Annotated[Caller, Depends(allowed("template.author"))],
) -> Response[TemplateView]:
    """The school's own wording, else the one that every school starts with, which is version 0."""
    return _answer(current_template(caller, template, language))


@app.put(
    "/v1/<tenant>/message-templates/<template>/<language>",
    operation_id="wordMessage",
    tags=["community"],
    summary="Say it in the school's own words",
    responses={
        200: {"description": "The wording.", "content": {"application/json": {"model": TemplateView}}},
        **problems(*REFUSALS, TemplateNotFound, UnknownVariable, MalformedTemplate, ChangedInTheMeantime),
    },
)
def put(
    tenant: Annotated[TenantId, Path()],
    template: Annotated[Slug, Path()],
    language: Annotated[LanguageTag, Path()],
    wish: Annotated[WordingRequest, Body()],
    caller: Annotated[Caller, Depends(allowed("template.author"))],
    if_match: IfMatch = None,
) -> Response[TemplateView]:
    """A new version, current from now on; earlier ones are kept. A variable that is not known is refused."""
    expected = expected_revision(if_match)
    return _answer(word_message(caller, template, language, wish.wording(), expected=expected, at=clock.now()))


def _answer(template: Template) -> Response[TemplateView]:
    return Response(
        status_code=200,
        content_type="application/json",
        body=TemplateView.of(template),
        headers={"ETag": etag(template.version)},
    )


handler = http_entry_point(app)
