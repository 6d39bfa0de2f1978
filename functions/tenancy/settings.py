"""Settings of a school and its branches: GET /v1/{tenant}/settings, PUT and DELETE …/{category}/{key}."""

from typing import Annotated

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Depends, Response
from aws_lambda_powertools.event_handler.openapi.params import Body, Path, Query

from lyceum.kernel import clock
from lyceum.kernel.access import Caller
from lyceum.kernel.errors import ChangedInTheMeantime
from lyceum.kernel.http import REFUSALS, IfMatch, allowed, etag, expected_revision, http_entry_point
from lyceum.kernel.ids import Id, TenantId
from lyceum.kernel.payment_accounts import PaymentAccountTaken
from lyceum.kernel.problems import problems
from lyceum.kernel.setting_catalogue import SettingInvalid, SettingNotForBranches, SettingNotFound
from lyceum.tenancy.api.settings import Name, NewValue, SettingList, SettingView
from lyceum.tenancy.errors import BranchNotFound
from lyceum.tenancy.settings import Effective, Place, effective_settings, reset_value, set_value

app = APIGatewayHttpResolver(enable_validation=True)

Manager = Annotated[Caller, Depends(allowed("settings.manage"))]
Branch = Annotated[Id | None, Query(description="Of this branch instead of the whole school.")]


@app.get(
    "/v1/<tenant>/settings",
    operation_id="listSettings",
    tags=["tenancy"],
    summary="What is set",
    responses={
        200: {"description": "With the level's ETag.", "content": {"application/json": {"model": SettingList}}},
        **problems(*REFUSALS, BranchNotFound),
    },
)
def get(tenant: Annotated[TenantId, Path()], caller: Manager, branch: Branch = None) -> Response[SettingList]:
    """The value that holds, where it comes from, who set it when; of a secret only whether it is set."""
    found, rev = effective_settings(tenant, branch)
    body = SettingList(items=[SettingView.of(one) for one in found])
    return Response(status_code=200, content_type="application/json", body=body, headers={"ETag": etag(rev)})


@app.put(
    "/v1/<tenant>/settings/<category>/<key>",
    operation_id="changeSetting",
    tags=["tenancy"],
    summary="Set a value",
    responses={
        200: {"description": "Set, with the level's ETag.", "content": {"application/json": {"model": SettingView}}},
        **problems(
            *(*REFUSALS, SettingNotFound, SettingInvalid, SettingNotForBranches, BranchNotFound),
            *(PaymentAccountTaken, ChangedInTheMeantime),
        ),
    },
)
def put(
    tenant: Annotated[TenantId, Path()],
    category: Annotated[Name, Path()],
    key: Annotated[Name, Path()],
    wish: Annotated[NewValue, Body()],
    caller: Manager,
    branch: Branch = None,
    if_match: IfMatch = None,
) -> Response[SettingView]:
    """For the school, or for one branch. It holds everywhere within a minute."""
    place, expected = Place(category, key, branch), expected_revision(if_match)
    return answer(*set_value(caller, place, wish.value, expected=expected, at=clock.now()))


@app.delete(
    "/v1/<tenant>/settings/<category>/<key>",
    operation_id="resetSetting",
    tags=["tenancy"],
    summary="Take a value away",
    responses={
        200: {"description": "As it now holds.", "content": {"application/json": {"model": SettingView}}},
        **problems(*REFUSALS, SettingNotFound, SettingNotForBranches, BranchNotFound, ChangedInTheMeantime),
    },
)
def delete(
    tenant: Annotated[TenantId, Path()],
    category: Annotated[Name, Path()],
    key: Annotated[Name, Path()],
    caller: Manager,
    branch: Branch = None,
    if_match: IfMatch = None,
) -> Response[SettingView]:
    """What the level above says holds from then on."""
    place, expected = Place(category, key, branch), expected_revision(if_match)
    return answer(*reset_value(caller, place, expected=expected, at=clock.now()))


def answer(setting: Effective, rev: int) -> Response[SettingView]:
    """A setting with its level's ETag."""
    return Response(
        status_code=200, content_type="application/json", body=SettingView.of(setting), headers={"ETag": etag(rev)}
    )


handler = http_entry_point(app)
