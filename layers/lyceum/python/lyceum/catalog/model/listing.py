"""Pages of lists."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Cards:
    """Some entries of a list, as what lists show of them."""

    items: Sequence[Mapping[str, Any]]
    next_key: str | None
    """Where to go on, None at the end."""
