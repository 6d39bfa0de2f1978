"""A school after its main job: the walk finds all that is its own, and a restored table is whole."""

import secrets
from collections.abc import Iterator
from typing import Any

import pytest

from lyceum.kernel.settings import settings
from lyceum.kernel.table.client import dynamodb as kernel_client
from lyceum.kernel.walk import walk_tenant
from tests.e2e.deployed import Deployed
from tests.e2e.furnishing import furnish
from tests.e2e.quiet import items_of, rest
from tests.e2e.world import World
from tools.demo.members import claims
from tools.restore_drill import Drill, table_of_its_own
from tools.restored import counted, wrong_seats

pytestmark = [pytest.mark.e2e, pytest.mark.slow, pytest.mark.timeout(900)]

WITHOUT_A_LIST = {
    "audit_export": "an export is forgotten with its file within a week",
    "question_export": "the same",
    "upload": "a file that was never imported is forgotten within a week, by its ttl and its bucket's rule",
}
"""Kinds that the walk may miss, each with the reason."""


@pytest.fixture(scope="module")
def world(stack: Deployed) -> World:
    """Two schools, so that the walk could go astray; one with a course that has seats, an essay and a report."""
    furnish(stack.found())
    world = furnish(stack.found())
    world.author.api.patch(f"/courses/{world.course}", {"seats": 5, "code": f"C{secrets.token_hex(3)}"})
    world.author.api.put(f"/courses/{world.course}/publication")
    grade = f"/attempts/{world.attempt}/grades/{world.question}"
    world.author.api.put(grade, {"points": "1"})
    wording = {"subject": "Welcome", "note": "Welcome to $course.", "text": "Welcome, $name."}
    world.school.administrator.api.put("/message-templates/enrolled/en", wording)
    rest(world.school)
    return world


@pytest.fixture
def table(stack: Deployed, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The deployed table, as the kernel's own reads see it."""
    monkeypatch.setenv("AWS_ENDPOINT_URL", stack.endpoint_url)
    monkeypatch.setenv("TABLE", stack.outputs["TableName"])
    settings.cache_clear()
    kernel_client.cache_clear()
    yield stack.outputs["TableName"]
    settings.cache_clear()
    kernel_client.cache_clear()


def walked_and_scanned(stack: Deployed, tenant: str) -> tuple[list[tuple[str, str]], dict[tuple[str, str], str]]:
    """Keys that the walk gives, and those that lie in the table with their kinds; from a moment without a write.

    Timers and the sealing of the audit trail go on by themselves, so a walk that something was written beside is gone
    again.
    """
    for _ in range(20):
        before = items_of(stack, tenant)
        walked = [key(item) for item in walk_tenant(tenant)]
        if items_of(stack, tenant) == before:
            return walked, {place: item["kind"]["S"] for place, item in before.items()}
    raise AssertionError("the school never came to rest")


def key(item: dict[str, Any]) -> tuple[str, str]:
    return item["PK"]["S"], item["SK"]["S"]


def test_the_walk_finds_what_a_scan_finds(stack: Deployed, world: World, table: str) -> None:
    walked, found = walked_and_scanned(stack, world.school.tenant)
    missed = {place: kind for place, kind in found.items() if place not in set(walked)}

    assert len(walked) == len(set(walked))
    assert set(walked) <= found.keys()
    assert set(missed.values()) <= WITHOUT_A_LIST.keys(), missed
    assert {"attempt", "claim", "course", "grade", "import", "lesson", "notification", "person_membership"} <= set(
        found.values()
    )


def test_a_person_of_two_schools_is_walked_in_each_alone(stack: Deployed, world: World, table: str) -> None:
    person = claims(world.learner.tokens.access)["person"]
    walked, found = walked_and_scanned(stack, world.school.tenant)

    assert (f"P#{person}", f"MEMBERSHIP#{world.school.tenant}") in walked
    assert {pk for pk, _ in walked if pk.startswith("P#")} <= {pk for pk, sk in found if sk.startswith("MEMBERSHIP#")}


def test_a_restored_table_is_whole(stack: Deployed, world: World, table: str) -> None:
    lines: list[str] = []
    target = f"drill-{secrets.token_hex(4)}"
    dynamodb = stack.aws("dynamodb")
    with table_of_its_own(dynamodb, target, keep=False):
        drill = Drill(dynamodb, table, target, say=lines.append)
        drill.run(at=None, quiet=False)
        # Other schools of the run may be at work: a grade follows its attempt by event.
        assert [line for line in drill.shortfalls if f"T#{world.school.tenant}#" in line] == []
        described = dynamodb.describe_table(TableName=target)["Table"]
        assert described["LatestStreamArn"]
        limited = counted(item for item in drill.items(target) if "cap" in item)
        assert limited["offer"] >= 1
    assert target not in dynamodb.list_tables()["TableNames"]
    assert any("seats left" in line for line in lines)


def test_a_restored_table_that_is_not_whole_is_seen(stack: Deployed, world: World, table: str) -> None:
    target = f"drill-{secrets.token_hex(4)}"
    dynamodb = stack.aws("dynamodb")
    with table_of_its_own(dynamodb, target, keep=False):
        drill = Drill(dynamodb, table, target, say=lambda _: None)
        drill.restore(None)
        for item in list(drill.items(target)):
            if item["kind"]["S"] == "enrollment" and item["c"]["S"] == world.course:
                dynamodb.delete_item(TableName=target, Key={name: item[name] for name in ("PK", "SK")})
        assert any(world.course in found for found in wrong_seats(drill.items(target)))
