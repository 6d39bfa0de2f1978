"""The organisation: /v1/{tenant}/units and who belongs to a unit."""

from typing import Annotated, Any

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Depends, Response
from aws_lambda_powertools.event_handler.openapi.params import Body, Path, Query

from lyceum.kernel import clock
from lyceum.kernel.access import Caller
from lyceum.kernel.creation import Creation, IdempotencyKey
from lyceum.kernel.cursors import signer
from lyceum.kernel.errors import ChangedInTheMeantime, IdempotencyKeyReused, InvalidCursor
from lyceum.kernel.http import (
    REFUSALS,
    Cursor,
    IfMatch,
    Limit,
    allowed,
    etag,
    expected_revision,
    http_entry_point,
)
from lyceum.kernel.ids import Id, TenantId
from lyceum.kernel.problems import problems
from lyceum.tenancy.api.branches import PersonLine, PersonPage
from lyceum.tenancy.api.units import NewOrganisationUnit, Organisation, OrganisationUnitView, Placement, UnitChange
from lyceum.tenancy.errors import NotAMemberHere, TooManyUnits, UnitInUse, UnitMisplaced, UnitNotFound
from lyceum.tenancy.manage_units import (
    add_unit,
    archive_unit,
    change_unit,
    displace_member,
    organisation,
    place_member,
    unit_members,
)
from lyceum.tenancy.model.organisation import Tree, Unit

app = APIGatewayHttpResolver(enable_validation=True)

Manager = Annotated[Caller, Depends(allowed("tenant.manage"))]
NONE: dict[int, Any] = {204: {"description": "Done.", "content": {}}}


@app.get(
    "/v1/<tenant>/units",
    operation_id="getOrganisation",
    tags=["tenancy"],
    summary="The organisation",
    responses={
        200: {"description": "Units, with the tree's ETag.", "content": {"application/json": {"model": Organisation}}},
        **problems(*REFUSALS, UnitNotFound),
    },
)
def get(
    tenant: Annotated[TenantId, Path()],
    caller: Annotated[Caller, Depends(allowed("member"))],
    under: Annotated[Id | None, Query(description="Only this unit and what stands below it.")] = None,
) -> Response[Organisation]:
    """For members: companies, divisions, departments, teams, parents before what stands below them."""
    tree = organisation(tenant)
    body = Organisation(items=[OrganisationUnitView.of(tree, unit) for unit in tree.below(under)])
    return Response(status_code=200, content_type="application/json", body=body, headers={"ETag": etag(tree.rev)})


@app.post(
    "/v1/<tenant>/units",
    operation_id="addUnit",
    tags=["tenancy"],
    summary="Add a unit",
    status_code=201,
    responses={
        201: {"description": "Added.", "content": {"application/json": {"model": OrganisationUnitView}}},
        **problems(*REFUSALS, UnitNotFound, UnitMisplaced, TooManyUnits, IdempotencyKeyReused),
    },
)
def post(
    tenant: Annotated[TenantId, Path()],
    wish: Annotated[NewOrganisationUnit, Body()],
    caller: Manager,
    idempotency_key: IdempotencyKey = None,
) -> Response[OrganisationUnitView]:
    """Below a unit of a higher kind, or at the top."""
    body = wish.model_dump_json()
    creation = Creation.of(idempotency_key, tenant=tenant, caller=caller.person, operation="unit", body=body)
    made = add_unit(caller, creation.id, wish.kind, wish.name.root, wish.parent, at=clock.now())
    return answer(201, *made, Location=f"/v1/{tenant}/units")


@app.patch(
    "/v1/<tenant>/units/<unit>",
    operation_id="changeUnit",
    tags=["tenancy"],
    summary="Rename or move a unit",
    responses={
        200: {
            "description": "Changed, with the tree's ETag.",
            "content": {"application/json": {"model": OrganisationUnitView}},
        },
        **problems(*REFUSALS, UnitNotFound, UnitMisplaced, ChangedInTheMeantime),
    },
)
def patch(
    tenant: Annotated[TenantId, Path()],
    unit: Annotated[Id, Path()],
    change: Annotated[UnitChange, Body()],
    caller: Manager,
    if_match: IfMatch = None,
) -> Response[OrganisationUnitView]:
    """With everything that stands below it. `If-Match` names the tree's revision."""
    name = change.name.root if change.name else None
    expected = expected_revision(if_match)
    made = change_unit(caller, unit, name=name, parent=change.parent, expected=expected, at=clock.now())
    return answer(200, *made)


@app.put(
    "/v1/<tenant>/units/<unit>/archival",
    operation_id="archiveUnit",
    tags=["tenancy"],
    summary="Give a unit up",
    status_code=204,
    responses={**NONE, **problems(*REFUSALS, UnitNotFound, UnitInUse)},
)
def put(tenant: Annotated[TenantId, Path()], unit: Annotated[Id, Path()], caller: Manager) -> Response[None]:
    """It stays where it is, archived; nobody and nothing can be put into it any more."""
    archive_unit(caller, unit, at=clock.now())
    return Response(status_code=204)


@app.get(
    "/v1/<tenant>/units/<unit>/members",
    operation_id="listUnitMembers",
    tags=["tenancy"],
    summary="Who belongs to a unit",
    responses={
        200: {"description": "A page.", "content": {"application/json": {"model": PersonPage}}},
        **problems(*REFUSALS, InvalidCursor, UnitNotFound),
    },
)
def page(
    tenant: Annotated[TenantId, Path()],
    unit: Annotated[Id, Path()],
    caller: Manager,
    limit: Limit = 20,
    cursor: Cursor = None,
) -> PersonPage:
    """By person id."""
    listed = f"unit:{unit}"
    found = unit_members(caller, unit, after=signer().read(cursor, tenant=tenant, of=listed), limit=limit)
    return PersonPage(
        items=[PersonLine.of(*one) for one in found.items],
        next_cursor=signer().write(tenant=tenant, of=listed, after=found.next_key),
    )


@app.put(
    "/v1/<tenant>/units/<unit>/members/<person>",
    operation_id="placeMember",
    tags=["tenancy"],
    summary="Put a member into a unit",
    status_code=204,
    responses={**NONE, **problems(*REFUSALS, UnitNotFound, NotAMemberHere)},
)
def place(
    tenant: Annotated[TenantId, Path()],
    unit: Annotated[Id, Path()],
    person: Annotated[Id, Path()],
    how: Annotated[Placement, Body()],
    caller: Manager,
) -> Response[None]:
    """A member may belong to several units; one of them is the primary one."""
    place_member(caller, unit, person, primary=how.primary, at=clock.now())
    return Response(status_code=204)


@app.delete(
    "/v1/<tenant>/units/<unit>/members/<person>",
    operation_id="displaceMember",
    tags=["tenancy"],
    summary="Take a member out of a unit",
    status_code=204,
    responses={**NONE, **problems(*REFUSALS, UnitNotFound)},
)
def displace(
    tenant: Annotated[TenantId, Path()], unit: Annotated[Id, Path()], person: Annotated[Id, Path()], caller: Manager
) -> Response[None]:
    """Twice is the same as once."""
    displace_member(caller, unit, person, at=clock.now())
    return Response(status_code=204)


def answer(status: int, tree: Tree, unit: Unit, **headers: str) -> Response[OrganisationUnitView]:
    """A unit with the tree's ETag."""
    return Response(
        status_code=status,
        content_type="application/json",
        body=OrganisationUnitView.of(tree, unit),
        headers={"ETag": etag(tree.rev), **headers},
    )


handler = http_entry_point(app)
