"""POST …/assignments/{course_assignment}/uploads, …/attempts/{attempt}/uploads, PUT …/uploads/{upload}/completion."""

from typing import Annotated

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Depends
from aws_lambda_powertools.event_handler.openapi.params import Body, Path

from lyceum.assessment.api.uploads import CompleteUploadView, NewAnswerUpload, NewWorkUpload, WorkUploadView
from lyceum.assessment.errors import (
    AssignmentClosed,
    AssignmentNotOpenYet,
    AttemptClosed,
    AttemptNotFound,
    CourseAssignmentNotFound,
    DeadlinePassed,
    FileKindNotAccepted,
    FileNotWhatItSays,
    FileTooLarge,
    FormNotAccepted,
    NotEnrolled,
    QuestionNotFound,
    SectionNotEntered,
    SectionOver,
    WrongResponseKind,
)
from lyceum.assessment.sittings.errors import (
    AnswerFileNotAccepted,
    AnswerFileNotFound,
    QuestionNotOpened,
    QuestionTimeOver,
    TooManyAnswerFiles,
)
from lyceum.assessment.upload_answer import ask_upload, complete_upload
from lyceum.assessment.upload_work import upload_work
from lyceum.kernel import clock
from lyceum.kernel.access import Caller
from lyceum.kernel.creation import Creation, IdempotencyKey
from lyceum.kernel.errors import ChangedInTheMeantime, IdempotencyKeyReused
from lyceum.kernel.http import REFUSALS, allowed, http_entry_point
from lyceum.kernel.ids import CompoundId, Id, TenantId
from lyceum.kernel.problems import problems

app = APIGatewayHttpResolver(enable_validation=True)

Learner = Annotated[Caller, Depends(allowed("assessment.attempt"))]


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
def for_assignment(
    tenant: Annotated[TenantId, Path()],
    course_assignment: Annotated[Id, Path()],
    wish: Annotated[NewWorkUpload, Body()],
    caller: Learner,
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
    return WorkUploadView.of(upload.id, upload.expires_at, (url, fields))


@app.post(
    "/v1/<tenant>/attempts/<attempt>/uploads",
    operation_id="createAnswerUpload",
    tags=["assessment"],
    summary="Send a file for a question",
    status_code=201,
    responses={
        201: {"description": "Where to send it.", "content": {"application/json": {"model": WorkUploadView}}},
        **problems(
            *REFUSALS,
            AttemptNotFound,
            QuestionNotFound,
            WrongResponseKind,
            AttemptClosed,
            DeadlinePassed,
            SectionNotEntered,
            SectionOver,
            QuestionNotOpened,
            QuestionTimeOver,
            FileKindNotAccepted,
            AnswerFileNotAccepted,
            FileTooLarge,
            TooManyAnswerFiles,
            IdempotencyKeyReused,
            ChangedInTheMeantime,
        ),
    },
)
def for_question(
    tenant: Annotated[TenantId, Path()],
    attempt: Annotated[CompoundId, Path()],
    wish: Annotated[NewAnswerUpload, Body()],
    caller: Learner,
    idempotency_key: IdempotencyKey = None,
) -> WorkUploadView:
    """Answers a form: post its fields and the file to its address within 15 minutes, then complete the upload."""
    body, person = attempt + wish.model_dump_json(), caller.person
    creation = Creation.of(idempotency_key, tenant=tenant, caller=person, operation="answer-upload", body=body)
    upload, url, fields = ask_upload(
        caller,
        attempt,
        wish.question,
        name=wish.name,
        size=wish.size,
        media_type=wish.media_type,
        creation=creation,
        at=clock.now(),
    )
    return WorkUploadView.of(upload.id, upload.expires_at, (url, fields))


@app.put(
    "/v1/<tenant>/attempts/<attempt>/uploads/<upload>/completion",
    operation_id="completeAnswerUpload",
    tags=["assessment"],
    summary="Complete a file for a question",
    responses={
        200: {"description": "It was sent.", "content": {"application/json": {"model": CompleteUploadView}}},
        **problems(
            *REFUSALS,
            AttemptNotFound,
            AnswerFileNotFound,
            AttemptClosed,
            DeadlinePassed,
            SectionNotEntered,
            SectionOver,
            QuestionNotOpened,
            QuestionTimeOver,
            FileTooLarge,
            FileNotWhatItSays,
            ChangedInTheMeantime,
        ),
    },
)
def complete(
    tenant: Annotated[TenantId, Path()],
    attempt: Annotated[CompoundId, Path()],
    upload: Annotated[Id, Path()],
    caller: Learner,
) -> CompleteUploadView:
    """What was sent is looked at and kept; the answer that names it is saved as any other."""
    del tenant  # the permission was asked for it
    return CompleteUploadView.of(complete_upload(caller, attempt, upload, at=clock.now()))


handler = http_entry_point(app)
