"""On LearnerWithdrawn."""

import json
from pathlib import Path

import pytest

from learning.close_access import handler
from lyceum.kernel.entry import UnknownEvent
from lyceum.kernel.ids import new_id
from lyceum.learning.open_access import open_access
from tests.published_course import NOON, enroll_by_hand, kept, learner, lesson, outline, publish

pytestmark = pytest.mark.store
SAMPLE = json.loads(Path("events/learning/close_access.json").read_text(encoding="utf-8"))


def test_the_course_closes_once(table: str, tenant: str) -> None:
    ada, course = learner(tenant), new_id()
    publish(tenant, outline(course, [lesson("l1")]))
    enroll_by_hand(ada, course)
    open_access(tenant, ada.person, course, at=NOON)
    data = SAMPLE["detail"]["data"] | {"learner": ada.person, "course": course}
    for _ in range(2):
        handler(SAMPLE | {"detail": SAMPLE["detail"] | {"tenant": tenant, "data": data}}, None)
    progress = kept(tenant, "U", ada.person, f"PROGRESS#{course}")
    assert (progress["s"], progress["rev"]) == ({"S": "ended"}, {"N": "2"})


def test_another_event_is_parked(table: str, tenant: str) -> None:
    with pytest.raises(UnknownEvent):
        handler(SAMPLE | {"detail": SAMPLE["detail"] | {"name": "LearnerLeft"}}, None)
