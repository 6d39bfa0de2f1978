"""PUT /v1/{tenant}/attempts/{attempt}/sections/{section}/entry and …/exit: the caller moves in their open attempt."""

from typing import Annotated

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Depends
from aws_lambda_powertools.event_handler.openapi.params import Path

from lyceum.assessment.api.attempts import AttemptView
from lyceum.assessment.errors import (
    AttemptClosed,
    AttemptNotFound,
    DeadlinePassed,
    SectionNotEntered,
    SectionNotFound,
    SectionOutOfOrder,
    SectionOver,
)
from lyceum.assessment.navigate_attempt import enter_section, leave_section
from lyceum.content.questions import PartId, Question
from lyceum.kernel import clock
from lyceum.kernel.access import Caller
from lyceum.kernel.http import REFUSALS, allowed, http_entry_point
from lyceum.kernel.ids import CompoundId, TenantId
from lyceum.kernel.problems import problems

Question.model_rebuild()  # the answer has it, and so has what is read: built once for both

app = APIGatewayHttpResolver(enable_validation=True)


@app.put(
    "/v1/<tenant>/attempts/<attempt>/sections/<section>/entry",
    operation_id="enterSection",
    tags=["assessment"],
    summary="Enter a section of an attempt",
    responses={
        200: {
            "description": "In the section; its questions are among those shown.",
            "content": {"application/json": {"model": AttemptView}},
        },
        **problems(
            *REFUSALS, AttemptNotFound, SectionNotFound, AttemptClosed, DeadlinePassed, SectionOver, SectionOutOfOrder
        ),
    },
)
def enter(
    tenant: Annotated[TenantId, Path()],
    attempt: Annotated[CompoundId, Path()],
    section: Annotated[PartId, Path()],
    caller: Annotated[Caller, Depends(allowed("assessment.attempt"))],
) -> AttemptView:
    """Its clock starts with the first entry and runs on whatever happens. Entering again changes nothing."""
    return AttemptView.of(enter_section(caller, attempt, section, at=clock.now()))


@app.put(
    "/v1/<tenant>/attempts/<attempt>/sections/<section>/exit",
    operation_id="leaveSection",
    tags=["assessment"],
    summary="Leave a section of an attempt",
    responses={
        200: {"description": "Left.", "content": {"application/json": {"model": AttemptView}}},
        **problems(*REFUSALS, AttemptNotFound, SectionNotFound, AttemptClosed, DeadlinePassed, SectionNotEntered),
    },
)
def leave(
    tenant: Annotated[TenantId, Path()],
    attempt: Annotated[CompoundId, Path()],
    section: Annotated[PartId, Path()],
    caller: Annotated[Caller, Depends(allowed("assessment.attempt"))],
) -> AttemptView:
    """One with a time limit, or in a fixed order, is over then; with the last one the attempt is handed in."""
    return AttemptView.of(leave_section(caller, attempt, section, at=clock.now()))


handler = http_entry_point(app)
