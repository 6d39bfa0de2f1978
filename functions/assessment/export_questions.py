"""POST /v1/{tenant}/question-exports and GET /v1/{tenant}/question-exports/{question_export}: for authors."""

from typing import Annotated

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Depends, Response
from aws_lambda_powertools.event_handler.openapi.params import Body, Path

from lyceum.assessment.api.question_exports import NewQuestionExport, QuestionExportView
from lyceum.assessment.banks.errors import BankNotFound, QuestionExportNotFound
from lyceum.assessment.errors import AssessmentNotFound
from lyceum.assessment.export_questions import download_of, find_export, report_of, request_export
from lyceum.kernel import clock
from lyceum.kernel.access import Caller
from lyceum.kernel.creation import Creation, IdempotencyKey
from lyceum.kernel.cursors import signer
from lyceum.kernel.errors import IdempotencyKeyReused, InvalidCursor
from lyceum.kernel.http import REFUSALS, Cursor, Limit, allowed, http_entry_point
from lyceum.kernel.ids import Id, TenantId
from lyceum.kernel.problems import problems

app = APIGatewayHttpResolver(enable_validation=True)

Author = Annotated[Caller, Depends(allowed("assessment.author", scope="course:?"))]


@app.post(
    "/v1/<tenant>/question-exports",
    operation_id="exportQuestions",
    tags=["assessment"],
    summary="Have questions written into a file",
    status_code=202,
    responses={
        202: {
            "description": "Accepted; look again.",
            "content": {"application/json": {"model": QuestionExportView}},
        },
        **problems(*REFUSALS, BankNotFound, AssessmentNotFound, IdempotencyKeyReused),
    },
)
def post(
    tenant: Annotated[TenantId, Path()],
    wish: Annotated[NewQuestionExport, Body()],
    caller: Author,
    idempotency_key: IdempotencyKey = None,
) -> Response[QuestionExportView]:
    """Of a bank that one may use, or of an assessment that one may author. The file is kept for seven days."""
    at, body = clock.now(), wish.model_dump_json()
    creation = Creation.of(idempotency_key, tenant=tenant, caller=caller.person, operation="question-export", body=body)
    wanted = wish.root
    export = request_export(
        caller, wanted.origin(), format=wanted.format, language=wanted.language, creation=creation, at=at
    )
    return Response(
        status_code=202,
        content_type="application/json",
        body=QuestionExportView.of(export, at=at),
        headers={"Location": f"/v1/{tenant}/question-exports/{export.id}", "Retry-After": "1"},
    )


@app.get(
    "/v1/<tenant>/question-exports/<question_export>",
    operation_id="getQuestionExport",
    tags=["assessment"],
    summary="What became of an export of questions",
    responses={
        200: {
            "description": "State, file, and a page of the report.",
            "content": {"application/json": {"model": QuestionExportView}},
        },
        **problems(*REFUSALS, QuestionExportNotFound, InvalidCursor),
    },
)
def get(
    tenant: Annotated[TenantId, Path()],
    question_export: Annotated[Id, Path()],
    caller: Author,
    limit: Limit = 100,
    cursor: Cursor = None,
) -> QuestionExportView:
    """One's own. The report has each question once. The file's address lives for five minutes."""
    name, at = f"question-export:{question_export}", clock.now()
    start = int(signer().read(cursor, tenant=tenant, of=name) or 0)
    export = find_export(caller, question_export, at=at)
    lines, after = report_of(export, start=start, limit=limit)
    following = signer().write(tenant=tenant, of=name, after=None if after is None else str(after))
    return QuestionExportView.of(export, download_of(export, at=at), lines, following, at=at)


handler = http_entry_point(app)
