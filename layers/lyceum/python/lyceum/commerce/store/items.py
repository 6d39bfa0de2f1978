"""Orders as they are kept: `T#t#O#o / ORDER` with its place in the buyer's list, its payments, and billing profiles."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from pynamodb.attributes import BooleanAttribute, NumberAttribute, UnicodeAttribute

from lyceum.commerce.model.billing import Billing
from lyceum.commerce.model.coupon_use import CouponUse
from lyceum.commerce.model.order import Line, Order, OrderState, Payment, PayWith, Sale, Verdict
from lyceum.kernel.clock import iso, parse
from lyceum.kernel.table import InstantAttribute, Item, Key, tenant_key
from lyceum.kernel.table.items import RawMapAttribute


class OrderItem(Item):
    """An order as it is kept."""

    KIND = "order"

    buyer = UnicodeAttribute(attr_name="u")
    state = UnicodeAttribute(attr_name="s")
    currency = UnicodeAttribute(attr_name="cu")
    country = UnicodeAttribute(attr_name="co", null=True)
    lines = RawMapAttribute(attr_name="ln")
    """Course → `_line`; a map, so that another's transaction can look at one line."""
    placed_at = InstantAttribute(attr_name="at")
    held_until = InstantAttribute(attr_name="h")
    closed_at = InstantAttribute(attr_name="cl", null=True)
    coupon = UnicodeAttribute(attr_name="cp", null=True)
    use = RawMapAttribute(attr_name="us", null=True)
    """`n` a counted use, `pp` a use of so many that one person has, `f` the first purchase."""
    payment = RawMapAttribute(attr_name="pm", null=True)
    late = BooleanAttribute(attr_name="la", null=True)
    declines = NumberAttribute(attr_name="dc", null=True)
    disputes = RawMapAttribute(attr_name="dp", null=True)
    """Those that are open; enrollment looks at them."""
    verdicts = RawMapAttribute(attr_name="dv", null=True)
    pay_with = UnicodeAttribute(attr_name="pw")
    account = UnicodeAttribute(attr_name="ac", null=True)
    intent = UnicodeAttribute(attr_name="pi", null=True)
    session = UnicodeAttribute(attr_name="cs", null=True)
    billing = RawMapAttribute(attr_name="bi", null=True)
    failed_refund = UnicodeAttribute(attr_name="fr", null=True)
    claim = UnicodeAttribute(attr_name="xc", null=True)
    """The execution that fulfils it, until it has ended."""


class PaymentItem(Item):
    """Money that came in for an order; the school's list of what was sold."""

    KIND = "payment"

    amount = NumberAttribute(attr_name="a")
    currency = UnicodeAttribute(attr_name="cu")
    at = InstantAttribute(attr_name="at")


class RefundItem(Item):
    """Money that goes back, by line."""

    KIND = "refund"

    amounts = RawMapAttribute(attr_name="a")
    """Course → minor units."""
    reason = UnicodeAttribute(attr_name="why")
    by = UnicodeAttribute(null=True)
    at = InstantAttribute(attr_name="at")
    state = UnicodeAttribute(attr_name="s")
    settled_at = InstantAttribute(attr_name="cl", null=True)
    note = UnicodeAttribute(attr_name="no", null=True)
    failure = UnicodeAttribute(attr_name="fa", null=True)
    payment = UnicodeAttribute(attr_name="pm", null=True)
    """One that the order does not take, and that goes back whole."""
    whole = NumberAttribute(attr_name="w", null=True)
    """All of what belongs to no line."""
    currency = UnicodeAttribute(attr_name="cu", null=True)


class BillingItem(Item):
    """A person's billing address in a school."""

    KIND = "billing"

    billing = RawMapAttribute(attr_name="bi")


class OfferPartItem(Item):
    """The offer of a course as far as it is sold: catalog opens and prices it; seats are held here."""

    open = BooleanAttribute(attr_name="o")
    price = NumberAttribute(attr_name="p", default=0)
    currency = UnicodeAttribute(attr_name="cur", null=True)
    seats = NumberAttribute(attr_name="cap", null=True)
    """In all; 0 while catalog counts those that were taken without a limit."""
    seats_left = NumberAttribute(attr_name="sl", null=True)
    reserved = NumberAttribute(attr_name="rs", null=True)
    """Seats that are held for orders: neither left nor taken."""
    waiting = NumberAttribute(attr_name="w", null=True)
    title = RawMapAttribute(attr_name="ti", null=True)
    required = UnicodeAttribute(attr_name="rq", null=True)
    """Courses to complete before, by id, with spaces between."""
    branches_only = BooleanAttribute(attr_name="br", null=True)
    by_country = RawMapAttribute(attr_name="pc", null=True)
    """Country → `<minor units> <currency>`; this and the next two are commerce's alone."""
    by_currency = RawMapAttribute(attr_name="py", null=True)
    """Currency → minor units."""
    price_number = NumberAttribute(attr_name="pv", null=True)
    """How often the two were changed."""


class PlacePartItem(Item):
    """Somebody's place in a course, as far as it keeps them from buying it; enrollment writes it."""

    status = UnicodeAttribute(attr_name="s")
    ban = RawMapAttribute(attr_name="bn", null=True)
    completed_at = InstantAttribute(attr_name="done", null=True)


def order_key(tenant: str, order: str) -> Key:
    """Where an order lies."""
    return Key(tenant_key(tenant, "O", order), "ORDER")


def payment_key(tenant: str, order: str, payment: str) -> Key:
    """Where a payment lies."""
    return Key(tenant_key(tenant, "O", order), f"PAYMENT#{payment}")


def refund_key(tenant: str, order: str, refund: str) -> Key:
    """Where a refund lies."""
    return Key(tenant_key(tenant, "O", order), f"REFUND#{refund}")


def billing_key(tenant: str, person: str) -> Key:
    """Where a billing address lies."""
    return Key(tenant_key(tenant, "U", person), "BILLING")


def offer_key(tenant: str, course: str) -> Key:
    """Where an offer lies."""
    return Key(tenant_key(tenant, "C", course), "OFFER")


def place_key(tenant: str, person: str, course: str) -> Key:
    """Where somebody's place in a course lies."""
    return Key(tenant_key(tenant, "U", person), f"ENROLLMENT#{course}")


def orders_of(tenant: str, buyer: str) -> str:
    """The list of somebody's orders."""
    return tenant_key(tenant, "U", buyer, "ORDERS")


def payments_of(tenant: str) -> str:
    """The school's list of payments, over eight shards."""
    return tenant_key(tenant, "PAYMENTS")


def sort_key(order: Order) -> str:
    """Its place in the buyer's list: by time."""
    return f"{iso(order.placed_at)}#{order.id}"


def card_of(order: Order) -> dict[str, Any]:
    """What lists show of an order."""
    return {
        "order": order.id,
        "state": str(order.state),
        "total": order.total,
        "currency": order.currency,
        "at": order.placed_at,
        "courses": [line.course for line in order.lines],
    }


def kept_lines(order: Order) -> dict[str, Any]:
    """Lines as an order's item keeps them."""
    return {line.course: _line(number, line) for number, line in enumerate(order.lines)}


_FLAGS = {"seat": "se", "held": "ho", "opened": "op", "returned": "re"}
_AMOUNTS = {"discount": "d", "tax": "t", "included_tax": "i", "refunded": "rf", "refunding": "rg"}
_WORDS = {"promotion": "pr", "coupon": "c", "title": "ti"}


def _line(number: int, line: Line) -> dict[str, Any]:
    """`n` its place among the lines, `p` its price, `r` percent of tax; what is 0, false or nothing takes no place."""
    kept: dict[str, Any] = {"n": number, "p": line.price}
    if line.tax_percent:
        kept["r"] = line.tax_percent
    for names in (_FLAGS, _AMOUNTS, _WORDS):
        kept |= {short: value for name, short in names.items() if (value := getattr(line, name))}
    return kept


def _line_of(course: str, kept: Mapping[str, Any]) -> Line:
    facts: dict[str, Any] = {name: bool(kept.get(short)) for name, short in _FLAGS.items()}
    facts |= {name: int(kept.get(short, 0)) for name, short in _AMOUNTS.items()}
    facts |= {name: kept.get(short) for name, short in _WORDS.items()}
    return Line(course, int(kept["p"]), tax_percent=Decimal(kept.get("r", 0)), **facts)


def kept_payment(payment: Payment) -> dict[str, Any]:
    """A payment as an order's item keeps it."""
    return {"i": payment.id, "a": payment.amount, "c": payment.currency, "at": iso(payment.at)}


def _payment_of(kept: Mapping[str, Any]) -> Payment:
    return Payment(kept["i"], int(kept["a"]), kept["c"], parse(kept["at"]))


def kept_billing(billing: Billing) -> dict[str, Any]:
    """A billing address as it is kept."""
    kept: dict[str, Any] = {"n": billing.name, "c": billing.country, "a": list(billing.address)}
    return kept | ({"t": billing.tax_id} if billing.tax_id else {})


def billing_of(kept: Mapping[str, Any]) -> Billing:
    """What is kept of a billing address."""
    return Billing(kept["n"], kept["c"], tuple(kept["a"]), kept.get("t"))


def kept_use(use: CouponUse) -> dict[str, Any] | None:
    """What an order takes of its discounts' limits, as it is kept; None for nothing."""
    named = {"n": use.counted, "pp": use.per_person, "f": use.first}
    return {name: value for name, value in named.items() if value} or None


def _use_of(kept: Mapping[str, Any]) -> CouponUse:
    return CouponUse(bool(kept.get("n")), int(kept["pp"]) if "pp" in kept else None, bool(kept.get("f")))


def entity(tenant: str, item: OrderItem) -> Order:
    """What an order's item says."""
    by_place = sorted(item.lines.items(), key=lambda kept: kept[1]["n"])
    return Order(
        tenant=tenant,
        id=item.pk.rpartition("#")[2],
        buyer=item.buyer,
        currency=item.currency,
        country=item.country,
        lines=tuple(_line_of(course, kept) for course, kept in by_place),
        placed_at=item.placed_at,
        held_until=item.held_until,
        state=OrderState(item.state),
        coupon=item.coupon,
        payment=_payment_of(item.payment) if item.payment else None,
        late=bool(item.late),
        declines=int(item.declines or 0),
        disputes=frozenset(item.disputes or ()),
        verdicts={dispute: Verdict(said) for dispute, said in (item.verdicts or {}).items()},
        closed_at=item.closed_at,
        rev=item.revision,
        sale=Sale(PayWith(item.pay_with), item.account, item.intent, item.session),
        billing=billing_of(item.billing) if item.billing else None,
        use=_use_of(item.use or {}),
        failed_refund=item.failed_refund,
    )
