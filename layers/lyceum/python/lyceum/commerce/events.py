"""What commerce tells."""

from typing import Annotated

from pydantic import Field

from lyceum.kernel.events import Event
from lyceum.kernel.ids import Id
from lyceum.kernel.money import Currency


class PricesChanged(Event, context="commerce"):
    """A course has other prices for countries or currencies."""

    course: Id
    countries: int
    """For how many countries it has a price of its own."""


RefundedByCourse = Annotated[dict[Id, int], Field(max_length=8)] | None
"""Course → what went back for it, in minor units; absent where these are more than eight."""


class CouponChanged(Event, context="commerce"):
    """A coupon was made, changed or taken back."""

    coupon: Annotated[str, Field(max_length=32)]
    """Its code."""
    active: bool


class PromotionsChanged(Event, context="commerce"):
    """The school has other promotions."""

    promotions: int
    """How many."""


class OrderPlaced(Event, context="commerce"):
    """Somebody ordered; its seats are held."""

    order: Id
    buyer: Id
    total: int
    """In minor units."""
    currency: Currency


class OrderCancelled(Event, context="commerce"):
    """An order was given up, or not paid in time; its seats are free."""

    order: Id
    buyer: Id


class PaymentUnwanted(Event, context="commerce"):
    """Money came in that no order waits for: it goes back."""

    order: Id
    payment: str
    """What the provider calls it."""
    account: str | None = None
    """The connected account that it went to."""
    why: str
    amount: int | None = None
    """In minor units, where what was told of it makes sense."""
    currency: Currency | None = None


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
    amounts: Annotated[list[int], Field(max_length=20)] | None = None
    """What was paid for each of the courses, in their order; absent where there is one, to which all belongs."""
    coupon: Annotated[str, Field(max_length=32)] | None = None
    discount: int | None = None
    """What was taken off all lines before; absent for nothing."""
    tax: int | None = None
    """In the amount, on top of the prices or within them; absent for none."""


class OrderFulfilled(Event, context="commerce"):
    """Every line of a paid order is opened or given back."""

    order: Id
    buyer: Id
    paid: int
    """What came in, in minor units."""
    returned: int
    """What went back, or is on its way."""
    currency: Currency
    opened: Annotated[list[Id], Field(max_length=20)]
    """Courses that the buyer is enrolled in."""


class LineRefused(Event, context="commerce"):
    """A course of a paid order could not be opened: its money goes back."""

    order: Id
    learner: Id
    course: Id
    amount: int
    """What goes back, in minor units."""
    currency: Currency
    why: str
    """One of `lyceum.commerce.model.refund.RefundReason`."""


class OrderRefunded(Event, context="commerce"):
    """Money of an order went back. What of it was given back whole is its buyer's no more."""

    order: Id
    buyer: Id
    refund: Id
    amount: int
    """What went back, in minor units."""
    currency: Currency
    why: str
    """One of `lyceum.commerce.model.refund.RefundReason`."""
    returned: Annotated[list[Id], Field(max_length=20)]
    """Courses whose access ends with it."""
    freed: Annotated[list[Id], Field(max_length=20)]
    """Those of them whose seat the order held until now, and has given back itself."""
    amounts: RefundedByCourse = None
    """Absent also where one course was given back whole, to which all belongs."""


class RefundFailed(Event, context="commerce"):
    """Money did not go back after all: staff has to find another way."""

    order: Id
    buyer: Id
    refund: Id | None = None
    """None: of a payment that no order took."""
    amount: int
    """In minor units."""
    currency: Currency
    by: Id | None = None
    """Who had granted it; None: nobody, it followed from something."""
    gone: bool = False
    """Whether it had gone back before, as far as the provider had said."""
    amounts: RefundedByCourse = None
    why: Annotated[str, Field(max_length=60)] | None = None
    """The provider's word for it, where it gave one: `expired_or_canceled_card`."""


class OrderReopened(Event, context="commerce"):
    """Courses of an order are paid again, since their refund failed: fulfilment follows."""

    order: Id
    buyer: Id
    courses: Annotated[list[Id], Field(max_length=20)]


class OrderDisputed(Event, context="commerce"):
    """The buyer's bank asks for the money: access waits for its verdict."""

    order: Id
    buyer: Id
    dispute: str
    """What the provider calls it."""
    amount: int
    """In minor units."""
    currency: Currency
    courses: Annotated[list[Id], Field(max_length=20)]


class DisputeClosed(Event, context="commerce"):
    """The bank has decided. What it took is told as a refund."""

    order: Id
    buyer: Id
    dispute: str
    won: bool
    courses: Annotated[list[Id], Field(max_length=20)]
