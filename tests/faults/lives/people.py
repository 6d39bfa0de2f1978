"""People: what they may do, where they are signed in, who is shut out, who is invited, and programs with keys."""

from datetime import timedelta
from typing import Any

from lyceum.identity.model.sign_in_identity import identity_id
from lyceum.kernel.clock import iso
from lyceum.kernel.impersonation import HEADER
from lyceum.kernel.invitation_tokens import new_token
from tests.faults.lives.school import COURSE, MEMBER, Life
from tests.http import Person
from tests.imports import post_form
from tests.service import asked

SESSIONS = "/v1/{tenant}/me/sessions"
INVITATIONS = "/v1/{tenant}/invitations"
BATCHES = "/v1/{tenant}/invitation-batches"
KEYS = "/v1/{tenant}/api-keys"
WHY = {"reason": "It is over"}
"""As a query."""
BECAUSE = {"reason": "Because of a test"}
"""As a body."""


class PeopleLife(Life):
    """A school whose head looks after its people."""

    def live(self) -> None:
        """All of it."""
        self.found()
        self.write_another()
        self.open_course()
        self.say_who_one_is()
        self.give_rights()
        self.sign_in_otherwise()
        self.sign_in_and_out()
        self.shut_out()
        self.shut_out_of_the_course()
        self.act_as_somebody()
        self.invite()
        self.forget()
        self.invite_many()
        self.let_programs_in()
        self.leave_things_to_timers()
        self.hand_over()
        self.leave()

    def open_course(self) -> None:
        """Published, with Ada in it."""
        self.ask(f"PUT {COURSE}/publication", self.author)
        self.house.settle()
        self.ask(f"POST {COURSE}/enrollments", self.who("ada"), key="place")
        self.house.settle()

    def of(self, name: str) -> dict[str, str]:
        """The path to somebody."""
        return {"person": self.who(name).id}

    def say_who_one_is(self) -> None:
        """Profiles, with a field of the school's own."""
        field = {"key": "badge", "kind": "text", "label": {"en": "Badge"}}
        self.ask("PUT /v1/{tenant}/profile-fields", self.head, {"fields": [field]})
        mine = {"name": "Ada L", "username": "ada.lovelace", "fields": {"badge": "7"}}
        self.ask("PATCH /v1/{tenant}/me/profile", self.who("ada"), mine)
        theirs = {"username": "bo.bo", "supervisor": self.who("ada").id}
        self.ask(f"PATCH {MEMBER}", self.head, theirs, **self.of("bo"))
        here = {"course": self.course, "shown": True}
        self.ask("PUT /v1/{tenant}/me/presence", self.who("ada"), here)
        self.house.settle()

    def give_rights(self) -> None:
        """A role of the school's own, given and taken back; one permission more, and then no more."""
        role, roles = "/v1/{tenant}/roles/{role}", "POST /v1/{tenant}/roles"
        helper = {"slug": "helper", "name": {"en": "Helper"}, "grants": ["enrollment.list"]}
        self.ask(roles, self.head, helper)
        self.ask(roles, self.head, {"slug": "spare", "name": {"en": "Spare"}})
        self.ask(f"PATCH {role}", self.head, {"grants": ["enrollment.list", "grade.view"]}, role="helper")
        self.ask(f"DELETE {role}", self.head, role="spare")
        self.house.settle()
        given = {"role": "helper", "scope": f"course:{self.course}", "reason": "Helps"}
        made = self.ask(f"POST {MEMBER}/assignments", self.head, given, key="helper", **self.of("bo"))
        taken = f"DELETE {MEMBER}/assignments/{{assignment}}"
        self.ask(taken, self.head, assignment=made["id"], query=WHY, **self.of("bo"))
        override = f"{MEMBER}/overrides/{{permission}}"
        said = {"allowed": True, **BECAUSE}
        self.ask(f"PUT {override}", self.head, said, permission="grade.view", **self.of("bo"))
        self.ask(f"DELETE {override}", self.head, permission="grade.view", query=WHY, **self.of("bo"))
        self.house.settle()

    def sign_in_otherwise(self) -> None:
        """Ada links another sign-in of hers; the school says what its own provider calls Bo."""
        self.house.clock.later(timedelta(minutes=2))  # tokens of before say more than is true by now
        mine, theirs = "/v1/{tenant}/me/identities", f"{MEMBER}/identities"
        code = self.ask(f"PUT {mine}/code", self.who("ada"))["code"]
        google = identity_id("Google", f"{self.tenant}-ada")
        said = {"identity": google, "provider": "Google"}
        self.ask(f"PUT {mine}/current", Person(google, ""), {"code": code}, said=said)
        self.ask(f"DELETE {mine}/{{identity}}", self.who("ada"), identity=google)
        okta = {"provider": f"{self.tenant}.okta", "subject": f"{self.tenant}-bo"}
        made = self.ask(f"PUT {theirs}", self.head, okta, **self.of("bo"))
        self.ask(f"DELETE {theirs}/{{identity}}", self.head, identity=made["id"], **self.of("bo"))
        self.house.settle()

    def token(self, name: str, family: str) -> dict[str, str]:
        """What a token says of the sign-in that it comes from."""
        began = self.house.clock.at - timedelta(minutes=1)
        return {"origin_jti": family, "username": f"user-{name}", "auth_time": str(int(began.timestamp()))}

    def note(self, name: str, family: str) -> str:
        """A device signs in; id of its session."""
        route, said = f"PUT {SESSIONS}/current", self.token(name, family)
        return str(self.ask(route, self.who(name), {"device": family.title()}, said=said)["id"])

    def sign_in_and_out(self) -> None:
        """On two devices; one is signed out, then all; others are signed out by the head."""
        self.house.clock.later(timedelta(minutes=2))  # tokens of before say more than is true by now
        phone = self.note("ada", "phone")
        self.note("ada", "tablet")
        ada, said = self.who("ada"), self.token("ada", "tablet")
        self.ask(f"DELETE {SESSIONS}/{{session}}", ada, session=phone, said=said)
        self.ask(f"DELETE {SESSIONS}", ada, said=said)
        self.note("bo", "laptop")
        self.ask(f"DELETE {MEMBER}/sessions", self.head, **self.of("bo"))
        self.house.clock.later(timedelta(minutes=2))
        self.note("bo", "desk")
        self.ask(f"PUT {MEMBER}/password-reset", self.head, **self.of("bo"))
        self.house.settle()

    def shut_out(self) -> None:
        """Banned and let in again, then suspended and made active."""
        self.ask(f"PUT {MEMBER}/ban", self.head, BECAUSE, **self.of("chai"))
        self.ask(f"DELETE {MEMBER}/ban", self.head, **self.of("chai"))
        for status in ("suspended", "active"):
            self.ask(f"PUT {MEMBER}/status", self.head, {"status": status}, **self.of("chai"))
        self.house.settle()

    def shut_out_of_the_course(self) -> None:
        """Ada, whose place is kept for her."""
        ban = f"{COURSE}/bans/{{person}}"
        self.ask(f"PUT {ban}", self.head, BECAUSE, **self.of("ada"))
        self.house.settle()
        self.ask(f"DELETE {ban}", self.head, **self.of("ada"))
        self.house.settle()

    def act_as_somebody(self) -> None:
        """The head sees what Bo sees."""
        made = self.ask(f"POST {MEMBER}/impersonation", self.head, BECAUSE, key="acting", **self.of("bo"))
        self.ask("DELETE /v1/{tenant}/me/impersonation", self.head, headers={HEADER: made["grant"]})
        self.house.settle()

    def invite(self) -> None:
        """One accepts, one is asked twice, one invitation is taken back."""
        grace, alan, edsger = (self.invited(name) for name in ("grace", "alan", "edsger"))
        self.house.settle()
        self.house.clock.later(timedelta(minutes=5))
        self.ask(f"POST {INVITATIONS}/{{invitation}}/deliveries", self.head, invitation=alan, key="again")
        self.house.settle()
        self.ask(f"PUT {INVITATIONS}/{{invitation}}/revocation", self.head, WHY, invitation=edsger)
        token = {"token": new_token(self.tenant, grace, 1)}
        verified = {"email": self.address("grace"), "email_verified": "true", "name": "Grace"}
        self.ask(f"POST {INVITATIONS}/acceptance", self.newcomer("grace"), token, said=verified)
        self.house.settle()

    def forget(self) -> None:
        """Grace, who was invited."""
        self.house.task("compliance.forget_person", {"tenant": self.tenant, **self.of("grace")})
        self.house.settle()

    def address(self, name: str) -> str:
        """Somebody's, in this school alone."""
        return f"{name}@{self.tenant}.example"

    def invited(self, name: str, **more: Any) -> str:
        """Id of an invitation."""
        wish = {"email": self.address(name), "roles": ["learner", "instructor"], **more}
        return str(self.ask(f"POST {INVITATIONS}", self.head, wish, key=f"invite {name}")["id"])

    def newcomer(self, name: str) -> Person:
        """Somebody with an account and no membership."""
        return Person(self.who(name).id, "")

    def invite_many(self) -> None:
        """By a file; undone afterwards."""
        content = f"email\n{self.address('barbara')}\n{self.address('donald')}\n".encode()
        wish = {"name": "list.csv", "size": len(content), "media_type": "text/csv"}
        form = self.ask("POST /v1/{tenant}/uploads", self.head, wish, key="list")
        assert post_form(form, content) < 300
        self.house.stage.look_again()
        batch = self.ask(f"POST {BATCHES}", self.head, {"upload": form["id"]}, key="batch")["id"]
        self.house.settle()
        self.ask(f"PUT {BATCHES}/{{batch}}/revocation", self.head, batch=batch)
        self.house.settle()

    def let_programs_in(self) -> None:
        """A key is made, changed, used for a report and for an enrollment, given another secret, and revoked."""
        one, manager = f"{KEYS}/{{api_key}}", self.head
        wish = {"name": "Sync", "permissions": ["report.request", "enrollment.manage"]}
        made = self.ask(f"POST {KEYS}", manager, wish, key="api key")
        self.ask(f"PATCH {one}", manager, {"name": "Synchronizer"}, api_key=made["id"])
        route = "POST /v1/{tenant}/service/reports"
        report = {"kind": "course_progress", "course": self.course, "format": "csv"}
        admitted = asked(made["key"], route, tenant=self.tenant)["context"]
        self.ask(route, None, report, key="service report", admitted=admitted)
        route = "POST /v1/{tenant}/service/courses/{course}/enrollments"
        admitted = asked(made["key"], route, tenant=self.tenant, course=self.course)["context"]
        self.ask(route, None, self.of("chai"), admitted=admitted)
        self.house.settle()
        self.ask(f"POST {one}/rotation", manager, {"overlap_hours": 1}, api_key=made["id"], key="rotation")
        self.ask(f"PUT {one}/revocation", manager, WHY, api_key=made["id"])
        self.house.settle()

    def leave_things_to_timers(self) -> None:
        """A ban, a ban from the course, a role and an invitation run out; a session's end is said again."""
        house = self.house
        until = {"until": iso(house.clock.at + timedelta(hours=2)), **BECAUSE}
        self.ask(f"PUT {MEMBER}/ban", self.head, until, **self.of("chai"))
        self.ask(f"PUT {COURSE}/bans/{{person}}", self.head, until, **self.of("ada"))
        role = {"role": "helper", "expires": until["until"]}
        self.ask(f"POST {MEMBER}/assignments", self.head, role, key="for a while", **self.of("bo"))
        self.invited("ken", expires=iso(house.clock.at + timedelta(hours=2)))
        house.settle()
        house.clock.later(timedelta(days=1))
        house.task("operations.sweep_timers", {}, "schedule")
        house.settle()

    def leave(self) -> None:
        """Chai says where they belong, leaves, and comes again."""
        membership, chai = "/v1/{tenant}/me/membership", self.who("chai")
        self.house.clock.later(timedelta(minutes=2))
        self.ask(f"PUT {membership}/primary", chai)
        self.ask(f"DELETE {membership}", chai)
        self.house.settle()
        self.house.clock.later(timedelta(minutes=2))
        self.ask(f"PUT {membership}", Person(chai.id, ""), {"name": "Chai", "language": "en"})
        self.house.settle()

    def hand_over(self) -> None:
        """The course is the head's from now on."""
        self.ask(f"PUT {COURSE}/owner", self.author, {"person": self.head.id})
        self.house.settle()
