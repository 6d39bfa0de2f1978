"""Signatures of webhooks; the SDK judges the same."""

import hmac
import json
import time
from datetime import UTC, datetime, timedelta

import pytest
import stripe
from hypothesis import given
from hypothesis import strategies as st

from lyceum.commerce.errors import WebhookUnsigned
from lyceum.commerce.model.signature import TOLERANCE, demand_signed
from tools.stripe_local.delivery import signature

SECRET = "whsec_one"  # pragma: allowlist secret
PAYLOAD = json.dumps({"id": "evt_1", "object": "event"}).encode()
NOW = datetime.now(UTC)
STAMP = int(NOW.timestamp())


def sdk_takes(payload: bytes, header: str, secret: str = SECRET) -> bool:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(time, "time", NOW.timestamp)
        try:
            stripe.WebhookSignature.verify_header(payload.decode(), header, secret, tolerance=300)
        except stripe.SignatureVerificationError:
            return False
        return True


def taken(payload: bytes, header: str, *secrets: str, at: datetime = NOW) -> bool:
    try:
        demand_signed(payload, header, secrets or (SECRET,), at=at)
    except WebhookUnsigned:
        return False
    return True


@pytest.mark.parametrize(
    "header",
    [
        signature(PAYLOAD, SECRET, STAMP),
        signature(PAYLOAD, SECRET, STAMP) + ",v0=abc",
        f"t={STAMP},v1=00,{signature(PAYLOAD, SECRET, STAMP).split(',')[1]}",
        signature(PAYLOAD, "whsec_two", STAMP),
        signature(PAYLOAD, SECRET, STAMP - 60),
        signature(PAYLOAD, SECRET, STAMP - 400),
        signature(PAYLOAD + b" ", SECRET, STAMP),
        "",
        "t=,v1=",
        "t=abc,v1=00",
        f"t={STAMP}",
        f"v1={'0' * 64}",
        signature(PAYLOAD, SECRET, STAMP).replace("v1", "v0"),
    ],
    ids=range(13),
)
def test_the_sdk_says_the_same(header: str) -> None:
    assert taken(PAYLOAD, header) == sdk_takes(PAYLOAD, header)


@given(st.binary(max_size=200), st.text(max_size=80))
def test_no_made_up_header_is_taken(payload: bytes, header: str) -> None:
    assert not taken(payload, header)


def test_two_secrets_overlap_while_one_changes() -> None:
    assert taken(PAYLOAD, signature(PAYLOAD, "whsec_new", STAMP), SECRET, "whsec_new")
    assert not taken(PAYLOAD, signature(PAYLOAD, "whsec_old", STAMP), SECRET, "whsec_new")


def test_a_signature_is_good_for_five_minutes() -> None:
    header = signature(PAYLOAD, SECRET, STAMP)
    second = timedelta(seconds=1)
    exact = datetime.fromtimestamp(STAMP, UTC)
    assert timedelta(minutes=5) == TOLERANCE
    assert taken(PAYLOAD, header, at=exact + TOLERANCE)
    assert not taken(PAYLOAD, header, at=exact + TOLERANCE + second)


@pytest.mark.parametrize(
    ("stamp", "good"),
    [(str(STAMP), True), ("9" * 12, True), ("9" * 13, False), ("soon", False), ("٩٩٩٩٩٩٩٩٩٩", False), ("-1", False)],
    ids=range(6),
)
def test_a_stamp_is_a_plain_number_of_seconds_however_well_it_is_signed(stamp: str, good: bool) -> None:
    signed = hmac.new(SECRET.encode(), f"{stamp}.".encode() + PAYLOAD, "sha256").hexdigest()
    assert taken(PAYLOAD, f"t={stamp},v1={signed}") is good


@pytest.mark.parametrize("second", [f"t={STAMP}", "t=5", "t=", "t=5=5"], ids=range(4))
def test_a_header_has_one_stamp(second: str) -> None:
    assert not taken(PAYLOAD, f"{signature(PAYLOAD, SECRET, STAMP)},{second}")
