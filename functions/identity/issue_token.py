"""The user pool's pre-token-generation trigger: person and memberships go into both tokens, with version 1 (the pool's
smallest tier) into the ID token alone.
"""

from functools import partial
from typing import Any

from aws_lambda_powertools.utilities.data_classes.cognito_user_pool_event import PreTokenGenerationV2TriggerEvent

from lyceum.identity.issue_token import token_claims
from lyceum.identity.model.sign_in_identity import POOL, identity_of
from lyceum.identity.pool import has_second_factor
from lyceum.kernel import clock, observe
from lyceum.kernel.claims import person_id


def handler(event: dict[str, Any], _context: Any) -> dict[str, Any]:
    """Answers the event with the claims added. A failure refuses the sign-in: better none than one without rights."""
    trigger = PreTokenGenerationV2TriggerEvent(event)
    attributes = trigger.request.user_attributes
    issuer = f"https://cognito-idp.{trigger.region}.amazonaws.com/{trigger.user_pool_id}"
    identity = identity_of(attributes, own=person_id(issuer, attributes["sub"]))
    asks_for_code = partial(has_second_factor, str(trigger.user_name), pool=str(trigger.user_pool_id))
    claims = token_claims(identity, at=clock.now(), asks_for_code=asks_for_code if identity.provider == POOL else None)
    if str(event.get("version")) == "1":
        event["response"] = {"claimsOverrideDetails": {"claimsToAddOrOverride": claims}}
    else:
        # Access tokens lack what ID tokens have; joining needs it from either.
        known = {
            name: attributes[name] for name in ("email", "email_verified", "name", "locale") if attributes.get(name)
        }
        event["response"] = {
            "claimsAndScopeOverrideDetails": {
                "idTokenGeneration": {"claimsToAddOrOverride": claims},
                "accessTokenGeneration": {"claimsToAddOrOverride": {**known, **claims}},
            }
        }
    observe.logger().info("token", extra={"person": claims["person"]})
    return event
