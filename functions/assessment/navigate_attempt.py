"""PUT /v1/{tenant}/attempts/{attempt}/sections/{section}/entry and …/exit, …/flags/{question}, …/position.

The caller moves in their open attempt and notes where they are.
"""

from typing import Annotated

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Depends
from aws_lambda_powertools.event_handler.openapi.params import Body, Path

from lyceum.assessment.api.attempts import AttemptView
from lyceum.assessment.api.notes import FlagRequest, FlagView, PositionRequest, PositionView
from lyceum.assessment.errors import (
    AttemptClosed,
    AttemptNotFound,
    DeadlinePassed,
    QuestionNotFound,
    SectionNotEntered,
    SectionNotFound,
    SectionOutOfOrder,
    SectionOver,
)
from lyceum.assessment.navigate_attempt import enter_section, flag_question, keep_position, leave_section
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


@app.put(
    "/v1/<tenant>/attempts/<attempt>/flags/<question>",
    operation_id="flagQuestion",
    tags=["assessment"],
    summary="Mark a question to come back to",
    responses={
        200: {"description": "Kept.", "content": {"application/json": {"model": FlagView}}},
        **problems(*REFUSALS, AttemptNotFound, QuestionNotFound, AttemptClosed, DeadlinePassed),
    },
)
def put_flag(
    tenant: Annotated[TenantId, Path()],
    attempt: Annotated[CompoundId, Path()],
    question: Annotated[PartId, Path()],
    wish: Annotated[FlagRequest, Body()],
    caller: Annotated[Caller, Depends(allowed("assessment.attempt"))],
) -> FlagView:
    """Or no longer. It is the learner's own note and counts for nothing."""
    flag_question(caller, attempt, question, flagged=wish.flagged, at=clock.now())
    return FlagView(question=question, flagged=wish.flagged)


@app.put(
    "/v1/<tenant>/attempts/<attempt>/position",
    operation_id="keepPosition",
    tags=["assessment"],
    summary="Keep where one is in an attempt",
    responses={
        200: {"description": "Kept.", "content": {"application/json": {"model": PositionView}}},
        **problems(
            *REFUSALS, AttemptNotFound, QuestionNotFound, AttemptClosed, DeadlinePassed, SectionNotEntered, SectionOver
        ),
    },
)
def put_position(
    tenant: Annotated[TenantId, Path()],
    attempt: Annotated[CompoundId, Path()],
    wish: Annotated[PositionRequest, Body()],
    caller: Annotated[Caller, Depends(allowed("assessment.attempt"))],
) -> PositionView:
    """So that another device, or the same one after a failure, goes on at that question. The time of one that has a
    limit of its own runs from here on.
    """
    keep_position(caller, attempt, wish.question, at=clock.now())
    return PositionView(question=wish.question)


handler = http_entry_point(app)
