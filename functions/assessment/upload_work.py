"""POST /v1/{tenant}/assignments/{course_assignment}/uploads: permission to send one file for an assignment."""

from typing import Annotated

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Depends
from aws_lambda_powertools.event_handler.openapi.params import Body, Path

from lyceum.assessment.api.submissions import NewWorkUpload, WorkUploadView
from lyceum.assessment.errors import (
    AssignmentClosed,
    AssignmentNotOpenYet,
    CourseAssignmentNotFound,
    FileKindNotAccepted,
    FileTooLarge,
    FormNotAccepted,
    NotEnrolled,
)
from lyceum.assessment.upload_work import upload_work
from lyceum.kernel import clock
from lyceum.kernel.access import Caller
from lyceum.kernel.creation import Creation, IdempotencyKey
from lyceum.kernel.errors import ChangedInTheMeantime, IdempotencyKeyReused
from lyceum.kernel.http import REFUSALS, allowed, http_entry_point
from lyceum.kernel.ids import Id, TenantId
from lyceum.kernel.problems import problems

app = APIGatewayHttpResolver(enable_validation=True)


@app.post(
    "/v1/<tenant>/assignments/<course_assignment>/uploads",
    operation_id="createWorkUpload",
    tags=["assessment"],
    summary="Send a file for an assignment",
    status_code=201,
    responses={
        201: {"description": "Where to send it.", "content": {"application/json": {"model": WorkUploadView}}},
        **problems(
            *REFUSALS,
            CourseAssignmentNotFound,
            NotEnrolled,
            AssignmentNotOpenYet,
            AssignmentClosed,
            FormNotAccepted,
            FileKindNotAccepted,
            FileTooLarge,
            IdempotencyKeyReused,
            ChangedInTheMeantime,
        ),
    },
)
def post(
    tenant: Annotated[TenantId, Path()],
    course_assignment: Annotated[Id, Path()],
    wish: Annotated[NewWorkUpload, Body()],
    caller: Annotated[Caller, Depends(allowed("assessment.attempt"))],
    idempotency_key: IdempotencyKey = None,
) -> WorkUploadView:
    """Answers a form: post its fields and the file to its address within 15 minutes, then hand the upload in."""
    body, person = course_assignment + wish.model_dump_json(), caller.person
    creation = Creation.of(idempotency_key, tenant=tenant, caller=person, operation="work-upload", body=body)
    upload, url, fields = upload_work(
        caller,
        course_assignment,
        name=wish.name,
        size=wish.size,
        media_type=wish.media_type,
        creation=creation,
        at=clock.now(),
    )
    return WorkUploadView.of(upload, url, fields)


handler = http_entry_point(app)
