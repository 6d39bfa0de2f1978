"""Refunds and disputes through the official SDK."""

import json
from typing import Any
from urllib.request import Request, urlopen

import pytest
import stripe
from stripe import StripeClient

from tests.unit.stripe_local.test_payments import event_types, intent
from tools.stripe_local.server import StripeServer


def paid(client: StripeClient, card: str = "pm_card_visa") -> stripe.PaymentIntent:
    return intent(client, confirm=True, payment_method=card)


def steer(server: StripeServer, what: str, **asked: Any) -> Any:
    request = Request(f"{server.url}/_control/{what}", json.dumps(asked).encode())
    return json.loads(urlopen(request).read())


def plain(metadata: Any) -> dict[str, str]:
    return dict(metadata.to_dict())


def charge_of(client: StripeClient, of: stripe.PaymentIntent) -> stripe.Charge:
    found = client.v1.payment_intents.retrieve(of.id, {"expand": ["latest_charge"]}).latest_charge
    assert isinstance(found, stripe.Charge)
    return found


def test_money_goes_back_in_parts_until_nothing_is_left(client: StripeClient) -> None:
    made = paid(client)
    part = client.v1.refunds.create(
        {"payment_intent": made.id, "amount": 2_000, "reason": "requested_by_customer", "metadata": {"refund": "r1"}}
    )
    assert (part.status, part.amount, plain(part.metadata)) == ("succeeded", 2_000, {"refund": "r1"})
    assert (charge_of(client, made).amount_refunded, charge_of(client, made).refunded) == (2_000, False)
    with pytest.raises(stripe.InvalidRequestError) as more:
        client.v1.refunds.create({"payment_intent": made.id, "amount": 3_001})
    assert more.value.param == "amount"
    assert isinstance(part.charge, str)
    rest = client.v1.refunds.create({"charge": part.charge})
    assert rest.amount == 3_000
    assert charge_of(client, made).refunded
    with pytest.raises(stripe.InvalidRequestError) as nothing:
        client.v1.refunds.create({"payment_intent": made.id})
    assert nothing.value.code == "charge_already_refunded"
    assert event_types(client)[-4:] == ["refund.created", "charge.refunded"] * 2
    assert [each.id for each in client.v1.refunds.list({"payment_intent": made.id}).data] == [rest.id, part.id]
    assert client.v1.refunds.retrieve(part.id).id == part.id
    assert plain(client.v1.refunds.update(part.id, {"metadata": {"a": "b"}}).metadata) == {"refund": "r1", "a": "b"}


def test_what_was_not_paid_does_not_go_back(client: StripeClient) -> None:
    with pytest.raises(stripe.InvalidRequestError):
        client.v1.refunds.create({"payment_intent": intent(client).id})
    with pytest.raises(stripe.InvalidRequestError):
        client.v1.refunds.create({})


def test_a_refund_can_fail_after_it_had_succeeded(client: StripeClient) -> None:
    made = paid(client, "pm_card_refundFail")
    said = client.v1.refunds.create({"payment_intent": made.id, "amount": 1_000})
    after = client.v1.refunds.retrieve(said.id)
    assert (after.status, charge_of(client, made).amount_refunded) == ("failed", 0)
    assert event_types(client)[-3:] == ["refund.created", "charge.refunded", "refund.failed"]


def test_a_refund_can_take_its_time(client: StripeClient, server: StripeServer) -> None:
    made = paid(client, "pm_card_pendingRefund")
    said = client.v1.refunds.create({"payment_intent": made.id})
    assert said.status == "pending"
    steer(server, "refund", refund=said.id, succeeds=True)
    assert client.v1.refunds.retrieve(said.id).status == "succeeded"
    with pytest.raises(stripe.InvalidRequestError):
        client.v1.refunds.cancel(said.id)


@pytest.mark.parametrize(("evidence", "status"), [("winning_evidence", "won"), ("losing_evidence", "lost")])
def test_the_bank_decides_a_dispute(client: StripeClient, evidence: str, status: str) -> None:
    made = paid(client, "pm_card_createDispute")
    dispute = client.v1.disputes.list({"payment_intent": made.id}).data[0]
    assert (dispute.status, dispute.amount, dispute.reason) == ("needs_response", 5_000, "fraudulent")
    with pytest.raises(stripe.InvalidRequestError) as refusal:
        client.v1.refunds.create({"payment_intent": made.id})
    assert refusal.value.code == "charge_disputed"
    thinking = client.v1.disputes.update(dispute.id, {"evidence": {"uncategorized_text": "A receipt."}})
    assert thinking.status == "under_review"
    decided = client.v1.disputes.update(dispute.id, {"evidence": {"uncategorized_text": evidence}})
    assert decided.status == status
    assert client.v1.disputes.retrieve(dispute.id).status == status
    assert ("charge.dispute.funds_reinstated" in event_types(client)) == (status == "won")
    assert event_types(client)[-1] == "charge.dispute.closed"
    with pytest.raises(stripe.InvalidRequestError):
        client.v1.disputes.close(dispute.id)


def test_any_charge_can_be_disputed_and_given_up(client: StripeClient, server: StripeServer) -> None:
    made = paid(client)
    dispute = steer(server, "dispute", charge=made.latest_charge)
    assert charge_of(client, made).disputed
    assert client.v1.disputes.close(dispute["id"]).status == "lost"
    other = steer(server, "dispute", charge=paid(client).latest_charge)
    assert steer(server, "verdict", dispute=other["id"], won=True)["status"] == "won"
