"""POST /v1/{tenant}/uploads: permission to send one file."""

from typing import Annotated

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Depends
from aws_lambda_powertools.event_handler.openapi.params import Path

from lyceum.catalog.api.jobs import NewUpload, UploadView
from lyceum.catalog.upload import upload
from lyceum.kernel import clock
from lyceum.kernel.access import Caller
from lyceum.kernel.creation import Creation, IdempotencyKey
from lyceum.kernel.errors import IdempotencyKeyReused
from lyceum.kernel.http import REFUSALS, allowed, http_entry_point
from lyceum.kernel.ids import TenantId
from lyceum.kernel.problems import problems

app = APIGatewayHttpResolver(enable_validation=True)


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
    kept, url, fields = upload(
        caller, name=wish.name, size=wish.size, media_type=wish.media_type, creation=creation, at=clock.now()
    )
    return UploadView.of(kept, url, fields)


handler = http_entry_point(app)
