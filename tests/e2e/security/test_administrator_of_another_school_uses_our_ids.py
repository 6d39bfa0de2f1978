"""Another tenant's ids in every path: whoever rules one school can do nothing to another, on no route."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.e2e.deployed import Deployed, School
from tests.e2e.security.routes import Operation, operations
from tests.e2e.world import World, furnish
from tools.demo.api import Answer, Api

pytestmark = [pytest.mark.e2e, pytest.mark.security, pytest.mark.timeout(300)]

ADMINISTRATORS = (
    "{tenant}/api-keys",
    "{tenant}/api-keys/{api_key}",
    "{tenant}/branches/{branch}/courses",
    "{tenant}/branches/{branch}/members",
    "{tenant}/invitation-batches/{batch}",
    "{tenant}/invitations",
    "{tenant}/invitations/{invitation}",
    "{tenant}/members",
    "{tenant}/members/{person}",
    "{tenant}/members/{person}/assignments",
    "{tenant}/members/{person}/permissions",
    "{tenant}/members/{person}/sessions",
    "{tenant}/members/{person}/standing",
    "{tenant}/presence",
    "{tenant}/message-templates/{template}/{language}",
    "{tenant}/roles",
    "{tenant}/roles/{role}",
    "{tenant}/settings",
    "{tenant}/units/{unit}/members",
    "tenants/{tenant}",
)
"""What an instructor cannot read."""

ENDED = {"DELETE /v1/{tenant}/courses/{course}/bans/{person}", "DELETE /v1/{tenant}/members/{person}/sessions"}
"""What is over answers 204, as for an id that exists nowhere."""

OWN = "/me"
"""Paths that mean the caller wherever they stand: another's ids in them are checked one by one."""


@pytest.fixture(scope="module")
def ours(school: School) -> World:
    return furnish(school)


@pytest.fixture(scope="module")
def theirs(stack: Deployed) -> School:
    """Another school; its administrator may do everything there that one can."""
    return stack.found()


def items_of(stack: Deployed, tenant: str) -> dict[tuple[str, str], Any]:
    """Everything that the table has of a tenant, but for the audit trail, which follows what happened before."""
    pages = stack.aws("dynamodb").get_paginator("scan").paginate(TableName=stack.outputs["TableName"])
    return {
        (item["PK"]["S"], item["SK"]["S"]): item
        for page in pages
        for item in page["Items"]
        if (item["PK"]["S"].startswith(f"T#{tenant}#") or f"#{tenant}" in item["SK"]["S"])
        and not item["PK"]["S"].startswith(f"T#{tenant}#AUDIT")
    }


def send(api: Api, one: Operation, values: dict[str, str]) -> Answer:
    return api.send(one.method, one.at(values), one.example, expect=tuple(range(200, 600)))


def in_tenants(**changed: bool) -> Iterator[Operation]:
    """Routes below a school that need a sign-in."""
    for one in operations():
        if one.signed_in and "{tenant}" in one.path:
            yield one


def test_our_paths_answer_nothing_to_them(stack: Deployed, ours: World, theirs: School) -> None:
    """All ids are ours, the tenant too: every route but the one that lets people join refuses."""
    api = Api(theirs.place.api_url, theirs.administrator.renewed())
    before = items_of(stack, ours.school.tenant)

    asked = [one for one in in_tenants() if not one.path.endswith("/me/membership")]
    answers = {str(one): send(api, one, ours.path()) for one in asked}

    assert len(before) > 20
    assert {name: (a.status, a.body[:200]) for name, a in answers.items() if a.status not in (403, 404, 422)} == {}
    assert {a.problem for a in answers.values() if a.status == 403} == {"not-a-member"}
    assert items_of(stack, ours.school.tenant) == before


def test_our_ids_are_nothing_in_their_school(stack: Deployed, ours: World, theirs: School) -> None:
    """Their tenant, our ids: whatever names one of our things does not find it."""
    api = Api(theirs.place.api_url, theirs.administrator.renewed())
    values = ours.path() | {"tenant": theirs.tenant}
    before = items_of(stack, ours.school.tenant)

    answers = {str(one): (one, send(api, one, values)) for one in in_tenants() if _names_a_thing(one)}

    assert len(answers) > 25
    told = {
        name: (answer.status, answer.body[:200])
        for name, (one, answer) in answers.items()
        if answer.status < 400 and not _is_empty(answer) and not (name in ENDED and answer.status == 204)
    }
    assert told == {}
    assert items_of(stack, ours.school.tenant) == before


def test_our_ids_in_their_bodies_find_nothing(ours: World, theirs: School) -> None:
    """A course or an upload of ours, named in a body."""
    api = Api(theirs.place.tenant_url(), theirs.administrator.renewed())
    wishes = [
        ("/reports", {"kind": "course_progress", "course": ours.course, "format": "json"}),
        ("/imports", {"format": "olx", "upload": ours.upload}),
        ("/imports", {"format": "olx", "upload": ours.upload, "course": ours.course}),
    ]

    answers = [api.refusal("POST", path, body) for path, body in wishes]

    assert [status for status, _ in answers] == [404, 404, 404]


def test_the_ids_are_good(ours: World) -> None:
    """The counterpart: with the same ids our own people get answers."""
    author, learner = ours.author, ours.learner
    values = ours.path()
    found = {
        str(one): Api(ours.school.place.api_url, (learner if OWN in one.path else author).renewed())
        .send("GET", one.at(values), expect=(200, 403))
        .status
        for one in in_tenants()
        if one.method == "GET"
    }

    assert {name for name, status in found.items() if status != 200} == {
        "GET /v1/{tenant}/audit",  # the administrator's, like all of the trail
        "GET /v1/{tenant}/audit/exports/{export}",
        "GET /v1/{tenant}/audit/objects/{object}",
        "GET /v1/{tenant}/courses/{course}/lessons/{lesson}",  # an author previews drafts elsewhere
        "GET /v1/{tenant}/courses/{course}/outline",
        *(f"GET /v1/{path}" for path in ADMINISTRATORS),
    }


def _names_a_thing(one: Operation) -> bool:
    given = {part for part in one.path.split("/") if part.startswith("{")}
    return bool(given - {"{tenant}", "{template}", "{language}", "{category}", "{key}"})


def _is_empty(answer: Answer) -> bool:
    """A list of nothing: a roster of a course that is not there."""
    return isinstance(answer.json, dict) and answer.json.get("items") == []
