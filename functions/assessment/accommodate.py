"""PUT and GET …/accommodations/{person} of a course or an assessment of it, the list of a course, and one's own."""

from typing import Annotated, Any

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Depends, Response
from aws_lambda_powertools.event_handler.openapi.params import Body, Path

from lyceum.assessment.accommodate import (
    Place,
    accommodate,
    find_accommodation,
    list_accommodations,
    my_accommodations,
)
from lyceum.assessment.api.accommodations import (
    AccommodationPage,
    AccommodationRequest,
    AccommodationView,
    CourseAccommodationRequest,
    MyAccommodations,
)
from lyceum.assessment.errors import (
    AccommodationNotFound,
    AssessmentNotFound,
    CourseLearnerNotFound,
    CourseNotFound,
    InvalidAccommodation,
    OwnAccommodation,
)
from lyceum.assessment.model.accommodation import Accommodation
from lyceum.kernel import clock
from lyceum.kernel.access import Caller
from lyceum.kernel.cursors import signer
from lyceum.kernel.errors import ChangedInTheMeantime, InvalidCursor
from lyceum.kernel.http import REFUSALS, Cursor, IfMatch, Limit, allowed, etag, expected_revision, http_entry_point
from lyceum.kernel.ids import Id, TenantId
from lyceum.kernel.problems import problems

app = APIGatewayHttpResolver(enable_validation=True)

Staff = Annotated[Caller, Depends(allowed("accommodation.grant", scope="course:{course}"))]
GRANTED: Any = {"description": "What was granted.", "content": {"application/json": {"model": AccommodationView}}}
REFUSED = (*REFUSALS, InvalidAccommodation, OwnAccommodation, CourseLearnerNotFound, ChangedInTheMeantime)


def _answer(granted: Accommodation) -> Response[AccommodationView]:
    view = AccommodationView.of(granted)
    return Response(status_code=200, content_type="application/json", body=view, headers={"ETag": etag(granted.rev)})


@app.put(
    "/v1/<tenant>/courses/<course>/accommodations/<person>",
    operation_id="accommodateInCourse",
    tags=["assessment"],
    summary="Accommodate a learner in a course",
    responses={200: GRANTED, **problems(*REFUSED)},
)
def put_in_course(
    tenant: Annotated[TenantId, Path()],
    course: Annotated[Id, Path()],
    person: Annotated[Id, Path()],
    wish: Annotated[CourseAccommodationRequest, Body()],
    caller: Staff,
    if_match: IfMatch = None,
) -> Response[AccommodationView]:
    """In every assessment of the course, attempts that are open included. Nothing that was granted to them is lost."""
    place, revision = Place(person, course), expected_revision(if_match)
    return _answer(accommodate(caller, place, wish.terms(), expected_revision=revision, at=clock.now()))


@app.get(
    "/v1/<tenant>/courses/<course>/accommodations/<person>",
    operation_id="getCourseAccommodation",
    tags=["assessment"],
    summary="What a learner has in a course",
    responses={200: GRANTED, **problems(*REFUSALS, AccommodationNotFound)},
)
def get_in_course(
    tenant: Annotated[TenantId, Path()],
    course: Annotated[Id, Path()],
    person: Annotated[Id, Path()],
    caller: Staff,
) -> Response[AccommodationView]:
    """Without what they have in single assessments."""
    return _answer(find_accommodation(caller, Place(person, course)))


@app.put(
    "/v1/<tenant>/courses/<course>/assessments/<assessment>/accommodations/<person>",
    operation_id="accommodate",
    tags=["assessment"],
    summary="Accommodate a learner in an assessment",
    responses={200: GRANTED, **problems(*REFUSED, AssessmentNotFound)},
)
def put(
    tenant: Annotated[TenantId, Path()],
    course: Annotated[Id, Path()],
    assessment: Annotated[Id, Path()],
    person: Annotated[Id, Path()],
    wish: Annotated[AccommodationRequest, Body()],
    caller: Staff,
    if_match: IfMatch = None,
) -> Response[AccommodationView]:
    """An open attempt gets it at once: its deadline, its sections' clocks and its timer move; nothing is lost."""
    place, revision = Place(person, course, assessment), expected_revision(if_match)
    return _answer(accommodate(caller, place, wish.terms(), expected_revision=revision, at=clock.now()))


@app.get(
    "/v1/<tenant>/courses/<course>/assessments/<assessment>/accommodations/<person>",
    operation_id="getAccommodation",
    tags=["assessment"],
    summary="What a learner has in an assessment",
    responses={200: GRANTED, **problems(*REFUSALS, AssessmentNotFound, AccommodationNotFound)},
)
def get(
    tenant: Annotated[TenantId, Path()],
    course: Annotated[Id, Path()],
    assessment: Annotated[Id, Path()],
    person: Annotated[Id, Path()],
    caller: Staff,
) -> Response[AccommodationView]:
    """Without what they have in the whole course; whichever of both is more counts."""
    return _answer(find_accommodation(caller, Place(person, course, assessment)))


@app.get(
    "/v1/<tenant>/courses/<course>/accommodations",
    operation_id="listAccommodations",
    tags=["assessment"],
    summary="The accommodations of a course",
    responses={
        200: {"description": "A page.", "content": {"application/json": {"model": AccommodationPage}}},
        **problems(*REFUSALS, InvalidCursor, CourseNotFound),
    },
)
def listed(
    tenant: Annotated[TenantId, Path()],
    course: Annotated[Id, Path()],
    caller: Staff,
    limit: Limit = 20,
    cursor: Cursor = None,
) -> AccommodationPage:
    """Those that make a difference, of the course and of its assessments, by learner."""
    name = f"accommodations:{course}"
    page = list_accommodations(caller, course, after=signer().read(cursor, tenant=tenant, of=name), limit=limit)
    return AccommodationPage(
        items=[AccommodationView.of(each) for each in page.items],
        next_cursor=signer().write(tenant=tenant, of=name, after=page.next_key),
    )


@app.get(
    "/v1/<tenant>/me/accommodations",
    operation_id="listMyAccommodations",
    tags=["assessment"],
    summary="My accommodations",
    responses={
        200: {"description": "All.", "content": {"application/json": {"model": MyAccommodations}}},
        **problems(*REFUSALS),
    },
)
def mine(
    tenant: Annotated[TenantId, Path()],
    caller: Annotated[Caller, Depends(allowed("member"))],
) -> MyAccommodations:
    """What the caller has beyond others, in courses and single assessments."""
    return MyAccommodations(items=[AccommodationView.of(each) for each in my_accommodations(caller)])


handler = http_entry_point(app)
