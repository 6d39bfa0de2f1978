"""Selling: somebody says to whom the invoice goes, orders, and pays."""

from typing import Any

from tests.faults.lives.school import COURSE, Life
from tests.http import Person

ORDERS = "POST /v1/{tenant}/orders"


class SellingLife(Life):
    """A school that sells a course with few seats."""

    def live(self) -> None:
        """All of it."""
        self.found()
        self.write_another()
        self.price()
        self.order_and_wait()

    def price(self) -> None:
        """500.00 THB, ten seats."""
        self.ask(f"PATCH {COURSE}", self.author, {"price": {"amount": 50_000, "currency": "THB"}, "seats": 10})
        self.ask(f"PUT {COURSE}/publication", self.author)
        self.house.settle()

    def order(self, caller: Person, key: str, **more: Any) -> Any:
        """What somebody is told who orders the course."""
        wish = {"items": [{"course": self.course}], "pay_with": "payment_element", **more}
        return self.ask(ORDERS, caller, wish, key=key)

    def order_and_wait(self) -> None:
        """Ada orders, and has not paid yet."""
        address = {"name": "Ada Example", "country": "TH"}
        self.ask("PUT /v1/{tenant}/me/billing", self.who("ada"), address)
        self.order(self.who("ada"), "order of ada")
        self.house.settle()
