"""Webhooks: signed, and delivered as badly as it takes: late, twice, in another order, again until answered."""

import hashlib
import heapq
import hmac
import itertools
import json
import random
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tools.stripe_local.books import PLATFORM, Books, Thing


@dataclass(frozen=True, slots=True)
class Manner:
    """How events are delivered from now on."""

    delay: float = 0.0
    """Seconds until the first try."""
    repeat: int = 1
    """How often each is delivered, even if the first was answered."""
    shuffle: bool = False
    """Whether those that wait go out in any order."""
    hold: bool = False
    """Whether they wait until somebody lets them go."""
    retries: tuple[float, ...] = (0.5, 1, 2, 4, 8, 16, 30, 60, 120)
    """Seconds from one try to the next while the answer is not a 2xx. Stripe tries for three days."""
    age: int = 0
    """Seconds by which the signature's time lies in the past."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """One try to deliver an event, and what came of it."""

    event: str
    type: str
    endpoint: str
    attempt: int
    status: int
    """0: nobody answered."""


@dataclass
class Postman:
    """Delivers events to the endpoints that want them, in a thread of its own."""

    books: Books
    manner: Manner = field(default_factory=Manner)
    done: list[Delivery] = field(default_factory=list)
    chance: random.Random = field(default_factory=lambda: random.Random(7))  # nosec B311 - an order, no secret

    def __post_init__(self) -> None:
        self._waiting: list[tuple[float, int, Thing, Thing, int]] = []
        self._held: list[tuple[Thing, Thing]] = []
        self._order = itertools.count()
        self._wake = threading.Condition()
        self._busy = 0
        self._stopped = False
        self._thread = threading.Thread(target=self._work, name="stripe-webhooks", daemon=True)
        self._thread.start()

    def post(self, event: Thing) -> None:
        """Have an event delivered to whoever wants it."""
        endpoints = [each for each in self.books.of("webhook_endpoint", PLATFORM) if each["status"] == "enabled"]
        for endpoint in endpoints:
            wanted = endpoint["enabled_events"]
            if "*" in wanted or event["type"] in wanted:
                for _ in range(self.manner.repeat):
                    self._take(event, endpoint)

    def _take(self, event: Thing, endpoint: Thing) -> None:
        with self._wake:
            if self.manner.hold:
                self._held.append((event, endpoint))
            else:
                self._enqueue(event, endpoint, self.manner.delay, 1)

    def _enqueue(self, event: Thing, endpoint: Thing, delay: float, attempt: int) -> None:
        spread = self.chance.random() if self.manner.shuffle else 0.0
        heapq.heappush(self._waiting, (time.monotonic() + delay + spread, next(self._order), event, endpoint, attempt))
        self._wake.notify_all()

    def let_go(self, *, backwards: bool = False) -> int:
        """Deliver what was held, the last first if asked. How many."""
        with self._wake:
            held, self._held = self._held, []
            for event, endpoint in reversed(held) if backwards else held:
                self._enqueue(event, endpoint, 0.0, 1)
            return len(held)

    def settle(self, seconds: float = 10.0) -> bool:
        """Wait until nothing is on its way. False where something still is."""
        with self._wake:
            return self._wake.wait_for(lambda: not self._waiting and not self._busy, timeout=seconds)

    def stop(self) -> None:
        """Deliver nothing more."""
        with self._wake:
            self._stopped = True
            self._wake.notify_all()
        self._thread.join(timeout=5)

    def _work(self) -> None:
        while True:
            with self._wake:
                while not self._stopped and (not self._waiting or self._waiting[0][0] > time.monotonic()):
                    until = self._waiting[0][0] - time.monotonic() if self._waiting else None
                    self._wake.wait(timeout=until)
                if self._stopped:
                    return
                _, _, event, endpoint, attempt = heapq.heappop(self._waiting)
                self._busy += 1
            status = self._deliver(event, endpoint)
            with self._wake:
                self._busy -= 1
                self.done.append(Delivery(event["id"], event["type"], endpoint["url"], attempt, status))
                if not 200 <= status < 300 and attempt <= len(self.manner.retries):
                    self._enqueue(event, endpoint, self.manner.retries[attempt - 1], attempt + 1)
                self._wake.notify_all()

    def _deliver(self, event: Thing, endpoint: Thing) -> int:
        body = json.dumps(event).encode()
        at = self.books.now() - self.manner.age
        return send(endpoint["url"], body, signature(body, endpoint["secret"], at))


def signature(body: bytes, secret: str, at: int) -> str:
    """The header `Stripe-Signature`: the time, and an HMAC of it and the body."""
    mac = hmac.new(secret.encode(), f"{at}.".encode() + body, hashlib.sha256)
    return f"t={at},v1={mac.hexdigest()}"


def send(url: str, body: bytes, signed: str, open_: Callable[..., Any] = urllib.request.urlopen) -> int:
    """Send an event; the status of the answer, 0 where there is none."""
    request = urllib.request.Request(
        url,
        data=body,
        headers={
            "Content-Type": "application/json; charset=utf-8",
            "Stripe-Signature": signed,
            "User-Agent": "Stripe/1.0 (+https://stripe.com/docs/webhooks)",
        },
        method="POST",
    )
    try:
        with open_(request, timeout=30) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code
    except OSError:
        return 0
