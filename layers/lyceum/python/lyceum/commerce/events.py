"""What commerce tells."""

from typing import Annotated

from pydantic import Field

from lyceum.kernel.events import Event
from lyceum.kernel.ids import Id
from lyceum.kernel.money import Currency


class OrderPlaced(Event, context="commerce"):
    """Somebody ordered; its seats are held."""

    order: Id
    buyer: Id
    total: int
    """In minor units."""
    currency: Currency


class OrderPaid(Event, context="commerce"):
    """An order was paid, or costs nothing: fulfilment follows."""

    order: Id
    buyer: Id
    amount: int
    """What came in, in minor units."""
    currency: Currency
    courses: Annotated[list[Id], Field(max_length=20)]
    late: bool = False
    """Whether its seats had been given up."""
