"""POST and GET /v1/{tenant}/assessments/{assessment}/regrades, GET …/{regrade}, PUT …/application and …/reversal."""

from typing import Annotated

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Depends, Response
from aws_lambda_powertools.event_handler.openapi.params import Body, Path, Query

from lyceum.assessment.api.regrades import NewRegrade, RegradeDetail, RegradeList, RegradeView
from lyceum.assessment.errors import AssessmentNotFound, InvalidQuestionSet, QuestionNotFound
from lyceum.assessment.model.regrade import Regrade
from lyceum.assessment.regrade import apply_regrade, list_regrades, request_regrade, undo_regrade, view_regrade
from lyceum.assessment.regrades.errors import (
    RegradeByHand,
    RegradeNotFound,
    RegradeNotReady,
    RegradeRunning,
    RegradeSuperseded,
)
from lyceum.kernel import clock
from lyceum.kernel.access import Caller
from lyceum.kernel.creation import Creation, IdempotencyKey
from lyceum.kernel.cursors import signer
from lyceum.kernel.errors import IdempotencyKeyReused, InvalidCursor
from lyceum.kernel.http import REFUSALS, Cursor, Limit, allowed, http_entry_point
from lyceum.kernel.ids import Id, TenantId
from lyceum.kernel.problems import problems

app = APIGatewayHttpResolver(enable_validation=True)

Corrector = Annotated[Caller, Depends(allowed("grade.override", scope="course:?"))]

Round = Annotated[int | None, Query(ge=1, le=999, description="Which one; the last without it.")]


def _accepted(tenant: str, regrade: Regrade) -> Response[RegradeView]:
    headers = {
        "Location": f"/v1/{tenant}/assessments/{regrade.assessment}/regrades/{regrade.id}",
        "Retry-After": "1",
    }
    view = RegradeView.of(regrade)
    return Response(status_code=202, content_type="application/json", body=view, headers=headers)


@app.post(
    "/v1/<tenant>/assessments/<assessment>/regrades",
    operation_id="previewRegrade",
    tags=["assessment"],
    summary="Look at what a corrected key would change",
    status_code=202,
    responses={
        202: {"description": "Accepted; look again.", "content": {"application/json": {"model": RegradeView}}},
        **problems(
            *REFUSALS,
            AssessmentNotFound,
            QuestionNotFound,
            InvalidQuestionSet,
            RegradeByHand,
            RegradeRunning,
            IdempotencyKeyReused,
        ),
    },
)
def post(
    tenant: Annotated[TenantId, Path()],
    assessment: Annotated[Id, Path()],
    wish: Annotated[NewRegrade, Body()],
    caller: Corrector,
    idempotency_key: IdempotencyKey = None,
) -> Response[RegradeView]:
    """Nothing is changed before it is applied. One regrade of an assessment at a time."""
    at, body = clock.now(), f"{assessment} {wish.model_dump_json()}"
    creation = Creation.of(idempotency_key, tenant=tenant, caller=caller.person, operation="regrade", body=body)
    return _accepted(tenant, request_regrade(caller, assessment, wish.wish(), creation=creation, at=at))


@app.get(
    "/v1/<tenant>/assessments/<assessment>/regrades",
    operation_id="listRegrades",
    tags=["assessment"],
    summary="Regrades of an assessment",
    responses={
        200: {"description": "A page.", "content": {"application/json": {"model": RegradeList}}},
        **problems(*REFUSALS, AssessmentNotFound, InvalidCursor),
    },
)
def list_all(
    tenant: Annotated[TenantId, Path()],
    assessment: Annotated[Id, Path()],
    caller: Corrector,
    limit: Limit = 20,
    cursor: Cursor = None,
) -> RegradeList:
    """With those that were undone: what was done to grades stays to be seen."""
    name = f"regrades:{assessment}"
    after = signer().read(cursor, tenant=tenant, of=name)
    page = list_regrades(caller, assessment, after=after, limit=limit, at=clock.now())
    following = signer().write(tenant=tenant, of=name, after=page.next_key)
    return RegradeList(items=[RegradeView.of(each) for each in page.items], next_cursor=following)


@app.get(
    "/v1/<tenant>/assessments/<assessment>/regrades/<regrade>",
    operation_id="getRegrade",
    tags=["assessment"],
    summary="A regrade, and who changes",
    responses={
        200: {"description": "State, and a page.", "content": {"application/json": {"model": RegradeDetail}}},
        **problems(*REFUSALS, AssessmentNotFound, RegradeNotFound, InvalidCursor),
    },
)
def get(
    tenant: Annotated[TenantId, Path()],
    assessment: Annotated[Id, Path()],
    regrade: Annotated[Id, Path()],
    caller: Corrector,
    limit: Limit = 50,
    cursor: Cursor = None,
    round: Round = None,
) -> RegradeDetail:
    """Changes of the preview, the application or the reversal, whichever was last, as far as it has come; or of an
    earlier one, by its `round`.
    """
    name = f"regrade:{regrade}:{round}"
    page, _, skip = (signer().read(cursor, tenant=tenant, of=name) or "0:0").partition(":")
    place = {"page": int(page), "skip": int(skip), "limit": limit}
    shown = view_regrade(caller, assessment, regrade, **place, round=round, at=clock.now())
    after = ":".join(map(str, shown.following)) if shown.following is not None else None
    return RegradeDetail.shown(shown, signer().write(tenant=tenant, of=name, after=after))


@app.put(
    "/v1/<tenant>/assessments/<assessment>/regrades/<regrade>/application",
    operation_id="applyRegrade",
    tags=["assessment"],
    summary="Apply a regrade",
    status_code=202,
    responses={
        202: {"description": "Accepted; look again.", "content": {"application/json": {"model": RegradeView}}},
        **problems(*REFUSALS, AssessmentNotFound, RegradeNotFound, RegradeNotReady, RegradeRunning),
    },
)
def apply(
    tenant: Annotated[TenantId, Path()],
    assessment: Annotated[Id, Path()],
    regrade: Annotated[Id, Path()],
    caller: Corrector,
) -> Response[RegradeView]:
    """The key is corrected, and every attempt graded by it is graded again; learners whose result changes are told."""
    return _accepted(tenant, apply_regrade(caller, assessment, regrade, at=clock.now()))


@app.put(
    "/v1/<tenant>/assessments/<assessment>/regrades/<regrade>/reversal",
    operation_id="undoRegrade",
    tags=["assessment"],
    summary="Undo a regrade",
    status_code=202,
    responses={
        202: {"description": "Accepted; look again.", "content": {"application/json": {"model": RegradeView}}},
        **problems(*REFUSALS, AssessmentNotFound, RegradeNotFound, RegradeNotReady, RegradeSuperseded, RegradeRunning),
    },
)
def undo(
    tenant: Annotated[TenantId, Path()],
    assessment: Annotated[Id, Path()],
    regrade: Annotated[Id, Path()],
    caller: Corrector,
) -> Response[RegradeView]:
    """All is as before; it can be applied again. Of several regrades of one question the last comes first."""
    return _accepted(tenant, undo_regrade(caller, assessment, regrade, at=clock.now()))


handler = http_entry_point(app)
