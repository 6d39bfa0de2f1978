"""A sign-in that goes on: one family of tokens on one device."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Self

from lyceum.kernel.ids import derived_id

SEEN_AGAIN = timedelta(hours=1)
"""How long nothing is written about a session that is used."""
KEPT = timedelta(days=90)
"""As long as the longest refresh token lives (template.yaml)."""


@dataclass(frozen=True, slots=True)
class SignIn:
    """What a verified token and its request say of the session."""

    family: str
    """`origin_jti` of the tokens, or the `jti` of a single one."""
    username: str
    """The account's name in the user pool."""
    address: str
    agent: str


@dataclass(frozen=True, slots=True)
class Session:
    """One session of a person in a tenant (FEATURES ID4)."""

    id: str
    """Names it and tells nothing of the tokens."""
    family: str
    username: str
    address: str
    agent: str
    device: str
    started_at: datetime
    seen_at: datetime
    ended_at: datetime | None = None

    @classmethod
    def of(cls, sign_in: SignIn, *, device: str, at: datetime) -> Self:
        """A session that is seen now."""
        id = session_id(sign_in.family)
        return cls(id, sign_in.family, sign_in.username, sign_in.address, sign_in.agent[:200], device, at, at)

    @property
    def over(self) -> datetime:
        """When nothing of it can be alive any more."""
        return self.seen_at + KEPT


def session_id(family: str) -> str:
    """The id under which a token family is listed."""
    return derived_id("session", family)
