"""The user pool's triggers before an account is made and before a letter is sent."""

from typing import Any

from lyceum.identity.sign_up import admit, worded
from lyceum.kernel import observe


def handler(event: dict[str, Any], _context: Any) -> dict[str, Any]:
    """Answers the event, with the letter where one is sent. A refusal stops the sign-up."""
    trigger = str(event["triggerSource"])
    attributes: dict[str, str] = event["request"].get("userAttributes") or {}
    if trigger.startswith("PreSignUp"):
        admit(attributes.get("email", ""))
    else:
        chosen = (event["request"].get("clientMetadata") or {}).get("language") or attributes.get("locale") or "en"
        code = str(event["request"].get("codeParameter") or "{####}")
        user = str(event["request"].get("usernameParameter") or "{username}")
        words = worded(trigger, language=str(chosen), code=code, user=user)
        if words is not None:
            event["response"] |= {"emailSubject": words[0], "emailMessage": words[1].replace("\n", "<br>")}
    observe.logger().info("sign-up", extra={"trigger": trigger})
    return event
