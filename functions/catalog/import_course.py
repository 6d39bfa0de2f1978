"""POST /v1/{tenant}/imports, GET /v1/{tenant}/imports and GET /v1/{tenant}/imports/{import}."""

from typing import Annotated

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Depends, Response
from aws_lambda_powertools.event_handler.openapi.params import Path

from lyceum.catalog.api.jobs import ImportEntry, ImportPage, ImportView, NewBankImport, NewImport, NewQuestionsImport
from lyceum.catalog.errors import (
    BankNotFound,
    BankNotYours,
    BankRetired,
    CourseNotFound,
    ImportNotFound,
    UploadNotFound,
)
from lyceum.catalog.import_course import find_import, import_course, my_imports, report_of
from lyceum.catalog.model.job import Format
from lyceum.kernel import clock
from lyceum.kernel.access import Caller
from lyceum.kernel.creation import Creation, IdempotencyKey
from lyceum.kernel.cursors import signer
from lyceum.kernel.errors import IdempotencyKeyReused, InvalidCursor
from lyceum.kernel.http import REFUSALS, Cursor, Limit, allowed, http_entry_point
from lyceum.kernel.ids import Id, TenantId
from lyceum.kernel.problems import problems

app = APIGatewayHttpResolver(enable_validation=True)

OF_BANKS = (BankNotFound, BankNotYours, BankRetired)


@app.post(
    "/v1/<tenant>/imports",
    operation_id="requestImport",
    tags=["catalog"],
    summary="Import a course or questions",
    status_code=202,
    responses={
        202: {"description": "Accepted; look again.", "content": {"application/json": {"model": ImportView}}},
        **problems(*REFUSALS, UploadNotFound, CourseNotFound, *OF_BANKS, IdempotencyKeyReused),
    },
)
def post(
    tenant: Annotated[TenantId, Path()],
    wish: NewImport,
    caller: Annotated[Caller, Depends(allowed("course.author"))],
    idempotency_key: IdempotencyKey = None,
) -> Response[ImportView]:
    """The upload must be the caller's own. With `dry_run` nothing is written but the report.

    Into a bank imports who may also author assessments and change that bank.
    """
    body = wish.root
    creation = Creation.of(
        idempotency_key, tenant=tenant, caller=caller.person, operation="import", body=body.model_dump_json()
    )
    job = import_course(
        caller,
        format=Format(body.format),
        upload=body.upload,
        course=None if isinstance(body, NewBankImport) else body.course,
        bank=body.bank if isinstance(body, NewBankImport) else None,
        language=body.language if isinstance(body, NewBankImport) else None,
        assessment=body.assessment.domain() if isinstance(body, NewQuestionsImport) else None,
        dry_run=body.dry_run,
        creation=creation,
        at=clock.now(),
    )
    return Response(
        status_code=202,
        content_type="application/json",
        body=ImportView.of(job),
        headers={"Location": f"/v1/{tenant}/imports/{job.id}", "Retry-After": "1"},
    )


@app.get(
    "/v1/<tenant>/imports",
    operation_id="listMyImports",
    tags=["catalog"],
    summary="My imports",
    responses={
        200: {"description": "A page.", "content": {"application/json": {"model": ImportPage}}},
        **problems(*REFUSALS, InvalidCursor),
    },
)
def mine(
    tenant: Annotated[TenantId, Path()],
    caller: Annotated[Caller, Depends(allowed("course.author"))],
    limit: Limit = 20,
    cursor: Cursor = None,
) -> ImportPage:
    """The caller's own imports, newest first."""
    listed = f"imports:{caller.person}"
    page = my_imports(caller, after=signer().read(cursor, tenant=tenant, of=listed), limit=limit)
    return ImportPage(
        items=[ImportEntry.of(card) for card in page.items],
        next_cursor=signer().write(tenant=tenant, of=listed, after=page.next_key),
    )


@app.get(
    "/v1/<tenant>/imports/<import>",
    operation_id="getImport",
    tags=["catalog"],
    summary="What became of an import",
    responses={
        200: {"description": "State and a page of the report.", "content": {"application/json": {"model": ImportView}}},
        **problems(*REFUSALS, ImportNotFound, InvalidCursor),
    },
)
def get(
    tenant: Annotated[TenantId, Path()],
    job_id: Annotated[Id, Path(alias="import")],
    caller: Annotated[Caller, Depends(allowed("course.author"))],
    limit: Limit = 100,
    cursor: Cursor = None,
) -> ImportView:
    """The report has each source element once: taken, changed or refused, and why."""
    listed = f"report:{job_id}"
    start = int(signer().read(cursor, tenant=tenant, of=listed) or 0)
    job = find_import(caller, job_id)
    lines, after = report_of(job, start=start, limit=limit)
    following = signer().write(tenant=tenant, of=listed, after=None if after is None else str(after))
    return ImportView.of(job, lines, following)


handler = http_entry_point(app)
