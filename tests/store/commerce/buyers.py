"""Somebody who orders."""

from datetime import datetime
from typing import Any

from lyceum.commerce.checkout import CheckedOut, Wish, checkout
from lyceum.commerce.model.order import PayWith
from lyceum.kernel.access import Caller
from lyceum.kernel.creation import Creation
from tests.published_course import NOON


def order(
    caller: Caller, *courses: str, key: str | None = None, body: str = "", at: datetime = NOON, **wish: Any
) -> CheckedOut:
    """An order of these courses, by the Payment Element unless `pay_with` says otherwise."""
    said = body or " ".join(courses)
    creation = Creation.of(key, tenant=caller.tenant, caller=caller.person, operation="order", body=said)
    wanted = Wish(courses, **{"pay_with": PayWith.PAYMENT_ELEMENT, **wish})
    return checkout(caller, wanted, creation=creation, at=at)
