"""Peer review: who reviews whose work, until when, and what the reviews make of the grade."""

import hashlib
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from heapq import heapify, heappop, heappush
from typing import Annotated

from pydantic import StrictBool, WithJsonSchema

from lyceum.assessment.errors import InvalidWindow
from lyceum.assessment.model.points import ZERO, quantised
from lyceum.assessment.model.scoring import HUNDRED
from lyceum.assessment.peer_reviews.errors import PeerReviewsOver
from lyceum.content.parts import Content
from lyceum.kernel.clock import Instant, iso
from lyceum.kernel.numbers import decimal, integer

MOST_REVIEWERS = 10
MOST_HOURS = 8760

ReviewWeight = Annotated[Decimal, decimal(whole_digits=2, places=2, both_ways=True)]

ReviewsDue = Annotated[Instant, WithJsonSchema({"type": "string", "format": "date-time"})]
"""Described as one thing, whether it is taken or answered."""

type Reviewers = Mapping[str, tuple[str, ...]]
"""Author of a work → who reviews it."""


class PeerReviewSettings(Content):
    """How those who handed in work review each other's."""

    reviewers: Annotated[int, integer(ge=1, le=MOST_REVIEWERS)]
    """How many review each work."""
    weight: ReviewWeight = ZERO
    """Percent of the grade that the reviews make; the rest is staff's. 100: no grade of staff's is needed."""
    due_at: ReviewsDue | None = None
    due_after_hours: Annotated[int, integer(ge=1, le=MOST_HOURS)] | None = None
    """Hours that reviewers have, in the place of `due_at`."""
    anonymous: StrictBool = True
    """Neither do reviewers see whose work it is, nor authors who reviewed it."""

    def check(self, *, after: Iterable[datetime | None]) -> None:
        """Raises InvalidWindow where both ways to say the end are used, or it is not after these dates."""
        if self.due_at is None:
            return
        due = self.due_at
        if self.due_after_hours is not None or any(date is not None and due <= date for date in after):
            raise InvalidWindow

    def due(self, *, first: datetime, at: datetime) -> datetime | None:
        """Until when somebody reviews who is asked at `at`; the first were asked at `first`. None: without an end.

        Who is asked once the day is past has as long as the first ones had. Raises PeerReviewsOver where it was past
        already when the first were asked.
        """
        if self.due_after_hours is not None:
            return at + timedelta(hours=self.due_after_hours)
        if self.due_at is None or at < self.due_at:
            return self.due_at
        if self.due_at <= first:
            raise PeerReviewsOver(due_at=iso(self.due_at))
        return at + (self.due_at - first)


def allocated(
    wanted: int,
    authors: Iterable[str],
    *,
    seed: str,
    kept: Reviewers | None = None,
    absent: Collection[str] = frozenset(),
    closed: Collection[str] = frozenset(),
) -> dict[str, tuple[str, ...]]:
    """So many reviewers for the work of each author, of the authors themselves; fewer where there are too few.

    Nobody reviews their own work, or one twice. The seed alone decides. Without reviews that are kept, with nobody
    absent and no work closed, loads are even. Else what is kept stays, and what is missing goes one by one to whoever
    has least to do of those who may; the absent get nothing, and a closed work gets nobody.
    """
    ring = sorted(set(authors), key=lambda author: _rank(seed, author))
    if not kept and not absent and not closed:
        each = range(1, min(wanted, len(ring) - 1) + 1)
        return {author: tuple(ring[(place + step) % len(ring)] for step in each) for place, author in enumerate(ring)}
    found = dict(kept or {})
    loads = Counter(reviewer for reviewers in found.values() for reviewer in reviewers)
    free = [(loads[author], place, author) for place, author in enumerate(ring) if author not in absent]
    heapify(free)
    for author in (each for each in ring if each not in closed):
        found[author] = _filled(author, found.get(author, ()), wanted, free)
    return found


def _filled(author: str, reviewers: tuple[str, ...], wanted: int, free: list[tuple[int, int, str]]) -> tuple[str, ...]:
    """With whoever has least to do of those who may, until there are enough or nobody is left."""
    passed: list[tuple[int, int, str]] = []
    while len(reviewers) < wanted and free:
        load, place, candidate = heappop(free)
        if candidate != author and candidate not in reviewers:
            reviewers, load = (*reviewers, candidate), load + 1
        passed.append((load, place, candidate))
    for each in passed:
        heappush(free, each)
    return reviewers


def _rank(seed: str, author: str) -> bytes:
    return hashlib.blake2s(f"{seed}\x1f{author}".encode(), digest_size=8).digest()


def mean_percent(percents: Collection[Decimal]) -> Decimal | None:
    """What the reviews give together, of 100: their mean to four places, halves to even; None without any."""
    return quantised(sum(percents, ZERO) / len(percents)) if percents else None


def combined(given: Decimal, peers: Decimal, *, maximum: Decimal, weight: Decimal) -> Decimal:
    """Staff's points and the reviews' percentage together, to four places: of each its share, before any penalty."""
    of_peers = maximum * peers / HUNDRED
    return quantised((given * (HUNDRED - weight) + of_peers * weight) / HUNDRED)
