"""At the second school a course is priced, bought with a coupon, paid on the hosted page, opened by the webhook, and
given back in part; at the end Stripe's list and the school's orders agree.
"""

import json
from typing import Any

from tools.demo.api import Api, fetch, until
from tools.demo.hosted_page import DECLINED_CARD, GOOD_CARD, pay_on_page
from tools.demo.journal import Broken
from tools.demo.neighbours import Neighbour
from tools.demo.stage import Stage

PRICE, OFF, TOTAL = 53_500, 10_700, 42_800
"""In satang: 535.00 THB, a fifth of it, what is left."""
TAX = 2_800
"""7 % within 428.00 THB."""
BACK = 10_000
"""100.00 THB, given back as a kindness."""
COUPON = "OPENING"


def buy(stage: Stage, school: Neighbour) -> str:
    """From the price to the open course, and the report of it; the order's id."""
    course = _put_on_sale(stage, school)
    order = _order(stage, school, course)
    _pay(stage, school, order, course)
    _report(stage, school, course)
    _give_back(stage, school, order, course)
    _reconcile(stage, school)
    return str(order["id"])


def _put_on_sale(stage: Stage, school: Neighbour) -> str:
    with stage.journal.step("Hana puts a course on sale, with a price abroad and a coupon") as step:
        head = school.administrator.api
        wish = {"title": {"en": "Lake ecology"}, "price": {"amount": PRICE, "currency": "THB"}, "seats": 5}
        course = str(head.post("/courses", wish)["id"])
        chapter = head.post(f"/courses/{course}/chapters", {"title": {"en": "The shore"}})["id"]
        head.post(f"/courses/{course}/chapters/{chapter}/lessons", {"title": {"en": "Reeds"}})
        head.put(f"/courses/{course}/publication")
        head.put(f"/courses/{course}/prices", {"by_country": {"IN": {"amount": 60_000, "currency": "INR"}}})
        head.put("/settings/commerce/taxes", {"value": "TH"})
        head.put(f"/coupons/{COUPON}", {"percent": "20", "limit": 10, "per_person": 1})
        abroad = school.members["somchai"].api.get(f"/courses/{course}/price", country="IN")
        step.equal(abroad["price"], {"amount": 60_000, "currency": "INR"}, "the price in India")
        step.say(f"535.00 THB, 600.00 INR in India; {COUPON} takes 20 % off, ten times in all")
        return course


def _order(stage: Stage, school: Neighbour, course: str) -> dict[str, Any]:
    with stage.journal.step("Somchai orders it with the coupon") as step:
        api = school.members["somchai"].api
        wish: dict[str, Any] = {"items": [{"course": course}], "pay_with": "hosted", "coupon": COUPON.lower()}
        wish |= {"billing": {"name": "Somchai", "country": "TH"}}
        unknown = api.refusal("POST", "/orders", wish | {"coupon": "NOBODYS"})
        step.equal(unknown, (422, "coupon-unknown"), "a coupon that nobody made")
        order: dict[str, Any] = api.post("/orders", wish, key=f"order-of-somchai-{stage.run}")
        line = order["lines"][0]
        found = (line["price"], line["discount"], line["included_tax"], order["total"])
        step.equal(found, (PRICE, OFF, TAX, TOTAL), "price, discount, tax within, total")
        step.equal(school.administrator.api.get(f"/coupons/{COUPON}")["uses"], 1, "uses of the coupon")
        step.say("535.00 - 107.00 = 428.00 THB, 28.00 of it tax; a seat is held")
        return order


def _pay(stage: Stage, school: Neighbour, order: dict[str, Any], course: str) -> None:
    with stage.journal.step("… pays on the hosted page, and the webhook lets him in") as step:
        api, page = school.members["somchai"].api, order["payment"]["url"]
        step.equal(pay_on_page(page, DECLINED_CARD)[0], 402, "a card that is declined")
        step.equal(pay_on_page(page, GOOD_CARD)[0], 303, "a good one")

        def place() -> Any:
            return next((one for one in api.get("/me/enrollments")["items"] if one["course"] == course), None)

        enrolled = until(place, what="Somchai is enrolled", seconds=90)
        step.equal(enrolled["source"], "purchase", "how he came in")
        until(lambda: api.get(f"/orders/{order['id']}")["lines"][0]["opened"], what="the line is opened", seconds=60)
        again = api.refusal("POST", "/orders", {"items": [{"course": course}], "pay_with": "hosted"})
        step.equal(again, (409, "already-owned"), "buying it again")
        step.say("declined once, paid once, enrolled")


def _give_back(stage: Stage, school: Neighbour, order: dict[str, Any], course: str) -> None:
    with stage.journal.step("Hana gives 100.00 THB back, and he keeps his place") as step:
        head, buyer, path = school.administrator.api, school.members["somchai"].api, f"/orders/{order['id']}"
        wish = {"lines": [{"course": course, "amount": BACK}], "reason": "requested"}
        for _ in range(2):
            made = head.post(f"{path}/refunds", wish, key=f"kindness-of-hana-{stage.run}")
            step.equal(made["total"], BACK, "what goes back")
        too_much = head.refusal("POST", f"{path}/refunds", wish | {"lines": [{"course": course, "amount": TOTAL}]})
        step.equal(too_much, (409, "refund-too-much"), "more than is left")

        def is_back() -> bool:
            return [one["state"] for one in head.get(f"{path}/refunds")["items"]] == ["succeeded"]

        until(is_back, what="the money is back", seconds=60)
        step.equal(buyer.get(path)["refunded"], BACK, "what the order says went back")
        places = [one["status"] for one in buyer.get("/me/enrollments")["items"] if one["course"] == course]
        step.equal(places, ["enrolled"], "his place")
        step.say("asked for twice, given back once")


def _reconcile(stage: Stage, school: Neighbour) -> None:
    with stage.journal.step("Stripe's list is compared with the school's orders") as step:
        made = school.administrator.api.post("/reconciliations", {"days": 1})
        step.equal(
            (made["payments"], made["refunds"], made["complete"]), (1, 1, True), "payments, refunds, all of them"
        )
        step.equal(made["findings"], [], "differences")
        step.say("1 payment, 1 refund, no difference")


def _report(stage: Stage, school: Neighbour, course: str) -> None:
    for format in ("json", "csv", "html"):
        with stage.journal.step(f"The school's revenue as {format.upper()}") as step:
            content = _fetched(school.administrator.api, format)
            (stage.folder / f"revenue.{format}").write_bytes(content)
            if format == "json":
                (one,) = json.loads(content)["currencies"]
                total, (row,), (used,) = one["total"], one["courses"], one["coupons"]
                found = (one["currency"], total["orders"], total["gross"], total["discount"], total["tax"])
                step.equal(found, ("THB", 1, TOTAL, OFF, TAX), "currency, orders, what came in, discounts, tax")
                step.equal((row["course"], row["gross"]), (course, TOTAL), "by course")
                step.equal((used["coupon"], used["discount"]), (COUPON, OFF), "by coupon")
            step.check(b"Lake ecology" in content, "the course is not in the report")
            step.say(f"{len(content):,} bytes")


def _fetched(api: Api, format: str) -> bytes:
    """The report, once what was paid a moment ago has come to it."""
    path = f"/reports/{api.post('/reports', {'kind': 'revenue', 'format': format})['id']}"

    def look() -> Any:
        view = api.get(path)
        if view["state"] == "failed":
            raise Broken(f"the report failed: {view.get('reason')}")
        return view if view.get("download") else None

    return fetch(until(look, what=f"the revenue as {format}", seconds=90)["download"]["url"]).body
