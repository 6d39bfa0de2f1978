"""A member as lists show them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Listed:
    """A member as staff see them in a list."""

    person: str
    name: str
    email: str
    status: str
    roles: Sequence[str]
    joined_at: datetime
