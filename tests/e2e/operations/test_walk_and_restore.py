"""A school after its main job: the walk finds all that is its own, and a restored table is whole."""

import secrets
from collections.abc import Iterator
from typing import Any

import pytest

from lyceum.kernel.settings import settings
from lyceum.kernel.table.client import dynamodb as kernel_client
from lyceum.kernel.walk import walk_tenant
from tests.e2e.deployed import Deployed
from tests.e2e.world import World, furnish
from tools.demo.members import claims
from tools.restore_drill import Drill, table_of_its_own
from tools.restored import counted, wrong_seats

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(900), pytest.mark.slow]

WITHOUT_A_LIST = {
    "upload": "a file that was never imported is forgotten within a week, by its ttl and its bucket's rule"
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


def scanned(stack: Deployed, table: str, tenant: str) -> dict[tuple[str, str], str]:
    """Key → kind of everything in the table that names the tenant in its key."""
    pages = stack.aws("dynamodb").get_paginator("scan").paginate(TableName=table)
    return {
        key(item): item["kind"]["S"]
        for page in pages
        for item in page["Items"]
        if item["PK"]["S"] == f"T#{tenant}"
        or item["PK"]["S"].startswith(f"T#{tenant}#")
        or item["SK"]["S"] == f"MEMBERSHIP#{tenant}"
    }


def key(item: dict[str, Any]) -> tuple[str, str]:
    return item["PK"]["S"], item["SK"]["S"]


def test_the_walk_finds_what_a_scan_finds(stack: Deployed, world: World, table: str) -> None:
    walked = [key(item) for item in walk_tenant(world.school.tenant)]
    found = scanned(stack, table, world.school.tenant)
    missed = {place: kind for place, kind in found.items() if place not in set(walked)}

    assert len(walked) == len(set(walked))
    assert set(walked) <= found.keys()
    assert set(missed.values()) <= WITHOUT_A_LIST.keys(), missed
    assert {"attempt", "claim", "course", "grade", "import", "lesson", "notification", "person_membership"} <= set(
        found.values()
    )


def test_a_person_of_two_schools_is_walked_in_each_alone(stack: Deployed, world: World, table: str) -> None:
    person = claims(world.learner.tokens.access)["person"]
    walked = {key(item) for item in walk_tenant(world.school.tenant)}

    assert (f"P#{person}", f"MEMBERSHIP#{world.school.tenant}") in walked
    assert {pk for pk, _ in walked if pk.startswith("P#")} <= {
        pk for pk, sk in scanned(stack, table, world.school.tenant) if sk.startswith("MEMBERSHIP#")
    }


def test_a_restored_table_is_whole(stack: Deployed, world: World, table: str) -> None:
    lines: list[str] = []
    target = f"drill-{secrets.token_hex(4)}"
    dynamodb = stack.aws("dynamodb")
    with table_of_its_own(dynamodb, target, keep=False):
        drill = Drill(dynamodb, table, target, say=lines.append)
        # Other tests of the run may write meanwhile.
        assert drill.run(at=None, quiet=False), drill.shortfalls
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
