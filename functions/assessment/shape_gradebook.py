"""GET and PUT /v1/{tenant}/courses/{course}/gradebook/scheme, PUT and DELETE …/gradebook/lock: for instructors."""

from typing import Annotated

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Depends, Response
from aws_lambda_powertools.event_handler.openapi.params import Body, Path, Query

from lyceum.assessment.api.grades import BookLockRequest, Reason
from lyceum.assessment.api.schemes import SchemeRequest, SchemeView
from lyceum.assessment.errors import CourseNotFound
from lyceum.assessment.gradebooks.errors import (
    FormulaCycle,
    FormulaDividesByZero,
    FormulaInvalid,
    FormulaMisplaced,
    FormulaNameUnknown,
    FormulaTooLarge,
    GradebookTooLarge,
    GradeCategoryUnknown,
    GradeItemRepeated,
    GradeItemUnknown,
    GradeLocked,
    InvalidConversion,
    InvalidLetterScale,
)
from lyceum.assessment.model.book import Book
from lyceum.assessment.shape_gradebook import find_book, lock_gradebook, shape_gradebook, unlock_gradebook
from lyceum.kernel import clock
from lyceum.kernel.access import Caller
from lyceum.kernel.errors import ChangedInTheMeantime
from lyceum.kernel.http import REFUSALS, IfMatch, allowed, etag, expected_revision, http_entry_point
from lyceum.kernel.ids import Id, TenantId
from lyceum.kernel.problems import problems

app = APIGatewayHttpResolver(enable_validation=True)

Manager = Annotated[Caller, Depends(allowed("gradebook.manage", scope="course:{course}"))]
CONTENT = (
    FormulaCycle,
    FormulaDividesByZero,
    FormulaInvalid,
    FormulaMisplaced,
    FormulaNameUnknown,
    FormulaTooLarge,
    GradeCategoryUnknown,
    GradeItemRepeated,
    GradeItemUnknown,
    GradebookTooLarge,
    InvalidConversion,
    InvalidLetterScale,
)


def _answer(book: Book) -> Response[SchemeView]:
    headers = {"ETag": etag(book.rev)}
    return Response(status_code=200, content_type="application/json", body=SchemeView.of(book), headers=headers)


@app.get(
    "/v1/<tenant>/courses/<course>/gradebook/scheme",
    operation_id="getGradebookScheme",
    tags=["assessment"],
    summary="How a course's grade comes about",
    responses={
        200: {"description": "The scheme.", "content": {"application/json": {"model": SchemeView}}},
        **problems(*REFUSALS, CourseNotFound),
    },
)
def get(
    tenant: Annotated[TenantId, Path()],
    course: Annotated[Id, Path()],
    caller: Annotated[Caller, Depends(allowed("grade.view", scope="course:{course}"))],
) -> Response[SchemeView]:
    """Categories, items, letters, the course's assessments, and whether the gradebook is locked."""
    del tenant  # the permission was asked for it
    return _answer(find_book(caller, course))


@app.put(
    "/v1/<tenant>/courses/<course>/gradebook/scheme",
    operation_id="setGradebookScheme",
    tags=["assessment"],
    summary="Say how a course's grade comes about",
    responses={
        200: {"description": "The scheme.", "content": {"application/json": {"model": SchemeView}}},
        **problems(*REFUSALS, CourseNotFound, *CONTENT, ChangedInTheMeantime),
    },
)
def put(
    tenant: Annotated[TenantId, Path()],
    course: Annotated[Id, Path()],
    wish: Annotated[SchemeRequest, Body()],
    caller: Manager,
    if_match: IfMatch = None,
) -> Response[SchemeView]:
    """In the place of the one there is. Grades follow within seconds, locked ones do not."""
    del tenant
    expected = expected_revision(if_match)
    return _answer(shape_gradebook(caller, course, wish.scheme(), expected_revision=expected, at=clock.now()))


@app.put(
    "/v1/<tenant>/courses/<course>/gradebook/lock",
    operation_id="lockGradebook",
    tags=["assessment"],
    summary="Lock a gradebook",
    responses={
        200: {"description": "Locked.", "content": {"application/json": {"model": SchemeView}}},
        **problems(*REFUSALS, CourseNotFound, GradeLocked),
    },
)
def lock(
    tenant: Annotated[TenantId, Path()],
    course: Annotated[Id, Path()],
    wish: Annotated[BookLockRequest, Body()],
    caller: Manager,
) -> Response[SchemeView]:
    """Grades that are open are closed within seconds and say so; from then on nothing changes them."""
    del tenant
    return _answer(lock_gradebook(caller, course, reason=wish.reason, at=clock.now()))


@app.delete(
    "/v1/<tenant>/courses/<course>/gradebook/lock",
    operation_id="unlockGradebook",
    tags=["assessment"],
    summary="Unlock a gradebook",
    status_code=204,
    responses={
        204: {"description": "Unlocked.", "content": {}},
        **problems(*REFUSALS, CourseNotFound),
    },
)
def unlock(
    tenant: Annotated[TenantId, Path()],
    course: Annotated[Id, Path()],
    caller: Manager,
    reason: Annotated[Reason, Query(description="Why, for who looks later.")],
) -> Response[None]:
    """With the grades that it closed; those that were locked one by one stay so. What came meanwhile counts."""
    del tenant
    unlock_gradebook(caller, course, reason=reason, at=clock.now())
    return Response(status_code=204)


handler = http_entry_point(app)
