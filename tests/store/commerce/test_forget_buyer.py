"""Whoever is forgotten is in no order by name, and no order is lost with them (RULES X11, S3-4)."""

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from commerce.forget_buyer import handler
from lyceum.commerce.billing_profile import keep_billing, my_billing
from lyceum.commerce.errors import BillingNotFound
from lyceum.commerce.forget_buyer import forget_buyer
from lyceum.commerce.model.billing import Billing
from lyceum.commerce.store import forgotten, orders
from lyceum.kernel.access import Caller
from lyceum.kernel.aws import client
from lyceum.kernel.ids import new_id
from lyceum.kernel.settings import settings
from tests.published_course import NOON, learner
from tests.selling import for_sale
from tests.store.commerce.buyers import order
from tools.stripe_local.server import StripeServer

pytestmark = pytest.mark.store
SAMPLE = json.loads((Path(__file__).parents[3] / "events/commerce/forget_buyer.json").read_text())
ZENOBIA = Billing("Zenobia Septimia", "TH", ("1 Rama IV Road", "Palmyra"), "1101700203450")
SECRETS = ("Zenobia", "Rama", "Palmyra", "1101700203450")


@pytest.fixture
def buyer(stripe: StripeServer, tenant: str) -> Caller:
    return learner(tenant)


def forget(caller: Caller) -> None:
    detail = SAMPLE["detail"] | {"id": new_id(), "tenant": caller.tenant, "data": {"person": caller.person}}
    handler({**SAMPLE, "detail": detail}, None)


def places(tenant: str) -> list[str]:
    """Where in the school's items something of hers stands."""
    pages = client("dynamodb").get_paginator("scan").paginate(TableName=settings().table)
    items = (item for page in pages for item in page["Items"] if f"#{tenant}#" in item["PK"]["S"])
    return sorted(item["SK"]["S"] for item in items if any(secret in str(item) for secret in SECRETS))


def test_profile_and_orders_keep_nothing_but_an_id(buyer: Caller) -> None:
    keep_billing(buyer, ZENOBIA, at=NOON)
    bought = [order(buyer, for_sale(buyer.tenant)).order for _ in range(2)]
    other = learner(buyer.tenant)
    keep_billing(other, Billing("Odaenathus", "TH"), at=NOON)
    theirs = order(other, for_sale(buyer.tenant)).order
    assert places(buyer.tenant) == ["BILLING", "ORDER", "ORDER"]
    for _ in range(2):
        forget(buyer)
    assert places(buyer.tenant) == []
    with pytest.raises(BillingNotFound):
        my_billing(buyer)
    for made in bought:
        kept = orders.find(buyer.tenant, made.id)
        assert (kept.buyer, kept.country, kept.total, kept.billing) == (buyer.person, "TH", made.total, None)
    assert orders.find(buyer.tenant, theirs.id).billing == Billing("Odaenathus", "TH")
    assert my_billing(other).name == "Odaenathus"


def test_who_never_bought_is_forgotten_as_well(buyer: Caller) -> None:
    assert forget_buyer(buyer.tenant, buyer.person, at=NOON) == 0


def test_more_orders_than_one_page_has(buyer: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(forgotten, "_PAGE", 2)
    for _ in range(5):
        order(buyer, for_sale(buyer.tenant), billing=ZENOBIA)
    assert forget_buyer(buyer.tenant, buyer.person, at=NOON) == 5
    assert places(buyer.tenant) == []
    assert forget_buyer(buyer.tenant, buyer.person, at=NOON) == 0


def test_an_order_that_changes_meanwhile_is_neither_lost_nor_kept_by_name(buyer: Caller) -> None:
    made = order(buyer, for_sale(buyer.tenant), billing=ZENOBIA).order
    read = orders.find(buyer.tenant, made.id)
    assert forget_buyer(buyer.tenant, buyer.person, at=NOON) == 1
    # What was read before, name included, is not what is written.
    again = replace(orders.find(buyer.tenant, made.id), billing=read.billing, declines=1)
    orders.save(replace(again, declines=0), again, at=NOON)
    assert orders.find(buyer.tenant, made.id).declines == 1
    assert places(buyer.tenant) == []


def test_two_forget_at_once(buyer: Caller) -> None:
    for _ in range(3):
        order(buyer, for_sale(buyer.tenant), billing=ZENOBIA)
    with ThreadPoolExecutor(2) as pool:
        both = [pool.submit(forget_buyer, buyer.tenant, buyer.person, at=NOON) for _ in range(2)]
    assert 3 <= sum(one.result() for one in both) <= 6
    assert places(buyer.tenant) == []
