"""Peer review over HTTP."""

from datetime import timedelta
from typing import Any

import pytest

from lyceum.kernel.clock import iso
from tests.function.assessment.client import Client, problem
from tests.store.assessment.reviewing import reviewed_by, works
from tests.store.assessment.world import World, new_world
from tests.unit.assessment.samples import NOON

pytestmark = pytest.mark.store
WISH: dict[str, Any] = {"title": {"en": "Essay"}, "instructions": {"en": "Write a page."}}
SAID = {"reviewers": 3, "weight": "25", "due_at": iso(NOON), "due_after_hours": None, "anonymous": False}


@pytest.fixture
def world(table: str, tenant: str) -> World:
    return new_world(tenant)


@pytest.fixture
def author(world: World) -> Client:
    return Client(world.person("author", "instructor"), world.tenant)


def test_the_settings_say_how_work_is_reviewed(world: World, author: Client) -> None:
    made = author.assignments("POST ", WISH | {"settings": {"peer_review": SAID}}, course=world.course)
    assert (made.status, made.json["settings"]["peer_review"]) == (201, SAID)
    there = {"course": world.course, "course_assignment": made.json["id"]}
    changed = author.assignments("PATCH /{course_assignment}", {"settings": {"peer_review": None}}, **there)
    assert (changed.status, changed.json["settings"].get("peer_review")) == (200, None)
    plain = author.assignments("POST ", WISH, course=world.course)
    assert plain.json["settings"].get("peer_review") is None


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ({"due_after_hours": 1}, "invalid-window"),
        ({"reviewers": 0}, "invalid-request"),
        ({"reviewers": 11}, "invalid-request"),
        ({"weight": "100.1"}, "invalid-request"),
        ({"seed": 1}, "invalid-request"),
    ],
    ids=str,
)
def test_what_cannot_be_is_refused(world: World, author: Client, said: dict[str, Any], expected: str) -> None:
    refused = author.assignments("POST ", WISH | {"settings": {"peer_review": SAID | said}}, course=world.course)
    assert (refused.status, problem(refused)) == (422, expected)


def test_works_are_given_to_reviewers_once(world: World, author: Client) -> None:
    assignment, _ = works(world, 3)
    given = author.allocate(assignment)
    counts = {"round": 1, "works": 3, "given": 6, "taken": 0, "waiting": 0, "complete": True, "due_at": None}
    assert (given.status, given.json) == (200, counts)
    assert author.allocate(assignment).json == counts


def test_why_works_are_not_given_to_reviewers(world: World, author: Client) -> None:
    over, _ = works(world, 2, peer_review=reviewed_by(1, due_at=NOON - timedelta(days=1)))
    refused = author.allocate(over)
    assert (refused.status, problem(refused)) == (409, "peer-reviews-over")
