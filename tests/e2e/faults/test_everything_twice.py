"""One school lives while every batch of the stream and every event is delivered once, another while all come twice."""

import json
import urllib.request
from collections import Counter
from dataclasses import dataclass

import pytest

from tests.e2e.deployed import Deployed
from tests.e2e.faults.stories import differences, items_of, settled, told_of
from tests.e2e.tap import Tap
from tests.e2e.world import World, furnish
from tests.faults.stage import messages
from tools.demo.api import until
from tools.emulator_twice import NAME

pytestmark = [pytest.mark.e2e, pytest.mark.slow, pytest.mark.timeout(900)]

VARIABLE = ("PRESENCE", "USAGE#", "DAY#", "WINDOW#", "HEAD")
"""Parts that say when or how often something was done, not what: compared elsewhere (tests/faults)."""


@dataclass(frozen=True)
class Story:
    """What a school's life has left."""

    items: Counter[str]
    told: Counter[str]
    mails: Counter[str]


def lived(stack: Deployed, tap: Tap) -> Story:
    """Imported, published, learned, examined, graded, reported, and everybody's workflows at their ends."""
    world = furnish(stack.found())
    world.author.api.put(f"/attempts/{world.attempt}/grades/{world.question}", {"points": "1"})
    tenant = world.school.tenant
    until(lambda: told_of(tap, tenant)["AttemptGraded"], what="the attempt is graded", seconds=120)
    completed(world)
    settled(stack, tap, tenant)
    return Story(counted_once(items_of(stack, tenant)), told_of(tap, tenant), mails_of(stack, world))


def completed(world: World) -> None:
    """The grade has come to the gradebook."""
    path = f"/courses/{world.course}/gradebook"
    until(lambda: world.author.api.get(path)["items"], what="the gradebook", seconds=120)


def counted_once(items: Counter[str]) -> Counter[str]:
    return Counter({text: number for text, number in items.items() if not any(part in text for part in VARIABLE)})


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
    assert differences(once.told, twice.told) == []
    assert differences(once.mails, twice.mails) == []
    assert differences(once.items, twice.items) == []
    assert len(once.items) > 50
