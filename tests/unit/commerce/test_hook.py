"""The provider's events: what is read of them, and what is not believed."""

import json
from datetime import timedelta
from itertools import accumulate
from typing import Any

import pytest

from lyceum.commerce.errors import UnreadableWebhook
from lyceum.commerce.model.hook import HEARD, PAUSES, Hook, of, read

ORDER = "01J9Z8Q4C0ABCDEFGHJKMNPQRS"
NAMES = {"tenant": "acme", "order": ORDER}


def event(about: Any = None, **changed: Any) -> dict[str, Any]:
    known = {"id": "evt_1", "type": "payment_intent.succeeded", "created": 7, "data": {"object": about or {}}}
    return known | changed


def hook(about: Any = None, **changed: Any) -> Hook:
    return of(event(about, **changed))


def test_an_event_is_read_with_all_that_it_says() -> None:
    document = event({"id": "pi_1"}, account="acct_1", brand_new=[1])
    found = read(json.dumps(document).encode())
    assert (found.id, found.type, found.account, found.created) == ("evt_1", document["type"], "acct_1", 7)
    assert (found.object, found.document) == ({"id": "pi_1"}, document)
    assert "brand_new" not in repr(found)  # logs take what is known of it only


@pytest.mark.parametrize("payload", [b"", b"{", b"[]", b"7", b'"text"', b"null", b"\xff", b"[" * 100_000])
def test_what_is_no_event_is_refused(payload: bytes) -> None:
    with pytest.raises(UnreadableWebhook):
        read(payload)


@pytest.mark.parametrize(
    "changed", [{"id": None}, {"id": 7}, {"id": ""}, {"id": "e" * 256}, {"id": "a#b"}, {"type": None}, {"type": 7}]
)
def test_an_event_has_an_id_and_a_type(changed: dict[str, Any]) -> None:
    with pytest.raises(UnreadableWebhook):
        hook(**changed)


@pytest.mark.parametrize("length", [1, 255])
def test_an_id_is_as_long_as_can_be_kept(length: int) -> None:
    assert hook(id="e" * length).id == "e" * length


@pytest.mark.parametrize("changed", [{"data": None}, {"data": []}, {"data": {}}, {"data": {"object": "pi_1"}}])
def test_an_event_about_nothing_is_about_nothing(changed: dict[str, Any]) -> None:
    found = hook(**changed)
    assert (found.object, found.named, found.intent) == ({}, None, None)


def test_what_is_no_text_or_number_is_left_out() -> None:
    assert (hook(account=7).account, hook(created="now").created, hook().account) == (None, 0, None)


@pytest.mark.parametrize(
    ("names", "found"),
    [
        (NAMES, ("acme", ORDER)),
        (NAMES | {"more": "x"}, ("acme", ORDER)),
        (NAMES | {"tenant": "a"}, ("a", ORDER)),
        (NAMES | {"tenant": "a" * 40}, ("a" * 40, ORDER)),
        (NAMES | {"tenant": "a" * 41}, None),
        (NAMES | {"tenant": "a#b"}, None),
        (NAMES | {"tenant": "-a"}, None),
        (NAMES | {"tenant": "*"}, None),
        (NAMES | {"tenant": 7}, None),
        (NAMES | {"order": ORDER + "A"}, None),
        (NAMES | {"order": ORDER.lower()}, None),
        (NAMES | {"order": 7}, None),
        ({"tenant": "acme"}, None),
        ({"order": ORDER}, None),
        ({}, None),
        (None, None),
        ([1], None),
    ],
    ids=range(17),
)
def test_only_names_that_could_be_ours_are_taken(names: Any, found: tuple[str, str] | None) -> None:
    assert hook({"metadata": names}).named == found


@pytest.mark.parametrize(
    ("about", "intent"),
    [
        ({"object": "payment_intent", "id": "pi_1"}, "pi_1"),
        ({"object": "checkout.session", "id": "cs_1", "payment_intent": "pi_1"}, "pi_1"),
        ({"object": "checkout.session", "id": "cs_1", "payment_intent": None}, None),
        ({"object": "checkout.session", "id": "cs_1", "payment_intent": {"id": "pi_1"}}, None),
        ({"object": "payment_intent", "payment_intent": "pi_2"}, None),
        ({}, None),
    ],
    ids=range(6),
)
def test_the_payment_that_an_event_is_about(about: Any, intent: str | None) -> None:
    assert hook(about).intent == intent


def test_what_is_heard() -> None:
    assert {
        "payment_intent.succeeded",
        "payment_intent.payment_failed",
        "payment_intent.canceled",
        "checkout.session.completed",
        "checkout.session.expired",
        "checkout.session.async_payment_succeeded",
        "checkout.session.async_payment_failed",
        "charge.refunded",
        "charge.refund.updated",
        "refund.created",
        "refund.updated",
        "refund.failed",
        "charge.dispute.created",
        "charge.dispute.updated",
        "charge.dispute.closed",
        "charge.dispute.funds_withdrawn",
        "charge.dispute.funds_reinstated",
    } == HEARD
    assert hook().is_heard
    assert not hook(type="payment_intent.created").is_heard


def test_a_waiting_event_is_tried_again_at_ever_longer_pauses_for_more_than_a_day() -> None:
    after = [str(since) for since in accumulate(PAUSES, initial=timedelta())]
    assert after == ["0:00:00", "0:01:00", "0:11:00", "1:11:00", "7:11:00", "1 day, 7:11:00"]
