"""PUT /v1/{tenant}/members/{person}/password-reset: a member has to choose a new password."""

from typing import Annotated

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Depends, Response
from aws_lambda_powertools.event_handler.openapi.params import Path

from lyceum.identity.errors import AdministratorProtected, MemberNotFound, NotYourself, SignInUnknown
from lyceum.identity.reset_password import reset_password
from lyceum.kernel import clock
from lyceum.kernel.access import Caller
from lyceum.kernel.http import REFUSALS, allowed, http_entry_point
from lyceum.kernel.ids import Id, TenantId
from lyceum.kernel.limits import TooOften
from lyceum.kernel.problems import problems
from lyceum.kernel.sparing import sparing

app = APIGatewayHttpResolver(enable_validation=True)


@app.put(
    "/v1/<tenant>/members/<person>/password-reset",
    operation_id="resetPassword",
    tags=["identity"],
    summary="Make a member choose a new password",
    status_code=204,
    responses={
        204: {"description": "The pool mails a code.", "content": {}},
        **problems(*REFUSALS, MemberNotFound, NotYourself, AdministratorProtected, SignInUnknown, TooOften),
    },
)
def put(
    tenant: Annotated[TenantId, Path()],
    person: Annotated[Id, Path()],
    caller: Annotated[Caller, Depends(sparing(allowed("member.manage"), "reset"))],
) -> Response[None]:
    """The present one is worth nothing from now on, and the member is signed out everywhere."""
    reset_password(caller, person, at=clock.now())
    return Response(status_code=204)


handler = http_entry_point(app)
