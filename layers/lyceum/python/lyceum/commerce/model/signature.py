"""Signatures of webhooks, verified before anything is parsed.

Source: docs.stripe.com/webhooks, "Verify manually": `t=<seconds>,v1=<HMAC-SHA256 of "t.payload">,…`. The SDK does the
same; tests hold the two together, and the function need not load it.
"""

import hashlib
import hmac
from collections.abc import Iterable
from datetime import datetime, timedelta

from lyceum.commerce.errors import WebhookUnsigned

TOLERANCE = timedelta(minutes=5)


def demand_signed(payload: bytes, header: str, secrets: Iterable[str], *, at: datetime) -> None:
    """Raises WebhookUnsigned for a payload that none of the secrets signed within the last five minutes."""
    parts = [part.strip().partition("=") for part in header.split(",")]
    stamps = [value for name, _, value in parts if name == "t"]
    given = [value.encode() for name, _, value in parts if name == "v1"]
    if len(stamps) != 1 or not (stamps[0].isascii() and stamps[0].isdigit()) or len(stamps[0]) > 12:
        raise WebhookUnsigned
    signed = stamps[0].encode() + b"." + payload
    expected = [hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest().encode() for secret in secrets]
    if not any(hmac.compare_digest(one, other) for one in expected for other in given):
        raise WebhookUnsigned
    if at.timestamp() - int(stamps[0]) > TOLERANCE.total_seconds():
        raise WebhookUnsigned
