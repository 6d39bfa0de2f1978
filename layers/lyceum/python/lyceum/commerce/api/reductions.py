"""Coupons and promotions on the wire."""

from decimal import Decimal
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, StrictBool, StringConstraints

from lyceum.commerce.api.prices import PriceThere
from lyceum.commerce.errors import InvalidReduction
from lyceum.commerce.model.promotions import Promotions
from lyceum.commerce.model.reduction import Coupon, Fixed, Percent, Promotion, Terms
from lyceum.kernel.clock import Instant
from lyceum.kernel.ids import Id
from lyceum.kernel.numbers import decimal, integer

CouponCode = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9-]{3,32}$")]
"""What buyers type; capitals and small letters are the same."""

PromotionId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]{3,32}$")]


class NewTerms(BaseModel):
    """What is taken off: either a share of each line's price, or an amount shared out over the lines."""

    model_config = ConfigDict(defer_build=True, frozen=True, extra="forbid")

    percent: Annotated[Decimal, decimal(whole_digits=2, places=2)] | None = None
    amount: PriceThere | None = None
    starts_at: Instant | None = None
    ends_at: Instant | None = None
    """The first instant at which it is over."""
    courses: Annotated[list[Id], Field(min_length=1, max_length=50)] | None = None
    """Left out: every course of the school."""
    first_purchase: StrictBool = False
    """Only for who has paid for nothing here yet."""

    def terms(self) -> Terms:
        """As the domain has them. Raises InvalidReduction for both of percent and amount, or neither."""
        if (self.percent is None) == (self.amount is None):
            raise InvalidReduction
        return Terms(
            Percent(self.percent) if self.percent is not None else Fixed(self._there().domain()),
            starts_at=self.starts_at,
            ends_at=self.ends_at,
            courses=frozenset(self.courses) if self.courses is not None else None,
            first_purchase=self.first_purchase,
        )

    def _there(self) -> PriceThere:
        if self.amount is None:
            raise InvalidReduction
        return self.amount


class NewCoupon(NewTerms):
    """A coupon, whole."""

    limit: Annotated[int, integer(ge=1, le=1_000_000)] | None = None
    """How often it may be used in all."""
    per_person: Annotated[int, integer(ge=1, le=1_000)] | None = None
    """How often by one person."""
    persons: Annotated[list[Id], Field(min_length=1, max_length=20)] | None = None
    """Whose it is; left out: everybody's."""
    active: StrictBool = True
    """False: it is taken back."""

    def domain(self, code: str) -> Coupon:
        """As the domain has it. Raises InvalidReduction."""
        return Coupon(
            code.upper(),
            self.terms(),
            limit=self.limit,
            per_person=self.per_person,
            persons=frozenset(self.persons) if self.persons is not None else None,
            active=self.active,
        )


class NewPromotion(NewTerms):
    """A promotion."""

    id: PromotionId

    def domain(self) -> Promotion:
        """As the domain has it. Raises InvalidReduction."""
        return Promotion(self.id, self.terms())


class NewPromotions(BaseModel):
    """All promotions of the school."""

    model_config = ConfigDict(defer_build=True, frozen=True, extra="forbid")

    items: Annotated[list[NewPromotion], Field(max_length=20)]

    def domain(self) -> list[Promotion]:
        """As the domain has them. Raises InvalidReduction, also for an id that stands twice."""
        made = [one.domain() for one in self.items]
        if len({one.id for one in made}) < len(made):
            raise InvalidReduction
        return made


class TermsView(BaseModel):
    """What is taken off, when, and from what."""

    model_config = ConfigDict(defer_build=True, frozen=True)

    percent: str | None = None
    amount: PriceThere | None = None
    starts_at: Instant | None = None
    ends_at: Instant | None = None
    courses: list[Id] | None = None
    first_purchase: bool


def _terms(terms: Terms) -> dict[str, Any]:
    discount = terms.discount
    return {
        "percent": format(discount.share, "f") if isinstance(discount, Percent) else None,
        "amount": PriceThere(**discount.money.model_dump()) if isinstance(discount, Fixed) else None,
        "starts_at": terms.starts_at,
        "ends_at": terms.ends_at,
        "courses": sorted(terms.courses) if terms.courses is not None else None,
        "first_purchase": terms.first_purchase,
    }


class CouponView(TermsView):
    """A coupon, and how often it is used."""

    code: str
    limit: int | None = None
    per_person: int | None = None
    persons: list[Id] | None = None
    active: bool
    uses: int
    """By orders that are not given up, as far as they were placed while it had a limit."""

    @classmethod
    def of(cls, coupon: Coupon) -> "CouponView":
        """From the entity."""
        return cls(
            code=coupon.code,
            limit=coupon.limit,
            per_person=coupon.per_person,
            persons=sorted(coupon.persons) if coupon.persons is not None else None,
            active=coupon.active,
            uses=coupon.uses,
            **_terms(coupon.terms),
        )


class CouponPage(BaseModel):
    """Some coupons."""

    items: list[CouponView]
    next_cursor: str | None = None


class PromotionView(TermsView):
    """A promotion."""

    id: str

    @classmethod
    def of(cls, promotion: Promotion) -> "PromotionView":
        """From the entity."""
        return cls(id=promotion.id, **_terms(promotion.terms))


class PromotionList(BaseModel):
    """All promotions of the school, by id."""

    model_config = ConfigDict(defer_build=True, frozen=True)

    items: list[PromotionView]

    @classmethod
    def of(cls, found: Promotions) -> "PromotionList":
        """From the entity."""
        return cls(items=[PromotionView.of(one) for one in found.listed])
