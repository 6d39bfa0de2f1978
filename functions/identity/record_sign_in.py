"""The user pool's triggers before and after a password is checked: login history, and a limit per account."""

from typing import Any

from aws_lambda_powertools.utilities.data_classes.cognito_user_pool_event import PreAuthenticationTriggerEvent

from lyceum.identity.record_sign_in import attempted, succeeded
from lyceum.kernel import clock, observe


def handler(event: dict[str, Any], _context: Any) -> dict[str, Any]:
    """Answers the event as it is. Before the password a refusal stops the attempt; afterwards nothing does."""
    trigger = PreAuthenticationTriggerEvent(event)
    issuer = f"https://cognito-idp.{trigger.region}.amazonaws.com/{trigger.user_pool_id}"
    client = trigger.caller_context.client_id
    attributes = event["request"].get("userAttributes") or {}
    subject = attributes.get("sub")
    if trigger.trigger_source.startswith("PostAuthentication"):
        succeeded(issuer=issuer, subject=str(subject), client=client, at=clock.now())
    else:
        known = None if event["request"].get("userNotFound") else subject
        # Of an account the pool says its name, which nobody types, where people sign in with the address.
        typed = str((known and attributes.get("email")) or trigger.user_name)
        attempted(issuer=issuer, subject=known, identifier=typed, client=client, at=clock.now())
    observe.logger().info("sign-in", extra={"trigger": trigger.trigger_source})
    return event
