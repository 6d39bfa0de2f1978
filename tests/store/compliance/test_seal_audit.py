"""Sealing: each entry under one seal, each seal chained to the one before, whoever seals and whatever fails."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest
from botocore.exceptions import ClientError

from lyceum.compliance import seal_audit as sealing
from lyceum.compliance.errors import SealingIncomplete
from lyceum.compliance.model.seal import Seal
from lyceum.compliance.seal_audit import seal_audit
from lyceum.compliance.store import entries, seals
from lyceum.compliance.verify_audit import verify_audit
from lyceum.kernel.aws import client
from lyceum.kernel.errors import Busy
from tests.store.compliance.trail import NOON, Trail

pytestmark = pytest.mark.store
LATER = NOON + timedelta(minutes=6)
WINDOW = "2026-11-22T12:00"


def chain(trail: Trail) -> list[Seal]:
    return [Seal.read(seals.read(trail.tenant, n + 1)) for n in range(seals.head(trail.tenant).number)]


def places(trail: Trail) -> list[str]:
    return [leaf.place for seal in chain(trail) for leaf in seal.leaves]


def test_a_window_is_sealed_when_its_time_has_come(trail: Trail) -> None:
    told = [trail.record(at=NOON + timedelta(seconds=n)) for n in range(3)]
    with pytest.raises(StopIteration):
        next(
            window
            for window in seals.open_to_seal(now=NOON + timedelta(minutes=5, seconds=59))
            if trail.tenant in window
        )
    assert (trail.tenant, WINDOW) in list(seals.open_to_seal(now=LATER))
    seal_audit(at=LATER)
    (seal,) = chain(trail)
    assert [leaf.place for leaf in seal.leaves] == sorted(entry.place for entry in told)
    assert (seal.number, seal.previous, seal.hash) == (1, "", seals.head(trail.tenant).hash)
    assert seals.open_windows(trail.tenant) == frozenset()
    assert trail.verify() == []


def test_what_is_there_can_be_sealed_at_once_and_what_comes_afterwards_is_sealed_in_time(trail: Trail) -> None:
    """The window stays open: an entry of the same window, by a process that has opened it, comes in unsaid."""
    first = trail.record(at=NOON)
    at = NOON + timedelta(seconds=10)
    for _ in range(2):
        seal_audit(at=at, early=True)
    assert places(trail) == [first.place]
    assert seals.open_windows(trail.tenant) == {WINDOW}
    second = trail.record(at=NOON + timedelta(seconds=20))
    waiting = verify_audit(trail.tenant, at=NOON + timedelta(seconds=30))
    assert (waiting.is_sound, waiting.sealed, waiting.waiting) == (True, 1, 1)
    trail.alter(first, "n", "RolesTaken")
    assert trail.verify(at=NOON + timedelta(seconds=30)) == [("entry altered", first.place)]
    trail.alter(first, "n", "RolesAssigned")
    seal_audit(at=LATER)
    assert [[leaf.place for leaf in seal.leaves] for seal in chain(trail)] == [[first.place], [second.place]]
    assert seals.open_windows(trail.tenant) == frozenset()
    assert trail.verify() == []


def test_a_second_run_makes_no_seal(trail: Trail) -> None:
    trail.record()
    assert (trail.seal(), trail.seal()) == (1, 0)
    assert len(chain(trail)) == 1


def test_each_seal_is_chained_to_the_one_before(trail: Trail) -> None:
    for n in range(3):
        at = NOON + timedelta(minutes=5 * n)
        trail.record(at=at)
        trail.seal(window=at)
    first, second, third = chain(trail)
    assert (second.previous, third.previous) == (first.hash, second.hash)
    assert trail.verify() == []


def test_an_entry_that_comes_late_gets_a_seal_of_its_own(trail: Trail) -> None:
    trail.record()
    trail.seal()
    late = trail.record(at=NOON + timedelta(seconds=1), delay=timedelta(hours=2))
    assert trail.seal(after=timedelta(hours=3)) == 1
    assert [leaf.place for leaf in chain(trail)[1].leaves] == [late.place]
    assert trail.verify(at=NOON + timedelta(hours=5)) == []


def test_an_event_that_is_repeated_after_sealing_changes_nothing(trail: Trail) -> None:
    from lyceum.compliance.record_audit import record_audit
    from tests.store.compliance.trail import envelope

    told = envelope(trail.tenant)
    record_audit(told, at=NOON)
    trail.seal()
    record_audit(told, at=NOON + timedelta(hours=2))
    assert trail.seal(after=timedelta(hours=3)) == 0
    assert seals.open_windows(trail.tenant) == frozenset()
    assert trail.verify(at=NOON + timedelta(hours=5)) == []


def test_sealers_at_once_seal_each_entry_once(trail: Trail) -> None:
    for n in range(12):
        trail.record(at=NOON + timedelta(seconds=n))
    start = Barrier(4)

    def seal(_: int) -> int:
        start.wait()
        return trail.seal()

    with ThreadPoolExecutor(4) as pool:
        made = list(pool.map(seal, range(4)))
    assert sum(made) == 1
    assert sorted(places(trail)) == sorted(entry.place for entry in trail.entries)
    trail.seal()  # where two met, the window may have stayed open for the next run
    assert seals.open_windows(trail.tenant) == frozenset()
    assert trail.verify() == []


def test_sealers_of_different_windows_at_once_make_one_chain(trail: Trail) -> None:
    windows = [NOON + timedelta(minutes=5 * n) for n in range(4)]
    for at in windows:
        trail.record(at=at)
    start = Barrier(4)

    def seal(at: Any) -> int:
        start.wait()
        return trail.seal(window=at)

    with ThreadPoolExecutor(4) as pool:
        made = list(pool.map(seal, windows))
    assert sum(made) == 4
    assert [seal.number for seal in chain(trail)] == [1, 2, 3, 4]
    assert trail.verify() == []


@pytest.mark.parametrize("step", ["chain", "_advance", "close_window"])
def test_a_sealer_that_dies_leaves_nothing_undone(trail: Trail, monkeypatch: pytest.MonkeyPatch, step: str) -> None:
    trail.record()

    def die(*_: object, **__: object) -> None:
        raise Busy

    with monkeypatch.context() as broken:
        broken.setattr(seals, step, die)
        with pytest.raises(Busy):
            trail.seal()
    trail.record(at=NOON + timedelta(minutes=5))
    trail.seal(window=NOON + timedelta(minutes=5))
    trail.seal()
    assert sorted(places(trail)) == sorted(entry.place for entry in trail.entries)
    assert len(chain(trail)) == 2
    assert trail.verify() == []
    assert seals.open_windows(trail.tenant) == frozenset()


def test_an_answer_that_is_lost_makes_no_second_seal(trail: Trail, monkeypatch: pytest.MonkeyPatch) -> None:
    trail.record()
    keep = seals.keep

    def keep_and_lose_the_answer(seal: Seal) -> bool:
        monkeypatch.setattr(seals, "keep", keep)
        keep(seal)
        return keep(seal)  # as the client tries again by itself

    monkeypatch.setattr(seals, "keep", keep_and_lose_the_answer)
    trail.seal()
    assert len(chain(trail)) == 1
    assert trail.verify() == []


def test_an_entry_that_comes_while_its_window_is_sealed_is_not_lost(
    trail: Trail, monkeypatch: pytest.MonkeyPatch
) -> None:
    trail.record()
    read = entries.of_window

    def read_then_record(*place: str) -> Any:
        found = read(*place)
        monkeypatch.setattr(entries, "of_window", read)
        trail.record(at=NOON + timedelta(seconds=1), delay=timedelta(minutes=6))
        return found

    monkeypatch.setattr(entries, "of_window", read_then_record)
    trail.seal()
    assert seals.open_windows(trail.tenant) == {WINDOW}
    trail.seal()
    assert sorted(places(trail)) == sorted(entry.place for entry in trail.entries)
    assert trail.verify() == []


def test_more_entries_than_one_seal_takes(trail: Trail, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sealing, "ENTRIES_A_SEAL", 2)
    for n in range(5):
        trail.record(at=NOON + timedelta(seconds=n))
    assert trail.seal() == 3
    assert [len(seal.leaves) for seal in chain(trail)] == [2, 2, 1]
    assert trail.verify() == []


def test_a_school_whose_sealing_fails_does_not_keep_the_others_waiting(
    trail: Trail, monkeypatch: pytest.MonkeyPatch
) -> None:
    schools = [Trail(f"{trail.tenant}{letter}") for letter in "abc"]
    for school in schools:
        school.record()
    real = sealing.seal_window

    def fail_for_b(tenant: str, window: str, **options: Any) -> int:
        if tenant == schools[1].tenant:
            raise ValueError("an entry that nobody can read")
        return real(tenant, window, **options)

    monkeypatch.setattr(sealing, "seal_window", fail_for_b)
    with pytest.raises(SealingIncomplete):
        seal_audit(at=LATER)
    assert [len(chain(school)) for school in schools] == [1, 0, 1]
    assert seals.open_windows(schools[1].tenant) == {WINDOW}


def test_a_seal_cannot_be_deleted_before_its_time(trail: Trail, seals_bucket: str) -> None:
    trail.record()
    trail.seal()
    key, s3 = seals.seal_key(trail.tenant, 1), client("s3")
    (version,) = s3.list_object_versions(Bucket=seals_bucket, Prefix=key)["Versions"]
    retention = s3.get_object_retention(Bucket=seals_bucket, Key=key, VersionId=version["VersionId"])["Retention"]
    assert retention["Mode"] == "COMPLIANCE"
    with pytest.raises(ClientError, match=r"Access ?Denied"):
        s3.delete_object(Bucket=seals_bucket, Key=key, VersionId=version["VersionId"])
