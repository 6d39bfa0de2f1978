"""What keeps a school and the platform in order: branches, units, settings, terms, the audit trail, forgetting."""

from datetime import timedelta

from lyceum.kernel.aws import client
from lyceum.kernel.clock import iso
from lyceum.kernel.settings import settings
from tests.faults.lives.school import COURSE, MEMBER, Life

BRANCH = "/v1/{tenant}/branches/{branch}"
UNIT = "/v1/{tenant}/units/{unit}"
SETTING = "/v1/{tenant}/settings/{category}/{key}"
NORTH, SOUTH = {"name": {"en": "North"}}, {"name": {"en": "South"}}
WORDS = {"title": {"en": "Terms"}, "text": {"en": "Be kind."}}


class UpkeepLife(Life):
    """A school whose head and the platform's operators keep it in order."""

    def live(self) -> None:
        """All of it."""
        self.found()
        self.seal()
        self.write_another()
        self.ask(f"PUT {COURSE}/publication", self.author)
        self.house.settle()
        self.set()
        self.branch_out()
        self.organise()
        self.onboard_another()
        self.agree()
        self.ask_about_data()
        self.look_back()
        self.keep_the_platform()

    def set(self) -> None:
        """The school's record, and settings."""
        self.ask("PATCH /v1/{tenant}", self.head, {"name": {"en": "The school"}, "time_zone": "Asia/Bangkok"})
        self.setting(f"PUT {SETTING}", "self_registration", {"value": True})
        self.setting(f"PUT {SETTING}", "limit_courses", {"value": True})
        self.setting(f"DELETE {SETTING}", "limit_courses")
        self.house.settle()

    def setting(self, route: str, name: str, body: object = None) -> None:
        """Something is said of branches."""
        self.ask(route, self.head, body, at={"category": "branches", "key": name})

    def branch_out(self) -> None:
        """Two branches; people and the course come and go; one is closed."""
        north, south = (
            self.ask("POST /v1/{tenant}/branches", self.head, wish, key=f"branch {number}")["id"]
            for number, wish in enumerate((NORTH, SOUTH))
        )
        self.ask(f"PATCH {BRANCH}", self.head, {"name": {"en": "Far north"}}, branch=north)
        bo = {"branch": north, "person": self.who("bo").id}
        self.ask("PUT /v1/{tenant}/me/branches/{branch}", self.who("ada"), branch=north)
        for method in ("PUT", "DELETE"):
            self.ask(f"{method} {BRANCH}/members/{{person}}", self.head, **bo)
            self.ask(f"{method} {BRANCH}/courses/{{course}}", self.head, branch=north)
            self.ask(f"{method} {COURSE}/branch-limit", self.head)
        self.ask(f"PUT {BRANCH}/closure", self.head, branch=south)
        self.house.settle()

    def organise(self) -> None:
        """Two units; Bo works in one; the other is given up."""
        team, old = (
            self.ask("POST /v1/{tenant}/units", self.head, {"kind": "team", **wish}, key=f"unit {number}")["id"]
            for number, wish in enumerate((NORTH, SOUTH))
        )
        self.ask(f"PATCH {UNIT}", self.head, {"name": {"en": "The team"}}, unit=team)
        bo = {"unit": team, "person": self.who("bo").id}
        self.ask(f"PUT {UNIT}/members/{{person}}", self.head, {"primary": True}, **bo)
        self.ask(f"DELETE {UNIT}/members/{{person}}", self.head, **bo)
        self.ask(f"PUT {UNIT}/archival", self.head, unit=old)
        self.house.settle()

    def onboard_another(self) -> None:
        """By an operator; closed for a while, and opened again."""
        other = f"{self.tenant}b"
        wish = {"tenant": other, "name": {"en": "Another"}, "administrator": self.who("other head").id}
        self.ask("POST /v1/tenants", self.operator, wish)
        self.house.settle()
        suspension = "/v1/tenants/{tenant}/suspension"
        self.ask(f"PUT {suspension}", self.operator, {"reason": "Not paid"}, tenant=other)
        self.ask(f"DELETE {suspension}", self.operator, tenant=other)
        self.house.settle()

    def agree(self) -> None:
        """Terms of the school and of the platform, both to come; Ada accepts hers."""
        coming = {"effective_from": iso(self.house.clock.at + timedelta(days=30))}
        terms = self.ask("POST /v1/{tenant}/terms", self.head, WORDS)["version"]
        self.ask("PUT /v1/{tenant}/terms/{version}/publication", self.head, coming, version=terms)
        platform = self.ask("POST /v1/terms", self.operator, WORDS)["version"]
        self.ask("PUT /v1/terms/{version}/publication", self.operator, coming, version=platform)
        self.ask("PUT /v1/{tenant}/me/terms/{version}", self.who("ada"), version=terms)
        self.house.settle()

    def ask_about_data(self) -> None:
        """Ada asks for a correction, in words, and is answered."""
        ada, wish = self.who("ada"), {"kind": "correction", "text": "My name has two l."}
        made = self.ask("POST /v1/{tenant}/me/data-requests", ada, wish, key="data")["id"]
        done = {"state": "done", "answer": "So it has now."}
        route = f"PATCH {MEMBER}/data-requests/{{data_request}}"
        self.ask(route, self.head, done, person=ada.id, data_request=made)
        self.house.settle()

    def look_back(self) -> None:
        """The trail is exported and sealed; Ada is forgotten."""
        today = self.house.clock.at.date().isoformat()
        wish = {"format": "csv", "first": today, "last": today}
        self.ask("POST /v1/{tenant}/audit/exports", self.head, wish, key="export")
        self.house.settle()
        self.house.task("compliance.forget_person", {"tenant": self.tenant, "person": self.who("ada").id})
        self.house.settle()
        self.seal()

    def seal(self) -> None:
        """What has been written into the trail until now."""
        self.house.clock.later(timedelta(minutes=20))
        self.house.task("compliance.seal_audit", {}, "schedule")

    def keep_the_platform(self) -> None:
        """Old items are raised; cursors are signed with the next key."""
        wish = {"run": f"run-{self.tenant}", "segments": 2, "units_per_second": 40_000}
        for part in self.house.task("operations.begin_backfill", wish)["parts"]:
            self.house.task("operations.backfill_segment", part)
        assert client("secretsmanager").describe_secret(SecretId=settings().cursor_secret_parameter)
        job = {"job": "operations.rotate_cursor_secret", "at": iso(self.house.clock.at)}
        self.house.task("operations.start_job", job, "schedule")
        self.house.settle()
