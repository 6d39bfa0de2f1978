"""POST /v1/webhooks/stripe: the payment provider says what happened."""

from typing import Annotated

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver
from aws_lambda_powertools.event_handler.openapi.params import Header
from pydantic import BaseModel, ConfigDict

from lyceum.commerce.errors import PaymentsNotSetUp, UnreadableWebhook, WebhookUnsigned
from lyceum.commerce.stripe_webhook import take_webhook
from lyceum.kernel import clock
from lyceum.kernel.http import http_entry_point
from lyceum.kernel.problems import problems

app = APIGatewayHttpResolver(enable_validation=True)


class Taken(BaseModel):
    """The event is here."""

    model_config = ConfigDict(defer_build=True, frozen=True)

    received: bool = True


@app.post(
    "/v1/webhooks/stripe",
    operation_id="takeStripeWebhook",
    tags=["commerce"],
    summary="Hear from Stripe",
    responses={
        200: {"description": "Kept.", "content": {"application/json": {"model": Taken}}},
        **problems(WebhookUnsigned, UnreadableWebhook, PaymentsNotSetUp),
    },
)
def post(
    stripe_signature: Annotated[
        str | None, Header(alias="Stripe-Signature", max_length=1000, description="Time and signature of the payload.")
    ] = None,
) -> Taken:
    """For Stripe alone: each event is signed. One that comes again, or out of order, changes nothing twice."""
    event = app.current_event
    payload = event.decoded_body if event.is_base64_encoded else event.body
    take_webhook((payload or "").encode(), stripe_signature or "", at=clock.now())
    return Taken()


handler = http_entry_point(app)
