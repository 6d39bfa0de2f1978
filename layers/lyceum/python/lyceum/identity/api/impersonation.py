"""Acting as another member, on the wire."""

from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict

from lyceum.identity.api.standing import Reason
from lyceum.identity.store.grants import Grant
from lyceum.kernel.clock import Instant
from lyceum.kernel.impersonation import HEADER
from lyceum.kernel.numbers import integer


class ImpersonationRequest(BaseModel):
    """Why, and for how long."""

    model_config = ConfigDict(defer_build=True, extra="forbid")

    reason: Reason
    minutes: Annotated[int, integer(ge=1, le=60)] = 30


class ImpersonationView(BaseModel):
    """What each request sends along with the administrator's own token."""

    model_config = ConfigDict(defer_build=True, frozen=True)

    grant: str
    """Value of the header."""
    header: str
    person: str
    until: Instant

    @classmethod
    def of(cls, grant: Grant) -> Self:
        """From the entity."""
        return cls(grant=grant.id, header=HEADER, person=grant.person, until=grant.until)
