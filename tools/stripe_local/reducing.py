"""Coupons and promotion codes."""

import secrets

from tools.stripe_local.books import Call, Thing
from tools.stripe_local.failures import Refusal, missing, wrong
from tools.stripe_local.metadata import merged


def create_coupon(call: Call) -> Thing:
    """A discount by percent or amount."""
    percent, amount = call.get("percent_off"), call.get("amount_off")
    if (percent is None) == (amount is None):
        raise wrong("percent_off", "You must pass exactly one of percent_off and amount_off.")
    if amount is not None and not call.get("currency"):
        raise wrong("currency", "You must pass currency when passing amount_off.", "parameter_missing")
    key = call.get("id") or secrets.token_hex(4)
    if key in call.books.things:
        raise Refusal(400, "Coupon already exists.", code="resource_already_exists")
    coupon: Thing = {
        "id": key,
        "object": "coupon",
        "created": call.books.now(),
        "livemode": False,
        "percent_off": None if percent is None else float(percent),
        "amount_off": amount,
        "currency": call.get("currency"),
        "duration": call.get("duration", "once"),
        "max_redemptions": call.get("max_redemptions"),
        "redeem_by": call.get("redeem_by"),
        "name": call.get("name"),
        "metadata": merged({}, call.get("metadata")),
        "times_redeemed": 0,
        "valid": True,
    }
    return call.books.keep(coupon, call.account)


def retrieve_coupon(call: Call, key: str) -> Thing:
    """One coupon."""
    return call.find("coupon", key)


def delete_coupon(call: Call, key: str) -> Thing:
    """Take a coupon away."""
    call.find("coupon", key)
    del call.books.things[key]
    return {"id": key, "object": "coupon", "deleted": True}


def create_promotion_code(call: Call) -> Thing:
    """A code under which people use a coupon; one active code of a name at a time."""
    promotion = call.get("promotion")
    if promotion["type"] != "coupon" or not promotion.get("coupon"):
        raise wrong("promotion", "A promotion code is of a coupon.")
    call.find("coupon", promotion["coupon"])
    code = call.get("code") or secrets.token_hex(4).upper()
    for other in call.books.of("promotion_code", call.account):
        if other["active"] and other["code"].lower() == code.lower():
            raise wrong("code", f"An active promotion code with `code: {code}` already exists.")
    return call.add(
        "promo",
        "promotion_code",
        code=code,
        promotion=promotion,
        active=call.get("active", True),
        expires_at=call.get("expires_at"),
        max_redemptions=call.get("max_redemptions"),
        customer=call.get("customer"),
        metadata=merged({}, call.get("metadata")),
        restrictions={"first_time_transaction": False, **(call.get("restrictions") or {})},
        times_redeemed=0,
    )


def retrieve_promotion_code(call: Call, key: str) -> Thing:
    """One promotion code."""
    return call.find("promotion_code", key)


def update_promotion_code(call: Call, key: str) -> Thing:
    """Switch it on or off."""
    code = call.find("promotion_code", key)
    code["active"] = call.get("active", code["active"])
    code["metadata"] = merged(code["metadata"], call.get("metadata"))
    return code


def amount_off(call: Call, subtotal: int, currencies: set[str]) -> int:
    """What the discounts of a session take off. Raises Refusal."""
    off = 0
    for each in call.get("discounts") or []:
        coupon = _coupon_of(call, each)
        if coupon is None or coupon["object"] != "coupon":
            raise missing("coupon", str(each.get("coupon")))
        if coupon["amount_off"] is not None and coupon["currency"].lower() not in currencies:
            raise wrong("discounts", "The coupon is of another currency.")
        share = coupon["percent_off"]
        off += coupon["amount_off"] if share is None else round(subtotal * share / 100)
        coupon["times_redeemed"] += 1
    return min(off, subtotal)


def _coupon_of(call: Call, discount: Thing) -> Thing | None:
    """The coupon that a discount names, itself or by a promotion code, which is then used once more."""
    if not discount.get("promotion_code"):
        return call.books.things.get(discount.get("coupon") or "")
    code = call.find("promotion_code", discount["promotion_code"])
    limit = code["max_redemptions"]
    if not code["active"] or (limit is not None and code["times_redeemed"] >= limit):
        raise wrong("discounts", "This promotion code is not active.")
    code["times_redeemed"] += 1
    return call.books.things.get(code["promotion"]["coupon"])
