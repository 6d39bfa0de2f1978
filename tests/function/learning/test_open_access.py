"""On LearnerEnrolled."""

import json
from pathlib import Path
from typing import Any

import pytest

from learning.open_access import handler
from lyceum.kernel.entry import UnknownEvent
from lyceum.kernel.ids import new_id
from lyceum.learning.errors import CourseNotPublished
from tests.published_course import enroll_by_hand, kept, learner, lesson, outline, publish, told

pytestmark = pytest.mark.store
SAMPLE = json.loads(Path("events/learning/open_access.json").read_text(encoding="utf-8"))


def enrolled(tenant: str, person: str, course: str) -> Any:
    data = SAMPLE["detail"]["data"] | {"learner": person, "course": course}
    return SAMPLE | {"detail": SAMPLE["detail"] | {"tenant": tenant, "data": data}}


def test_the_course_opens_once(table: str, tenant: str) -> None:
    ada, course = learner(tenant), new_id()
    publish(tenant, outline(course, [lesson("l1")], version=3))
    enroll_by_hand(ada, course)

    for _ in range(2):
        handler(enrolled(tenant, ada.person, course), None)

    progress = kept(tenant, "U", ada.person, f"PROGRESS#{course}")
    assert (progress["n"], progress["rev"]) == ({"N": "3"}, {"N": "1"})
    assert told(progress) == ["LearningOpened"]


def test_an_event_about_an_unknown_course_is_parked(table: str, tenant: str) -> None:
    with pytest.raises(CourseNotPublished):
        handler(enrolled(tenant, learner(tenant).person, new_id()), None)


def test_another_event_is_parked(table: str, tenant: str) -> None:
    event = enrolled(tenant, learner(tenant).person, new_id())
    event["detail"]["name"] = "LearnerLeft"
    with pytest.raises(UnknownEvent):
        handler(event, None)
