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
    """Somebody new joins, and leaves; a member, whom no worker remembers, is told whether they have a second factor."""
    body = {"name": "New", "language": "en"}
    membership, newcomer = "/v1/{tenant}/me/membership", new_id()
    answer = calls.ask("identity.join", f"PUT {membership}", newcomer, body, memberships="")
    assert answer.status == 200, answer.text
    as_learner = f"{calls.world.school.tenant}=learner"
    gone = calls.ask("identity.join", f"DELETE {membership}", newcomer, memberships=as_learner)
    assert gone.status == 204, gone.text
    person, account = next(calls.ready["accounts"])
    me = calls.ask("identity.join", "GET /v1/{tenant}/me", person, claims={"username": account})
    assert me.status == 200, me.text
    if me.json["second_factor"] is None:
        raise Refused("it is not known whether there is a second factor")
