"""All promotions of a school."""

from dataclasses import dataclass

from lyceum.commerce.model.reduction import Promotion


@dataclass(frozen=True, slots=True)
class Promotions:
    """By id."""

    listed: tuple[Promotion, ...] = ()
    number: int = 0
    """How often they were changed."""
