"""POST and GET /v1/{tenant}/courses/{course}/assessments, GET and PATCH …/assessments/{assessment}: for authors."""

from typing import Annotated

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Depends, Response
from aws_lambda_powertools.event_handler.openapi.params import Body, Path

from lyceum.assessment.api.authoring import (
    AssessmentCard,
    AssessmentPage,
    AssessmentView,
    ChangedAssessment,
    NewAssessment,
)
from lyceum.assessment.author_assessment import (
    author_assessment,
    change_assessment,
    find_assessment,
    list_assessments,
)
from lyceum.assessment.banks.errors import BankNotFound, InvalidDraw, NothingToEarn, UnknownFiles
from lyceum.assessment.errors import (
    AssessmentNotFound,
    CourseNotFound,
    InvalidQuestionSet,
    InvalidScoring,
    InvalidSections,
    InvalidWindow,
    LessonTaken,
    QuestionSetTooLarge,
)
from lyceum.assessment.gradebooks.errors import InvalidConversion
from lyceum.assessment.model.sections import Structure
from lyceum.assessment.model.settings import AssessmentSettings
from lyceum.assessment.sittings.errors import InvalidLevels, InvalidTimeLimits
from lyceum.content.questions import AuthoredQuestion, Question
from lyceum.kernel import clock
from lyceum.kernel.access import Caller
from lyceum.kernel.creation import Creation, IdempotencyKey
from lyceum.kernel.cursors import signer
from lyceum.kernel.errors import ChangedInTheMeantime, IdempotencyKeyReused, InvalidCursor
from lyceum.kernel.http import REFUSALS, Cursor, IfMatch, Limit, allowed, etag, expected_revision, http_entry_point
from lyceum.kernel.ids import Id, TenantId
from lyceum.kernel.problems import problems
from lyceum.kernel.time_zones import UnknownTimeZone

# Request, answer and what is kept hold them: built once here, they are taken as they are by whatever has them within.
for shared in (Question, AuthoredQuestion, AssessmentSettings, Structure):
    shared.model_rebuild()

app = APIGatewayHttpResolver(enable_validation=True)


def _answer(status: int, view: AssessmentView, location: str | None = None) -> Response[AssessmentView]:
    headers = {"ETag": etag(view.revision)} | ({"Location": location} if location else {})
    return Response(status_code=status, content_type="application/json", body=view, headers=headers)


@app.post(
    "/v1/<tenant>/courses/<course>/assessments",
    operation_id="createAssessment",
    tags=["assessment"],
    summary="Make an assessment",
    status_code=201,
    responses={
        201: {"description": "Made, as a draft.", "content": {"application/json": {"model": AssessmentView}}},
        **problems(
            *REFUSALS,
            CourseNotFound,
            InvalidLevels,
            InvalidWindow,
            UnknownTimeZone,
            InvalidQuestionSet,
            InvalidSections,
            InvalidTimeLimits,
            InvalidScoring,
            InvalidConversion,
            BankNotFound,
            InvalidDraw,
            UnknownFiles,
            NothingToEarn,
            LessonTaken,
            QuestionSetTooLarge,
            IdempotencyKeyReused,
        ),
    },
)
def post(
    tenant: Annotated[TenantId, Path()],
    course: Annotated[Id, Path()],
    wish: Annotated[NewAssessment, Body()],
    caller: Annotated[Caller, Depends(allowed("assessment.author", scope="course:{course}"))],
    idempotency_key: IdempotencyKey = None,
) -> Response[AssessmentView]:
    """With its questions and keys. Learners can take it once the course is published with its lesson."""
    body = course + wish.model_dump_json()
    creation = Creation.of(idempotency_key, tenant=tenant, caller=caller.person, operation="assessment", body=body)
    made = author_assessment(
        caller,
        course,
        title=wish.title.text(),
        lesson=wish.lesson,
        settings=AssessmentSettings().changed(wish.settings.named()),
        questions=wish.questions,
        structure=wish.structure,
        creation=creation,
        at=clock.now(),
    )
    return _answer(201, AssessmentView.of(made), f"/v1/{tenant}/courses/{course}/assessments/{made.assessment.id}")


@app.get(
    "/v1/<tenant>/courses/<course>/assessments",
    operation_id="listAssessments",
    tags=["assessment"],
    summary="The assessments of a course",
    responses={
        200: {"description": "A page.", "content": {"application/json": {"model": AssessmentPage}}},
        **problems(*REFUSALS, InvalidCursor, CourseNotFound),
    },
)
def listed(
    tenant: Annotated[TenantId, Path()],
    course: Annotated[Id, Path()],
    caller: Annotated[Caller, Depends(allowed("assessment.author", scope="course:{course}"))],
    limit: Limit = 20,
    cursor: Cursor = None,
) -> AssessmentPage:
    """Drafts too."""
    name = f"assessments:{course}"
    page = list_assessments(caller, course, after=signer().read(cursor, tenant=tenant, of=name), limit=limit)
    return AssessmentPage(
        items=[AssessmentCard.of(dict(card)) for card in page.cards],
        next_cursor=signer().write(tenant=tenant, of=name, after=page.next_key),
    )


@app.get(
    "/v1/<tenant>/courses/<course>/assessments/<assessment>",
    operation_id="getAssessment",
    tags=["assessment"],
    summary="An assessment with its keys",
    responses={
        200: {"description": "The assessment.", "content": {"application/json": {"model": AssessmentView}}},
        **problems(*REFUSALS, AssessmentNotFound),
    },
)
def get(
    tenant: Annotated[TenantId, Path()],
    course: Annotated[Id, Path()],
    assessment: Annotated[Id, Path()],
    caller: Annotated[Caller, Depends(allowed("assessment.author", scope="course:{course}"))],
) -> Response[AssessmentView]:
    """The newest questions, which learners may not have yet."""
    return _answer(200, AssessmentView.of(find_assessment(caller, course, assessment)))


@app.patch(
    "/v1/<tenant>/courses/<course>/assessments/<assessment>",
    operation_id="changeAssessment",
    tags=["assessment"],
    summary="Change an assessment",
    responses={
        200: {"description": "Changed.", "content": {"application/json": {"model": AssessmentView}}},
        **problems(
            *REFUSALS,
            AssessmentNotFound,
            ChangedInTheMeantime,
            InvalidLevels,
            InvalidWindow,
            UnknownTimeZone,
            InvalidQuestionSet,
            InvalidSections,
            InvalidTimeLimits,
            InvalidScoring,
            InvalidConversion,
            BankNotFound,
            InvalidDraw,
            UnknownFiles,
            NothingToEarn,
            LessonTaken,
            QuestionSetTooLarge,
        ),
    },
)
def patch(
    tenant: Annotated[TenantId, Path()],
    course: Annotated[Id, Path()],
    assessment: Annotated[Id, Path()],
    wish: Annotated[ChangedAssessment, Body()],
    caller: Annotated[Caller, Depends(allowed("assessment.author", scope="course:{course}"))],
    if_match: IfMatch = None,
) -> Response[AssessmentView]:
    """Settings hold at once; questions wait for the next publication. Attempts keep the questions they began with."""
    changed = change_assessment(
        caller, course, assessment, wish.change(), expected_revision=expected_revision(if_match), at=clock.now()
    )
    return _answer(200, AssessmentView.of(changed))


handler = http_entry_point(app)
