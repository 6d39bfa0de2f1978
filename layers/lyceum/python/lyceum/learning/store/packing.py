"""Progress in few bytes: completions as a bitmap and times, positions and results as small records.

Lessons and assessments are numbered by their place in the learner's version of the outline, which never changes.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import accumulate, pairwise

from lyceum.learning.model.progress import Position, Result

EPOCH = datetime(2020, 1, 1, tzinfo=UTC)
"""Instants of positions and results count from here."""

_SECOND = timedelta(seconds=1)
_MILLISECOND = timedelta(milliseconds=1)
_MOST = (1 << 24) - 1
_WITHHELD = 1 << 17
"""Beside hundredths of a percent, which are fewer."""
_CHAINED = 0
"""Form of times as differences; any other number is the width of times of fixed width."""


def pack_completions(completions: Mapping[str, datetime], order: Sequence[str], since: datetime) -> bytes:
    """A bitmap of the completed lessons, then each one's seconds since `since`, in whichever form is shorter.

    Who studies in order has small differences from one to the next; else three bytes each last for half a year.
    """
    places = [place for place, lesson in enumerate(order) if lesson in completions]
    if not places:
        return b""
    bitmap = bytearray(places[-1] // 8 + 1)
    for place in places:
        bitmap[place // 8] |= 1 << (place % 8)
    seconds = [(completions[order[place]] - since) // _SECOND for place in places]
    differences = (_zigzag(one - before) for before, one in pairwise([0, *seconds]))
    chained = bytes([_CHAINED]) + b"".join(map(_varint, differences))
    width = max(1, -(-max(seconds).bit_length() // 8))
    fixed = bytes([width]) + b"".join(one.to_bytes(width) for one in seconds)
    return _varint(len(bitmap)) + bytes(bitmap) + min(chained, fixed, key=len)


def unpack_completions(packed: bytes, order: Sequence[str], since: datetime) -> dict[str, datetime]:
    """What `pack_completions` packed with the same order and instant."""
    if not packed:
        return {}
    length, start = _number(packed, 0)
    bitmap, form, times = packed[start : start + length], packed[start + length], packed[start + length + 1 :]
    places = [place for place in range(length * 8) if bitmap[place // 8] >> (place % 8) & 1]
    if form == _CHAINED:
        seconds = list(accumulate(map(_unzigzag, _numbers(times, 0))))
    else:
        seconds = [int.from_bytes(times[at : at + form]) for at in range(0, len(times), form)]
    return {order[place]: since + one * _SECOND for place, one in zip(places, seconds, strict=True)}


def pack_position(position: Position) -> bytes:
    """Ten bytes whose order is the order of positions, so that a condition can compare them."""
    at = max(0, (position.at - EPOCH) // _SECOND)
    seconds, duration = min(position.seconds, _MOST), min(position.duration, _MOST)
    return at.to_bytes(4) + seconds.to_bytes(3) + duration.to_bytes(3)


def unpack_position(packed: bytes) -> Position:
    """What `pack_position` packed."""
    at, seconds, duration = (int.from_bytes(packed[a:b]) for a, b in ((0, 4), (4, 7), (7, 10)))
    return Position(EPOCH + at * _SECOND, seconds, duration)


def pack_results(results: Mapping[str, Result], order: Sequence[str]) -> bytes:
    """About twelve bytes for each assessment: place, instant, attempt, hundredths of a percent and three signs."""
    packed = bytearray()
    for place, assessment in enumerate(order):
        if result := results.get(assessment):
            packed += _varint(place)
            packed += _varint(max(0, (result.at - EPOCH) // _MILLISECOND))
            packed += _varint(result.number)
            hundredths = int(result.percent * 100) | (_WITHHELD if result.withheld else 0)
            packed += _varint(hundredths << 2 | result.settled << 1 | result.passed)
    return bytes(packed)


def unpack_results(packed: bytes, order: Sequence[str]) -> dict[str, Result]:
    """What `pack_results` packed with the same order."""
    numbers = _numbers(packed, 0)
    found: dict[str, Result] = {}
    for place in numbers:
        at, number, percent = next(numbers), next(numbers), next(numbers)
        found[order[place]] = Result(
            EPOCH + at * _MILLISECOND,
            number,
            Decimal((percent >> 2) % _WITHHELD) / 100,
            passed=bool(percent & 1),
            settled=bool(percent & 2),
            withheld=bool((percent >> 2) & _WITHHELD),
        )
    return found


def _zigzag(number: int) -> int:
    """Signed to unsigned, small to small: 0, -1, 1, -2 become 0, 1, 2, 3."""
    return number * 2 if number >= 0 else -number * 2 - 1


def _unzigzag(number: int) -> int:
    return number // 2 if number % 2 == 0 else -(number + 1) // 2


def _varint(number: int) -> bytes:
    """Seven bits a byte, the lowest first; the eighth says that more follow."""
    packed = bytearray()
    while number > 0x7F:
        packed.append(number & 0x7F | 0x80)
        number >>= 7
    packed.append(number)
    return bytes(packed)


def _number(packed: bytes, start: int) -> tuple[int, int]:
    """The number at `start`, and where the next one begins."""
    number = shift = 0
    while True:
        byte = packed[start]
        start += 1
        number |= (byte & 0x7F) << shift
        if byte <= 0x7F:
            return number, start
        shift += 7


def _numbers(packed: bytes, start: int) -> Iterator[int]:
    while start < len(packed):
        number, start = _number(packed, start)
        yield number
