"""One school lives while every batch of the stream and every event is delivered once, another while all come twice."""

import json
import urllib.request
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import pytest

from tests.e2e.deployed import Deployed
from tests.e2e.faults.stories import differences, raw_items, settled, told_of
from tests.e2e.furnishing import furnish
from tests.e2e.tap import Tap
from tests.e2e.world import World
from tests.faults.stage import messages
from tools.demo.api import until
from tools.emulator_twice import NAME

pytestmark = [pytest.mark.e2e, pytest.mark.slow, pytest.mark.timeout(900)]

VARIABLE = frozenset({"USAGE", "DAY", "WINDOW", "HEAD", "LIMIT", "REVOKED"})
"""Parts that say when or how often something was done, not what: compared elsewhere (tests/faults)."""
EXACT = frozenset({"enrollment", "progress", "grade", "offer", "attempt"})
"""Kinds whose numbers are seats, points and percents; ids that an import makes up differ from school to school."""
GRADE = "CourseGradeChanged"
"""What moves a grade is heard twice, by who records it and by who computes the course anew: as they come one after the
other the grade is told once or in two steps. It is compared by itself."""
STATELESS = frozenset({"session"})
"""Kinds whose `s` is no state: since when somebody is signed in."""


@dataclass(frozen=True)
class Story:
    """What a school's life has left."""

    items: Counter[str]
    told: Counter[str]
    mails: Counter[str]
    grades: list[str]
    """Of the learner in the course, as they were told one after the other."""


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
    told = told_of(tap, tenant)
    told.pop(GRADE, None)
    return Story(items, told, mails_of(stack, world), grades_of(tap, tenant))


def grades_of(tap: Tap, tenant: str) -> list[str]:
    """What was told of grades, each thing once however often it came."""
    details = (event["detail"] for event in tap.read()[GRADE])
    known = {(detail["rev"], detail["id"]): detail["data"] for detail in details if detail["tenant"] == tenant}
    shown = ("current", "final", "letter", "final_letter")
    return [str([data.get(name) for name in shown]) for _, data in sorted(known.items())]


def completed(world: World) -> None:
    """The grade has come to the gradebook."""
    path = f"/courses/{world.course}/gradebook"
    until(lambda: world.author.api.get(path)["items"], what="the gradebook", seconds=120)


def shape_of(item: dict[str, Any]) -> str:
    """What an item is, its state, what it told last, and its numbers where they are somebody's."""
    part, kind = item["SK"]["S"].partition("#")[0], item.get("kind", {}).get("S", "")
    if part in VARIABLE or (kind == "audit_entry" and item["n"]["S"] == GRADE):
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
    assert once.grades[-1] == twice.grades[-1]
    for grades in (once.grades, twice.grades):
        assert all(one != other for one, other in pairwise(grades)), f"told twice: {grades}"
    assert once.items.total() > 50
    assert once.told["AttemptGraded"] == once.told["ReportRendered"] == 1
