"""The smallest things that use all rights of the functions that let people in: the token's, and joining."""

from lyceum.kernel.ids import new_id
from tests.e2e.policies.calls import Calls, Refused, sample


def issue_token(calls: Calls) -> None:
    """The pool knows that this teacher signs in with a one-time code: the token says so."""
    event, member = sample("identity.issue_token"), calls.ready["signed in"]
    event["request"]["userAttributes"]["sub"] = member["sub"]
    event |= {"userName": member["username"], "userPoolId": calls.world.school.stack.outputs["UserPoolId"]}
    said = calls.invoke("identity.issue_token", event)["response"]["claimsAndScopeOverrideDetails"]
    if said["accessTokenGeneration"]["claimsToAddOrOverride"].get("second_factor") != "true":
        raise Refused("it is not known whether there is a second factor")


def join(calls: Calls) -> None:
    """Somebody new joins; a member, whom no worker remembers, is told whether they have a second factor."""
    body = {"name": "New", "language": "en"}
    answer = calls.ask("identity.join", "PUT /v1/{tenant}/me/membership", new_id(), body, memberships="")
    assert answer.status == 200, answer.text
    person, account = next(calls.ready["accounts"])
    me = calls.ask("identity.join", "GET /v1/{tenant}/me", person, claims={"username": account})
    assert me.status == 200, me.text
    if me.json["second_factor"] is None:
        raise Refused("it is not known whether there is a second factor")
