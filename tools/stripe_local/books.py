"""What it knows: objects by account, the events that happened to them, and what was answered to which key."""

import json
import secrets
import time
from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass, field
from pathlib import Path
from threading import RLock
from typing import Any

from tools.stripe_local import API_VERSION, LIVE_MODE
from tools.stripe_local.failures import missing

type Thing = dict[str, Any]
"""An object of the API."""

PLATFORM = "acct_platform"
"""The account whose keys are used; a connected one is named by the header `Stripe-Account`."""


_KEPT = ("things", "owners", "notes", "answered")


@dataclass
class Books:
    """Everything that is kept. One lock: each request sees the others whole or not at all."""

    things: dict[str, Thing] = field(default_factory=dict)
    """By id."""
    owners: dict[str, str] = field(default_factory=dict)
    """Id → the account that it belongs to."""
    notes: dict[str, Thing] = field(default_factory=dict)
    """What is known of an object and not shown with it, by its id."""
    answered: dict[str, Any] = field(default_factory=dict)
    """What was answered to an idempotency key; see `idempotency`."""
    lock: RLock = field(default_factory=RLock)
    hear: Callable[[Thing], None] = lambda _: None
    """Told of each event."""
    clock: Callable[[], float] = time.time
    dirty: bool = False

    def now(self) -> int:
        """Seconds since 1970."""
        return int(self.clock())

    def add(self, prefix: str, kind: str, account: str, **facts: Any) -> Thing:
        """A new object with an id of its own."""
        thing = {"id": f"{prefix}_{secrets.token_hex(12)}", "object": kind, "created": self.now(), **facts}
        thing.setdefault("livemode", LIVE_MODE)
        return self.keep(thing, account)

    def keep(self, thing: Thing, account: str) -> Thing:
        """Keep an object under its own id."""
        self.things[thing["id"]] = thing
        self.owners[thing["id"]] = account
        self.dirty = True
        return thing

    def find(self, kind: str, key: str, account: str) -> Thing:
        """An object by id. Raises Refusal (404), also for one of another account."""
        thing = self.things.get(key)
        if thing is None or thing["object"] != kind or self.owners[key] != account:
            raise missing(kind, key)
        self.dirty = True
        return thing

    def of(self, kind: str, account: str) -> Iterator[Thing]:
        """An account's objects of a kind, the newest first."""
        for key, thing in reversed(list(self.things.items())):
            if thing["object"] == kind and self.owners[key] == account:
                yield thing

    def tell(self, kind: str, thing: Thing, account: str, **previous: Any) -> Thing:
        """Write down that something happened, with the object as it is now, and have it delivered."""
        data: Thing = {"object": deepcopy(thing)}
        if previous:
            data["previous_attributes"] = previous
        event = self.add(
            "evt",
            "event",
            account,
            api_version=API_VERSION,
            type=kind,
            data=data,
            pending_webhooks=1,
            request={"id": f"req_{secrets.token_hex(7)}", "idempotency_key": None},
        )
        if account != PLATFORM:
            event["account"] = account
        self.hear(event)
        return event

    def save(self, path: Path) -> None:
        """Write everything down, whole or not at all."""
        with self.lock:
            text = json.dumps({name: getattr(self, name) for name in _KEPT})
            self.dirty = False
        draft = path.with_suffix(".part")
        draft.write_text(text, encoding="utf-8")
        draft.replace(path)

    def load(self, path: Path) -> None:
        """Go on from what was written down."""
        kept = json.loads(path.read_text(encoding="utf-8"))
        for name in _KEPT:
            setattr(self, name, kept[name])


@dataclass(frozen=True)
class Call:
    """One request, read and checked."""

    books: Books
    account: str
    params: dict[str, Any]
    base: str
    """The server's own address, for pages."""
    client_secret: str | None = None
    """Of a call with a publishable key: it may only touch what the secret belongs to."""
    publishable: bool = False

    def find(self, kind: str, key: str) -> Thing:
        """An object of the caller's account. Raises Refusal."""
        thing = self.books.find(kind, key, self.account)
        if self.publishable and thing.get("client_secret") != self.client_secret:
            raise missing(kind, key)
        return thing

    def add(self, prefix: str, kind: str, **facts: Any) -> Thing:
        """A new object of the caller's account."""
        return self.books.add(prefix, kind, self.account, **facts)

    def tell(self, kind: str, thing: Thing, **previous: Any) -> None:
        """An event of the caller's account."""
        self.books.tell(kind, thing, self.account, **previous)

    def get(self, name: str, default: Any = None) -> Any:
        """A parameter."""
        return self.params.get(name, default)
