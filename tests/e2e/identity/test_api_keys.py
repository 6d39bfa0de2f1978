"""A program with an API key, through the gateway and its authorizer, from the first request to the revocation."""

import threading
from typing import Any

import pytest

from tests.e2e.deployed import School
from tests.e2e.furnishing import import_course
from tests.e2e.world import World
from tools.demo.api import Answer, Api, until

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(300)]

ANY = tuple(range(200, 600))


@pytest.fixture(scope="module")
def world(school: School) -> World:
    found = import_course(school)
    found.author.api.put(f"/courses/{found.course}/publication")
    return found


def made(world: World, *permissions: str, **said: Any) -> dict[str, Any]:
    wish = {"name": "Sync", "permissions": list(permissions), **said}
    found: dict[str, Any] = world.school.administrator.api.post("/api-keys", wish)
    return found


def service(world: World, key: str | None) -> Api:
    return Api(f"{world.school.place.tenant_url()}/service", key)


def once(api: Api, path: str, method: str = "GET", body: Any = None, **headers: str) -> Answer:
    """One request, without the client's patience."""
    return api._once(method, path, body, headers)


def test_a_program_reads_rosters_and_grades_and_has_reports_made(world: World) -> None:
    key = made(world, "course.view_drafts", "enrollment.list", "grade.view", "report.request")
    api = service(world, key["key"])
    listed = once(api, "/courses")
    assert listed.status == 200
    assert (listed.headers["ratelimit-limit"], listed.headers["ratelimit-remaining"]) == ("60", "59")
    assert 1 <= int(listed.headers["ratelimit-reset"]) <= 60
    assert world.course in [one["id"] for one in listed.json["items"]]
    for path in ("", "/enrollments", "/gradebook"):
        assert once(api, f"/courses/{world.course}{path}").status == 200

    wish = {"kind": "course_progress", "course": world.course, "format": "csv"}
    asked = once(api, "/reports", "POST", wish)
    assert asked.status == 202
    report = asked.headers["location"].removeprefix(f"/v1/{world.school.tenant}/service")
    until(lambda: once(api, report).json.get("download"), what="the report", seconds=90)
    seen = world.school.administrator.api.get(f"/api-keys/{key['id']}")
    assert seen["last_used_at"] is not None


def test_a_hundred_requests_at_once_at_a_limit_of_sixty(world: World) -> None:
    # An hour's window, so that no minute ends while a loaded machine is at it.
    api = service(world, made(world, "enrollment.list", limits={"minute": 1_000, "hour": 60})["key"])
    answers: list[Answer] = []
    barrier = threading.Barrier(100)

    def go() -> None:
        barrier.wait()
        answers.append(once(api, f"/courses/{world.course}/enrollments"))

    threads = [threading.Thread(target=go) for _ in range(100)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answer.status for answer in answers) == [200] * 60 + [429] * 40
    refused = next(answer for answer in answers if answer.status == 429)
    assert refused.problem == "api-key-limit-reached"
    assert refused.headers["content-type"] == "application/problem+json"
    assert (refused.headers["ratelimit-limit"], refused.headers["ratelimit-remaining"]) == ("60", "0")
    assert refused.headers["retry-after"] == refused.headers["ratelimit-reset"]


def test_each_kind_of_route_knows_its_own_kind_of_caller(world: World) -> None:
    key = made(world, "enrollment.list")["key"]
    token = world.school.administrator.renewed()
    roster = f"/courses/{world.course}/enrollments"
    with_token = once(service(world, token), roster)
    assert (with_token.status, with_token.problem) == (401, "api-key-refused")
    assert once(Api(world.school.place.tenant_url(), key), roster).status == 401
    assert once(service(world, None), roster).status == 401
    assert once(service(world, key), f"/courses/{world.course}/gradebook").problem == "permission-denied"


def test_rotation_overlaps_and_revocation_is_at_once(world: World) -> None:
    manager, key = world.school.administrator.api, made(world, "enrollment.list")
    roster = f"/courses/{world.course}/enrollments"
    turned = manager.post(f"/api-keys/{key['id']}/rotation", {"overlap_hours": 1})
    assert [once(service(world, one["key"]), roster).status for one in (key, turned)] == [200, 200]
    manager.put(f"/api-keys/{key['id']}/revocation", {"reason": "leaked"})
    answer = once(service(world, turned["key"]), roster)
    assert (answer.status, answer.problem) == (401, "api-key-revoked")
    (gone,) = [one for one in manager.every("/api-keys") if one["id"] == key["id"]]
    assert (gone["state"], gone["revoked_because"]) == ("revoked", "leaked")


def test_only_from_its_networks_and_by_its_sites(world: World) -> None:
    roster = f"/courses/{world.course}/enrollments"
    elsewhere = service(world, made(world, "enrollment.list", networks=["198.51.100.0/24"])["key"])
    assert once(elsewhere, roster).problem == "api-key-address-refused"
    site = service(world, made(world, "enrollment.list", domains=["*.example.org"])["key"])
    assert once(site, roster).problem == "api-key-origin-refused"
    assert once(site, roster, Origin="https://a.example.org").status == 200
