"""What people cost: the rows of docs/access-patterns/people.md."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from lyceum.enrollment.ban_learner import ban_learner, lift_course_ban, reinstate_learner
from lyceum.enrollment.enroll import enroll
from lyceum.identity import pool
from lyceum.identity.ban_member import ban_member, lift_ban, reinstate_member, see_standing, set_status
from lyceum.identity.identities import link_member, link_own, make_code, own_identities, unlink_own
from lyceum.identity.impersonate import impersonate, stop_impersonating
from lyceum.identity.list_members import list_members
from lyceum.identity.model.profile_field import FieldKind, Party, ProfileField
from lyceum.identity.model.session import SignIn, session_id
from lyceum.identity.model.sign_in_identity import SignInIdentity, identity_id
from lyceum.identity.model.standing import MemberStatus
from lyceum.identity.presence import say_here, who_is_online
from lyceum.identity.profile import change_profile, see_profile
from lyceum.identity.profile_fields import define_fields, see_fields
from lyceum.identity.record_sign_in import attempted, attempts_with, own_sign_ins, sign_ins_of_member, succeeded
from lyceum.identity.reset_password import reset_password
from lyceum.identity.sessions import (
    end_own_session,
    end_own_sessions,
    end_sessions_of,
    list_sessions,
    list_sessions_of,
    note_session,
    renew_session_end,
)
from lyceum.kernel import memory
from lyceum.kernel.access import Caller
from lyceum.kernel.clock import now
from lyceum.kernel.creation import Creation
from lyceum.kernel.ids import compound_id, new_id
from lyceum.kernel.impersonation import acting
from lyceum.kernel.sparing import count
from lyceum.learning.follow_bans import follow_ban
from lyceum.learning.open_access import open_access
from tests.access_patterns import assert_as_stated, assert_every_row_is_measured
from tests.meter import metered
from tests.published_course import lesson, outline, publish, put
from tests.school_of_people import SchoolOfPeople

pytestmark = pytest.mark.store
SIGN_IN = SignIn("family-1", "user-ada", "203.0.113.1", "a browser")


@pytest.fixture
def school(table: str, tenant: str, monkeypatch: pytest.MonkeyPatch) -> SchoolOfPeople:
    memory.forget()
    for name in ("sign_out_everywhere", "demand_new_password"):
        monkeypatch.setattr(pool, name, lambda _: None)
    return SchoolOfPeople.founded(tenant, "ada", "bo")


def costs(name: str, act: Callable[[], object]) -> None:
    with metered() as cost:
        act()
    assert_as_stated("people", name, cost)


def test_profiles(school: SchoolOfPeople) -> None:
    ada, head = (Caller(school.id(name), school.tenant) for name in ("ada", "head"))
    note = ProfileField("note", FieldKind.TEXT, {"en": "Note"})
    costs("see profile fields", lambda: see_fields(head))
    costs("define profile fields", lambda: define_fields(head, [note], at=now()))
    wish = {"name": "Ada L.", "username": "ada.l", "bio": "x" * 200, "supervisor": school.id("bo")}
    costs(
        "change a profile, with name, username and supervisor",
        lambda: change_profile(ada, ada.person, parts=wish, values={}, party=Party.STAFF, at=now()),
    )
    costs(
        "change a profile",
        lambda: change_profile(ada, ada.person, parts={"bio": "y"}, values={"note": "z"}, party=Party.OWNER, at=now()),
    )
    costs("see a profile", lambda: see_profile(ada, ada.person, party=Party.OWNER))
    costs("list members (3)", lambda: list_members(head, name="", after=None, limit=20))


def test_standing(school: SchoolOfPeople) -> None:
    ada, head, at = school.id("ada"), Caller(school.id("head"), school.tenant), now()
    costs("ban a member", lambda: ban_member(head, ada, reason="Why.", until=at + timedelta(days=1), at=at))
    costs("lift a ban that has run out", lambda: lift_ban(school.tenant, ada, at=at + timedelta(days=2)))
    ban_member(head, ada, reason="Why.", until=None, at=at)
    costs("let a member in again", lambda: reinstate_member(head, ada, at=at))
    costs("set a member's status", lambda: set_status(head, ada, MemberStatus.INACTIVE, at=at))
    costs("see a member's standing", lambda: see_standing(head, ada, at=at))


def test_sessions(school: SchoolOfPeople) -> None:
    ada, head, at = Caller(school.id("ada"), school.tenant), Caller(school.id("head"), school.tenant), now()
    known, other = "ada@example.com", "ada.l@example.com"
    costs("note a session", lambda: note_session(ada, SIGN_IN, device="Phone", at=at, address=known))
    costs(
        "note a session, again within the hour",
        lambda: note_session(ada, SIGN_IN, device="Phone", at=at + timedelta(minutes=1), address=other),
    )
    costs(
        "note a session, with another address",
        lambda: note_session(ada, SIGN_IN, device="Phone", at=at + timedelta(hours=2), address=other),
    )
    costs("list sessions", lambda: list_sessions(school.tenant, ada.person, after=None, limit=20))
    costs("list a member's sessions", lambda: list_sessions_of(head, ada.person, after=None, limit=20))
    id = session_id(SIGN_IN.family)
    costs("end one's own session", lambda: end_own_session(ada, id, at=at))
    costs("say again that a session has ended", lambda: renew_session_end(school.tenant, f"{ada.person}.{id}", at=at))
    note_session(ada, SignIn("family-2", "user-ada", "", ""), device="", at=at)
    costs("end one's own sessions", lambda: end_own_sessions(ada, SIGN_IN, at=at))
    costs("end a member's sessions", lambda: end_sessions_of(head, ada.person, at=at))
    note_session(ada, SignIn("family-3", "user-ada", "", ""), device="", at=at + timedelta(seconds=1))
    costs("reset a password", lambda: reset_password(head, ada.person, at=at))


def test_sign_ins(school: SchoolOfPeople) -> None:
    subject, at = new_id(), now()
    issuer = "https://issuer.example"
    attempted(issuer=issuer, subject=subject, identifier="", client="web", at=at)
    costs(
        "note an attempt to sign in",
        lambda: attempted(issuer=issuer, subject=subject, identifier="", client="web", at=at),
    )
    costs("note a success", lambda: succeeded(issuer=issuer, subject=subject, client="web", at=at))
    ada = Caller(school.id("ada"), school.tenant)
    costs("see one's own sign-ins", lambda: own_sign_ins(ada, after=None, limit=20))
    head = Caller(school.id("head"), school.tenant)
    costs("see a member's sign-ins", lambda: sign_ins_of_member(head, ada.person, after=None, limit=20))
    costs("see attempts with an identifier", lambda: attempts_with("", after=None, limit=20))


def test_impersonation(school: SchoolOfPeople) -> None:
    head, at = Caller(school.id("head"), school.tenant, frozenset({"administrator"})), now()
    made = []
    creation = Creation(new_id())
    lasts = timedelta(minutes=5)
    costs(
        "act as a member",
        lambda: made.append(impersonate(head, school.id("ada"), reason="Why.", lasts=lasts, creation=creation, at=at)),
    )
    memory.forget()
    member = []
    costs("authorize a request in another's name", lambda: member.append(acting(head, made[0].id, at=at)))
    costs("stop acting as a member", lambda: stop_impersonating(member[0], at=at))


def test_presence(school: SchoolOfPeople) -> None:
    ada, head, at, course = Caller(school.id("ada"), school.tenant), Caller("", school.tenant), now(), new_id()
    costs("say that one is here", lambda: say_here(ada, course=None, shown=None, at=at))
    costs("say that one is here, in a course", lambda: say_here(ada, course=course, shown=None, at=at))
    costs("see who is online (1)", lambda: who_is_online(head, course=None, at=at, after=None, limit=20))
    empty = new_id()
    put(school.tenant, empty, "COURSE")
    costs(
        "see who is online in a course, nobody",
        lambda: who_is_online(head, course=empty, at=at, after=None, limit=20),
    )
    costs("hide", lambda: say_here(ada, course=None, shown=False, at=at))


def test_course_bans(school: SchoolOfPeople) -> None:
    head, at, course = Caller(school.id("head"), school.tenant), now(), new_id()
    publish(school.tenant, outline(course, [lesson("l1")]))
    ada = Caller(school.id("ada"), school.tenant)
    until = at + timedelta(days=1)
    costs("ban from a course", lambda: ban_learner(head, course, ada.person, reason="Why.", until=None, at=at))
    costs("let into a course again", lambda: reinstate_learner(head, course, ada.person, at=at))
    bo = school.id("bo")
    costs("let into a course who is not shut out", lambda: reinstate_learner(head, course, bo, at=at))
    enroll(ada, course, creation=Creation(new_id()), at=at)
    costs(
        "ban from a course, with a place",
        lambda: ban_learner(head, course, ada.person, reason="Why.", until=until, at=at),
    )
    costs(
        "lift a course ban that has run out",
        lambda: lift_course_ban(school.tenant, compound_id(ada.person, course), at=until),
    )
    open_access(school.tenant, ada.person, course, at=at)
    costs(
        "close a course to who is banned",
        lambda: follow_ban(school.tenant, ada.person, course, shut=True, rev=2, at=at),
    )


def test_identities(school: SchoolOfPeople) -> None:
    ada, head, at = Caller(school.id("ada"), school.tenant), Caller(school.id("head"), school.tenant), now()
    google = SignInIdentity(identity_id("Google", school.tenant), "Google")
    codes: list[str] = []
    costs("get a code to link a sign-in", lambda: codes.append(make_code(ada, at=at).code))
    costs("link a sign-in", lambda: link_own(Caller(google.id, school.tenant), google, codes[0], at=at))
    costs("see how one signs in otherwise", lambda: own_identities(ada))
    costs("unlink a sign-in", lambda: unlink_own(ada, google.id, at=at))
    okta, of_head = f"{school.tenant}.okta", Caller(head.person, school.tenant, roles=frozenset({"administrator"}))
    costs(
        "link a member to what the school's provider calls them",
        lambda: link_member(of_head, ada.person, okta, "ada", at=at),
    )


def test_requests_like_signing_in(school: SchoolOfPeople) -> None:
    asked: dict[str, Any] = {"person": school.id("ada"), "address": f"2001:db8::{school.tenant[-4:]}", "at": now()}
    costs("count a request like signing in, at the beginning of a window", lambda: count("cost", **asked))
    costs("count a request like signing in", lambda: count("cost", **asked))


def test_every_row_is_measured() -> None:
    assert_every_row_is_measured("people", __file__)
