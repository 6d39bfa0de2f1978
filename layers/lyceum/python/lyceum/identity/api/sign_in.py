"""Login history on the wire."""

from datetime import datetime
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict

from lyceum.identity.model.attempt_to_sign_in import AttemptToSignIn
from lyceum.kernel.clock import Instant


class SignInView(BaseModel):
    """An attempt to sign in."""

    model_config = ConfigDict(defer_build=True, frozen=True)

    at: Instant
    client: str
    """Id of the app client."""
    outcome: Literal["succeeded", "failed", "open"]

    @classmethod
    def of(cls, attempt: AttemptToSignIn, *, now: datetime) -> Self:
        """From the entity."""
        return cls.model_validate({"at": attempt.at, "client": attempt.client, "outcome": attempt.outcome(now)})


class SignInPage(BaseModel):
    """A page of attempts, newest first."""

    model_config = ConfigDict(defer_build=True, frozen=True)

    items: list[SignInView]
    next_cursor: str | None


class IdentifierAttempt(BaseModel):
    """Somebody tried to sign in with an identifier."""

    model_config = ConfigDict(defer_build=True, frozen=True)

    at: Instant
    client: str
    """Id of the app client."""

    @classmethod
    def of(cls, attempt: AttemptToSignIn) -> Self:
        """From the entity, without what came of it: that would tell whether there is an account."""
        return cls(at=attempt.at, client=attempt.client)


class IdentifierAttemptPage(BaseModel):
    """A page of attempts, newest first."""

    model_config = ConfigDict(defer_build=True, frozen=True)

    items: list[IdentifierAttempt]
    next_cursor: str | None
