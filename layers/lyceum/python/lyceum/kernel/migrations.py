"""How an item of an older schema version becomes one of a newer: pure functions over items in wire form.

They stand here and not with their contexts, since they must go on working when a context's classes no longer know the
old shape. A migration is added in the release after the one whose readers understand both versions (HOUSE, conventions:
readers accept v and v − 1; a release never writes what the previous one cannot read). docs/operations/backfill.md.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

type Wire = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Migration:
    """One step of one kind of item."""

    kind: str
    version: int
    """The version that it starts from; it leads to the next."""
    change: Callable[[Wire], Wire]
    """The new attributes from the old ones. Keys stay; `v` and `rev` are set for it."""


MIGRATIONS: tuple[Migration, ...] = ()
"""Every step that items in some table may still need. Old ones may go when no table has such items any more."""


def raised(item: Wire, migrations: Sequence[Migration]) -> Wire | None:
    """The item as new as the migrations can make it, its revision one higher; None where it is that new already.

    Events of its last write do not come along: they were told. Raises ValueError where a migration moves the item.
    """
    steps = {(step.kind, step.version): step for step in migrations}
    kind, version, new = _text(item, "kind"), _whole(item, "v"), item
    while (step := steps.get((kind, version))) is not None:
        version += 1
        new = {**step.change(dict(new)), "v": {"N": str(version)}}
    if new is item:
        return None
    if any(new.get(name) != item.get(name) for name in ("PK", "SK", "kind")):
        raise ValueError(f"the migration of {kind} {version - 1} moves the item")
    new.pop("events", None)
    return {**new, "rev": {"N": str(_whole(item, "rev") + 1)}}


def _text(item: Wire, name: str) -> str:
    return str(item.get(name, {}).get("S", ""))


def _whole(item: Wire, name: str) -> int:
    return int(item.get(name, {}).get("N", "0"))
