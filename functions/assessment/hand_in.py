"""POST /v1/{tenant}/assignments/{course_assignment}/submissions: the caller hands in work."""

from typing import Annotated

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Depends, Response
from aws_lambda_powertools.event_handler.openapi.params import Body, Path

from lyceum.assessment.api.submissions import NewWork, SubmissionView
from lyceum.assessment.errors import (
    AssignmentClosed,
    AssignmentNotOpenYet,
    CourseAssignmentNotFound,
    FileKindNotAccepted,
    FileNotWhatItSays,
    FileTooLarge,
    FormNotAccepted,
    NoResubmissionsLeft,
    NotEnrolled,
    WorkUploadNotFound,
)
from lyceum.assessment.hand_in import hand_in
from lyceum.kernel import clock
from lyceum.kernel.access import Caller
from lyceum.kernel.creation import Creation, IdempotencyKey
from lyceum.kernel.errors import IdempotencyKeyReused
from lyceum.kernel.http import REFUSALS, allowed, etag, http_entry_point
from lyceum.kernel.ids import Id, TenantId
from lyceum.kernel.problems import problems

app = APIGatewayHttpResolver(enable_validation=True)


@app.post(
    "/v1/<tenant>/assignments/<course_assignment>/submissions",
    operation_id="handIn",
    tags=["assessment"],
    summary="Hand in work",
    status_code=201,
    responses={
        201: {"description": "Handed in.", "content": {"application/json": {"model": SubmissionView}}},
        **problems(
            *REFUSALS,
            CourseAssignmentNotFound,
            NotEnrolled,
            AssignmentNotOpenYet,
            AssignmentClosed,
            NoResubmissionsLeft,
            FormNotAccepted,
            WorkUploadNotFound,
            FileKindNotAccepted,
            FileTooLarge,
            FileNotWhatItSays,
            IdempotencyKeyReused,
        ),
    },
)
def post(
    tenant: Annotated[TenantId, Path()],
    course_assignment: Annotated[Id, Path()],
    wish: Annotated[NewWork, Body()],
    caller: Annotated[Caller, Depends(allowed("assessment.attempt"))],
    idempotency_key: IdempotencyKey = None,
) -> Response[SubmissionView]:
    """A new version of the caller's own work; earlier ones stay, the newest counts."""
    form, content = wish.content()
    body, person = course_assignment + wish.model_dump_json(), caller.person
    creation = Creation.of(idempotency_key, tenant=tenant, caller=person, operation="hand-in", body=body)
    handed_in = hand_in(caller, course_assignment, form, content, creation=creation, at=clock.now())
    return Response(
        status_code=201,
        content_type="application/json",
        body=SubmissionView.of(handed_in, for_staff=False),
        headers={"ETag": etag(handed_in.rev), "Location": f"/v1/{tenant}/submissions/{handed_in.id}"},
    )


handler = http_entry_point(app)
