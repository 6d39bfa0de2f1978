"""Cursors are signed and belong to one list of one school: any other is refused, on every list route."""

import base64
from collections.abc import Iterator

import pytest

from tests.e2e.contract.walk import every_role
from tests.e2e.deployed import School
from tests.e2e.furnishing import furnish
from tests.e2e.security.routes import Operation, operations
from tests.e2e.world import World
from tools.demo.api import Api

pytestmark = [pytest.mark.e2e, pytest.mark.security, pytest.mark.timeout(300)]

LISTS = [one for one in operations() if "cursor" in one.parameters and "/service/" not in one.path]
"""Routes for keys are the same functions as those for people, which are tried."""

DEMANDED = {"identifier": "somebody@example.com"}
"""What a list is not asked for without."""


@pytest.fixture(scope="module")
def world(school: School) -> World:
    return furnish(school)


@pytest.fixture(scope="module")
def cursor(world: World) -> str:
    """A good cursor of the list of courses."""
    for title in ("Two", "Three"):
        world.author.api.post("/courses", {"title": {"en": title}})
    page = world.author.api.get("/courses", limit=1)
    assert world.author.api.get("/courses", limit=1, cursor=page["next_cursor"])["items"]
    return str(page["next_cursor"])


def tampered(cursor: str) -> Iterator[str]:
    """What a client might make of a good cursor, and out of nothing."""
    raw = bytearray(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    raw[-2] ^= 1
    yield base64.urlsafe_b64encode(raw).decode()
    raw[-2] ^= 1
    raw[0] ^= 1
    yield base64.urlsafe_b64encode(raw).decode()
    yield cursor[:-4]
    yield base64.urlsafe_b64encode(bytes(16) + b'[1,"T#other"]').decode()
    yield "not a cursor, not even base64: ก"
    yield "0"


@pytest.mark.parametrize("one", LISTS, ids=str)
def test_a_tampered_cursor_is_refused(world: World, cursor: str, one: Operation) -> None:
    api = reader(world, one)

    answers = [refusal(api, one, world, made) for made in tampered(cursor)]

    assert answers == [(422, "invalid-cursor")] * len(answers)


@pytest.mark.parametrize("one", [one for one in LISTS if not one.path.endswith("/{tenant}/courses")], ids=str)
def test_a_cursor_of_another_list_is_refused(world: World, cursor: str, one: Operation) -> None:
    api = reader(world, one)

    assert refusal(api, one, world, cursor) == (422, "invalid-cursor")


def test_a_cursor_of_another_school_is_refused(world: World, cursor: str) -> None:
    other = world.school.stack.found()

    answer = other.instructor.api.send("GET", f"/courses?cursor={cursor}", expect=(400, 422))

    assert answer.problem == "invalid-cursor"


def refusal(api: Api, one: Operation, world: World, cursor: str) -> tuple[int, str]:
    from urllib.parse import urlencode

    asked = {name: value for name, value in DEMANDED.items() if name in one.parameters}
    return api.refusal("GET", f"{one.at(world.path())}?{urlencode({**asked, 'cursor': cursor})}")


def reader(world: World, one: Operation) -> Api:
    """Who may read the list."""
    token = world.learner.api.token if "/me/" in one.path else every_role(world, world.school.stack, seconds=600)
    return Api(world.school.place.api_url, token)
