"""Order courses, and begin to pay for them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from lyceum.commerce.errors import BannedFromCourse, CouponNotForYou, PrerequisiteMissing, UnknownCurrency
from lyceum.commerce.model.amounts import demand_chargeable
from lyceum.commerce.model.basket import place
from lyceum.commerce.model.billing import Billing
from lyceum.commerce.model.offer import Offer, refusal
from lyceum.commerce.model.order import Order, OrderState, PayWith, Sale
from lyceum.commerce.model.reduction import Item
from lyceum.commerce.provider import Started, start_payment
from lyceum.commerce.reductions import reductions_for
from lyceum.commerce.store import orders
from lyceum.commerce.store.coupons import FirstPurchaseTaken
from lyceum.commerce.store.seats import SeatsCountedOtherwise
from lyceum.commerce.store.shop import Shelf, not_completed, shelf
from lyceum.commerce.taxes import taxes
from lyceum.commerce.telling import paid_event, placed_event
from lyceum.kernel.access import Caller
from lyceum.kernel.creation import Creation
from lyceum.kernel.currencies import is_currency
from lyceum.kernel.errors import DomainError
from lyceum.kernel.events import Tellable
from lyceum.kernel.setting_catalogue import LIMIT_COURSES, RETURN_PAGE, STRIPE_ACCOUNT
from lyceum.kernel.settings import settings
from lyceum.kernel.tenant_settings import setting


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody wants to buy, and how."""

    courses: Sequence[str]
    pay_with: PayWith
    currency: str | None = None
    """The one that they would like to pay in; where there is no price in it, another is taken."""
    coupon: str | None = None
    """A code, in capitals."""
    billing: Billing | None = None
    """None: the address that they have given before, if they have."""


@dataclass(frozen=True, slots=True)
class CheckedOut:
    """An order, and its payment where one is waited for."""

    order: Order
    payment: Started | None


def checkout(caller: Caller, wish: Wish, *, creation: Creation, at: datetime) -> CheckedOut:
    """An order of the caller's, with its seats held, and the payment that waits for them.

    The price is the server's. The same wish again is the same order and payment, also where the provider was down the
    first time. Raises what `model.offer.refusal` and `model.basket.quote` name, UnknownCurrency, UnknownCountry,
    UnchargeableAmount, InvalidTaxId, CouponUnknown, IdempotencyKeyReused, PaymentsNotSetUp, PaymentProviderDown.
    3 round trips and one to the provider; 2 where nothing is to be paid; 1 more for what is for a first purchase alone.
    """
    try:
        order = _placed(caller, wish, creation, at)
    except DomainError:
        # What refuses the wish may be what it did itself: the last seat, the course that is theirs by now.
        before = orders.repeat_of(caller.tenant, creation)
        if before is None:
            raise
        order = before
    if order.state is not OrderState.PENDING:
        return CheckedOut(order, None)
    payment = start_payment(order, return_page=_return_page(order))
    if payment.sale != order.sale:
        orders.keep_sale(order, payment.sale, at=at)
    return CheckedOut(replace(order, sale=payment.sale), payment)


def _placed(caller: Caller, wish: Wish, creation: Creation, at: datetime) -> Order:
    """As it is quoted now; once more where it turns out to be otherwise, and a last time."""
    if wish.currency is not None and not is_currency(wish.currency):
        raise UnknownCurrency(currency=wish.currency)
    billing = wish.billing.checked() if wish.billing is not None else None
    has_bought, otherwise = False, DomainError()  # of the last try
    for _ in range(3):
        found = shelf(caller.tenant, caller.person, wish.courses, coupon=wish.coupon)
        try:
            return _ordered(caller, wish, found, billing or found.billing, creation, at, has_bought=has_bought)
        except SeatsCountedOtherwise as counted:
            otherwise = counted
        except FirstPurchaseTaken:
            otherwise = CouponNotForYou()
            if has_bought:
                break
            has_bought = True
    raise otherwise


def _ordered(
    caller: Caller,
    wish: Wish,
    found: Shelf,
    billing: Billing | None,
    creation: Creation,
    at: datetime,
    *,
    has_bought: bool,
) -> Order:
    country = billing.country if billing is not None else None
    offers = _demand_offers(caller, wish.courses, found)
    reductions = reductions_for(caller, wish.coupon, found.coupon, has_bought=has_bought)
    items = [Item(course, offers[course].prices.price_in(country, wish.currency)) for course in wish.courses]
    for item in items:
        demand_chargeable(item.price.amount, item.price.currency)
    quoted = reductions.quote(items, rate=taxes(caller.tenant).rate_in(country), at=at)
    order = place(quoted, tenant=caller.tenant, order=creation.id, buyer=caller.person, country=country, at=at)
    order = order.holding({course for course, offer in offers.items() if offer.counted})
    order = replace(
        order,
        lines=tuple(replace(line, title=offers[line.course].title) for line in order.lines),
        sale=Sale(wish.pay_with, _account(caller.tenant)),
        billing=billing,
        use=reductions.use_of(quoted),
    )
    events: list[Tellable] = [placed_event(order)]
    if not order.total:
        order = order.paid_nothing(at)
        events.append(paid_event(order))
    return orders.add(order, creation, events=events)


def _demand_offers(caller: Caller, courses: Sequence[str], found: Shelf) -> dict[str, Offer]:
    """The offers of all courses. Raises what refuses one; a ban goes before what else there is to say."""
    limited = bool(setting(caller.tenant, LIMIT_COURSES))
    refusals = [
        refusal(course, found.offers.get(course), found.places.get(course), branches_only=limited) for course in courses
    ]
    said = [one for one in refusals if one is not None]
    if said:
        raise next((one for one in said if isinstance(one, BannedFromCourse)), said[0])
    _demand_completed(caller, {course: found.offers[course].required for course in courses})
    return {course: found.offers[course] for course in courses}


def _demand_completed(caller: Caller, required: Mapping[str, Sequence[str]]) -> None:
    """Raises PrerequisiteMissing. 1 round trip, none where no course demands another."""
    wanted = sorted({each for before in required.values() for each in before})
    missing = set(not_completed(caller.tenant, caller.person, wanted)) if wanted else set()
    for course, before in required.items():
        lacking = [each for each in before if each in missing]
        if lacking:
            raise PrerequisiteMissing(course=course, requires=lacking[0])


def _account(tenant: str) -> str | None:
    account = setting(tenant, STRIPE_ACCOUNT)
    return str(account) if account else None


def _return_page(order: Order) -> str:
    """Where a hosted page leads back to, with the order's id."""
    page = str(setting(order.tenant, RETURN_PAGE) or settings().public_url)
    return f"{page}{'&' if '?' in page else '?'}order={order.id}"
