"""In whose list an event stands: where it happened says so, not what somebody has written into it."""

from typing import Any

import pytest

from lyceum.commerce.model.hook import PAUSES
from lyceum.commerce.model.order import OrderState
from lyceum.commerce.store import inbox as hooks
from lyceum.commerce.stripe_webhook import take_again
from lyceum.kernel.access import Caller
from lyceum.kernel.ids import new_id
from lyceum.kernel.payment_accounts import claim
from lyceum.kernel.table import transaction
from tests.published_course import NOON, learner
from tests.selling import for_sale
from tests.store.commerce.buyers import order
from tests.store.commerce.hooks import deliver, event, succeeded
from tests.store.commerce.test_stripe_webhook import come_due, found
from tools.stripe_local.server import StripeServer

pytestmark = pytest.mark.store


@pytest.fixture
def ada(stripe: StripeServer, tenant: str) -> Caller:
    return learner(tenant)


def listed(tenant: str | None) -> dict[str, str]:
    page = hooks.listed(tenant, after=None, limit=100)
    return {each.id: str(each.state) for each in page.items}


def named(tenant: str) -> str:
    """An account that is this school's."""
    account = f"acct_{tenant}"
    with transaction(tenant=tenant, at=NOON) as write:
        claim(write, account, at=NOON)
    return account


def early(tenant: str, **more: Any) -> dict[str, Any]:
    """Of an order that is not there."""
    about = {"id": "pi_1", "object": "payment_intent", "metadata": {"tenant": tenant, "order": new_id()}}
    return event("payment_intent.succeeded", about, **more)


def give_up(document: dict[str, Any]) -> None:
    for pause in PAUSES:
        come_due(document)
        take_again(document["id"], at=NOON + pause)


def test_an_event_before_its_order_stands_in_its_schools_list(ada: Caller) -> None:
    document = early(ada.tenant)
    deliver(document)
    assert listed(ada.tenant) == {document["id"]: "waiting"}
    give_up(document)
    assert listed(ada.tenant) == {document["id"]: "unmatched"}
    assert document["id"] not in listed(None)


def test_an_event_of_a_connected_account_stands_with_whose_account_it_is(ada: Caller) -> None:
    """Whatever is written in it: who has an account of their own writes what they like."""
    account = named(ada.tenant)
    refund = {"id": "re_1", "object": "refund", "amount": 1, "currency": "thb", "payment_intent": f"pi_{new_id()}"}
    unnamed = event("refund.created", refund, account=account)
    lying = early(f"{ada.tenant}b", account=account)
    for document in (unnamed, lying):
        deliver(document)
    assert listed(ada.tenant) == {unnamed["id"]: "waiting", lying["id"]: "waiting"}
    assert listed(f"{ada.tenant}b") == {}
    for document in (unnamed, lying):
        give_up(document)
    assert set(listed(ada.tenant).values()) == {"unmatched"}
    assert listed(f"{ada.tenant}b") == {}


def test_an_event_of_an_account_that_nobody_has_named_is_the_operators(ada: Caller) -> None:
    document = early(ada.tenant, account=f"acct_nobody_{ada.tenant}")
    deliver(document)
    assert listed(None)[document["id"]] == "waiting"
    assert listed(ada.tenant) == {}
    of_no_interest = event("customer.created", {}, account=f"acct_nobody_{ada.tenant}")
    deliver(of_no_interest)
    assert of_no_interest["id"] not in listed(None)


def test_what_another_account_says_of_an_order_is_not_shown_to_its_school(ada: Caller) -> None:
    made = order(ada, for_sale(ada.tenant)).order
    mallory = named(f"{ada.tenant}b")
    documents = [succeeded(made) | {"id": f"evt_{new_id()}", "account": mallory}]
    refund = {"id": "re_1", "object": "refund", "amount": 1, "currency": "thb", "payment_intent": made.sale.intent}
    names = {"metadata": {"tenant": made.tenant, "order": made.id}}
    documents.append(event("refund.created", refund | names, account=mallory))
    for document in documents:
        deliver(document)
    assert listed(f"{ada.tenant}b") == {document["id"]: "refused" for document in documents}
    assert listed(ada.tenant) == {}
    assert found(made).state is OrderState.PENDING


def test_an_event_that_waits_goes_to_its_school_once_that_is_known(ada: Caller) -> None:
    document = early(ada.tenant, account=f"acct_{ada.tenant}")
    deliver(document)
    assert listed(None)[document["id"]] == "waiting"
    named(ada.tenant)
    come_due(document)
    take_again(document["id"], at=NOON + PAUSES[0])
    assert (listed(ada.tenant), document["id"] in listed(None)) == ({document["id"]: "waiting"}, False)
