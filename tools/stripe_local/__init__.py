"""A Stripe of our own for this machine: stateful, small, and strict about what it is asked.

Stripe cannot be reached from tests, and no kept stand-in covers today's API. This one does what Lyceum needs of it:
customers, connected accounts, PaymentIntents (confirmation, 3D Secure, declines by test card), Checkout Sessions with a
page to pay on, refunds, disputes, coupons and promotion codes, idempotency keys, and signed webhooks that can come
late, twice, in another order, and again until they are answered.

What keeps it honest: the official SDK is its only client; each request is held against the SDK's own types (`oracle`);
each answer has only fields that the SDK's classes name (a test compares); signatures are judged by the SDK; and where
`localstripe` knows a flow, too, both come to the same outcome (a test runs both).
"""

API_VERSION = "2026-10-28.endive"
"""The one version of the API that it answers."""

LIVE_MODE = False
