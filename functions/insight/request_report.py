"""POST /v1/{tenant}/reports, GET /v1/{tenant}/reports and GET /v1/{tenant}/reports/{report}."""

from collections.abc import Sequence
from typing import Annotated

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Depends, Response
from aws_lambda_powertools.event_handler.openapi.params import Path

from lyceum.insight.api import NewReport, ReportEntry, ReportPage, ReportView
from lyceum.insight.errors import CourseNotFound, InvalidSpan, ReportMisfit, ReportNotFound
from lyceum.insight.model import chosen_language
from lyceum.insight.request_report import download_of, find_report, my_reports, request_report
from lyceum.kernel import clock
from lyceum.kernel.access import Caller
from lyceum.kernel.also_for_keys import also_for_keys
from lyceum.kernel.creation import Creation, IdempotencyKey
from lyceum.kernel.cursors import signer
from lyceum.kernel.errors import IdempotencyKeyReused, InvalidCursor
from lyceum.kernel.http import REFUSALS, Cursor, Limit, allowed, http_entry_point, languages
from lyceum.kernel.ids import Id, TenantId
from lyceum.kernel.problems import problems

app = APIGatewayHttpResolver(enable_validation=True)


@also_for_keys(app)
@app.post(
    "/v1/<tenant>/reports",
    operation_id="requestReport",
    tags=["insight"],
    summary="Have a report made",
    status_code=202,
    responses={
        202: {"description": "Accepted; look again.", "content": {"application/json": {"model": ReportView}}},
        **problems(*REFUSALS, CourseNotFound, ReportMisfit, InvalidSpan, IdempotencyKeyReused),
    },
)
def post(
    tenant: Annotated[TenantId, Path()],
    wish: NewReport,
    caller: Annotated[Caller, Depends(allowed("report.request", scope="course:?"))],
    accepted: Annotated[Sequence[str], Depends(languages)],
    idempotency_key: IdempotencyKey = None,
) -> Response[ReportView]:
    """The report is made within seconds, and kept for thirty days. Revenue is for who may see orders (`order.view`)."""
    # Of a report that has no days the body is what earlier releases took, whose keys may be repeated.
    body = wish.model_dump_json(exclude={"first", "last"} if wish.course else None)
    creation = Creation.of(idempotency_key, tenant=tenant, caller=caller.person, operation="report", body=body)
    report = request_report(
        caller,
        kind=wish.kind,
        course=wish.course,
        format=wish.format,
        language=chosen_language(wish.language, tuple(accepted)),
        creation=creation,
        at=clock.now(),
        **wish.days(),
    )
    return Response(
        status_code=202,
        content_type="application/json",
        body=ReportView.of(report),
        headers={"Location": f"/v1/{tenant}/reports/{report.id}", "Retry-After": "1"},
    )


@also_for_keys(app)
@app.get(
    "/v1/<tenant>/reports",
    operation_id="listMyReports",
    tags=["insight"],
    summary="My reports",
    responses={
        200: {"description": "A page.", "content": {"application/json": {"model": ReportPage}}},
        **problems(*REFUSALS, InvalidCursor),
    },
)
def mine(
    tenant: Annotated[TenantId, Path()],
    caller: Annotated[Caller, Depends(allowed("report.request", scope="course:?"))],
    limit: Limit = 20,
    cursor: Cursor = None,
) -> ReportPage:
    """The caller's own reports, newest first."""
    listed = f"reports:{caller.person}"
    cards, following = my_reports(caller, after=signer().read(cursor, tenant=tenant, of=listed), limit=limit)
    return ReportPage(
        items=[ReportEntry.of(card) for card in cards],
        next_cursor=signer().write(tenant=tenant, of=listed, after=following),
    )


@also_for_keys(app)
@app.get(
    "/v1/<tenant>/reports/<report>",
    operation_id="getReport",
    tags=["insight"],
    summary="What became of a report",
    responses={
        200: {"description": "State, and where the file is.", "content": {"application/json": {"model": ReportView}}},
        **problems(*REFUSALS, ReportNotFound),
    },
)
def get(
    tenant: Annotated[TenantId, Path()],
    report_id: Annotated[Id, Path(alias="report")],
    caller: Annotated[Caller, Depends(allowed("report.request", scope="course:?"))],
) -> ReportView:
    """One of the caller's own; an administrator sees everybody's. The file's address lives for five minutes."""
    now = clock.now()
    report = find_report(caller, report_id, at=now)
    return ReportView.of(report, download_of(report, at=now))


handler = http_entry_point(app)
