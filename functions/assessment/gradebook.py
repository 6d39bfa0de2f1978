"""GET /v1/{tenant}/courses/{course}/gradebook and GET /v1/{tenant}/me/grades."""

from typing import Annotated

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Depends
from aws_lambda_powertools.event_handler.openapi.params import Path

from lyceum.assessment.api.grades import ColumnView, CourseGradeView, GradebookPage, GradesPage
from lyceum.assessment.errors import CourseNotFound
from lyceum.assessment.gradebook import gradebook, my_grades
from lyceum.kernel import clock
from lyceum.kernel.access import Caller
from lyceum.kernel.also_for_keys import also_for_keys
from lyceum.kernel.cursors import signer
from lyceum.kernel.errors import InvalidCursor
from lyceum.kernel.http import REFUSALS, Cursor, Limit, allowed, http_entry_point
from lyceum.kernel.ids import Id, TenantId
from lyceum.kernel.problems import problems

app = APIGatewayHttpResolver(enable_validation=True)


@also_for_keys(app)
@app.get(
    "/v1/<tenant>/courses/<course>/gradebook",
    operation_id="getGradebook",
    tags=["assessment"],
    summary="The grades of a course",
    responses={
        200: {"description": "A page.", "content": {"application/json": {"model": GradebookPage}}},
        **problems(*REFUSALS, InvalidCursor, CourseNotFound),
    },
)
def of_course(
    tenant: Annotated[TenantId, Path()],
    course: Annotated[Id, Path()],
    caller: Annotated[Caller, Depends(allowed("grade.view", scope="course:{course}"))],
    limit: Limit = 20,
    cursor: Cursor = None,
) -> GradebookPage:
    """For staff: a row per learner, what counts of each item, and the course grade, now and at the end.

    In no set order; a page can hold fewer than `limit` and still have a next one.
    """
    listed = f"gradebook:{course}"
    page = gradebook(caller, course, after=signer().read(cursor, tenant=tenant, of=listed), limit=limit)
    return GradebookPage(
        assessments=[ColumnView.of(column) for _, column in sorted(page.book.columns.items())],
        items=[CourseGradeView.listed(one, page.book, page.people.get(one.row.learner)) for one in page.rows],
        next_cursor=signer().write(tenant=tenant, of=listed, after=page.next_key),
    )


@app.get(
    "/v1/<tenant>/me/grades",
    operation_id="listMyGrades",
    tags=["assessment"],
    summary="My grades",
    responses={
        200: {"description": "A page.", "content": {"application/json": {"model": GradesPage}}},
        **problems(*REFUSALS, InvalidCursor),
    },
)
def mine(
    tenant: Annotated[TenantId, Path()],
    caller: Annotated[Caller, Depends(allowed("member"))],
    limit: Limit = 20,
    cursor: Cursor = None,
) -> GradesPage:
    """The caller's own, by course. Results that an assessment withholds are not there, and in no sum."""
    listed = f"grades:{caller.person}"
    page = my_grades(caller, after=signer().read(cursor, tenant=tenant, of=listed), limit=limit, at=clock.now())
    return GradesPage(
        items=[CourseGradeView.of(row) for row in page.rows],
        next_cursor=signer().write(tenant=tenant, of=listed, after=page.next_key),
    )


handler = http_entry_point(app)
