"""For each function the smallest thing that uses all its rights: called as deployed, on things made beforehand.

Each call stands alone: what one function could not do does not hinder another. So one statement can be taken from every
role at once, and each function that still succeeds had no use for it.
"""

import json
import os
import secrets
import signal
import time
from collections.abc import Collection
from datetime import timedelta
from functools import partial
from typing import Any

from lyceum.kernel.clock import iso, now
from lyceum.kernel.ids import new_id
from tests.e2e.faults.gate import workers
from tests.e2e.policies import gradebooks, sittings
from tests.e2e.policies.audits import of_compliance
from tests.e2e.policies.banks import of_banks
from tests.e2e.policies.calls import Calls, Refused, Scenario, read_everything, sample, succeed
from tests.e2e.policies.invitations import of_invitations
from tests.e2e.policies.keys import of_keys
from tests.e2e.policies.people import scenarios_of_people
from tests.e2e.policies.schools import of_schools
from tests.e2e.policies.shop import of_shop
from tests.e2e.policies.signing_in import issue_token, join
from tests.e2e.policies.work import of_work
from tests.imports import post_form
from tools.demo.api import fetch

COURSE = "/v1/{tenant}/courses/{course}"
TITLE = {"title": {"en": "Changed"}}
MEMBER = "/v1/{tenant}/members/{person}"


def assign(calls: Calls) -> None:
    author, name = calls.ready["author"], "identity.assign_role"
    body = {"role": "teaching_assistant", "scope": f"course:{new_id()}"}
    given = calls.ask(name, f"POST {MEMBER}/assignments", author, body)
    assert given.status == 201, given.text
    read_everything(calls, name, author)
    route, at = f"DELETE {MEMBER}/assignments/{{assignment}}", {"assignment": given.json["id"]}
    succeed(calls, name, route, author, at=at, query={"reason": "over"})


def run_out(calls: Calls) -> None:
    """An assignment with an end that was taken back before it: its timer goes."""
    author, place = calls.ready["author"], f"{MEMBER}/assignments"
    body = {"role": "support", "scope": f"course:{new_id()}", "expires": iso(now() + timedelta(hours=1))}
    given = calls.ask("identity.assign_role", f"POST {place}", author, body)
    assert given.status == 201, given.text
    at, person = {"assignment": given.json["id"]}, given.headers["Location"].split("/")[4]
    succeed(calls, "identity.assign_role", f"DELETE {place}/{{assignment}}", author, at=at, query={"reason": "over"})
    event = sample("identity.expire_assignment")
    data = {"id": f"{person}.{at['assignment']}"}
    event["detail"] |= {"id": new_id(), "tenant": calls.world.school.tenant, "data": data}
    calls.invoke("identity.expire_assignment", event)


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


def enroll_person(calls: Calls) -> None:
    """Somebody new, and once more; admitted as the authorizer of API keys admits."""
    key = sample("enrollment.enroll_person")["requestContext"]["authorizer"]["lambda"]
    admitted = key | {"tenant": calls.world.school.tenant}
    route, body = "POST /v1/{tenant}/service/courses/{course}/enrollments", {"person": next(calls.ready["newcomers"])}
    for expected in (201, 200):
        answer = calls.ask("enrollment.enroll_person", route, new_id(), body, admitted=admitted)
        assert answer.status == expected, answer.text


def upload(calls: Calls) -> None:
    """A picture, which a course and a bank then have; and one that is not sent, which the bucket must say."""
    name, author, content = "catalog.upload", calls.ready["author"], b"\x89PNG\r\n\x1a\n"
    wish = {"name": "a.png", "size": len(content), "media_type": "image/png"}
    forms = [calls.ask(name, "POST /v1/{tenant}/uploads", author, wish) for _ in range(2)]
    assert [form.status for form in forms] == [201, 201], forms[0].text
    if (status := post_form(forms[0].json, content)) >= 300:
        raise Refused(f"the form answered {status}")
    for owner, expected in (("courses/{course}", 200), ("banks/{bank}", 200), ("banks/{bank}", 409)):
        at = {"upload": forms[expected == 409].json["id"], "bank": calls.world.bank}
        answer = calls.ask(name, f"PUT /v1/{{tenant}}/{owner}/assets/{{upload}}", author, {"path": "a.png"}, at=at)
        assert answer.status == expected, answer.text


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
    name, bo = "assessment.save_answer", calls.ready["bo"]
    answer = calls.ask(name, route, bo, body, at={"attempt": calls.ready["open"]})
    assert answer.status == 200, answer.text
    named = {"files": [{"upload": calls.ready["drawn"], "name": secrets.token_hex(4)}]}
    at = {"attempt": calls.ready["moving"], "question": "drawn"}
    answer = calls.ask(name, route, bo, {"response": named, "revision": time.time_ns() // 1_000}, at=at)
    assert answer.status == 200, answer.text


def change(calls: Calls, operation: str, route: str, body: Any, **at: str) -> None:
    answer = calls.ask(operation, route, calls.ready["author"], body, at=at)
    assert answer.status < 300, answer.text
    read_everything(calls, operation, calls.ready["author"])


def post_course(calls: Calls) -> None:
    body = {"title": {"en": "Another"}, "slug": f"another-{secrets.token_hex(4)}"}
    change(calls, "catalog.author_course", "POST /v1/{tenant}/courses", body)
    made = calls.ask(
        "catalog.author_course", "POST /v1/{tenant}/courses", calls.ready["author"], {"title": {"en": "B"}}
    )
    handed = {"person": calls.ready["ada"]}
    change(calls, "catalog.author_course", "PUT /v1/{tenant}/courses/{course}/owner", handed, course=made.json["id"])


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


def evict(calls: Calls, which: Collection[str]) -> None:
    """End the processes of these functions, and what they remember with them."""
    for operation in which:
        name = calls.roles[operation].function.split(":function:")[1].split(":")[0]
        for process in workers(calls.world.school.stack, name):
            os.kill(process, signal.SIGKILL)


def run_job(calls: Calls, operation: str) -> None:
    """A run of a job of its own, which says why it failed."""
    event, failure = calls.ready["new run"](operation)
    calls.invoke(operation, event)
    if why := failure():
        raise Refused(f"the run failed: {why}")


def backfill(calls: Calls) -> None:
    part = {"run": new_run(), "segment": 0, "segments": 1, "units_per_second": 40_000}
    calls.invoke("operations.backfill_segment", part)


def new_run() -> str:
    return f"run-{secrets.token_hex(6)}"


def sweep(calls: Calls) -> None:
    calls.ready["overdue"]()
    calls.invoke("operations.sweep_timers", {})


def grade(calls: Calls) -> None:
    """Other words each time: the same grade once more tells nothing."""
    route = "PUT /v1/{tenant}/attempts/{attempt}/grades/{question}"
    body = {"points": "1", "feedback": f"Well done, {secrets.token_hex(4)}."}
    change(calls, "assessment.grade_response", route, body)


def render(calls: Calls) -> None:
    """A report that was asked for; whatever comes of it, others find it as it was."""
    calls.ready["report"]("requested")
    try:
        calls.hear("insight.render_report", "ReportRequested")
    finally:
        calls.ready["report"]("ready")


def of_attempts(calls: Calls) -> dict[str, Scenario]:
    author = calls.ready["author"]
    read = partial(read_everything, calls)
    heard = partial(partial, calls.hear)
    return sittings.of_sittings(calls) | {
        "assessment.activate_assessments": heard("assessment.activate_assessments", "CoursePublished"),
        "assessment.author_assessment": partial(
            change, calls, "assessment.author_assessment", f"PATCH {COURSE}/assessments/{{assessment}}", TITLE
        ),
        "assessment.await_grade": partial(
            calls.invoke, "assessment.await_grade", calls.ready["await"], otherwise=("GradingAlreadyAwaited",)
        ),
        "assessment.discard_prepared": partial(sittings.discard, calls),
        "assessment.extend_attempts": heard("assessment.extend_attempts", "AccommodationChanged"),
        "assessment.grade_response": partial(grade, calls),
        "assessment.gradebook": partial(read, "assessment.gradebook", author),
        "assessment.grading_queue": partial(read, "assessment.grading_queue", author),
        "assessment.change_grade": partial(gradebooks.change, calls),
        "assessment.explain_grade": partial(read, "assessment.explain_grade", author),
        "assessment.shape_gradebook": partial(gradebooks.shape, calls),
        "assessment.recompute_grades": partial(
            gradebooks.elsewhere, calls, "assessment.recompute_grades", "AssessmentAuthored", "GradebookChanged"
        ),
        "assessment.record_grade": partial(
            gradebooks.elsewhere, calls, "assessment.record_grade", "AttemptGraded", "LearnerEnrolled"
        ),
        "assessment.plan_opening": heard("assessment.plan_opening", "AssessmentAuthored"),
        "assessment.resume_grading": heard("assessment.resume_grading", "AttemptGraded"),
        "assessment.save_answer": partial(save_answer, calls),
        "assessment.submit_attempt": partial(sittings.submit, calls),  # after save_answer, in the same attempt
        "assessment.submit_due_attempt": partial(
            calls.invoke, "assessment.submit_due_attempt", calls.ready["due"], otherwise=("AttemptNotFound",)
        ),
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
        "identity.assign_role": partial(assign, calls),
        "identity.expire_assignment": partial(run_out, calls),
        "identity.define_roles": partial(define, calls),
        "identity.explain_access": partial(read, "identity.explain_access", author),
        "identity.override_permission": partial(override, calls),
        "identity.issue_token": partial(issue_token, calls),
        "identity.join": partial(join, calls),
    }


def of_learning(calls: Calls) -> dict[str, Scenario]:
    author = calls.ready["author"]
    ada = calls.ready["ada"]
    read = partial(read_everything, calls)
    heard = partial(partial, calls.hear)
    return {
        "enrollment.enroll": partial(enroll, calls),
        "enrollment.enroll_person": partial(enroll_person, calls),
        "enrollment.follow_learning": heard("enrollment.follow_learning", "LearningOpened"),
        "enrollment.list_enrollments": partial(read, "enrollment.list_enrollments", author),
        "enrollment.withdraw": partial(
            succeed,
            calls,
            "enrollment.withdraw",
            "DELETE /v1/{tenant}/me/enrollments/{course}",
            calls.ready["leaver"],
        ),
        "learning.close_access": heard("learning.close_access", "LearnerWithdrawn"),
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
    return {
        "insight.render_report": partial(render, calls),
        "insight.request_report": partial(request_report, calls),
        "insight.roll_up": partial(calls.invoke, "insight.roll_up", calls.ready["stream"]),
        "insight.seal_days": partial(seal, calls),
        "operations.backfill_segment": partial(backfill, calls),
        "operations.begin_backfill": lambda: calls.invoke("operations.begin_backfill", {"run": new_run()}),
        "operations.jobs": partial(read, "operations.jobs", author),
        "operations.publish_events": partial(poison, calls),
        "operations.repeat_job": partial(calls.invoke, "operations.repeat_job", sample("operations.repeat_job")),
        "commerce.reconcile": partial(run_job, calls, "commerce.reconcile"),
        "operations.rotate_cursor_secret": partial(run_job, calls, "operations.rotate_cursor_secret"),
        "operations.site": partial(read, "operations.site", author),
        "operations.start_job": partial(calls.invoke, "operations.start_job", sample("operations.start_job")),
        "operations.sweep_timers": partial(sweep, calls),
    }


def scenarios(calls: Calls) -> dict[str, Scenario]:
    """Operation → what it must be able to do."""
    parts = (
        of_attempts,
        of_banks,
        of_work,
        of_courses,
        of_people,
        of_compliance,
        of_learning,
        of_operations,
        of_schools,
        scenarios_of_people,
        of_keys,
        of_invitations,
        of_shop,
    )
    return {operation: scenario for part in parts for operation, scenario in part(calls).items()}
