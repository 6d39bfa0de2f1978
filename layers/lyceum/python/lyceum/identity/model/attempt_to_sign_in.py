"""An attempt to sign in: what came of it is known when the pool says so, or when it says nothing."""

from dataclasses import dataclass
from datetime import datetime, timedelta

PATIENCE = timedelta(minutes=5)
"""A sign-in that has not succeeded by then has failed: the pool's challenges live for three minutes."""


@dataclass(frozen=True, slots=True)
class AttemptToSignIn:
    """One entry of somebody's login history (RULES S3-29)."""

    at: datetime
    client: str
    """Id of the app client."""
    succeeded: bool

    def outcome(self, now: datetime) -> str:
        """`succeeded`, `failed`, or `open` while a password or code may still come."""
        if self.succeeded:
            return "succeeded"
        return "failed" if now - self.at > PATIENCE else "open"
