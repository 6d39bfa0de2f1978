"""A report on request: made by the deployed functions, fetched by its address, true to what happened."""

import json
from typing import Any

import pytest

from tests.e2e.deployed import School
from tests.e2e.enrollment.test_enroll import small_course
from tools.demo.api import fetch, until

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(300)]


def made(school: School, course: str, format: str) -> dict[str, Any]:
    api = school.instructor.api
    id = api.post("/reports", {"kind": "course_progress", "course": course, "format": format})["id"]

    def look() -> Any:
        view = api.get(f"/reports/{id}")
        assert view["state"] != "failed", view["reason"]
        return view if view.get("download") else None

    found: dict[str, Any] = until(look, what=f"the report as {format}", seconds=120)
    return found


def test_a_report_says_who_learns_what(school: School) -> None:
    course = small_course(school)
    learner = school.member("reader")
    learner.api.post(f"/courses/{course}/enrollments")
    until(lambda: learner.api.refusal("GET", f"/courses/{course}/outline")[0] == 200, what="learning opens")
    (chapter,) = learner.api.get(f"/courses/{course}/outline")["chapters"]
    item = {"lesson": chapter["lessons"][0]["id"], "completed": True, "at": "2026-11-22T12:00:00Z"}
    learner.api.patch(f"/courses/{course}/progress", {"items": [item]})

    def completed() -> bool:
        return all(
            row["status"] == "completed" for row in school.instructor.api.every(f"/courses/{course}/enrollments")
        )

    until(completed, what="the roster to know")
    report = json.loads(fetch(made(school, course, "json")["download"]["url"]).body)
    (row,) = report["learners"]
    assert (row["name"], row["percent"], row["status"]) == (learner.name, "100", "completed")
    assert (report["figures"]["learners"], report["figures"]["completed"]) == (1, 1)
    page = fetch(made(school, course, "html")["download"]["url"]).body.decode()
    assert learner.name in page
    assert "<svg" in page


def test_a_report_is_for_whoever_asked(school: School) -> None:
    view = made(school, small_course(school), "csv")
    colleague = school.member("colleague")
    school.appoint(colleague, "instructor")
    assert colleague.api.refusal("GET", f"/reports/{view['id']}") == (404, "report-not-found")
    address = view["download"]["url"]
    assert fetch(address.replace("X-Amz-Signature=", "X-Amz-Signature=0")).status == 403
