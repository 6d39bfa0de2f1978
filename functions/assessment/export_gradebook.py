"""POST /v1/{tenant}/courses/{course}/gradebook/exports: for staff."""

from typing import Annotated

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Depends
from aws_lambda_powertools.event_handler.openapi.params import Body, Path

from lyceum.assessment.api.grade_files import GradebookExportRequest, GradebookFileView
from lyceum.assessment.errors import CourseNotFound
from lyceum.assessment.export_gradebook import export_gradebook
from lyceum.assessment.gradebooks.errors import GradebookTooLong
from lyceum.kernel import clock
from lyceum.kernel.access import Caller
from lyceum.kernel.creation import Creation, IdempotencyKey
from lyceum.kernel.http import REFUSALS, allowed, http_entry_point
from lyceum.kernel.ids import Id, TenantId
from lyceum.kernel.problems import problems

app = APIGatewayHttpResolver(enable_validation=True)


@app.post(
    "/v1/<tenant>/courses/<course>/gradebook/exports",
    operation_id="exportGradebook",
    tags=["assessment"],
    summary="Take a gradebook along",
    responses={
        200: {"description": "Ready.", "content": {"application/json": {"model": GradebookFileView}}},
        **problems(*REFUSALS, CourseNotFound, GradebookTooLong),
    },
)
def post(
    tenant: Annotated[TenantId, Path()],
    course: Annotated[Id, Path()],
    wish: Annotated[GradebookExportRequest, Body()],
    caller: Annotated[Caller, Depends(allowed("grade.view", scope="course:{course}"))],
    idempotency_key: IdempotencyKey = None,
) -> GradebookFileView:
    """As CSV or XLSX, up to 5,000 learners. Its address lives for five minutes, the file for seven days."""
    body = f"{course} {wish.model_dump_json()}"
    creation = Creation.of(
        idempotency_key, tenant=tenant, caller=caller.person, operation=f"gradebook-export {body}", body=body
    )
    file = export_gradebook(
        caller, course, format=wish.format, language=wish.language, creation=creation, at=clock.now()
    )
    return GradebookFileView.of(file)


handler = http_entry_point(app)
