"""What an order takes of the limits of its discounts."""

from lyceum.commerce.model.coupon_use import NO_USE, CouponUse
from tests.unit.commerce.samples import order


def test_an_order_takes_nothing_of_any_limit_until_it_is_said() -> None:
    assert CouponUse() == CouponUse(counted=False, per_person=None, first=False)
    assert order(5_000).use == NO_USE == CouponUse()
