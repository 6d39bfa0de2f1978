"""Count by course and day what the table's stream tells: exactly once, however often and however split it comes."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from lyceum.insight.counting import OLDEST, Occurrence, tallies
from lyceum.insight.store import counters, stream
from lyceum.insight.store.stream import Record
from lyceum.kernel import observe


def roll_up(records: Sequence[Record], stream_shard: str, *, at: datetime) -> None:
    """Add a batch of one shard of the stream to that shard's counters. Source: DATA, Counting.

    1 round trip and 1 WCU for each course and day; 1 round trip more for a batch that was partly counted before.
    Whatever it raises makes Lambda send the batch again, which counts nothing twice.
    """
    found = tallies(each for record in records for each in _occurrences(record, at=at))
    if found:
        counters.add(found, stream_shard, at=at)


def _occurrences(record: Record, *, at: datetime) -> Iterator[Occurrence]:
    try:
        written, found = stream.written_at(record), list(stream.occurrences(record))
    except (KeyError, ValueError, TypeError, IndexError) as error:
        # The relay parks the same record whole; counting goes on without it.
        observe.count("RecordsUnreadable")
        observe.logger().error("unreadable", extra={"error": type(error).__name__})
        return
    if found and at - written > OLDEST:
        # Sent again by hand, long after: its mark may be gone, and nothing may be counted twice.
        observe.count("RecordsTooOld")
        return
    yield from found
