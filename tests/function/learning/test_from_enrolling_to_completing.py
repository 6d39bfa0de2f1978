"""The contexts understand each other: each function is fed what the others' items told, as the relay sends it."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from enrollment.enroll import handler as enroll
from enrollment.follow_learning import handler as follow_learning
from enrollment.list_enrollments import handler as list_enrollments
from learning.open_access import handler as open_access
from learning.record_progress import handler as record_progress
from lyceum.kernel.clock import iso, now
from lyceum.kernel.ids import new_id
from lyceum.kernel.relay import envelopes
from tests.http import Person, person, request
from tests.published_course import kept, lesson, outline, publish

pytestmark = pytest.mark.store
HEARS: dict[str, Callable[..., None]] = {
    "LearnerEnrolled": open_access,
    "LearningOpened": follow_learning,
    "ProgressMoved": follow_learning,
    "CourseCompleted": follow_learning,
}


def relayed(tenant: str, someone: Person, part: str) -> list[str]:
    """Send what an item's last write told to who hears it; the names of the events."""
    image = kept(tenant, "U", someone.id, part)
    told = envelopes({"eventName": "MODIFY", "dynamodb": {"NewImage": image}})
    for envelope in told:
        if envelope.name in HEARS:
            HEARS[envelope.name]({"detail": json.loads(envelope.model_dump_json())}, None)
    return [envelope.name for envelope in told]


def test_a_whole_course(table: str, tenant: str) -> None:
    ada, course = person("ada", tenant, "learner"), new_id()
    publish(tenant, outline(course, [lesson("l1"), lesson("l2")], version=2))
    enrollment, progress = f"ENROLLMENT#{course}", f"PROGRESS#{course}"
    request(enroll, "POST /v1/{tenant}/courses/{course}/enrollments", caller=ada, tenant=tenant, course=course)

    assert relayed(tenant, ada, enrollment) == ["LearnerEnrolled"]
    assert relayed(tenant, ada, progress) == ["LearningOpened"]
    assert mine(ada, tenant)["version"] == 2
    assert mine(ada, tenant)["title"]["th"] == "การสร้างระบบไร้เซิร์ฟเวอร์"

    complete(ada, tenant, course, "l1")
    assert relayed(tenant, ada, progress) == ["ProgressMoved"]
    assert (mine(ada, tenant)["status"], mine(ada, tenant)["percent"]) == ("in_progress", "50")

    complete(ada, tenant, course, "l2")
    assert relayed(tenant, ada, progress) == ["ProgressMoved", "CourseCompleted"]
    assert (mine(ada, tenant)["status"], mine(ada, tenant)["percent"]) == ("completed", "100")
    assert relayed(tenant, ada, enrollment) == ["EnrollmentCompleted"]


def complete(caller: Person, tenant: str, course: str, lesson: str) -> None:
    body = {"items": [{"lesson": lesson, "completed": True, "at": iso(now())}]}
    route = "PATCH /v1/{tenant}/courses/{course}/progress"
    assert request(record_progress, route, caller=caller, tenant=tenant, course=course, body=body).status == 200


def mine(caller: Person, tenant: str) -> Any:
    (item,) = request(list_enrollments, "GET /v1/{tenant}/me/enrollments", caller=caller, tenant=tenant).json["items"]
    return item
