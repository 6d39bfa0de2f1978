"""Money: integer minor units plus an ISO 4217 currency (RULES X14). Never a float."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

Currency = Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")]
"""An ISO 4217 code in capitals."""


class Money(BaseModel):
    """An amount in minor units (cents, satang; whole yen) of a currency."""

    model_config = ConfigDict(defer_build=True, frozen=True, extra="forbid")

    amount: Annotated[int, Field(ge=0, le=10**12)]
    currency: Currency

    @property
    def is_free(self) -> bool:
        """Free means price 0; nothing is stored beside it (RULES X23)."""
        return self.amount == 0
