"""Requests about one's data, on the wire."""

from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field

from lyceum.compliance.model.data_request import DataRequest, DataRequestKind, DataRequestState
from lyceum.kernel.clock import Instant
from lyceum.kernel.ids import Id
from lyceum.kernel.text import FilledText

Words = Annotated[FilledText, Field(max_length=4_000)]


class NewDataRequest(BaseModel):
    """Which right somebody makes use of."""

    model_config = ConfigDict(defer_build=True, frozen=True, extra="forbid")

    kind: DataRequestKind
    text: Words | None = None
    """What exactly, in one's own words: what is wrong, where it should go."""


class DataRequestAnswer(BaseModel):
    """How far a request is."""

    model_config = ConfigDict(defer_build=True, frozen=True, extra="forbid")

    state: Literal[DataRequestState.IN_PROGRESS, DataRequestState.DONE, DataRequestState.REFUSED]
    answer: Words | None = None
    """What the member reads; left out: what was said before."""


class DataRequestView(BaseModel):
    """One request, as its member and staff see it."""

    model_config = ConfigDict(defer_build=True, frozen=True)

    id: Id
    person: Id
    kind: DataRequestKind
    state: DataRequestState
    made_at: Instant
    due_at: Instant
    """Thirty days after it was made: when it has to be answered."""
    text: str | None = None
    """Absent in the school's list, where nothing was said, and once its member was forgotten."""
    answer: str | None = None
    answered_by: Id | None = None
    changed_at: Instant | None = None

    @classmethod
    def of(cls, request: DataRequest) -> Self:
        """From the entity."""
        return cls(
            id=request.id,
            person=request.person,
            kind=request.kind,
            state=request.state,
            made_at=request.made_at,
            due_at=request.due_at,
            text=request.text,
            answer=request.answer,
            answered_by=request.answered_by,
            changed_at=request.changed_at,
        )


class DataRequestPage(BaseModel):
    """Some requests."""

    model_config = ConfigDict(defer_build=True, frozen=True)

    items: list[DataRequestView]
    next_cursor: str | None = None
