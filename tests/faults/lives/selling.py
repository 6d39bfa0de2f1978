"""Selling: somebody says to whom the invoice goes, orders, and pays."""

import json
from datetime import timedelta
from typing import Any

from lyceum.kernel.clock import iso
from lyceum.kernel.ids import derived_id
from tests.faults.lives.school import COURSE, Life
from tests.http import Person
from tests.selling import WEBHOOK_SECRET
from tests.unit.stripe_local.conftest import client_of as client
from tools.stripe_local.delivery import signature

ORDERS = "POST /v1/{tenant}/orders"
WEBHOOK = "POST /v1/webhooks/stripe"
CARD: Any = {"payment_method": "pm_card_visa", "return_url": "https://shop.example"}


class SellingLife(Life):
    """A school that sells a course with few seats."""

    def live(self) -> None:
        """All of it."""
        self.found()
        self.write_another()
        self.price()
        self.order_and_wait()
        self.hear_before_the_order()
        self.pay()
        self.pay_twice()
        self.leave_it_to_the_timer()
        self.give_back()
        self.dispute()
        self.replay()
        self.pay_in_vain()
        self.reconcile()
        self.forget()

    def price(self) -> None:
        """500.00 THB, ten seats."""
        self.ask(f"PATCH {COURSE}", self.author, {"price": {"amount": 50_000, "currency": "THB"}, "seats": 10})
        self.ask(f"PUT {COURSE}/publication", self.author)
        self.house.settle()
        india = {"IN": {"amount": 40_000, "currency": "INR"}}
        self.ask(f"PUT {COURSE}/prices", self.head, {"by_country": india})
        coupon = {"percent": "10", "limit": 10, "per_person": 2, "first_purchase": True}
        self.ask("PUT /v1/{tenant}/coupons/{coupon}", self.head, coupon, coupon="SPRING")
        self.ask("PUT /v1/{tenant}/promotions", self.head, {"items": [{"id": "small", "percent": "1"}]})

    def order(self, caller: Person, key: str, **more: Any) -> Any:
        """What somebody is told who orders the course."""
        wish = {"items": [{"course": self.course}], "pay_with": "payment_element", **more}
        return self.ask(ORDERS, caller, wish, key=key)

    def order_and_wait(self) -> None:
        """Ada orders, and has not paid yet."""
        address = {"name": "Ada Example", "country": "TH"}
        self.ask("PUT /v1/{tenant}/me/billing", self.who("ada"), address)
        self.order(self.who("ada"), "order of ada", coupon="SPRING")
        self.house.settle()

    def hear(self, event: str, about: dict[str, Any], *, type: str = "payment_intent.succeeded") -> None:
        """Stripe tells something."""
        document = {"id": f"evt_{event}_{self.tenant}", "type": type, "created": 1, "data": {"object": about}}
        stamp = int(self.house.clock.at.timestamp())
        signed = signature(json.dumps(document).encode(), WEBHOOK_SECRET, stamp)
        self.ask(WEBHOOK, None, document, headers={"Stripe-Signature": signed})

    def paid(self, order: Any) -> dict[str, Any]:
        """The payment of an order, as Stripe tells of it."""
        return {
            "id": order["payment"]["client_secret"].partition("_secret_")[0],
            "object": "payment_intent",
            "amount_received": order["total"],
            "currency": order["currency"].lower(),
            "metadata": {"tenant": self.tenant, "order": order["id"]},
        }

    def hear_before_the_order(self) -> None:
        """Of an order that nobody knows; it is looked for again after a minute."""
        names = {"tenant": self.tenant, "order": derived_id("no order", self.tenant)}
        self.hear("early", {"id": "pi_early", "object": "payment_intent", "metadata": names})
        self.house.clock.later(timedelta(minutes=2))
        self.house.task("operations.sweep_timers", {}, "schedule")
        self.house.settle()

    def pay(self) -> None:
        """Bo orders and pays."""
        order = self.order(self.who("bo"), "order of bo")
        self.hear("paid", self.paid(order))
        self.house.settle()

    def pay_twice(self) -> None:
        """Once more, by another payment, which goes back."""
        order = self.order(self.who("chai"), "order of chai")
        client(self.house.stripe).v1.payment_intents.confirm(self.paid(order)["id"], CARD)
        self.hear("first", {**self.paid(order), "id": "pi_another"})
        self.hear("second", self.paid(order))
        self.house.settle()

    def leave_it_to_the_timer(self) -> None:
        """Ada's order was never paid."""
        self.house.clock.later(timedelta(hours=1))
        self.house.task("operations.sweep_timers", {}, "schedule")
        self.house.settle()

    def buy(self, name: str, card: str) -> Any:
        """An order of a new member's that is paid by a card, and open."""
        self.ask("PUT /v1/{tenant}/me/membership", self.who(name), {"name": name.title(), "language": "en"})
        order = self.order(self.who(name), f"order of {name}")
        client(self.house.stripe).v1.payment_intents.confirm(self.paid(order)["id"], CARD | {"payment_method": card})
        self.hear(f"paid by {name}", self.paid(order))
        self.house.settle()
        return order

    def refund(self, order: Any, key: str, **more: Any) -> None:
        """Staff gives money of an order back."""
        wish = {"reason": "requested", **more}
        self.ask("POST /v1/{tenant}/orders/{order}/refunds", self.head, wish, key=key, at={"order": order["id"]})
        self.house.settle()

    def give_back(self) -> None:
        """Don gets all of it back; Eve's bank refuses the money."""
        self.refund(self.buy("don", "pm_card_visa"), "refund of don")
        self.refund(self.buy("eve", "pm_card_refundFail"), "refund of eve")

    def dispute(self) -> None:
        """Fay's bank asks for the money, and is told no."""
        order = self.buy("fay", "pm_card_visa")
        about = {
            "id": "dp_fay",
            "object": "dispute",
            "payment_intent": self.paid(order)["id"],
            "status": "needs_response",
        }
        about |= {"amount": order["total"], "currency": "thb"}
        self.hear("asked", about, type="charge.dispute.created")
        self.house.settle()
        self.hear("decided", about | {"status": "won"}, type="charge.dispute.closed")
        self.house.settle()

    def replay(self) -> None:
        """An event is looked at once more."""
        event = {"event": f"evt_first_{self.tenant}"}
        self.ask("POST /v1/{tenant}/webhooks/{event}/replay", self.head, at=event)
        self.house.settle()
        refund = {"id": "re_nobody", "object": "refund", "amount": 1, "currency": "thb", "status": "succeeded"}
        self.hear("nobodys", refund | {"payment_intent": f"pi_nobody_{self.tenant}"}, type="refund.created")
        event = {"event": f"evt_nobodys_{self.tenant}"}
        self.ask("POST /v1/webhooks/{event}/replay", self.operator, at=event)
        self.house.settle()

    def pay_in_vain(self) -> None:
        """Ada orders again and pays; meanwhile the course is taken back."""
        order = self.order(self.who("ada"), "another of ada")
        client(self.house.stripe).v1.payment_intents.confirm(self.paid(order)["id"], CARD)
        self.ask(f"DELETE {COURSE}/publication", self.author)
        self.hear("in vain", self.paid(order))
        self.house.settle()

    def reconcile(self) -> None:
        """Now, and by night."""
        self.ask("POST /v1/{tenant}/reconciliations", self.head, {"days": 7}, key="compared")
        self.house.settle()
        job = {"job": "commerce.reconcile", "at": iso(self.house.clock.at)}
        self.house.task("operations.start_job", job, "schedule")
        self.house.settle()

    def forget(self) -> None:
        """Ada, who has an address and an order that names it."""
        self.house.task("compliance.forget_person", {"tenant": self.tenant, "person": self.who("ada").id})
        self.house.settle()
