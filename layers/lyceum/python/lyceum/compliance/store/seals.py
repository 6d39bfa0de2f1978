"""Seals: windows that wait for one, the chain's head, and the files in the bucket under Object Lock."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from botocore.exceptions import ClientError

from lyceum.compliance.model.entry import PLATFORM_PLACE, digest
from lyceum.compliance.model.seal import Head, Seal, is_ripe
from lyceum.compliance.store.items import WINDOW, HeadItem, WindowItem, trail_key
from lyceum.kernel.aws import client
from lyceum.kernel.errors import DomainError
from lyceum.kernel.ids import shard_of
from lyceum.kernel.settings import settings
from lyceum.kernel.table import get, query, transaction
from lyceum.kernel.table.read import LIST_SHARDS, query_shards

OPEN = "AUDITOPEN"
"""GSI1, across tenants, keys alone: `<window>#<tenant>`."""
_PAGE = 100


@dataclass(frozen=True, slots=True)
class Window:
    """Five minutes of a tenant, as they are kept."""

    tenant: str
    name: str
    revision: int
    seals: tuple[int, ...]
    """Numbers of the seals that cover entries of it."""


def open_window(tenant: str, window: str, *, at: datetime) -> None:
    """Say that a window has entries to be sealed; each saying moves its revision. 1 round trip, 1 WCU, 1 index."""
    actions: list[Any] = [
        WindowItem.gsi1pk.set(f"{OPEN}#{shard_of(tenant, LIST_SHARDS)}"),
        WindowItem.gsi1sk.set(f"{window}#{tenant}"),
    ]
    with transaction(tenant=tenant, at=at) as write:
        write.update(WindowItem, trail_key(tenant, WINDOW + window), actions, upsert=True)


def open_to_seal(*, now: datetime, early: bool = False) -> Iterator[tuple[str, str]]:
    """`(tenant, window)` of everything that waits and is ripe, oldest first; `early`: ripe or not.

    1 round trip for each 100.
    """
    after: str | None = None
    while True:
        page = query_shards(OPEN, after=after, limit=_PAGE)
        for entry in page.items:
            window, tenant = entry.sort.split("#", 1)
            if not early and not is_ripe(window, now=now):
                return
            yield tenant, window
        after = page.next_key
        if after is None:
            return


def open_windows(tenant: str) -> frozenset[str]:
    """The windows of a tenant that wait for a seal."""
    found: set[str] = set()
    after: str | None = None
    while True:
        page = query(WindowItem, trail_key(tenant, "").pk, prefix=WINDOW, after=after, limit=1000, consistent=True)
        found |= {item.sk.removeprefix(WINDOW) for item in page.items if item.gsi1pk}
        after = page.next_key
        if after is None:
            return frozenset(found)


def find_window(tenant: str, window: str) -> Window:
    """A window as it is now. 1 round trip, 1 RCU."""
    item = get(WindowItem, trail_key(tenant, WINDOW + window), consistent=True)
    if item is None:
        return Window(tenant, window, 0, ())
    return Window(tenant, window, item.revision, tuple(sorted(int(number) for number in item.seals or ())))


def close_window(window: Window, *, at: datetime) -> None:
    """Nothing waits any more, unless somebody has said so since the window was read."""
    with transaction(tenant=window.tenant, at=at) as write:
        write.update(
            WindowItem,
            trail_key(window.tenant, WINDOW + window.name),
            [WindowItem.gsi1pk.remove(), WindowItem.gsi1sk.remove()],
            when=WindowItem.rev == window.revision,
            otherwise=lambda _: None,
        )


def head(tenant: str) -> Head:
    """The end of the chain. 1 round trip, 1 RCU."""
    item = get(HeadItem, trail_key(tenant, "HEAD"), consistent=True)
    return Head(int(item.number), item.hash) if item is not None else Head()


def keep(seal: Seal) -> bool:
    """Write the seal's file, if there is none of its number: that is what makes the chain one. 1 call."""
    try:
        client("s3").put_object(
            Bucket=settings().seals,
            Key=seal_key(seal.tenant, seal.number),
            Body=seal.body(),
            ContentType="application/json",
            IfNoneMatch="*",
        )
    except ClientError as error:
        if error.response["Error"]["Code"] in ("PreconditionFailed", "ConditionalRequestConflict"):
            return False
        raise
    return True


def read(tenant: str, number: int) -> bytes:
    """A seal's file. 1 call."""
    answer = client("s3").get_object(Bucket=settings().seals, Key=seal_key(tenant, number))
    body: bytes = answer["Body"].read()
    return body


def chain(tenant: str, before: Head, body: bytes, *, at: datetime) -> None:
    """Take a file that is there into the chain: its window knows it, then the head is it. Repeats change nothing."""
    seal = Seal.read(body)
    _know(tenant, seal, at=at)
    _advance(tenant, before, Head(seal.number, digest(body)), at=at)


def catch_up(tenant: str, before: Head, *, up_to: int, at: datetime) -> None:
    """Move the head on to a file that is in the chain. 1 call and 1 round trip for each that it lags behind."""
    while before.number < up_to:
        following = Head(before.number + 1, digest(read(tenant, before.number + 1)))
        _advance(tenant, before, following, at=at)
        before = following


def _know(tenant: str, seal: Seal, *, at: datetime) -> None:
    with transaction(tenant=tenant, at=at) as write:
        window = trail_key(tenant, WINDOW + seal.window)
        write.update(WindowItem, window, [WindowItem.seals.add({seal.number})], upsert=True)


def _advance(tenant: str, before: Head, after: Head, *, at: datetime) -> None:
    def explain(_: Any) -> DomainError | None:
        return None  # somebody else took it in

    first = HeadItem.absent() if before.number == 0 else HeadItem.number == before.number
    with transaction(tenant=tenant, at=at) as write:
        write.update(
            HeadItem,
            trail_key(tenant, "HEAD"),
            [HeadItem.number.set(after.number), HeadItem.hash.set(after.hash)],
            when=first,
            otherwise=explain,
            upsert=True,
        )


def seal_key(tenant: str, number: int) -> str:
    """Where a seal's file lies: in the order of the chain."""
    return f"{folder(tenant)}{number:010d}.json"


def folder(tenant: str) -> str:
    """Where a tenant's seals lie; the platform's own are not a tenant's."""
    return f"seals/{'_platform' if tenant == PLATFORM_PLACE else tenant}/"
