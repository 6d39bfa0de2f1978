"""PaymentIntents through the official SDK: confirmed, declined, asked by the bank, captured, cancelled, listed."""

from collections.abc import Callable
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import Request, urlopen

import pytest
import stripe
from stripe import StripeClient

from tests.unit.stripe_local.conftest import client_of
from tools.stripe_local.cards import CARDS, Card
from tools.stripe_local.server import StripeServer
from tools.stripe_local.service import PUBLISHABLE_KEY

CARD_ONLY = {"automatic_payment_methods": {"enabled": True, "allow_redirects": "never"}}


def intent(client: StripeClient, amount: int = 5_000, **more: object) -> stripe.PaymentIntent:
    return client.v1.payment_intents.create({"amount": amount, "currency": "thb", **CARD_ONLY, **more})  # type: ignore[typeddict-item]


def event_types(client: StripeClient) -> list[str]:
    return [event.type for event in reversed(client.v1.events.list({"limit": 100}).data)]


def test_a_card_pays(client: StripeClient) -> None:
    made = intent(client, metadata={"order": "o1"}, description="A course", receipt_email="ada@example.com")
    assert (made.status, made.amount_received, made.metadata["order"]) == ("requires_payment_method", 0, "o1")
    assert made.client_secret.startswith(f"{made.id}_secret_")  # type: ignore[union-attr]
    paid = client.v1.payment_intents.confirm(made.id, {"payment_method": "pm_card_visa"})
    assert (paid.status, paid.amount_received) == ("succeeded", 5_000)
    again = client.v1.payment_intents.retrieve(made.id, {"expand": ["latest_charge"]})
    charge = again.latest_charge
    assert isinstance(charge, stripe.Charge)
    assert (charge.amount_captured, charge.paid, charge.metadata.to_dict()) == (5_000, True, {"order": "o1"})
    assert event_types(client) == ["payment_intent.created", "charge.succeeded", "payment_intent.succeeded"]


DECLINED = [card for card in CARDS if card.decline and not card.three_d_secure]


@pytest.mark.parametrize("card", DECLINED, ids=lambda card: card.method)
def test_a_declined_card_leaves_the_payment_open(client: StripeClient, card: Card) -> None:
    made = intent(client)
    with pytest.raises(stripe.CardError) as refusal:
        client.v1.payment_intents.confirm(made.id, {"payment_method": card.method})
    assert refusal.value.code == card.code
    assert refusal.value.error is not None
    assert refusal.value.error.decline_code == card.decline
    after = client.v1.payment_intents.retrieve(made.id)
    assert (after.status, after.last_payment_error.code) == ("requires_payment_method", card.code)  # type: ignore[union-attr]
    assert event_types(client)[1:] == ["charge.failed", "payment_intent.payment_failed"]
    assert client.v1.payment_intents.confirm(made.id, {"payment_method": "pm_card_visa"}).status == "succeeded"


@pytest.mark.parametrize(
    ("card", "verdict", "status"),
    [
        ("pm_card_threeDSecure2Required", "complete", "succeeded"),
        ("pm_card_threeDSecure2Required", "fail", "requires_payment_method"),
        ("pm_card_threeDSecureRequiredChargeDeclined", "complete", "requires_payment_method"),
    ],
)
def test_the_bank_asks_who_pays(client: StripeClient, card: str, verdict: str, status: str) -> None:
    made = intent(client)
    asked = client.v1.payment_intents.confirm(made.id, {"payment_method": card, "return_url": "http://127.0.0.1/x"})
    assert asked.status == "requires_action"
    page = asked.next_action.redirect_to_url.url  # type: ignore[union-attr]
    assert page is not None
    assert b"Your bank" in urlopen(page).read()
    code = post(page, {"verdict": verdict})
    assert code == (303 if status == "succeeded" else 402)
    assert client.v1.payment_intents.retrieve(made.id).status == status
    with pytest.raises(HTTPError) as closed:
        urlopen(page)
    assert closed.value.code == 410


def post(url: str, form: dict[str, str]) -> int:
    """The status of the answer; a redirect is not followed, since nobody is there."""
    import urllib.request

    class Stay(urllib.request.HTTPRedirectHandler):
        def redirect_request(self, *args: object, **more: object) -> None:
            return None

    try:
        opened = urllib.request.build_opener(Stay).open(Request(url, urlencode(form).encode()))
    except HTTPError as error:
        return error.code
    return int(opened.status)


def test_what_was_authorized_is_captured_later(client: StripeClient) -> None:
    made = intent(client, capture_method="manual", confirm=True, payment_method="pm_card_visa")
    assert (made.status, made.amount_capturable, made.amount_received) == ("requires_capture", 5_000, 0)
    done = client.v1.payment_intents.capture(made.id)
    assert (done.status, done.amount_capturable, done.amount_received) == ("succeeded", 0, 5_000)
    with pytest.raises(stripe.InvalidRequestError):
        client.v1.payment_intents.capture(made.id)


def test_a_cancelled_payment_is_never_paid(client: StripeClient) -> None:
    made = intent(client)
    gone = client.v1.payment_intents.cancel(made.id, {"cancellation_reason": "abandoned"})
    assert (gone.status, gone.cancellation_reason) == ("canceled", "abandoned")
    acts: tuple[Callable[[], object], ...] = (
        lambda: client.v1.payment_intents.confirm(made.id, {"payment_method": "pm_card_visa"}),
        lambda: client.v1.payment_intents.cancel(made.id),
        lambda: client.v1.payment_intents.update(made.id, {"amount": 1}),
    )
    for act in acts:
        with pytest.raises(stripe.InvalidRequestError) as refusal:
            act()
        assert refusal.value.code == "payment_intent_unexpected_state"


def test_what_is_paid_cannot_be_cancelled(client: StripeClient) -> None:
    made = intent(client, confirm=True, payment_method="pm_card_visa")
    with pytest.raises(stripe.InvalidRequestError):
        client.v1.payment_intents.cancel(made.id)


def test_a_payment_may_change_until_it_is_made(client: StripeClient) -> None:
    made = intent(client, metadata={"order": "o1", "gone": "x"})
    changed = client.v1.payment_intents.update(made.id, {"amount": 7_000, "metadata": {"gone": "", "new": "y"}})
    assert (changed.amount, changed.metadata.to_dict()) == (7_000, {"order": "o1", "new": "y"})


@pytest.mark.parametrize(
    ("params", "param"),
    [
        ({"amount": 0, "currency": "thb"}, "amount"),
        ({"amount": 100_000_000, "currency": "thb"}, "amount"),
        ({"amount": 5_000, "currency": "thb", "metadata": {"x" * 41: "y"}}, "metadata"),
        ({"amount": 5_000, "currency": "thb", "metadata": {"x": "y" * 501}}, "metadata"),
    ],
)
def test_what_makes_no_sense_is_refused(client: StripeClient, params: object, param: str) -> None:
    with pytest.raises(stripe.InvalidRequestError) as refusal:
        client.v1.payment_intents.create(params)  # type: ignore[arg-type]
    assert refusal.value.param == param


def test_who_may_be_sent_elsewhere_says_where_to_come_back(client: StripeClient) -> None:
    made = client.v1.payment_intents.create(
        {"amount": 5_000, "currency": "thb", "automatic_payment_methods": {"enabled": True}}
    )
    with pytest.raises(stripe.InvalidRequestError) as refusal:
        client.v1.payment_intents.confirm(made.id, {"payment_method": "pm_card_visa"})
    assert refusal.value.param == "return_url"


def test_a_browser_pays_with_the_secret_of_its_payment_alone(client: StripeClient, server: StripeServer) -> None:
    made, other = intent(client), intent(client)

    def confirm(secret: str | None) -> int:
        request = Request(
            f"{server.url}/v1/payment_intents/{made.id}/confirm",
            urlencode({"payment_method": "pm_card_visa", "client_secret": secret}).encode(),
            {"Authorization": f"Bearer {PUBLISHABLE_KEY}"},
        )
        try:
            return int(urlopen(request).status)
        except HTTPError as error:
            return error.code

    assert confirm(other.client_secret) == 404
    assert confirm(made.client_secret) == 200
    browser = StripeClient(PUBLISHABLE_KEY, base_addresses={"api": server.url})
    with pytest.raises(stripe.PermissionError):
        browser.v1.refunds.create({"payment_intent": made.id})


def test_a_list_goes_on_where_it_ended(client: StripeClient) -> None:
    made = [intent(client).id for _ in range(7)]
    first = client.v1.payment_intents.list({"limit": 3})
    assert ([each.id for each in first.data], first.has_more) == (made[:3:-1], True)
    assert [each.id for each in client.v1.payment_intents.list({"limit": 3}).auto_paging_iter()] == made[::-1]
    before = client.v1.payment_intents.list({"ending_before": made[3], "limit": 2})
    assert [each.id for each in before.data] == [made[5], made[4]]
    assert client.v1.payment_intents.list({"created": {"lt": 1}}).data == []
    assert len(client.v1.payment_intents.list({"created": {"gte": first.data[0].created - 5}}).data) == 7
    with pytest.raises(stripe.InvalidRequestError):
        client.v1.payment_intents.list({"limit": 101})


def test_one_account_sees_nothing_of_another(client: StripeClient) -> None:
    school = client.v1.accounts.create({"type": "standard", "country": "TH"})
    assert client.v1.accounts.retrieve(school.id).charges_enabled
    theirs = client.v1.payment_intents.create({"amount": 5_000, "currency": "thb"}, {"stripe_account": school.id})
    assert client.v1.payment_intents.retrieve(theirs.id, options={"stripe_account": school.id}).id == theirs.id
    with pytest.raises(stripe.InvalidRequestError) as missing:
        client.v1.payment_intents.retrieve(theirs.id)
    assert missing.value.code == "resource_missing"
    assert client.v1.payment_intents.list().data == []
    with pytest.raises(stripe.PermissionError):
        client.v1.payment_intents.list(options={"stripe_account": "acct_nobody"})


def test_only_the_pinned_version_and_a_known_key_are_answered(server: StripeServer) -> None:
    with pytest.raises(stripe.InvalidRequestError):
        client_of(server, stripe_version="2024-06-20").v1.payment_intents.list()
    with pytest.raises(stripe.AuthenticationError):
        StripeClient("sk_test_other", base_addresses={"api": server.url}).v1.payment_intents.list()


def test_customers_come_and_go(client: StripeClient) -> None:
    ada = client.v1.customers.create({"email": "ada@example.com", "metadata": {"person": "p1"}})
    assert client.v1.customers.update(ada.id, {"name": "Ada"}).name == "Ada"
    assert client.v1.customers.retrieve(ada.id).email == "ada@example.com"
    assert [each.id for each in client.v1.customers.list({"email": "ada@example.com"}).data] == [ada.id]
    assert client.v1.customers.list({"email": "bo@example.com"}).data == []
    assert intent(client, customer=ada.id).customer == ada.id
    client.v1.customers.delete(ada.id)
    with pytest.raises(stripe.InvalidRequestError):
        intent(client, customer=ada.id)
