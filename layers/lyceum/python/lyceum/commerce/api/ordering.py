"""What somebody wants to buy."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from lyceum.commerce.api.billing import BillingAddress
from lyceum.commerce.api.reductions import CouponCode
from lyceum.commerce.checkout import Wish
from lyceum.commerce.model.order import PayWith
from lyceum.kernel.ids import Id
from lyceum.kernel.money import Currency

MOST_ITEMS = 20


class OrderedItem(BaseModel):
    """One thing to buy."""

    model_config = ConfigDict(defer_build=True, extra="forbid")

    course: Id


class OrderRequest(BaseModel):
    """What to buy, and how to pay. The price is the school's."""

    model_config = ConfigDict(defer_build=True, extra="forbid")

    items: Annotated[list[OrderedItem], Field(min_length=1, max_length=MOST_ITEMS)]
    pay_with: PayWith
    currency: Currency | None = None
    """The one to pay in, where the courses have a price in it."""
    coupon: CouponCode | None = None
    billing: BillingAddress | None = None
    """Left out: the address given before (`PUT …/me/billing`), if there is one."""

    def domain(self) -> Wish:
        """As the domain has it."""
        return Wish(
            courses=[item.course for item in self.items],
            pay_with=self.pay_with,
            currency=self.currency,
            coupon=self.coupon.upper() if self.coupon else None,
            billing=self.billing.domain() if self.billing else None,
        )
