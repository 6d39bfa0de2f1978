"""What administrators and members do about people: invitations, profiles, roles, sessions, bans, acting as others."""

import re
import secrets
from typing import Any

from lyceum.identity.store.invitations import invitation_key
from tests.e2e.deployed import sign_up
from tests.e2e.world import World
from tools.demo.api import until
from tools.demo.members import Member, claims, mails_to

WHY = {"reason": "a test"}
LONG_AGO = "2026-01-01T00:00:00.000Z"


def people(world: World) -> None:
    """Invite somebody, let them do what members do, and do to them what is done to members."""
    guest = _invited(world)
    _invitations(world)
    _profiles(world, guest)
    _roles(world, guest)
    _presence(world, guest)
    _acting(world, guest)
    _learner(world, guest)
    _shut_out(world, guest)
    _coming_and_going(world)


def _invited(world: World) -> Member:
    """Somebody new who has accepted an invitation."""
    api, guest = world.school.administrator.api, sign_up(world.school.place, "guest")
    api.post("/invitations", {"email": guest.person.email})
    token = re.compile(r"\b[0-9A-HJKMNP-TV-Z]{26}\.[\w-]{20,}")

    def look() -> str | None:
        texts = (mail["BodyText"] for mail in mails_to(guest.place, guest.person.email))
        return next((found[0] for text in texts if (found := token.search(text))), None)

    guest.api.post("/invitations/acceptance", {"token": until(look, what="the invitation's letter")})
    guest.api.token = guest.renewed()
    return guest


def _invitations(world: World) -> None:
    api, invitation = world.school.administrator.api, f"/invitations/{world.invitation}"
    api.get("/invitations")
    api.get(invitation)
    _a_minute_passes(world)
    api.post(f"{invitation}/deliveries")
    api.put(f"{invitation}/revocation", {"reason": "over"})
    batch = f"/invitation-batches/{world.batch}"
    until(lambda: api.get(batch)["state"] == "finished", what="the batch ends")
    api.put(f"{batch}/revocation")


def _a_minute_passes(world: World) -> None:
    """Nobody waits for it: the invitation went out long ago."""
    stack, key = world.school.stack, invitation_key(world.school.tenant, world.invitation)
    stack.aws("dynamodb").update_item(
        TableName=stack.outputs["TableName"],
        Key={"PK": {"S": key.pk}, "SK": {"S": key.sk}},
        UpdateExpression="SET sa = :long_ago",
        ExpressionAttributeValues={":long_ago": {"S": LONG_AGO}},
    )


def _profiles(world: World, guest: Member) -> None:
    api, member = world.school.administrator.api, f"/members/{_id(guest)}"
    api.put("/profile-fields", {"fields": [{"key": "note", "kind": "text", "label": {"en": "Note"}}]})
    api.get("/profile-fields")
    guest.api.patch("/me/profile", {"bio": "New here"})
    guest.api.get("/me/profile")
    api.patch(member, {"prefix": "Dr"})
    api.get(member)
    api.get("/members")


def _roles(world: World, guest: Member) -> None:
    api, member = world.school.administrator.api, f"/members/{_id(guest)}"
    slug = f"r{secrets.token_hex(4)}"
    api.post("/roles", {"slug": slug, "name": {"en": "For a while"}})
    api.patch(f"/roles/{slug}", {"grants": ["grade.view"]})
    api.get("/roles")
    api.get(f"/roles/{slug}")
    api.send("DELETE", f"/roles/{slug}")
    wish = {"role": "teaching_assistant", "scope": f"course:{world.course}"}
    given = api.post(f"{member}/assignments", wish)["id"]
    api.get(f"{member}/assignments")
    api.get(f"{member}/permissions")
    api.send("DELETE", f"{member}/assignments/{given}?reason=over")
    world.assignment = api.post(f"/members/{_id(world.learner)}/assignments", wish)["id"]
    override = f"{member}/overrides/grade.give"
    api.put(override, {"allowed": True, **WHY})
    api.send("DELETE", f"{override}?reason=over")
    guest.api.token = guest.renewed()
    guest.api.get("/me/permissions")


def _presence(world: World, guest: Member) -> None:
    guest.api.put("/me/presence", {"shown": True, "course": world.course})
    world.school.administrator.api.get("/presence")
    world.author.api.get(f"/courses/{world.course}/presence")


def _acting(world: World, guest: Member) -> None:
    api = world.school.administrator.api
    grant = api.post(f"/members/{_id(guest)}/impersonation", WHY)["grant"]
    api.send("DELETE", "/me/impersonation", headers={"Lyceum-Impersonation": grant})


def _learner(world: World, guest: Member) -> None:
    """A course of their own choice, left again; shut out of it, let in again."""
    guest.api.get("/me/catalog")
    guest.api.post(f"/courses/{world.course}/enrollments")
    ban = f"/courses/{world.course}/bans/{_id(guest)}"
    world.school.administrator.api.put(ban, WHY)
    world.school.administrator.api.send("DELETE", ban)
    guest.api.send("DELETE", f"/me/enrollments/{world.course}")


def _shut_out(world: World, guest: Member) -> None:
    """What ends somebody's session comes last, each time by another hand."""
    api, member = world.school.administrator.api, f"/members/{_id(guest)}"
    session = guest.api.put("/me/sessions/current", {"device": "Telephone"})["id"]
    guest.api.get("/me/sessions")
    guest.api.get("/me/sign-ins")
    api.get(f"{member}/sign-ins")
    api.get(f"{member}/sessions")
    api.put(f"{member}/password-reset")
    guest.api.send("DELETE", f"/me/sessions/{session}")
    world.learner.api.send("DELETE", "/me/sessions")
    api.send("DELETE", f"{member}/sessions")
    api.put(f"{member}/ban", WHY)
    api.get(f"{member}/standing")
    api.send("DELETE", f"{member}/ban")
    api.put(f"{member}/status", {"status": "inactive"})
    api.put(f"{member}/status", {"status": "active"})


def _coming_and_going(world: World) -> None:
    """Somebody who is seen nowhere else."""
    passer = world.school.member("passer")
    passer.api.put("/me/membership/primary")
    passer.api.send("DELETE", "/me/membership")


def _id(member: Member) -> Any:
    return claims(member.tokens.access)["person"]
