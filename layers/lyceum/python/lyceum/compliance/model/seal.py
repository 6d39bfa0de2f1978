"""Seals: what the entries of five minutes were, chained to the seal before."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Self

from lyceum.compliance.model.entry import Entry, canonical_json, digest
from lyceum.compliance.model.merkle import leaf_hash, root_of
from lyceum.kernel.clock import iso, parse

WINDOW = timedelta(minutes=5)
IN_TIME = timedelta(seconds=30)
"""Until so long after its end an entry of a window may be written without saying so anew; the function that writes
entries ends after 10 seconds, so the last of them is there well before the window is sealed."""
SEALED_AFTER = timedelta(seconds=60)
ENTRIES_A_SEAL = 20_000
VERSION = 1


def window_of(at: datetime) -> str:
    """The window that an instant lies in, named after its beginning: `2026-11-26T09:35`."""
    start = at.astimezone(UTC)
    return start.replace(minute=start.minute - start.minute % 5).strftime("%Y-%m-%dT%H:%M")


def bounds(window: str) -> tuple[datetime, datetime]:
    """First instant of a window, and first instant after it."""
    start = datetime.fromisoformat(window).replace(tzinfo=UTC)
    return start, start + WINDOW


def is_in_time(at: datetime, *, now: datetime) -> bool:
    """Whether an entry comes while nobody can have begun to seal its window."""
    return now < bounds(window_of(at))[1] + IN_TIME


def is_ripe(window: str, *, now: datetime) -> bool:
    """Whether a window can be sealed."""
    return now >= bounds(window)[1] + SEALED_AFTER


@dataclass(frozen=True, slots=True)
class Head:
    """The end of a tenant's chain."""

    number: int = 0
    hash: str = ""


@dataclass(frozen=True, slots=True)
class Leaf:
    """An entry as a seal knows it."""

    place: str
    hash: str


@dataclass(frozen=True, slots=True)
class Seal:
    """One link of a tenant's chain."""

    tenant: str
    number: int
    previous: str
    """Hash of the seal before; empty in the first."""
    window: str
    at: datetime
    leaves: tuple[Leaf, ...]
    root: str

    @classmethod
    def over(cls, entries: Iterable[Entry], *, tenant: str, head: Head, window: str, at: datetime) -> Self:
        """The next seal, over these entries in the order of their places."""
        leaves = tuple(sorted((leaf_of(entry) for entry in entries), key=lambda leaf: leaf.place))
        return cls(tenant, head.number + 1, head.hash, window, at, leaves, root_hash(leaves))

    @classmethod
    def read(cls, body: bytes) -> Self:
        """From its file. Raises ValueError for anything that `body` did not make."""
        try:
            kept = json.loads(body)
            leaves = tuple(Leaf(place, hash) for place, hash in kept["leaves"])
            if kept["v"] != VERSION or len(leaves) != kept["size"]:
                raise ValueError("another version, or leaves are missing")
            at = parse(kept["at"])
            return cls(kept["tenant"], kept["number"], kept["previous"], kept["window"], at, leaves, kept["root"])
        except (KeyError, TypeError, UnicodeDecodeError) as error:
            raise ValueError("this is no seal") from error

    def body(self) -> bytes:
        """Its file."""
        kept = {
            "v": VERSION,
            "tenant": self.tenant,
            "number": self.number,
            "previous": self.previous,
            "window": self.window,
            "at": iso(self.at),
            "size": len(self.leaves),
            "root": self.root,
            "leaves": [[leaf.place, leaf.hash] for leaf in self.leaves],
        }
        return canonical_json(kept).encode()

    @property
    def hash(self) -> str:
        """What the next one is chained to."""
        return digest(self.body())


def leaf_of(entry: Entry) -> Leaf:
    """An entry's leaf: its place and its leaf hash."""
    return Leaf(entry.place, leaf_hash(entry.content()).hex())


def root_hash(leaves: Iterable[Leaf]) -> str:
    """The Merkle root over leaves, in hexadecimal digits."""
    return root_of([bytes.fromhex(leaf.hash) for leaf in leaves]).hex()
