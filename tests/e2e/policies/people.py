"""The smallest things that use all rights of the functions about people: profiles, bans, sessions, acting as others."""

import secrets
from functools import partial
from typing import Any

from lyceum.identity.model.sign_in_identity import identity_id
from lyceum.kernel.clock import iso, now
from lyceum.kernel.ids import compound_id, new_id
from lyceum.kernel.revocation import MARGIN
from tests.e2e.policies.calls import Calls, Scenario, read_everything, sample, succeed

MEMBER = "/v1/{tenant}/members/{person}"
WHY = {"reason": "a test"}


def of_person(calls: Calls, operation: str, route: str, body: Any = None, **options: Any) -> None:
    """An administrator does something to the guest."""
    options["at"] = {"person": calls.ready["guest"], **options.pop("at", {})}
    succeed(calls, operation, route, calls.ready["author"], body, **options)


def profile(calls: Calls) -> None:
    """Everything of a profile once: another name, another username, somebody above, and the other way round."""
    guest, name = calls.ready["guest"], "identity.profile"
    mine = "PATCH /v1/{tenant}/me/profile"
    for number in range(2):
        username = f"guest{secrets.token_hex(4)}{number}"
        new = {"username": username, "name": f"Guest {username}", "bio": username}
        succeed(calls, name, mine, guest, new, claims=signed_in_again())
    for supervisor in (calls.ready["ada"], None):
        of_person(calls, name, f"PATCH {MEMBER}", {"supervisor": supervisor})
    calls.ready["without profile"]()
    succeed(calls, name, mine, guest, {"bio": "new"}, claims=signed_in_again())
    read_everything(calls, name, calls.ready["author"])


def fields(calls: Calls) -> None:
    label = {"en": secrets.token_hex(4)}
    body = {"fields": [{"key": "note", "kind": "text", "label": label}]}
    route = "PUT /v1/{tenant}/profile-fields"
    succeed(calls, "identity.profile_fields", route, calls.ready["author"], body)
    read_everything(calls, "identity.profile_fields", calls.ready["author"])


def ban(calls: Calls) -> None:
    of_person(calls, "identity.ban_member", f"PUT {MEMBER}/ban", {"reason": secrets.token_hex(4)})
    of_person(calls, "identity.ban_member", f"DELETE {MEMBER}/ban")
    of_person(calls, "identity.ban_member", f"GET {MEMBER}/standing")


def lift(calls: Calls) -> None:
    """A ban that is over and was not lifted."""
    calls.ready["banned"]()
    event = sample("identity.lift_ban")
    event["detail"] |= {"tenant": calls.world.school.tenant, "data": {"id": calls.ready["guest"], "due": iso(now())}}
    calls.invoke("identity.lift_ban", event)
    assert calls.ready["is banned"]() is False


def identities(calls: Calls) -> None:
    """A code, for a sign-in later than any ban; a link by the school, listed and taken back."""
    guest, name = calls.ready["guest"], "identity.identities"
    succeed(calls, name, "PUT /v1/{tenant}/me/identities/code", guest, claims=signed_in_again())
    wish = {"provider": f"{calls.world.school.tenant}.okta", "subject": secrets.token_hex(4)}
    of_person(calls, name, f"PUT {MEMBER}/identities", wish)
    of_person(calls, name, f"GET {MEMBER}/identities")
    of_person(
        calls,
        name,
        f"DELETE {MEMBER}/identities/{{identity}}",
        at={"identity": identity_id(wish["provider"], wish["subject"])},
    )


def signed_in_again() -> dict[str, str]:
    """Claims of a token that was issued after what ended others in this very second."""
    return {"iat": str(int((now() + MARGIN).timestamp()) + 1)}


def sessions(calls: Calls) -> None:
    """Noted, listed, ended one by one, and all at once by staff, who sign the account out in the pool."""
    guest, name = calls.ready["guest"], "identity.sessions"
    succeed(calls, name, "PUT /v1/{tenant}/me/sessions/current", guest, {"device": "x"}, claims=signed_in_again())
    read_everything(calls, name, guest, claims=signed_in_again())
    session = calls.ready["session"]()
    succeed(
        calls,
        name,
        "DELETE /v1/{tenant}/me/sessions/{session}",
        guest,
        at={"session": session},
        claims=signed_in_again(),
    )
    calls.ready["session"]()
    of_person(calls, name, f"DELETE {MEMBER}/sessions")


def renew(calls: Calls) -> None:
    session = calls.ready["session"](ended=True)
    event = sample("identity.renew_session_end")
    id = f"{calls.ready['guest']}.{session}"
    event["detail"] |= {"tenant": calls.world.school.tenant, "data": {"id": id, "due": iso(now())}}
    calls.invoke("identity.renew_session_end", event)


def reset(calls: Calls) -> None:
    calls.ready["session"]()
    of_person(calls, "identity.reset_password", f"PUT {MEMBER}/password-reset")


def impersonate(calls: Calls) -> None:
    name, author = "identity.impersonate", calls.ready["author"]
    at = {"person": calls.ready["guest"]}
    began = calls.ask(name, f"POST {MEMBER}/impersonation", author, {"reason": "a test"}, at=at)
    assert began.status == 201, began.text
    headers = {"lyceum-impersonation": began.json["grant"]}
    succeed(calls, name, "DELETE /v1/{tenant}/me/impersonation", author, headers=headers)


def presence(calls: Calls) -> None:
    guest, route = calls.ready["guest"], "PUT /v1/{tenant}/me/presence"
    for body in ({"shown": False}, {"shown": True, "course": calls.world.course}):
        succeed(calls, "identity.presence", route, guest, body, claims=signed_in_again())
    read_everything(calls, "identity.presence", calls.ready["author"])


def sign_in(calls: Calls) -> None:
    """Of somebody whom nobody knows, then of somebody who succeeds."""
    event = sample("identity.record_sign_in")
    request = event["request"]
    unknown = {**request, "userNotFound": True, "userAttributes": {}}
    calls.invoke("identity.record_sign_in", {**event, "request": unknown, "userName": secrets.token_hex(8)})
    known = {**request, "userAttributes": {**request["userAttributes"], "sub": secrets.token_hex(8)}}
    for source in ("PreAuthentication", "PostAuthentication"):
        trigger = f"{source}_Authentication"
        calls.invoke("identity.record_sign_in", {**event, "request": known, "triggerSource": trigger})


def sign_ins(calls: Calls) -> None:
    """One's own and a member's; and with an identifier, which is counted."""
    author, name = calls.ready["author"], "identity.sign_ins"
    read_everything(calls, name, author)
    succeed(calls, name, "GET /v1/sign-ins", author, query={"identifier": secrets.token_hex(8)})


def course_ban(calls: Calls) -> None:
    route, name = "/v1/{tenant}/courses/{course}/bans/{person}", "enrollment.ban_learner"
    of_person(calls, name, f"PUT {route}", {"reason": secrets.token_hex(4)})
    of_person(calls, name, f"DELETE {route}")


def lift_course_ban(calls: Calls) -> None:
    calls.ready["banned from course"]()
    event = sample("enrollment.lift_course_ban")
    id = compound_id(calls.ready["guest"], calls.world.course)
    event["detail"] |= {"tenant": calls.world.school.tenant, "data": {"id": id, "due": iso(now())}}
    calls.invoke("enrollment.lift_course_ban", event)
    assert calls.ready["is banned from course"]() is False


def follow_ban(calls: Calls) -> None:
    event = sample("learning.follow_bans")
    data = {"learner": calls.ready["ada"], "course": new_id(), "placed": True}
    event["detail"] |= {"tenant": calls.world.school.tenant, "data": data}
    calls.invoke("learning.follow_bans", event)


def scenarios_of_people(calls: Calls) -> dict[str, Scenario]:
    """Operation → what it must be able to do."""
    author = calls.ready["author"]
    read = partial(read_everything, calls)
    return {
        "enrollment.ban_learner": partial(course_ban, calls),
        "enrollment.lift_course_ban": partial(lift_course_ban, calls),
        "identity.ban_member": partial(ban, calls),
        "identity.identities": partial(identities, calls),
        "identity.impersonate": partial(impersonate, calls),
        "identity.lift_ban": partial(lift, calls),
        "identity.list_members": partial(read, "identity.list_members", author),
        "identity.presence": partial(presence, calls),
        "identity.profile": partial(profile, calls),
        "identity.profile_fields": partial(fields, calls),
        "identity.record_sign_in": partial(sign_in, calls),
        "identity.renew_session_end": partial(renew, calls),
        "identity.reset_password": partial(reset, calls),
        "identity.sessions": partial(sessions, calls),
        "identity.sign_ins": partial(sign_ins, calls),
        "identity.sign_up": partial(calls.invoke, "identity.sign_up", sample("identity.sign_up")),
        "learning.follow_bans": partial(follow_ban, calls),
    }
