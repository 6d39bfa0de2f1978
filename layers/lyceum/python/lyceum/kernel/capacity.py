"""What DynamoDB charges, from its documented rules (AWS: "Read and write capacity", "Item sizes and formats").

Tests hold every operation's cost against DATA.md with it, since no emulator reports real figures.
"""

from collections.abc import Callable, Mapping
from decimal import Decimal
from math import ceil
from typing import Any

Wire = Mapping[str, Mapping[str, Any]]

INDEXES = {"GSI1": ("GSI1PK", "GSI1SK", ("card",)), "GSI2": ("GSI2PK", "GSI2SK", ())}
"""Keys and further projected attributes of each index."""

INDEX_ENTRY_OVERHEAD = 100


def item_size(item: Wire) -> int:
    """Bytes of an item: names in UTF-8 plus values."""
    return sum(len(name.encode()) + value_size(value) for name, value in item.items())


def value_size(value: Mapping[str, Any]) -> int:
    """Bytes of one value in wire form. Lists and maps cost 3, and 1 for each part."""
    ((kind, content),) = value.items()
    return _SIZES[kind](content)


def _number_size(text: str) -> int:
    """About one byte per two significant digits, and one; a sign costs one more."""
    digits = Decimal(text).normalize().as_tuple()
    return ceil(len(digits.digits) / 2) + 1 + (1 if digits.sign else 0)


def _text_size(text: str) -> int:
    return len(text.encode())


_SIZES: dict[str, Callable[[Any], int]] = {
    "S": _text_size,
    "N": _number_size,
    "B": len,
    "BOOL": lambda _: 1,
    "NULL": lambda _: 1,
    "SS": lambda parts: sum(map(_text_size, parts)),
    "NS": lambda parts: sum(map(_number_size, parts)),
    "L": lambda parts: 3 + sum(1 + value_size(part) for part in parts),
    "M": lambda parts: 3 + sum(1 + _text_size(name) + value_size(part) for name, part in parts.items()),
}


def kilobytes(size: int) -> int:
    """Started KB, at least one."""
    return max(1, ceil(size / 1024))


def write_units(before: Wire | None, after: Wire | None, *, transactional: bool = False) -> int:
    """WCU of writing the item itself: the larger of its two images, doubled in a transaction."""
    size = max(item_size(before or {}), item_size(after or {}))
    return kilobytes(size) * (2 if transactional else 1)


def index_units(before: Wire | None, after: Wire | None) -> int:
    """WCU of the indexes: 0 where nothing projected changed, 1 for one that came, changed or went, 2 when moved."""
    return sum(_index_units(_projected(before, name), _projected(after, name), name) for name in INDEXES)


def _projected(item: Wire | None, index: str) -> dict[str, Any] | None:
    hash, range, others = INDEXES[index]
    if item is None or hash not in item or range not in item:
        return None
    return {name: item[name] for name in ("PK", "SK", hash, range, *others) if name in item}


def _index_units(before: dict[str, Any] | None, after: dict[str, Any] | None, index: str) -> int:
    if before == after:
        return 0
    if before is None or after is None:
        return kilobytes(item_size(before or after or {}))
    hash, range, _ = INDEXES[index]
    if (before[hash], before[range]) != (after[hash], after[range]):
        return kilobytes(item_size(before)) + kilobytes(item_size(after))
    return kilobytes(max(item_size(before), item_size(after)))


def check_units(item: Wire | None) -> int:
    """WCU of a condition check: charged like a transactional write of the item that it looks at."""
    return kilobytes(item_size(item or {})) * 2


def read_units(size: int, *, consistent: bool = False, transactional: bool = False) -> Decimal:
    """RCU of reading `size` bytes: 1 per started 4 KB when consistent, half when eventual, 2 in a transaction."""
    blocks = max(1, ceil(size / 4096))
    return Decimal(blocks) * (2 if transactional else 1 if consistent else Decimal("0.5"))
