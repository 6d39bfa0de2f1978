"""POST /v1/{tenant}/courses/{course}/gradebook/imports: staff bring points back from a sheet."""

from typing import Annotated

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Depends
from aws_lambda_powertools.event_handler.openapi.params import Body, Path

from lyceum.assessment.api.grade_imports import GradesImportRequest, GradesImportView
from lyceum.assessment.errors import CourseNotFound
from lyceum.assessment.gradebooks.errors import SheetChanged, SheetTooLong, SheetUnreadable
from lyceum.assessment.import_grades import import_grades
from lyceum.kernel import clock
from lyceum.kernel.access import Caller
from lyceum.kernel.http import REFUSALS, allowed, http_entry_point
from lyceum.kernel.ids import Id, TenantId
from lyceum.kernel.problems import problems

app = APIGatewayHttpResolver(enable_validation=True)


@app.post(
    "/v1/<tenant>/courses/<course>/gradebook/imports",
    operation_id="importGrades",
    tags=["assessment"],
    summary="Bring points back from a sheet",
    responses={
        200: {
            "description": "What it would change, or has changed.",
            "content": {"application/json": {"model": GradesImportView}},
        },
        **problems(*REFUSALS, CourseNotFound, SheetUnreadable, SheetTooLong, SheetChanged),
    },
)
def post(
    tenant: Annotated[TenantId, Path()],
    course: Annotated[Id, Path()],
    wish: Annotated[GradesImportRequest, Body()],
    caller: Annotated[Caller, Depends(allowed("grade.give", scope="course:{course}"))],
) -> GradesImportView:
    """A preview, until it is sent once more with the preview's digest. Of what people give points for, up to 1,000
    learners and 25,000 cells at once; the same again changes nothing.
    """
    del tenant  # the permission was asked for it
    return GradesImportView.of(import_grades(caller, course, wish.sheet, seen=wish.preview, at=clock.now()))


handler = http_entry_point(app)
