"""Regrades: one of an assessment at a time, its key corrected in the same write, its changes kept page by page."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from lyceum.assessment.model.corrections import Applied
from lyceum.assessment.model.regrade import Regrade, RegradeChange
from lyceum.assessment.regrades.errors import RegradeNotFound, RegradeRunning
from lyceum.assessment.regrades.events import RegradeRequested
from lyceum.assessment.store.items import KeyItem, marking_key
from lyceum.assessment.store.question_sets import corrections_of
from lyceum.assessment.store.regrade_items import (
    ChangesItem,
    RegradeItem,
    RegradesItem,
    changes_of,
    changes_prefix,
    head_key,
    item_of,
    moving,
    regrade_key,
    regrade_of,
)
from lyceum.kernel.creation import Creation, repeated
from lyceum.kernel.errors import Conflict, DomainError
from lyceum.kernel.table import Page, get, query, tenant_key, transaction

PAGES_AT_ONCE = 8
"""Pages of changes that are looked through for one page of an answer."""


class RegradeMoved(Conflict):
    """The regrade, or the key that it corrects, was written since it was read."""


@dataclass(frozen=True, slots=True)
class KeyInForce:
    """Corrections of a version's key, and the revision that they were read at."""

    corrections: dict[int, list[Applied]]
    rev: int

    def standing(self, place: int) -> list[str]:
        """Regrades that the question at a place was corrected by, the newest last."""
        return [each.regrade for each in self.corrections.get(place, [])]


def add(tenant: str, regrade: Regrade, creation: Creation) -> Regrade:
    """Keep a wish and tell it, where no other regrade of the assessment is running; the one that is kept, for a
    repetition. Raises RegradeRunning, IdempotencyKeyReused. 1 round trip, 6 WCU.
    """
    kept = regrade
    again = repeated(creation, RegradeRunning(assessment=regrade.assessment))

    def explain(old: RegradeItem | None) -> DomainError | None:
        nonlocal kept
        refusal = again(old)
        if refusal is None and old is not None:
            kept = regrade_of(old)
        return refusal

    item = item_of(tenant, regrade)
    item.key_hash, item.body_hash = creation.key_hash, creation.body_hash
    with transaction(tenant=tenant, at=regrade.at, actor=regrade.by) as write:
        write.put(item, when=RegradeItem.absent(), otherwise=explain, events=[_requested(regrade)])
        _take_turn(write, tenant, regrade)
    return kept if kept is not regrade else replace(regrade, rev=1)


def find(tenant: str, assessment: str, regrade: str) -> Regrade:
    """A regrade as it is now. Raises RegradeNotFound. 1 round trip, 1 RCU and up."""
    item = get(RegradeItem, regrade_key(tenant, assessment, regrade), consistent=True)
    if item is None:
        raise RegradeNotFound(regrade=regrade)
    return regrade_of(item)


def of_assessment(tenant: str, assessment: str, *, after: str | None, limit: int) -> Page[Regrade]:
    """The regrades of an assessment. 1 round trip."""
    page = query(RegradeItem, tenant_key(tenant, "A", assessment), prefix="REGRADE#", after=after, limit=limit)
    return Page([regrade_of(item) for item in page.items], page.next_key)


def changes(tenant: str, regrade: Regrade, *, page: int, skip: int, limit: int) -> tuple[list[RegradeChange], Any]:
    """Changes of its round from one of a page on, at most `limit`; and page and number to go on with, or None.

    1 round trip; fewer than `limit` where pages hold few.
    """
    prefix = changes_prefix(regrade.id, regrade.round)
    after = f"{prefix}{page - 1:05d}" if page else None
    pk = tenant_key(tenant, "A", regrade.assessment)
    found = query(ChangesItem, pk, prefix=prefix, after=after, limit=PAGES_AT_ONCE)
    shown: list[RegradeChange] = []
    for item in found.items:
        number, of_page = int(item.sk.rpartition("#")[2]), changes_of(item.document)
        start = skip if number == page else 0
        room = limit - len(shown)
        shown += of_page[start : start + room]
        if len(of_page) - start > room:
            return shown, (number, start + room)
    end = found.items[-1].sk.rpartition("#")[2] if found.next_key is not None else None
    return shown, (int(end) + 1, 0) if end is not None else None


def key_in_force(tenant: str, regrade: Regrade) -> KeyInForce:
    """How the key stands that it corrects. Raises RegradeNotFound. 1 round trip, 1 RCU and up."""
    item = get(KeyItem, marking_key(tenant, regrade.assessment, regrade.version), consistent=True)
    if item is None:
        raise RegradeNotFound(regrade=regrade.id)
    return KeyInForce(corrections_of(item), item.revision)


def begin(tenant: str, regrade: Regrade, key: KeyInForce, *, at: datetime, actor: str) -> Regrade:
    """Write that it is to be applied or undone, and tell it, while no other one is running and the key is as read.

    Raises RegradeMoved, RegradeRunning. 1 round trip, 6 WCU.
    """
    with transaction(tenant=tenant, at=at, actor=actor) as write:
        moved(write, tenant, regrade, [_requested(regrade)])
        _take_turn(write, tenant, regrade)
        write.check(
            KeyItem,
            marking_key(tenant, regrade.assessment, regrade.version),
            when=KeyItem.rev == key.rev,
            otherwise=RegradeMoved(),
        )
    return replace(regrade, rev=regrade.rev + 1)


def tell_again(tenant: str, regrade: Regrade, *, at: datetime, actor: str) -> Regrade:
    """For another execution of the workflow to go on. Raises RegradeMoved. 1 round trip, 1 WCU and up."""
    with transaction(tenant=tenant, at=at, actor=actor) as write:
        moved(write, tenant, regrade, [_requested(regrade)])
    return replace(regrade, rev=regrade.rev + 1)


def moved(write: Any, tenant: str, regrade: Regrade, events: Sequence[Any] = ()) -> None:
    """Into a transaction: where the regrade stands now, if it stood as it was read."""
    write.update(
        RegradeItem,
        regrade_key(tenant, regrade.assessment, regrade.id),
        moving(regrade),
        when=RegradeItem.rev == regrade.rev,
        otherwise=RegradeMoved(),
        events=events,
    )


def _take_turn(write: Any, tenant: str, regrade: Regrade) -> None:
    write.update(
        RegradesItem,
        head_key(tenant, regrade.assessment),
        [RegradesItem.running.set(regrade.id)],
        when=RegradesItem.running.does_not_exist(),
        otherwise=RegradeRunning(assessment=regrade.assessment),
        upsert=True,
    )


def _requested(regrade: Regrade) -> RegradeRequested:
    return RegradeRequested(
        regrade=regrade.id,
        assessment=regrade.assessment,
        course=regrade.course,
        version=regrade.version,
        state=str(regrade.state),
    )
