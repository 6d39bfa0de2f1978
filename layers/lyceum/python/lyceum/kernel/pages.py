"""A part of a list, as stores give it and use cases hand it on."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Page[I]:
    """Some items of a list, and where to go on."""

    items: Sequence[I]
    next_key: str | None
    """Sort key to start after, None at the end."""
