"""PUT /v1/{tenant}/attempts/{attempt}/answers/{question}: one answer of the caller's open attempt is kept."""

from typing import Annotated

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Depends
from aws_lambda_powertools.event_handler.openapi.params import Body, Path

from lyceum.assessment.api.answers import AnswerRequest, SavedAnswerView
from lyceum.assessment.errors import (
    AnswerOutdated,
    AttemptClosed,
    AttemptNotFound,
    DeadlinePassed,
    DuplicateChoice,
    NotAnswerable,
    NotANumber,
    OutsideThePicture,
    QuestionNotFound,
    ResponseTooLong,
    SectionNotEntered,
    SectionOver,
    TooManyParts,
    UnitNotTaken,
    UnknownChoice,
    UnknownUnit,
    WrongResponseKind,
)
from lyceum.assessment.save_answer import save_answer
from lyceum.assessment.sittings.errors import AnswerFileNotFound, QuestionNotOpened, QuestionTimeOver
from lyceum.content.questions import PartId
from lyceum.kernel import clock
from lyceum.kernel.access import Caller
from lyceum.kernel.http import REFUSALS, allowed, http_entry_point
from lyceum.kernel.ids import CompoundId, TenantId
from lyceum.kernel.problems import problems

app = APIGatewayHttpResolver(enable_validation=True)


@app.put(
    "/v1/<tenant>/attempts/<attempt>/answers/<question>",
    operation_id="saveAnswer",
    tags=["assessment"],
    summary="Save an answer",
    responses={
        200: {"description": "Kept.", "content": {"application/json": {"model": SavedAnswerView}}},
        **problems(
            *REFUSALS,
            AttemptNotFound,
            QuestionNotFound,
            AttemptClosed,
            DeadlinePassed,
            SectionNotEntered,
            SectionOver,
            QuestionNotOpened,
            QuestionTimeOver,
            AnswerOutdated,
            WrongResponseKind,
            NotAnswerable,
            UnknownChoice,
            DuplicateChoice,
            ResponseTooLong,
            NotANumber,
            UnitNotTaken,
            UnknownUnit,
            TooManyParts,
            OutsideThePicture,
            AnswerFileNotFound,
        ),
    },
)
def put(
    tenant: Annotated[TenantId, Path()],
    attempt: Annotated[CompoundId, Path()],
    question: Annotated[PartId, Path()],
    answer: Annotated[AnswerRequest, Body()],
    caller: Annotated[Caller, Depends(allowed("assessment.attempt"))],
) -> SavedAnswerView:
    """An older revision never overwrites a newer one: it is answered 409 with the newer revision."""
    saved = save_answer(
        caller,
        attempt,
        question,
        answer.response,
        revision=answer.revision,
        at=clock.now(),
        seconds=answer.seconds,
    )
    return SavedAnswerView.of(saved)


handler = http_entry_point(app)
