"""What the table's stream tells that is counted: events that ride on items, and lessons in items of progress."""

import base64
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from lyceum.insight.counting import Counted, CourseDay, Occurrence, padded
from lyceum.kernel.relay import envelopes

_EVENTS = {
    "LearnerEnrolled": Counted.ENROLLMENTS,
    "AttemptSubmitted": Counted.ATTEMPTS_SUBMITTED,
    "CourseCompleted": Counted.COURSES_COMPLETED,
}
_PROGRESS = "PROGRESS#"

type Record = Mapping[str, Any]


def written_at(record: Record) -> datetime:
    """When the change was written, in whole seconds. Raises KeyError."""
    return datetime.fromtimestamp(int(record["dynamodb"]["ApproximateCreationDateTime"]), UTC)


def occurrences(record: Record) -> Iterator[Occurrence]:
    """What is to be counted of a change. Removals tell nothing.

    Raises ValueError, KeyError or TypeError for a record that no version of ours can have written.
    """
    sequence = padded(record["dynamodb"]["SequenceNumber"])
    for envelope in envelopes(dict(record)):
        what = _EVENTS.get(envelope.name)
        if what is not None:
            where = CourseDay(envelope.tenant, str(envelope.data["course"]), envelope.at.date())
            yield Occurrence(sequence, where, what)
    lessons = _lessons_completed(record)
    if lessons > 0:
        _, tenant, *_ = record["dynamodb"]["Keys"]["PK"]["S"].split("#")
        course = record["dynamodb"]["Keys"]["SK"]["S"].removeprefix(_PROGRESS)
        where = CourseDay(tenant, course, written_at(record).date())
        yield Occurrence(sequence, where, Counted.LESSONS_COMPLETED, lessons)


def _lessons_completed(record: Record) -> int:
    """How many lessons a change completed. Lessons have no event of their own: progress is told by its percentage."""
    change = record["dynamodb"]
    if record["eventName"] == "REMOVE" or not change["Keys"]["SK"]["S"].startswith(_PROGRESS):
        return 0
    return _completed(change["NewImage"]) - _completed(change.get("OldImage", {}))


def _completed(image: Mapping[str, Any]) -> int:
    """Completed lessons of a progress item: its `c` begins with the length of a bitmap (a varint) and the bitmap."""
    if "c" not in image:
        return 0
    kept = image["c"]["B"]
    packed = base64.b64decode(kept) if isinstance(kept, str) else bytes(kept)
    length = shift = start = 0
    while packed:
        byte = packed[start]
        length |= (byte & 0x7F) << shift
        start, shift = start + 1, shift + 7
        if byte <= 0x7F:
            break
    return int.from_bytes(packed[start : start + length]).bit_count()
