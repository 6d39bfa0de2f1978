"""GET /v1/{tenant}/audit, GET …/audit/objects/{object}, POST …/audit/exports and GET …/audit/exports/{export}."""

from datetime import date
from typing import Annotated

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Depends, Response
from aws_lambda_powertools.event_handler.openapi.params import Path, Query

from lyceum.compliance.api.audit import EntryPage, EntryView, ExportRequest, ExportView, HistoryView, ObjectId
from lyceum.compliance.errors import (
    AuditExportNotFound,
    AuditObjectUnknown,
    AuditPeriodTooLong,
    AuditQuestionUnclear,
)
from lyceum.compliance.export_audit import download_of, find_export, request_export
from lyceum.compliance.model.export import Export
from lyceum.compliance.query_audit import Question, history, query_audit
from lyceum.kernel import clock
from lyceum.kernel.access import Caller
from lyceum.kernel.clock import Day
from lyceum.kernel.creation import Creation, IdempotencyKey
from lyceum.kernel.cursors import signer
from lyceum.kernel.errors import IdempotencyKeyReused, InvalidCursor
from lyceum.kernel.http import REFUSALS, Cursor, Limit, allowed, http_entry_point
from lyceum.kernel.ids import Id, TenantId
from lyceum.kernel.problems import problems

app = APIGatewayHttpResolver(enable_validation=True)


def page_of(caller: Caller, question: Question, limit: int, cursor: str | None) -> EntryPage:
    """A page of the trail of the caller's tenant, or of the platform's."""
    listed, tenant = f"audit:{question.name}", caller.tenant
    page = query_audit(caller, question, after=signer().read(cursor, tenant=tenant, of=listed), limit=limit)
    return EntryPage(
        items=[EntryView.of(shown) for shown in page.items],
        next_cursor=signer().write(tenant=tenant, of=listed, after=page.next_key),
    )


@app.get(
    "/v1/<tenant>/audit",
    operation_id="queryAudit",
    tags=["compliance"],
    summary="Who did what",
    responses={
        200: {"description": "A page.", "content": {"application/json": {"model": EntryPage}}},
        **problems(*REFUSALS, AuditQuestionUnclear, InvalidCursor),
    },
)
def entries(
    tenant: Annotated[TenantId, Path()],
    caller: Annotated[Caller, Depends(allowed("audit.view"))],
    day: Annotated[Day | None, Query()] = None,
    person: Annotated[Id | None, Query(description="What this person did.")] = None,
    object: Annotated[ObjectId | None, Query(description="What was done to this.")] = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> EntryPage:
    """By a UTC day, by who did it, or by what was made or changed: one of them, or of today. Newest first."""
    del tenant
    return page_of(caller, Question.of(day, person, object, today=clock.iso(clock.now())[:10]), limit, cursor)


@app.get(
    "/v1/audit",
    operation_id="queryPlatformAudit",
    tags=["compliance"],
    summary="Who did what on the platform",
    responses={
        200: {"description": "A page.", "content": {"application/json": {"model": EntryPage}}},
        **problems(*REFUSALS, AuditQuestionUnclear, InvalidCursor),
    },
)
def platform_entries(
    caller: Annotated[Caller, Depends(allowed("audit.view", on_platform=True))],
    day: Annotated[Day | None, Query()] = None,
    person: Annotated[Id | None, Query(description="What this person did.")] = None,
    object: Annotated[ObjectId | None, Query(description="What was done to this.")] = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> EntryPage:
    """For operators, as a school's: what belongs to no school, as terms of the platform and linked sign-ins."""
    return page_of(caller, Question.of(day, person, object, today=clock.iso(clock.now())[:10]), limit, cursor)


@app.get(
    "/v1/<tenant>/audit/objects/<object>",
    operation_id="getAuditHistory",
    tags=["compliance"],
    summary="Who made a thing and who changed it last",
    responses={
        200: {"description": "Its history.", "content": {"application/json": {"model": HistoryView}}},
        **problems(*REFUSALS, AuditObjectUnknown),
    },
)
def of_object(
    tenant: Annotated[TenantId, Path()],
    object: Annotated[ObjectId, Path()],
    caller: Annotated[Caller, Depends(allowed("audit.view"))],
) -> HistoryView:
    """`updated_at` and `updated_by` are null until the first change."""
    return HistoryView.of(history(caller, object))


@app.post(
    "/v1/<tenant>/audit/exports",
    operation_id="exportAudit",
    tags=["compliance"],
    summary="Have entries written into a file",
    status_code=202,
    responses={
        202: {"description": "Accepted; look again.", "content": {"application/json": {"model": ExportView}}},
        **problems(*REFUSALS, AuditPeriodTooLong, AuditQuestionUnclear, IdempotencyKeyReused),
    },
)
def post(
    tenant: Annotated[TenantId, Path()],
    wish: ExportRequest,
    caller: Annotated[Caller, Depends(allowed("audit.export"))],
    idempotency_key: IdempotencyKey = None,
) -> Response[ExportView]:
    """All entries of at most 31 days, or a person's or an object's. The file is kept for seven days."""
    at, body = clock.now(), wish.model_dump_json()
    creation = Creation.of(idempotency_key, tenant=tenant, caller=caller.person, operation="audit-export", body=body)
    export = request_export(
        Export(
            tenant=tenant,
            id=creation.id,
            requester=caller.person,
            format=wish.format,
            first=date.fromisoformat(wish.first),
            last=date.fromisoformat(wish.last),
            requested_at=at,
            person=wish.person,
            object=wish.object,
        ),
        creation,
    )
    return Response(
        status_code=202,
        content_type="application/json",
        body=ExportView.of(export, None, at=at),
        headers={"Location": f"/v1/{tenant}/audit/exports/{export.id}", "Retry-After": "1"},
    )


@app.get(
    "/v1/<tenant>/audit/exports/<export>",
    operation_id="getAuditExport",
    tags=["compliance"],
    summary="What became of an export",
    responses={
        200: {"description": "State, and where the file is.", "content": {"application/json": {"model": ExportView}}},
        **problems(*REFUSALS, AuditExportNotFound),
    },
)
def get(
    tenant: Annotated[TenantId, Path()],
    export_id: Annotated[Id, Path(alias="export")],
    caller: Annotated[Caller, Depends(allowed("audit.export"))],
) -> ExportView:
    """The file's address lives for five minutes."""
    now = clock.now()
    export = find_export(caller, export_id, at=now)
    return ExportView.of(export, download_of(export, at=now), at=now)


handler = http_entry_point(app)
