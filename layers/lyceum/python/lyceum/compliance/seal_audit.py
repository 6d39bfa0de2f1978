"""Seal the audit trail: what was written in each five minutes is hashed, chained and put under Object Lock."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from lyceum.compliance.errors import SealingIncomplete
from lyceum.compliance.model.entry import Entry
from lyceum.compliance.model.seal import ENTRIES_A_SEAL, Seal, is_ripe
from lyceum.compliance.store import entries, seals
from lyceum.kernel import observe
from lyceum.kernel.errors import Busy

ATTEMPTS = 20
"""How often a window is looked at anew: another sealer was faster, or more entries wait than one seal takes."""


def seal_audit(*, at: datetime, early: bool = False) -> int:
    """Seal everything that waits; how many seals were made. Safe to run twice at once, and to repeat.

    `early`: also what is there of windows that cannot be closed yet, as before a verification; they stay open.

    A school whose sealing fails does not keep the others waiting; it waits for the next run, and this one says so:
    raises SealingIncomplete at its end.
    """
    made, failed = 0, 0
    for tenant, window in seals.open_to_seal(now=at, early=early):
        try:
            made += seal_window(tenant, window, at=at)
        except Exception as error:  # noqa: BLE001 - whatever it was, the other schools are sealed; it is told at the end
            failed += 1
            observe.logger().exception("not sealed", extra={"tenant": tenant, "error": type(error).__name__})
    observe.count("AuditSeals", made)
    if failed:
        observe.count("AuditSealsFailed", failed)
        raise SealingIncomplete(windows=failed)
    return made


def seal_window(tenant: str, window: str, *, at: datetime) -> int:
    """Seal those entries of a window that no seal covers; how many seals that took.

    What makes a chain of the seals is that there can be one file of each number: whoever finds the next number taken
    takes that file into the chain and looks anew. So a sealer that died between file and head leaves nothing undone.
    A window that is not ripe yet is not closed, since entries may still come to it unsaid.
    """
    made, ripe = 0, is_ripe(window, now=at)
    for _ in range(ATTEMPTS):
        now = seals.find_window(tenant, window)
        head = seals.head(tenant)
        fresh = _unsealed(tenant, window, now.seals)
        if fresh:
            seal = Seal.over(fresh[:ENTRIES_A_SEAL], tenant=tenant, head=head, window=window, at=at)
            if not seals.keep(seal):
                seals.chain(tenant, head, seals.read(tenant, head.number + 1), at=at)
                continue
            made += 1
            seals.chain(tenant, head, seal.body(), at=at)
            if len(fresh) > len(seal.leaves):
                continue
            # Taking the seal in has moved the window once; had anybody else, it would stay open for the next run.
            now = replace(now, revision=now.revision + 1)
        else:
            # Who sealed it may have died before the head was told of its file.
            seals.catch_up(tenant, head, up_to=max(now.seals, default=0), at=at)
        if ripe:
            seals.close_window(now, at=at)
        return made
    raise Busy("Others keep sealing this window.")


def _unsealed(tenant: str, window: str, numbers: Iterable[int]) -> list[Entry]:
    """Entries of a window that none of these seals covers."""
    covered = {leaf.place for number in numbers for leaf in Seal.read(seals.read(tenant, number)).leaves}
    return [entry for entry in entries.of_window(tenant, window) if entry.place not in covered]
