"""The smallest things that use all rights of the functions around API keys."""

from functools import partial

from tests.e2e.policies.calls import Calls, Refused, Scenario, read_everything, sample, succeed

KEYS = "/v1/{tenant}/api-keys"


def manage(calls: Calls) -> None:
    author, name = calls.ready["author"], "identity.api_keys"
    made = calls.ask(name, f"POST {KEYS}", author, {"name": "Sync", "permissions": ["grade.view"]})
    assert made.status == 201, made.text
    at = {"api_key": made.json["id"]}
    succeed(calls, name, f"PATCH {KEYS}/{{api_key}}", author, {"name": "Other"}, at=at)
    succeed(calls, name, f"POST {KEYS}/{{api_key}}/rotation", author, {}, at=at)
    succeed(calls, name, f"PUT {KEYS}/{{api_key}}/revocation", author, {"reason": "over"}, at=at)
    read_everything(calls, name, author)


def authorize(calls: Calls) -> None:
    """The authorizer is asked as the gateway asks it."""
    world = calls.world
    event = sample("identity.authorize_key")
    event["headers"]["authorization"] = f"Bearer {world.secret}"
    event["pathParameters"]["tenant"] = world.school.tenant
    found = calls.invoke("identity.authorize_key", event)
    if found["context"].get("key") != world.api_key:
        raise Refused(f"the key was not let in: {found['context']}")


def of_keys(calls: Calls) -> dict[str, Scenario]:
    return {
        "identity.api_keys": partial(manage, calls),
        "identity.authorize_key": partial(authorize, calls),
    }
