"""Coupons and promotions of a test's own."""

from datetime import datetime
from typing import Any

from lyceum.commerce.manage_coupons import set_coupon, set_promotions
from lyceum.commerce.model.reduction import Coupon, Promotion, Terms
from lyceum.kernel.access import Caller
from tests.published_course import NOON, kept, learner
from tests.unit.commerce.samples import percent


def coupon(tenant: str, terms: Terms | None = None, *, code: str = "SPRING", at: datetime = NOON, **more: Any) -> str:
    """A coupon, of 20 % unless its terms say otherwise; its code."""
    made = Coupon(code, terms or percent(20), **more)
    return set_coupon(learner(tenant), made, expected=None, at=at).code


def promote(tenant: str, *promotions: tuple[str, Terms]) -> None:
    """These promotions and no others."""
    set_promotions(learner(tenant), [Promotion(*one) for one in promotions], expected=None, at=NOON)


def uses(tenant: str, code: str = "SPRING") -> int:
    """How often a coupon is used, as its item says."""
    return int(kept(tenant, "COUPON", code, "COUPON").get("n", {"N": "0"})["N"])


def uses_of(buyer: Caller, code: str = "SPRING") -> int:
    """How often somebody has used it."""
    return int(kept(buyer.tenant, "U", buyer.person, f"COUPON#{code}").get("n", {"N": "0"})["N"])
