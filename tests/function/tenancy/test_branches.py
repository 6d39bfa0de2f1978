"""Branches, their people and their courses; what that means for the catalogue and for enrolling."""

import json
from pathlib import Path
from typing import Any

import pytest

from catalog.browse_catalog import handler as catalogue
from enrollment.enroll import handler as enroll
from lyceum.kernel.ids import new_id
from lyceum.kernel.table.remembered import forget
from tenancy.branch_courses import handler as courses
from tenancy.branch_members import handler as members
from tenancy.manage_branches import handler as branches
from tenancy.settings import handler as settings
from tests.authoring import make_course, publish
from tests.http import Answer, Person, person, request
from tests.published_course import kept
from tests.schools import enter, open_school

pytestmark = pytest.mark.store
BRANCH = "/v1/{tenant}/branches/{branch}"


@pytest.fixture
def head(table: str, tenant: str) -> Person:
    return open_school(tenant)


@pytest.fixture
def ada(head: Person, tenant: str) -> Person:
    return enter(tenant, "ada")


def opened(head: Person, tenant: str, name: str = "North") -> str:
    body = {"name": {"en": name}, "contact": {"phone": "+66 53 000 000", "opening_hours": {"en": "Mon-Fri"}}}
    answer = request(branches, "POST /v1/{tenant}/branches", caller=head, body=body, tenant=tenant)
    assert answer.status == 201, answer.text
    return str(answer.json["id"])


def one(head: Person, tenant: str, method: str, branch: str, body: Any = None, **options: Any) -> Answer:
    return request(branches, f"{method} {BRANCH}", caller=head, body=body, tenant=tenant, branch=branch, **options)


def close(head: Person, tenant: str, branch: str) -> Answer:
    return request(branches, f"PUT {BRANCH}/closure", caller=head, tenant=tenant, branch=branch)


def member(head: Person, tenant: str, method: str, branch: str, who: str) -> Answer:
    route = f"{method} {BRANCH}/members/{{person}}"
    return request(members, route, caller=head, tenant=tenant, branch=branch, person=who)


def course(head: Person, tenant: str, method: str, branch: str, id: str) -> Answer:
    route = f"{method} {BRANCH}/courses/{{course}}"
    return request(courses, route, caller=head, tenant=tenant, branch=branch, course=id)


def limit(head: Person, tenant: str, id: str, method: str = "PUT") -> Answer:
    return request(
        courses, f"{method} /v1/{{tenant}}/courses/{{course}}/branch-limit", caller=head, tenant=tenant, course=id
    )


def set_flag(head: Person, tenant: str, name: str, value: bool, **query: str) -> None:
    category, _, key = name.partition(".")
    route = "PUT /v1/{tenant}/settings/{category}/{key}"
    body = {"value": value}
    place: dict[str, Any] = {"tenant": tenant, "category": category, "key": key}
    assert request(settings, route, caller=head, body=body, query=query, **place).status == 200
    forget()


def offered(head: Person, tenant: str, slug: str) -> str:
    id = make_course(head, tenant, slug=slug)
    assert publish(head, tenant, id).status == 200
    return id


def take(caller: Person, tenant: str, id: str, branch: str | None = None, key: str | None = None) -> Answer:
    route = "POST /v1/{tenant}/courses/{course}/enrollments"
    query = {"branch": branch} if branch else None
    headers = {"Idempotency-Key": key} if key else None
    return request(enroll, route, caller=caller, tenant=tenant, course=id, query=query, headers=headers)


def refusal(answer: Answer) -> tuple[int, str]:
    return answer.status, str(answer.json["type"].rsplit("/", 1)[1])


def slugs(answer: Answer) -> list[str]:
    assert answer.status == 200, answer.text
    return [card["slug"] for card in answer.json["items"]]


def window(tenant: str, **query: str) -> Answer:
    return request(catalogue, "GET /v1/{tenant}/catalog", tenant=tenant, query=query)


def mine(caller: Person, tenant: str, **query: str) -> Answer:
    return request(catalogue, "GET /v1/{tenant}/me/catalog", caller=caller, tenant=tenant, query=query)


def test_a_branch_is_opened_changed_closed_and_opened_again(head: Person, tenant: str) -> None:
    branch = opened(head, tenant)
    seen = one(head, tenant, "GET", branch)
    assert seen.json["contact"]["phone"] == "+66 53 000 000"
    changed = one(head, tenant, "PATCH", branch, {"name": {"en": "South"}}, headers={"If-Match": seen.headers["ETag"]})
    assert (changed.status, changed.json["name"], changed.json["state"]) == (200, {"en": "South"}, "open")
    late = one(head, tenant, "PATCH", branch, {"name": {"en": "X"}}, headers={"If-Match": seen.headers["ETag"]})
    assert refusal(late) == (412, "changed-in-the-meantime")
    assert [close(head, tenant, branch).status for _ in range(2)] == [204, 204]
    assert one(head, tenant, "GET", branch).json["state"] == "closed"
    assert one(head, tenant, "PATCH", branch, {"state": "open"}).json["state"] == "open"
    assert refusal(one(head, tenant, "GET", new_id())) == (404, "branch-not-found")
    listed = request(branches, "GET /v1/{tenant}/branches", caller=head, tenant=tenant)
    assert [each["id"] for each in listed.json["items"]] == [branch]


def test_people_come_and_go(head: Person, ada: Person, tenant: str) -> None:
    branch = opened(head, tenant)
    assert [member(head, tenant, "PUT", branch, ada.id).status for _ in range(2)] == [204, 204]

    def listed() -> Any:
        return request(members, f"GET {BRANCH}/members", caller=head, tenant=tenant, branch=branch).json["items"]

    def own() -> Any:
        return request(members, "GET /v1/{tenant}/me/branches", caller=ada, tenant=tenant).json["items"]

    assert listed() == [{"person": ada.id, "name": "Ada"}]
    assert [each["branch"] for each in own()] == [branch]
    assert [member(head, tenant, "DELETE", branch, ada.id).status for _ in range(2)] == [204, 204]
    assert (listed(), own()) == ([], [])
    assert member(head, tenant, "PUT", branch, ada.id).status == 204
    assert len(own()) == 1
    assert refusal(member(head, tenant, "PUT", branch, person("stranger", tenant).id)) == (404, "not-a-member-here")
    assert refusal(member(head, tenant, "PUT", new_id(), ada.id)) == (404, "branch-not-found")
    assert refusal(member(head, tenant, "DELETE", branch, head.id)) == (404, "not-in-branch")
    close(head, tenant, branch)
    assert refusal(member(head, tenant, "PUT", branch, head.id)) == (409, "branch-closed")


def test_members_register_themselves_where_they_may(head: Person, ada: Person, tenant: str) -> None:
    branch = opened(head, tenant)
    route = "PUT /v1/{tenant}/me/branches/{branch}"

    def register() -> Answer:
        return request(members, route, caller=ada, tenant=tenant, branch=branch)

    assert refusal(register()) == (409, "branch-registration-closed")
    set_flag(head, tenant, "branches.self_registration", True, branch=branch)
    assert [register().status for _ in range(2)] == [204, 204]


def test_a_course_that_demands_a_branch(head: Person, ada: Person, tenant: str, files: Any) -> None:
    north, south = opened(head, tenant, "North"), opened(head, tenant, "South")
    id = offered(head, tenant, "limited")
    free = offered(head, tenant, "free")
    assert [course(head, tenant, "PUT", north, id).status for _ in range(2)] == [204, 204]
    assert limit(head, tenant, id).status == 204
    assert refusal(take(ada, tenant, id)) == (409, "branch-needed")
    assert slugs(mine(ada, tenant)) == ["free"]
    assert slugs(window(tenant, branch=south)) == ["free"]
    member(head, tenant, "PUT", south, ada.id)
    assert refusal(take(ada, tenant, id)) == (409, "branch-needed")
    assert refusal(take(ada, tenant, id, south)) == (409, "branch-refused")
    assert refusal(take(ada, tenant, id, north)) == (409, "branch-refused")
    member(head, tenant, "PUT", north, ada.id)
    assert slugs(mine(ada, tenant)) == ["free", "limited"]
    close(head, tenant, north)
    assert refusal(take(ada, tenant, id, north)) == (409, "branch-refused")
    one(head, tenant, "PATCH", north, {"state": "open"})
    taken = take(ada, tenant, id, key="a-key-of-mine")
    assert (taken.status, taken.json["branch"]) == (201, north)
    assert take(ada, tenant, id, key="a-key-of-mine").json == taken.json
    assert kept(tenant, "U", ada.id, f"ENROLLMENT#{id}")["br"] == {"S": north}
    assert take(ada, tenant, free).json["branch"] is None
    assert limit(head, tenant, id, "DELETE").status == 204
    assert take(enter(tenant, "bo"), tenant, id).status == 201
    listed = request(courses, f"GET {BRANCH}/courses", caller=head, tenant=tenant, branch=north).json["items"]
    assert [each["course"] for each in listed] == [id]


def test_a_school_that_limits_all_courses(head: Person, ada: Person, tenant: str, files: Any) -> None:
    north, south = opened(head, tenant, "North"), opened(head, tenant, "South")
    ids = sorted(offered(head, tenant, f"course-{number}") for number in range(3))
    for id in ids[:2]:
        course(head, tenant, "PUT", north, id)
    course(head, tenant, "PUT", south, ids[2])
    set_flag(head, tenant, "branches.limit_courses", True)
    member(head, tenant, "PUT", north, ada.id)
    first = mine(ada, tenant, limit="1")
    rest = mine(ada, tenant, limit="1", cursor=first.json["next_cursor"])
    found = [card["id"] for card in (*first.json["items"], *rest.json["items"])]
    assert found == ids[:2]
    last = mine(ada, tenant, limit="1", cursor=rest.json["next_cursor"])
    assert last.json == {"items": [], "next_cursor": None}
    assert [card["id"] for card in window(tenant, branch=south).json["items"]] == [ids[2]]
    assert len(window(tenant).json["items"]) == 3  # the shop window stays
    assert refusal(take(ada, tenant, ids[2])) == (409, "branch-needed")
    assert take(ada, tenant, ids[0]).json["branch"] == north
    course(head, tenant, "DELETE", north, ids[1])
    assert refusal(take(ada, tenant, ids[1])) == (409, "branch-needed")
    assert refusal(course(head, tenant, "PUT", north, new_id())) == (404, "no-such-course")
    assert refusal(course(head, tenant, "DELETE", north, ids[2])) == (404, "not-in-branch")


def test_a_school_shows_its_catalogue_to_members_alone(head: Person, ada: Person, tenant: str, files: Any) -> None:
    offered(head, tenant, "inside")
    set_flag(head, tenant, "catalog.public", False)
    assert refusal(window(tenant)) == (403, "catalogue-closed")
    look = request(catalogue, "GET /v1/{tenant}/catalog/{slug}", tenant=tenant, slug="inside")
    assert refusal(look) == (403, "catalogue-closed")
    assert slugs(mine(ada, tenant)) == ["inside"]


@pytest.mark.parametrize("operation", ["manage_branches", "branch_members", "branch_courses"])
def test_the_sample_event_is_understood(table: str, operation: str) -> None:
    event = json.loads(Path(f"events/tenancy/{operation}.json").read_text(encoding="utf-8"))
    handler = {"manage_branches": branches, "branch_members": members, "branch_courses": courses}[operation]
    assert handler(event, None)["statusCode"] in (201, 404)
