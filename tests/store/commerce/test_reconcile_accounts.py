"""A school that is paid elsewhere by now: each order is looked at, and given back, where it was paid."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from lyceum.commerce import accounts_listed, breaker, provider_list
from lyceum.commerce.errors import PaymentProviderDown, PaymentsNotSetUp
from lyceum.commerce.model.order import Order, OrderState
from lyceum.commerce.provider_list import ProviderList
from lyceum.commerce.store.reconciliations import claim_account
from lyceum.kernel.access import Caller
from lyceum.kernel.payment_accounts import accounts_of, school_of
from lyceum.kernel.setting_catalogue import STRIPE_ACCOUNT
from tests.published_course import learner
from tests.selling import for_sale
from tests.store.commerce.buyers import order
from tests.store.commerce.fulfilment import fulfil
from tests.store.commerce.hooks import deliver, succeeded
from tests.store.commerce.refunding import give_back
from tests.store.commerce.settings import set_by_hand
from tests.store.commerce.test_fulfil_order import found
from tests.store.commerce.test_hear_refund import things
from tests.store.commerce.test_reconcile import bought, look, run, shown
from tests.unit.stripe_local.conftest import client_of
from tools.stripe_local.books import PLATFORM
from tools.stripe_local.faults import Fault, Planned
from tools.stripe_local.server import StripeServer

pytestmark = pytest.mark.store


@pytest.fixture
def ada(stripe: StripeServer, tenant: str) -> Caller:
    return learner(tenant)


def name_account(stripe: StripeServer, tenant: str, *, at: datetime | None = None) -> str:
    """A new account of the school's, as tenancy names it."""
    account = str(stripe.service.books.add("acct", "account", PLATFORM, charges_enabled=True)["id"])
    set_by_hand(tenant, STRIPE_ACCOUNT, account)
    claim_account(tenant, account, at=at or datetime.now(UTC))
    return account


def ordered_and_paid(ada: Caller, stripe: StripeServer) -> Order:
    """At the school's account; nobody has heard of it."""
    made = order(ada, for_sale(ada.tenant), at=datetime.now(UTC)).order
    client: Any = client_of(stripe)
    how = {"payment_method": "pm_card_visa", "return_url": "https://shop.example"}
    client.v1.payment_intents.confirm(made.sale.intent, how, {"stripe_account": made.sale.account})
    return made


def bought_there(ada: Caller, stripe: StripeServer) -> Order:
    made = ordered_and_paid(ada, stripe)
    deliver(succeeded(made) | {"account": made.sale.account}, at=datetime.now(UTC))
    fulfil(found(made))
    return found(made)


def test_what_was_paid_to_the_account_of_before_is_found_there(ada: Caller, stripe: StripeServer) -> None:
    before = name_account(stripe, ada.tenant)
    made = ordered_and_paid(ada, stripe)
    name_account(stripe, ada.tenant)
    assert look(ada.tenant) == [("unpaid", True, "")]
    assert (found(made).state, found(made).sale.account) == (OrderState.PAID, before)
    fulfil(found(made))
    assert shown(run(ada.tenant)) == []


def test_it_is_given_back_where_it_was_paid(ada: Caller, stripe: StripeServer) -> None:
    before = name_account(stripe, ada.tenant)
    made = bought_there(ada, stripe)
    name_account(stripe, ada.tenant)
    stripe.service.faults.plan(Planned(Fault.LIMITED, "POST /v1/refunds", times=2))
    with pytest.raises(PaymentProviderDown):
        give_back(made, at=datetime.now(UTC))
    stripe.service.faults.planned.clear()
    breaker.forget()
    assert look(ada.tenant) == [("lost_refund", True, "")]
    (refund,) = things(stripe, "refund")
    assert (stripe.service.books.owners[refund["id"]], found(made).refunded) == (before, 50_000)


def test_all_accounts_of_a_school_are_one_report(ada: Caller, stripe: StripeServer) -> None:
    at_platform = bought(ada, stripe, for_sale(ada.tenant))
    for _ in range(2):
        name_account(stripe, ada.tenant)
        bought_there(learner(ada.tenant), stripe)
    set_by_hand(ada.tenant, STRIPE_ACCOUNT, "")
    bought(learner(ada.tenant), stripe, for_sale(ada.tenant))
    report = run(ada.tenant)
    assert (report.payments, report.findings, report.complete) == (4, [], True)
    del stripe.service.books.things[at_platform.sale.intent or ""]
    assert look(ada.tenant) == [("unknown_payment", False, "not-listed")]


def test_the_platforms_list_is_read_while_orders_from_before_the_own_account_matter(
    ada: Caller, stripe: StripeServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = list[str | None]()

    def listed(account: str | None, since: datetime) -> ProviderList:
        asked.append(account)
        return provider_list.listed(account, since)

    monkeypatch.setattr(accounts_listed, "listed", listed)
    bought(ada, stripe, for_sale(ada.tenant))
    own = name_account(stripe, ada.tenant)
    assert look(ada.tenant) == []
    claim_account(ada.tenant, own, at=datetime.now(UTC) - timedelta(days=30))
    assert ("unknown_payment", False, "account-not-reached") in look(ada.tenant)
    assert asked == [own, None, own]


def test_an_account_that_is_disconnected_stops_nothing_else(ada: Caller, stripe: StripeServer) -> None:
    before = name_account(stripe, ada.tenant)
    bought_there(ada, stripe)
    name_account(stripe, ada.tenant)
    made = ordered_and_paid(learner(ada.tenant), stripe)
    del stripe.service.books.owners[before]
    report = run(ada.tenant)
    assert shown(report) == [("unknown_payment", False, "account-not-reached"), ("unpaid", True, "")]
    assert (report.complete, found(made).state) == (False, OrderState.PAID)


def test_where_no_account_can_be_looked_at_there_is_no_report(ada: Caller, stripe: StripeServer) -> None:
    own = name_account(stripe, ada.tenant, at=datetime.now(UTC) - timedelta(days=30))
    del stripe.service.books.owners[own]
    with pytest.raises(PaymentsNotSetUp):
        run(ada.tenant)


def test_an_account_that_was_named_before_is_the_schools_from_the_first_night(
    ada: Caller, stripe: StripeServer
) -> None:
    account = str(stripe.service.books.add("acct", "account", PLATFORM, charges_enabled=True)["id"])
    other = f"{ada.tenant}b"
    for tenant in (ada.tenant, other):
        set_by_hand(tenant, STRIPE_ACCOUNT, account)
    made = ordered_and_paid(ada, stripe)
    theirs = ordered_and_paid(learner(other), stripe)
    for tenant in (ada.tenant, other):
        assert look(tenant) == [("unpaid", True, "")]
    assert (school_of(account), list(accounts_of(ada.tenant)), accounts_of(other)) == (ada.tenant, [account], {})
    assert (found(made).state, found(theirs).state) == (OrderState.PAID, OrderState.PAID)
