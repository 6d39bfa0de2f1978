"""POST /v1/{tenant}/uploads, PUT …/courses/{course}/assets/{upload}, PUT …/banks/{bank}/assets/{upload}: files."""

from typing import Annotated

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Depends
from aws_lambda_powertools.event_handler.openapi.params import Body, Path

from lyceum.catalog.api.assets import AssetView, NewAsset
from lyceum.catalog.api.jobs import NewUpload, UploadView
from lyceum.catalog.bring_asset import bring_to_bank, bring_to_course
from lyceum.catalog.errors import (
    AssetKindNotAccepted,
    AssetTooLarge,
    BankNotFound,
    BankNotYours,
    BankRetired,
    CourseNotFound,
    FileNotSent,
    FileNotWhatItSays,
    TooManyAssets,
    UploadNotFound,
)
from lyceum.catalog.upload import upload as ask_upload
from lyceum.kernel import clock
from lyceum.kernel.access import Caller
from lyceum.kernel.creation import Creation, IdempotencyKey
from lyceum.kernel.errors import IdempotencyKeyReused
from lyceum.kernel.http import REFUSALS, allowed, http_entry_point
from lyceum.kernel.ids import Id, TenantId
from lyceum.kernel.problems import problems

app = APIGatewayHttpResolver(enable_validation=True)

UNFIT = (UploadNotFound, FileNotSent, AssetKindNotAccepted, AssetTooLarge, FileNotWhatItSays)


@app.post(
    "/v1/<tenant>/uploads",
    operation_id="createUpload",
    tags=["catalog"],
    summary="Send a file",
    status_code=201,
    responses={
        201: {"description": "Where to send it.", "content": {"application/json": {"model": UploadView}}},
        **problems(*REFUSALS, IdempotencyKeyReused),
    },
)
def post(
    tenant: Annotated[TenantId, Path()],
    wish: NewUpload,
    caller: Annotated[Caller, Depends(allowed("course.author"))],
    idempotency_key: IdempotencyKey = None,
) -> UploadView:
    """Answers a form: post its fields and the file to its address within 15 minutes."""
    creation = Creation.of(
        idempotency_key, tenant=tenant, caller=caller.person, operation="upload", body=wish.model_dump_json()
    )
    kept, url, fields = ask_upload(
        caller, name=wish.name, size=wish.size, media_type=wish.media_type, creation=creation, at=clock.now()
    )
    return UploadView.of(kept, url, fields)


@app.put(
    "/v1/<tenant>/courses/<course>/assets/<upload>",
    operation_id="bringCourseAsset",
    tags=["catalog"],
    summary="Bring a file for a course",
    responses={
        200: {"description": "Texts may name it.", "content": {"application/json": {"model": AssetView}}},
        **problems(*REFUSALS, CourseNotFound, *UNFIT, TooManyAssets),
    },
)
def to_course(
    tenant: Annotated[TenantId, Path()],
    course: Annotated[Id, Path()],
    upload: Annotated[Id, Path()],
    wish: Annotated[NewAsset, Body()],
    caller: Annotated[Caller, Depends(allowed("course.author", scope="course:{course}"))],
) -> AssetView:
    """What an upload sent is looked at and kept; lessons and questions that are written from now on can show it."""
    del tenant  # the permission was asked for it
    return AssetView.of(bring_to_course(caller, course, upload, path=wish.path, at=clock.now()))


@app.put(
    "/v1/<tenant>/banks/<bank>/assets/<upload>",
    operation_id="bringBankAsset",
    tags=["catalog"],
    summary="Bring a file for a question bank",
    responses={
        200: {"description": "Questions may name it.", "content": {"application/json": {"model": AssetView}}},
        **problems(*REFUSALS, BankNotFound, BankNotYours, BankRetired, *UNFIT),
    },
)
def to_bank(
    tenant: Annotated[TenantId, Path()],
    bank: Annotated[Id, Path()],
    upload: Annotated[Id, Path()],
    wish: Annotated[NewAsset, Body()],
    caller: Annotated[Caller, Depends(allowed("assessment.author"))],
) -> AssetView:
    """What an upload sent is looked at and kept; questions of the bank that are written from now on can show it."""
    del tenant
    return AssetView.of(bring_to_bank(caller, bank, upload, path=wish.path, at=clock.now()))


handler = http_entry_point(app)
