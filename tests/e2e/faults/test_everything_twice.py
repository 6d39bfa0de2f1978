"""One school lives while every batch of the stream and every event is delivered once, another while all come twice."""

import json
import urllib.request
from collections import Counter
from dataclasses import dataclass
from typing import Any

import pytest

from tests.e2e.deployed import Deployed
from tests.e2e.faults.stories import differences, raw_items, settled, told_of
from tests.e2e.tap import Tap
from tests.e2e.world import World, furnish
from tests.faults.stage import messages
from tools.demo.api import until
from tools.emulator_twice import NAME

pytestmark = [pytest.mark.e2e, pytest.mark.slow, pytest.mark.timeout(900)]

VARIABLE = frozenset({"USAGE", "DAY", "WINDOW", "HEAD", "LIMIT", "REVOKED"})
"""Parts that say when or how often something was done, not what: compared elsewhere (tests/faults)."""
EXACT = frozenset({"enrollment", "progress", "grade", "offer", "attempt"})
"""Kinds whose numbers are seats, points and percents; ids that an import makes up differ from school to school."""
STATELESS = frozenset({"session"})
"""Kinds whose `s` is no state: since when somebody is signed in."""


@dataclass(frozen=True)
class Story:
    """What a school's life has left."""

    items: Counter[str]
    told: Counter[str]
    mails: Counter[str]


def lived(stack: Deployed, tap: Tap) -> Story:
    """Imported, published, learned, examined, graded, reported, and everybody's workflows at their ends."""
    world = furnish(stack.found(), between=lambda world: settled(stack, tap, world.school.tenant))
    settled(stack, tap, world.school.tenant)  # what was returned moves the learner before what is graded now
    world.author.api.put(f"/attempts/{world.attempt}/grades/{world.question}", {"points": "1"})
    tenant = world.school.tenant
    until(lambda: told_of(tap, tenant)["AttemptGraded"], what="the attempt is graded", seconds=120)
    completed(world)
    settled(stack, tap, tenant)
    items = Counter(shape for item in raw_items(stack, tenant) if (shape := shape_of(item)))
    return Story(items, told_of(tap, tenant), mails_of(stack, world))


def completed(world: World) -> None:
    """The grade has come to the gradebook."""
    path = f"/courses/{world.course}/gradebook"
    until(lambda: world.author.api.get(path)["items"], what="the gradebook", seconds=120)


def shape_of(item: dict[str, Any]) -> str:
    """What an item is, its state, what it told last, and its numbers where they are somebody's."""
    part, kind = item["SK"]["S"].partition("#")[0], item.get("kind", {}).get("S", "")
    if part in VARIABLE:
        return ""
    told = [event["M"]["n"]["S"] for event in item.get("events", {"L": []})["L"]]
    numbers = {
        name: value["N"] for name, value in sorted(item.items()) if "N" in value and name not in {"rev", "v", "ttl"}
    }
    state = "" if kind in STATELESS else item.get("s", "")
    return f"{part} {kind} {state} {told} {numbers if kind in EXACT else ''}"


def mails_of(stack: Deployed, world: World) -> Counter[str]:
    """How often each subject was mailed to the school's people."""
    with urllib.request.urlopen(f"{stack.endpoint_url}/_ministack/ses/messages", timeout=10) as answer:
        found = messages(json.loads(answer.read()))
    here = {member.person.email for member in (world.learner, world.author, world.school.administrator)}
    return Counter(mail["Subject"] for mail in found if here & set(mail["To"]))


def test_all_comes_twice_and_nothing_is_done_twice(own_stack: Deployed) -> None:
    tap, flag = Tap(own_stack), own_stack.data_dir / NAME
    once = lived(own_stack, tap)
    flag.touch()
    try:
        twice = lived(own_stack, tap)
    finally:
        flag.unlink()
    for mine, theirs in ((once.told, twice.told), (once.mails, twice.mails), (once.items, twice.items)):
        found = differences(mine, theirs)
        assert found == [], "\n".join(found)
    assert once.items.total() > 50
    assert once.told["AttemptGraded"] == once.told["ReportRendered"] == 1
