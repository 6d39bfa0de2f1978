"""What operations keeps: how far a backfill has come. Its items lie under the platform prefix `BACKFILL#`."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from pynamodb.attributes import BooleanAttribute, NumberAttribute, UnicodeAttribute

from lyceum.kernel.table import Item, Key, get, query, transaction, whole
from lyceum.operations.errors import BackfillDiffers, SegmentMoved

KEPT_DAYS = 365

type Wire = dict[str, Any]


class BackfillItem(Item):
    """`BACKFILL#<run> / RUN`: into how many parts the table was cut."""

    KIND = "backfill"

    segments = NumberAttribute(attr_name="n")


class SegmentItem(Item):
    """`BACKFILL#<run> / SEGMENT#<003>`: how far one part has come."""

    KIND = "backfill_segment"

    after_pk = UnicodeAttribute(attr_name="apk", null=True)
    after_sk = UnicodeAttribute(attr_name="ask", null=True)
    seen = NumberAttribute(attr_name="i", default=0)
    raised = NumberAttribute(attr_name="r", default=0)
    done = BooleanAttribute(attr_name="d", default=False)


@dataclass(frozen=True, slots=True)
class Segment:
    """How far one part of a backfill has come."""

    run: str
    number: int
    after: Key | None = None
    """The last item that was looked at; None at the beginning and at the end."""
    seen: int = 0
    raised: int = 0
    done: bool = False
    rev: int = 0

    def moved(self, *, to: Key | None, seen: int, raised: int) -> "Segment":
        """After another page; at its end where there is none to go on to."""
        return replace(
            self, after=to, seen=self.seen + seen, raised=self.raised + raised, done=to is None, rev=self.rev + 1
        )


def begin(run: str, *, segments: int, at: datetime) -> None:
    """Keep the cut of a run, or find that it is the one which is kept. 1 round trip. Raises BackfillDiffers."""
    with transaction(tenant="", at=at) as write:
        write.update(
            BackfillItem,
            Key(f"BACKFILL#{run}", "RUN"),
            [BackfillItem.segments.set(segments), BackfillItem.ttl.set(_ttl(at))],
            when=BackfillItem.absent() | (BackfillItem.segments == segments),
            otherwise=BackfillDiffers(run=run),
            upsert=True,
        )


def find_segment(run: str, number: int) -> Segment:
    """How far a part has come. 1 round trip."""
    item = get(SegmentItem, _key(run, number), consistent=True)
    return _segment(run, item) if item is not None else Segment(run, number)


def segments_of(run: str) -> list[Segment]:
    """How far the parts of a run have come that have begun. 1 round trip."""
    return [_segment(run, item) for item in query(SegmentItem, f"BACKFILL#{run}", prefix="SEGMENT#").items]


def save_segment(segment: Segment, *, at: datetime) -> None:
    """Keep a position in the place of the one that it was made from. 1 round trip. Raises SegmentMoved."""
    after = segment.after

    def explain(old: SegmentItem | None) -> SegmentMoved | None:
        # Our own write, whose answer was lost, has left exactly this.
        return None if old is not None and _segment(segment.run, old) == segment else SegmentMoved()

    actions: list[Any] = [
        SegmentItem.seen.set(segment.seen),
        SegmentItem.raised.set(segment.raised),
        SegmentItem.done.set(segment.done),
        SegmentItem.ttl.set(_ttl(at)),
        SegmentItem.after_pk.set(after.pk) if after is not None else SegmentItem.after_pk.remove(),
        SegmentItem.after_sk.set(after.sk) if after is not None else SegmentItem.after_sk.remove(),
    ]
    known = SegmentItem.rev == segment.rev - 1
    with transaction(tenant="", at=at) as write:
        write.update(
            SegmentItem,
            _key(segment.run, segment.number),
            actions,
            when=SegmentItem.absent() if segment.rev == 1 else known,
            otherwise=explain,
            upsert=True,
        )


def page(number: int, segments: int, *, after: Key | None, limit: int) -> tuple[list[Wire], Key | None]:
    """Items of one part of the table, and where to go on."""
    return whole.scan_part(number, segments, after=after, limit=limit)


def look(item: Wire) -> Wire | None:
    """The item as it is now."""
    return whole.look(Key(item["PK"]["S"], item["SK"]["S"]))


def replace_item(old: Wire, new: Wire) -> bool:
    """Put an item in the place of the one that it was made from; False where somebody wrote it since."""
    return whole.replace(old, new)


def _key(run: str, number: int) -> Key:
    return Key(f"BACKFILL#{run}", f"SEGMENT#{number:03d}")


def _segment(run: str, item: SegmentItem) -> Segment:
    after = Key(item.after_pk, item.after_sk) if item.after_pk and item.after_sk else None
    number = int(item.sk.partition("#")[2])
    return Segment(run, number, after, int(item.seen), int(item.raised), bool(item.done), item.revision)


def _ttl(at: datetime) -> int:
    return int((at + timedelta(days=KEPT_DAYS)).timestamp())
