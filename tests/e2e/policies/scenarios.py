"""For each function the smallest thing that uses all its rights: called as deployed, on things made beforehand.

Each call stands alone: what one function could not do does not hinder another. So one statement can be taken from every
role at once, and each function that still succeeds had no use for it.
"""

import json
import secrets
from collections.abc import Callable, Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from typing import Any

from lyceum.kernel.clock import iso, now
from lyceum.kernel.ids import new_id
from tests.e2e.policies.roles import Role
from tests.e2e.world import World
from tests.http import Answer, Person, request
from tests.imports import post_form
from tools.checks.house import gateway_routes, operation_of
from tools.checks.layout import ROOT
from tools.demo.api import fetch

type Scenario = Callable[[], object]

WORKERS_IN_ALL = 24
"""As many as the emulator keeps (tools.emulator_mends)."""


class Refused(AssertionError):
    """A function could not do its work."""


COURSE = "/v1/{tenant}/courses/{course}"
TITLE = {"title": {"en": "Changed"}}


@dataclass
class Calls:
    """Calls deployed functions, with events of the world."""

    world: World
    roles: Mapping[str, Role]
    events: Mapping[str, list[dict[str, Any]]]
    """Detail type → what the bus carried while the world was made."""
    ready: dict[str, Any] = field(default_factory=dict)
    """What was prepared for one function alone."""

    def invoke(self, operation: str, event: Any, *, otherwise: tuple[str, ...] = ()) -> Any:
        """The answer of a function. Raises Refused for an error that is none of `otherwise`."""
        answer = self.world.school.stack.aws("lambda").invoke(
            FunctionName=self.roles[operation].function, Payload=json.dumps(event).encode()
        )
        said = json.loads(answer["Payload"].read() or b"null")
        if "FunctionError" in answer and said.get("errorType") not in otherwise:
            raise Refused(f"{operation}: {said.get('errorType')} {str(said.get('errorMessage'))[:300]}")
        return said

    def ask(self, operation: str, route: str, caller: str, body: Any = None, **options: Any) -> Answer:
        """A request to a function, as the gateway would hand it over; a fault of its own is Refused."""
        world = self.world
        values = {**world.path(), **options.pop("at", {})}
        claims = Person(caller, options.pop("memberships", self.everything())).claims(
            client_id=world.school.stack.outputs["WebClientId"]
        )
        names = [part[1:-1] for part in route.partition(" ")[2].split("/") if part.startswith("{")]
        place: dict[str, Any] = {name: values.get(name, "x") for name in names}
        handler = lambda event, _: self.invoke(operation, event)  # noqa: E731 # as tests.http takes it
        answer = request(handler, route, claims=claims, body=body, **options, **place)
        if answer.status >= 500:
            raise Refused(f"{route}: {answer.status} {answer.text[:200]}")
        return answer

    def everything(self) -> str:
        """All roles."""
        return f"{self.world.school.tenant}=administrator,instructor,learner;*=operator"

    def hear(self, operation: str, *types: str) -> None:
        """Events of these types, told once more under new ids."""
        for type in types:
            assert self.events.get(type), f"nobody told {type}"
            for event in self.events[type][-2:]:
                self.invoke(operation, {**event, "detail": {**event["detail"], "id": new_id()}})


def routes_of(operation: str) -> list[str]:
    """Routes behind a function."""
    return [
        route.key
        for route in gateway_routes()
        if route.function is not None and ".".join(operation_of(route.function)) == operation
    ]


def sample(operation: str) -> Any:
    """The function's sample event."""
    context, _, name = operation.partition(".")
    return json.loads((ROOT / f"events/{context}/{name}.json").read_text())


def read_everything(calls: Calls, operation: str, caller: str) -> None:
    """Every GET of a function; lists with a cursor of nobody's, which is refused by its signature."""
    for route in routes_of(operation):
        if route.startswith("GET "):
            answer = calls.ask(operation, route, caller)
            if answer.status == 200 and answer.text.startswith("{") and "next_cursor" in answer.json:
                refused = calls.ask(operation, route, caller, query={"cursor": "AAAA" * 8})
                assert refused.status == 422, refused.text


MEMBER = "/v1/{tenant}/members/{person}"


def assign(calls: Calls) -> None:
    author, name = calls.ready["author"], "identity.assign_role"
    body = {"role": "teaching_assistant", "scope": f"course:{new_id()}"}
    given = calls.ask(name, f"POST {MEMBER}/assignments", author, body)
    assert given.status == 201, given.text
    read_everything(calls, name, author)
    route, at = f"DELETE {MEMBER}/assignments/{{assignment}}", {"assignment": given.json["id"]}
    succeed(calls, name, route, author, at=at, query={"reason": "over"})


def define(calls: Calls) -> None:
    author, name, slug = calls.ready["author"], "identity.define_roles", f"r{secrets.token_hex(4)}"
    succeed(calls, name, "POST /v1/{tenant}/roles", author, {"slug": slug, "name": {"en": "Role"}})
    role = "/v1/{tenant}/roles/{role}"
    succeed(calls, name, f"PATCH {role}", author, {"grants": ["grade.view"]}, at={"role": slug})
    succeed(calls, name, f"DELETE {role}", author, at={"role": slug})
    read_everything(calls, name, author)


def override(calls: Calls) -> None:
    author, name, route = calls.ready["author"], "identity.override_permission", f"{MEMBER}/overrides/{{permission}}"
    scope = f"course:{new_id()}"
    succeed(calls, name, f"PUT {route}", author, {"allowed": True, "scope": scope, "reason": "once"})
    succeed(calls, name, f"DELETE {route}", author, query={"reason": "over", "scope": scope})


def enroll(calls: Calls) -> None:
    route = "POST /v1/{tenant}/courses/{course}/enrollments"
    answer = calls.ask("enrollment.enroll", route, new_id())
    assert answer.status == 201, answer.text


def upload(calls: Calls) -> None:
    wish = {"name": "a.txt", "size": 2, "media_type": "text/plain"}
    form = calls.ask("catalog.upload", "POST /v1/{tenant}/uploads", calls.ready["author"], wish)
    assert form.status == 201, form.text
    if (status := post_form(form.json, b"ok")) >= 300:
        raise Refused(f"the form answered {status}")


def request_import(calls: Calls) -> None:
    author = calls.ready["author"]
    wish = {"format": "olx", "upload": calls.world.upload, "course": calls.world.course, "dry_run": True}
    asked = calls.ask("catalog.import_course", "POST /v1/{tenant}/imports", author, wish)
    assert asked.status == 202, asked.text
    read_everything(calls, "catalog.import_course", author)


def request_report(calls: Calls) -> None:
    author = calls.ready["author"]
    wish = {"kind": "course_progress", "course": calls.world.course, "format": "json"}
    asked = calls.ask("insight.request_report", "POST /v1/{tenant}/reports", author, wish)
    assert asked.status == 202, asked.text
    read_everything(calls, "insight.request_report", author)
    seen = calls.ask("insight.request_report", "GET /v1/{tenant}/reports/{report}", author)
    if (answer := fetch(seen.json["download"]["url"])).status != 200:
        raise Refused(f"the report's address answered {answer.status}")


def study(calls: Calls) -> None:
    ada = calls.ready["ada"]
    answer = calls.ask("learning.study", "GET /v1/{tenant}/courses/{course}/outline", ada)
    assert answer.status == 200, answer.text
    for chapter in answer.json["chapters"]:
        for lesson in chapter["lessons"]:
            route = "GET /v1/{tenant}/courses/{course}/lessons/{lesson}"
            opened = calls.ask("learning.study", route, ada, at={"lesson": lesson["id"]})
            assert opened.status == 200, opened.text


def save_answer(calls: Calls) -> None:
    route = "PUT /v1/{tenant}/attempts/{attempt}/answers/{question}"
    body = {"response": {"text": secrets.token_hex(4)}, "revision": calls.ready["revision"]}
    answer = calls.ask("assessment.save_answer", route, calls.ready["bo"], body, at={"attempt": calls.ready["open"]})
    assert answer.status == 200, answer.text


def succeed(calls: Calls, operation: str, route: str, caller: str, body: Any = None, **options: Any) -> None:
    answer = calls.ask(operation, route, caller, body, **options)
    assert answer.status < 300, answer.text


def change(calls: Calls, operation: str, route: str, body: Any, **at: str) -> None:
    answer = calls.ask(operation, route, calls.ready["author"], body, at=at)
    assert answer.status < 300, answer.text
    read_everything(calls, operation, calls.ready["author"])


def post_course(calls: Calls) -> None:
    body = {"title": {"en": "Another"}, "slug": f"another-{secrets.token_hex(4)}"}
    change(calls, "catalog.author_course", "POST /v1/{tenant}/courses", body)


def poison(calls: Calls) -> None:
    """A record with an event, and one that cannot be read, which is parked."""
    told = sample("operations.publish_events")
    broken = json.loads(json.dumps(told))
    for record in broken["Records"]:
        record["dynamodb"]["NewImage"]["events"] = {"L": [{"S": "not an event"}]}
    calls.invoke("operations.publish_events", told)
    calls.invoke("operations.publish_events", broken)


def parse(calls: Calls) -> None:
    calls.ready["again"]()
    job = {"tenant": calls.world.school.tenant, "job": calls.world.job, "execution": "once more"}
    calls.invoke("interop.parse_source", job)


def write_import(calls: Calls) -> None:
    task = calls.ready["document"]()
    calls.invoke("catalog.write_import", {**task, "format": "olx"})


def finish(calls: Calls) -> None:
    job = {"tenant": calls.world.school.tenant, "job": calls.world.job, "state": "finished"}
    calls.invoke("catalog.finish_import", job, otherwise=("ImportEnded",))


def seal(calls: Calls) -> None:
    """A job that fails says so in its run."""
    calls.ready["due again"]()
    calls.hear("insight.seal_days", "JobDue")
    if why := calls.ready["run"]():
        raise Refused(f"the run failed: {why}")


def evict(calls: Calls, keep: Collection[str]) -> None:
    """Call enough other functions for the emulator to end the workers of these, and what they remember with them."""
    for operation in sorted(set(calls.roles) - set(keep))[: WORKERS_IN_ALL + 1]:
        with suppress(Refused):
            calls.invoke(operation, {})


def sweep(calls: Calls) -> None:
    calls.ready["overdue"]()
    calls.invoke("operations.sweep_timers", {})


def issue_token(calls: Calls) -> None:
    event = sample("identity.issue_token")
    member = calls.ready["signed in"]
    event["request"]["userAttributes"]["sub"] = member["sub"]
    event["userPoolId"] = calls.world.school.stack.outputs["UserPoolId"]
    calls.invoke("identity.issue_token", event)


def found(calls: Calls) -> None:
    name = {"en": "Another school"}
    wish = {"tenant": f"n{secrets.token_hex(6)}", "name": name, "language": "en", "administrator": new_id()}
    calls.invoke("tenancy.found_tenant", wish | {"self_registration": True})


def look_at_schools(calls: Calls) -> None:
    """Found one, suspend it once it is open, take it up again, and list all."""
    author = calls.ready["author"]
    body = {"tenant": f"n{secrets.token_hex(6)}", "name": {"en": "Another school"}, "administrator": new_id()}
    succeed(calls, "tenancy.onboard_tenant", "POST /v1/tenants", author, body)
    route = "/v1/tenants/{tenant}/suspension"
    succeed(calls, "tenancy.onboard_tenant", f"PUT {route}", author, {"reason": "a test"})
    succeed(calls, "tenancy.onboard_tenant", f"DELETE {route}", author)
    read_everything(calls, "tenancy.onboard_tenant", author)


def prepare(calls: Calls) -> None:
    """Every step for a school that is open already; a school of its own is given up."""
    task = {"tenant": calls.world.school.tenant, "execution": "another"}
    for step in ("claim", "furnish", "open"):
        calls.invoke("tenancy.prepare_tenant", task | {"step": step}, otherwise=("OnboardingClaimed",))
    calls.ready["pending"]()
    given_up = {"tenant": "pending", "execution": "another", "failure": {"Error": "Busy"}}
    calls.invoke("tenancy.prepare_tenant", given_up | {"step": "give_up"})


def administrate(calls: Calls) -> None:
    """An administrator is appointed to a school that is not open, and taken back, twice."""
    calls.ready["pending"]()
    person = new_id()
    for action in ("appoint", "take_back", "appoint"):
        calls.invoke("identity.appoint_administrator", {"tenant": "pending", "person": person, "action": action})


def changed(calls: Calls, operation: str, *routes: tuple[str, Any]) -> None:
    """Changes by the administrator of everything, then every GET."""
    author = calls.ready["author"]
    for route, body in routes:
        succeed(calls, operation, route, author, body)
    read_everything(calls, operation, author)


def of_schools(calls: Calls) -> dict[str, Scenario]:
    tenant, branch, unit = "/v1/{tenant}", "/v1/{tenant}/branches/{branch}", "/v1/{tenant}/units/{unit}"
    name = {"name": {"en": f"Name {secrets.token_hex(4)}"}}
    does = partial(partial, changed, calls)
    return {
        "tenancy.branch_courses": does(
            "tenancy.branch_courses",
            (f"DELETE {branch}/courses/{{course}}", None),
            (f"PUT {branch}/courses/{{course}}", None),
            (f"DELETE {tenant}/courses/{{course}}/branch-limit", None),
        ),
        "tenancy.branch_members": does(
            "tenancy.branch_members",
            (f"DELETE {branch}/members/{{person}}", None),
            (f"PUT {branch}/members/{{person}}", None),
        ),
        "tenancy.found_tenant": partial(found, calls),
        "tenancy.manage_branches": does(
            "tenancy.manage_branches", (f"POST {tenant}/branches", name), (f"PATCH {branch}", {"state": "open", **name})
        ),
        "tenancy.manage_tenant": does("tenancy.manage_tenant", (f"PATCH {tenant}", name)),
        "tenancy.manage_units": does(
            "tenancy.manage_units",
            (f"PATCH {unit}", name),
            (f"PUT {unit}/members/{{person}}", {"primary": True}),
            (f"DELETE {unit}/members/{{person}}", None),
        ),
        "tenancy.onboard_tenant": partial(look_at_schools, calls),
        "tenancy.prepare_tenant": partial(prepare, calls),
        "tenancy.settings": partial(set_secret, calls),
    }


def set_secret(calls: Calls) -> None:
    """A secret, which is sealed."""
    place = {"category": "integrations", "key": "signing_secret"}
    route = "PUT /v1/{tenant}/settings/{category}/{key}"
    succeed(calls, "tenancy.settings", route, calls.ready["author"], {"value": secrets.token_hex(8)}, at=place)
    read_everything(calls, "tenancy.settings", calls.ready["author"])


def query_audit(calls: Calls) -> None:
    author, today = calls.ready["author"], iso(now())[:10]
    route = "GET /v1/{tenant}/audit"
    listed = partial(calls.ask, "compliance.query_audit", route, author)
    for query in ({"day": today}, {"person": author}, {"object": calls.world.course}):
        answer = listed(query=query)
        assert answer.status == 200, answer.text
    refused = listed(query={"day": today, "cursor": "AAAA" * 8})
    assert refused.status == 422, refused.text
    export = partial(calls.ask, "compliance.query_audit")
    asked = export("POST /v1/{tenant}/audit/exports", author, calls.ready["export"])
    assert asked.status == 202, asked.text
    seen = export("GET /v1/{tenant}/audit/exports/{export}", author)
    if (file := fetch(seen.json["download"]["url"])).status != 200:
        raise Refused(f"the export's address answered {file.status}")


def record_audit(calls: Calls) -> None:
    event = sample("compliance.record_audit")
    event["detail"] |= {"id": new_id(), "tenant": calls.world.school.tenant}
    calls.invoke("compliance.record_audit", event)


def seal_audit(calls: Calls) -> None:
    """A late entry in a window that was sealed before: its seal is read, another one written."""
    calls.ready["late entry"]()
    calls.invoke("compliance.seal_audit", {})


def accept_terms(calls: Calls) -> None:
    read_everything(calls, "compliance.accept_terms", calls.ready["ada"])
    answer = calls.ask("compliance.accept_terms", "PUT /v1/{tenant}/me/terms/{version}", new_id())
    assert answer.status == 200, answer.text


def manage_terms(calls: Calls) -> None:
    """By somebody new, whose key is made."""
    manager, words = new_id(), {"title": {"en": "Terms"}, "text": {"en": secrets.token_hex(4)}}
    draft = calls.ask("compliance.manage_terms", "POST /v1/{tenant}/terms", manager, words)
    assert draft.status == 201, draft.text
    route = "PUT /v1/{tenant}/terms/{version}/publication"
    wish = {"effective_from": iso(now() + timedelta(days=30))}
    answer = calls.ask("compliance.manage_terms", route, manager, wish, at={"version": draft.json["version"]})
    assert answer.status == 200, answer.text


def join(calls: Calls) -> None:
    body = {"name": "New", "language": "en"}
    answer = calls.ask("identity.join", "PUT /v1/{tenant}/me/membership", new_id(), body, memberships="")
    assert answer.status == 200, answer.text


def of_attempts(calls: Calls) -> dict[str, Scenario]:
    author = calls.ready["author"]
    ada = calls.ready["ada"]
    read = partial(read_everything, calls)
    heard = partial(partial, calls.hear)
    return {
        "assessment.activate_assessments": heard("assessment.activate_assessments", "CoursePublished"),
        "assessment.author_assessment": partial(
            change, calls, "assessment.author_assessment", f"PATCH {COURSE}/assessments/{{assessment}}", TITLE
        ),
        "assessment.await_grade": partial(
            calls.invoke, "assessment.await_grade", calls.ready["await"], otherwise=("GradingAlreadyAwaited",)
        ),
        "assessment.grade_response": partial(
            change,
            calls,
            "assessment.grade_response",
            "PUT /v1/{tenant}/attempts/{attempt}/grades/{question}",
            {"points": "1"},
        ),
        "assessment.gradebook": partial(read, "assessment.gradebook", author),
        "assessment.grading_queue": partial(read, "assessment.grading_queue", author),
        "assessment.record_grade": heard("assessment.record_grade", "AttemptGraded", "LearnerEnrolled"),
        "assessment.resume_grading": heard("assessment.resume_grading", "AttemptGraded"),
        "assessment.save_answer": partial(save_answer, calls),
        "assessment.start_attempt": partial(
            succeed,
            calls,
            "assessment.start_attempt",
            "POST /v1/{tenant}/assessments/{assessment}/attempts",
            calls.ready["bo"],
        ),
        "assessment.submit_attempt": partial(
            succeed,
            calls,
            "assessment.submit_attempt",
            "PUT /v1/{tenant}/attempts/{attempt}/submission",
            calls.ready["bo"],
            at={"attempt": calls.ready["open"]},
        ),
        "assessment.submit_due_attempt": partial(
            calls.invoke, "assessment.submit_due_attempt", calls.ready["due"], otherwise=("AttemptNotFound",)
        ),
        "assessment.view_attempt": partial(read, "assessment.view_attempt", ada),
        "assessment.write_question_sets": partial(
            calls.invoke, "assessment.write_question_sets", calls.ready["questions"]
        ),
    }


def of_courses(calls: Calls) -> dict[str, Scenario]:
    ada = calls.ready["ada"]
    read = partial(read_everything, calls)
    chapter = f"{COURSE}/chapters/{{chapter}}"
    return {
        "catalog.author_chapter": partial(change, calls, "catalog.author_chapter", f"PATCH {chapter}", TITLE),
        "catalog.author_course": partial(post_course, calls),
        "catalog.author_lesson": partial(
            change, calls, "catalog.author_lesson", f"PATCH {chapter}/lessons/{{lesson}}", TITLE
        ),
        "catalog.browse_catalog": partial(read, "catalog.browse_catalog", ada),
        "catalog.finish_import": partial(finish, calls),
        "catalog.follow_assessments": partial(calls.hear, "catalog.follow_assessments", *calls.ready["followed"]),
        "catalog.import_course": partial(request_import, calls),
        "catalog.publish_course": partial(
            change, calls, "catalog.publish_course", f"PUT {COURSE}/publication", None, course=calls.ready["limited"]
        ),
        "catalog.upload": partial(upload, calls),
        "catalog.write_import": partial(write_import, calls),
        "interop.parse_source": partial(parse, calls),
    }


def of_people(calls: Calls) -> dict[str, Scenario]:
    author = calls.ready["author"]
    ada = calls.ready["ada"]
    read = partial(read_everything, calls)
    heard = partial(partial, calls.hear)
    return {
        "community.notifications": partial(read, "community.notifications", ada),
        "community.notify": heard("community.notify", "LearnerEnrolled"),
        "community.word_messages": partial(read, "community.word_messages", author),
        "identity.appoint_administrator": partial(administrate, calls),
        "identity.assign_role": partial(assign, calls),
        "identity.define_roles": partial(define, calls),
        "identity.explain_access": partial(read, "identity.explain_access", author),
        "identity.override_permission": partial(override, calls),
        "identity.issue_token": partial(issue_token, calls),
        "identity.join": partial(join, calls),
    }


def of_compliance(calls: Calls) -> dict[str, Scenario]:
    heard = partial(partial, calls.hear)
    forget = {"tenant": calls.world.school.tenant, "person": new_id()}
    return {
        "compliance.accept_terms": partial(accept_terms, calls),
        "compliance.export_audit": heard("compliance.export_audit", "AuditExportRequested"),
        "compliance.forget_person": partial(calls.invoke, "compliance.forget_person", forget),
        "compliance.manage_terms": partial(manage_terms, calls),
        "compliance.query_audit": partial(query_audit, calls),
        "compliance.record_audit": partial(record_audit, calls),
        "compliance.seal_audit": partial(seal_audit, calls),
    }


def of_learning(calls: Calls) -> dict[str, Scenario]:
    author = calls.ready["author"]
    ada = calls.ready["ada"]
    read = partial(read_everything, calls)
    heard = partial(partial, calls.hear)
    return {
        "enrollment.enroll": partial(enroll, calls),
        "enrollment.follow_learning": heard("enrollment.follow_learning", "LearningOpened"),
        "enrollment.list_enrollments": partial(read, "enrollment.list_enrollments", author),
        "learning.complete_course": heard("learning.complete_course", "AttemptGraded"),
        "learning.open_access": heard("learning.open_access", "LearnerEnrolled"),
        "learning.record_progress": partial(
            succeed,
            calls,
            "learning.record_progress",
            f"PATCH {COURSE}/progress",
            ada,
            {"items": [{"lesson": calls.world.path()["lesson"], "completed": True, "at": "2026-11-22T12:00:00Z"}]},
        ),
        "learning.study": partial(study, calls),
    }


def of_operations(calls: Calls) -> dict[str, Scenario]:
    author = calls.ready["author"]
    read = partial(read_everything, calls)
    heard = partial(partial, calls.hear)
    return {
        "insight.render_report": heard("insight.render_report", "ReportRequested"),
        "insight.request_report": partial(request_report, calls),
        "insight.roll_up": partial(calls.invoke, "insight.roll_up", calls.ready["stream"]),
        "insight.seal_days": partial(seal, calls),
        "operations.jobs": partial(read, "operations.jobs", author),
        "operations.publish_events": partial(poison, calls),
        "operations.repeat_job": partial(calls.invoke, "operations.repeat_job", sample("operations.repeat_job")),
        "operations.site": partial(read, "operations.site", author),
        "operations.start_job": partial(calls.invoke, "operations.start_job", sample("operations.start_job")),
        "operations.sweep_timers": partial(sweep, calls),
    }


def scenarios(calls: Calls) -> dict[str, Scenario]:
    """Operation → what it must be able to do."""
    parts = (of_attempts, of_courses, of_people, of_compliance, of_learning, of_operations, of_schools)
    return {operation: scenario for part in parts for operation, scenario in part(calls).items()}
