"""Records of the table's stream, as a reader gets them, and a reader that may be cut off."""

import base64
from collections.abc import Callable, Sequence
from datetime import datetime
from threading import Lock
from typing import Any

import pytest

from lyceum.assessment.events import AttemptSubmitted
from lyceum.enrollment.events import LearnerEnrolled
from lyceum.insight.store import counters
from lyceum.kernel.clock import iso
from lyceum.kernel.events import Event, Recorded
from lyceum.kernel.ids import new_id
from lyceum.kernel.table.items import EventsAttribute
from lyceum.learning.events import CourseCompleted, ProgressMoved
from tests.store.insight.school import NOON

type Record = dict[str, Any]
LEARNER = "01ARZ3NDEKTSV4RRFFQ69G5FAV"


def enrolled(course: str) -> Event:
    return LearnerEnrolled(learner=LEARNER, course=course, source="self")


def submitted(course: str) -> Event:
    return AttemptSubmitted(
        attempt="an_attempt",
        learner=LEARNER,
        course=course,
        assessment=course,
        number=1,
        waiting=0,
        late=False,
        by_timer=False,
    )


def completed(course: str) -> Event:
    from decimal import Decimal

    return CourseCompleted(learner=LEARNER, course=course, version=1, percent=Decimal(100))


def moved(course: str) -> Event:
    from decimal import Decimal

    return ProgressMoved(learner=LEARNER, course=course, percent=Decimal(50))


TOLD: dict[str, Callable[[str], Event]] = {
    "enrollments": enrolled,
    "attempts_submitted": submitted,
    "courses_completed": completed,
}
"""What is counted → the event that tells it."""


def record(
    tenant: str, sequence: int | str, *events: Event, at: datetime = NOON, written: datetime = NOON, **other: Any
) -> Record:
    """A change of some item that told these events."""
    kept = [Recorded.of(event, id=new_id(), tenant=tenant, actor="system", at=iso(at)).model_dump() for event in events]
    keys = {"PK": {"S": f"T#{tenant}#U#{LEARNER}"}, "SK": {"S": "X"}}
    image = keys | {"rev": {"N": "1"}} | ({"events": {"L": EventsAttribute().serialize(kept)}} if kept else {})
    change = {
        "ApproximateCreationDateTime": int(written.timestamp()),
        "Keys": keys,
        "NewImage": image,
        "SequenceNumber": str(sequence),
    }
    return {"eventName": "INSERT", "eventSource": "aws:dynamodb", "dynamodb": change} | other


def progress(
    tenant: str, course: str, sequence: int, before: bytes | None, after: bytes | None, *, written: datetime = NOON
) -> Record:
    """A change of a learner's progress: packed completions before and after."""

    def image(packed: bytes | None) -> Record:
        return keys | ({"c": {"B": base64.b64encode(packed).decode()}} if packed else {})

    made = record(tenant, sequence, written=written)
    keys = {"PK": {"S": f"T#{tenant}#U#{LEARNER}"}, "SK": {"S": f"PROGRESS#{course}"}}
    made["dynamodb"] |= {"Keys": keys, "NewImage": image(after), "OldImage": image(before)}
    return made


class Dies(BaseException):
    """The function's process ends here."""


class Cut:
    """Lets so many counters be written, then ends the process."""

    def __init__(self, patch: pytest.MonkeyPatch, after: int) -> None:
        self._left, self._lock, self._add = after, Lock(), counters._add
        patch.setattr(counters, "_add", self)

    def __call__(self, *arguments: Any, **named: Any) -> None:
        with self._lock:
            self._left -= 1
            if self._left < 0:
                raise Dies
        self._add(*arguments, **named)


__all__: Sequence[str] = ["LEARNER", "TOLD", "Cut", "Dies", "Record", "moved", "progress", "record"]
