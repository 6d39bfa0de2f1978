"""Whatever is done to a sealed trail is named, and an untouched one is sound."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lyceum.compliance.model.entry import Entry, canonical_json, digest
from lyceum.compliance.model.seal import WINDOW, Head, Seal, leaf_of, window_of
from lyceum.compliance.model.verification import Finding, Kind, StoredSeal, Verdict, verify
from tests.store.compliance.trail import NOON, envelope

WINDOWS = 4
LATER = NOON + timedelta(hours=1)


@dataclass(frozen=True)
class Trail:
    """Four windows of two entries each, sealed and chained."""

    stored: tuple[StoredSeal, ...]
    head: Head
    entries: dict[str, str]

    def verified(self, *, now: datetime = LATER, open_windows: frozenset[str] = frozenset()) -> Verdict:
        return verify(self.stored, self.head, self.entries, open_windows=open_windows, now=now)

    def found(self) -> list[tuple[Kind, str]]:
        return [(each.kind, each.name) for each in self.verified().findings]

    def with_seal(self, number: int, change: Callable[[StoredSeal], StoredSeal | None]) -> "Trail":
        changed = (change(each) if each.number == number else each for each in self.stored)
        return replace(self, stored=tuple(each for each in changed if each is not None))


def _made() -> Trail:
    head, stored = Head(), []
    entries: dict[str, str] = {}
    for number in range(WINDOWS):
        at = NOON + timedelta(minutes=5 * number)
        some = [Entry.of(envelope("acme", at=at + timedelta(seconds=second))) for second in (1, 2)]
        seal = Seal.over(some, tenant="acme", head=head, window=window_of(at), at=at + timedelta(minutes=6))
        stored.append(StoredSeal(seal.number, seal.body()))
        head = Head(seal.number, seal.hash)
        entries |= {each.place: leaf_of(each).hash for each in some}
    return Trail(tuple(stored), head, entries)


WHOLE = _made()
PLACES = sorted(WHOLE.entries)
NUMBERS = st.integers(1, WINDOWS)


def test_an_untouched_trail_is_sound() -> None:
    assert WHOLE.verified() == Verdict((), seals=WINDOWS, sealed=2 * WINDOWS, waiting=0)
    assert WHOLE.verified().is_sound
    assert (WHOLE.stored[0].deleted, WHOLE.stored[0].overwritten) == (False, False)
    assert verify([], Head(), {}, now=LATER) == Verdict((), 0, 0, 0)


@given(st.sampled_from(PLACES), st.sampled_from(PLACES))
def test_altered_and_missing_entries_are_named_where_they_were(one: str, other: str) -> None:
    altered = replace(WHOLE, entries=WHOLE.entries | {one: "00" * 32}).verified()
    assert altered == Verdict((Finding(Kind.ENTRY_ALTERED, one),), WINDOWS, 2 * WINDOWS - 1, 0)
    assert not altered.is_sound
    fewer = {place: hash for place, hash in WHOLE.entries.items() if place not in (one, other)}
    expected = [(Kind.ENTRY_TAKEN_AWAY, place) for place in sorted({one, other})]
    assert replace(WHOLE, entries=fewer).found() == expected


@pytest.mark.parametrize("place", ["x", "#a", "2026-11-31T09:00:00.000Z#a", "9999-01-01T00:00:00.000Z#a"])
def test_a_forged_entry_of_no_instant_or_of_the_future_waits_for_no_seal(place: str) -> None:
    forged = replace(WHOLE, entries=WHOLE.entries | {place: "00"})

    assert forged.found() == [(Kind.ENTRY_ADDED, place)]
    assert forged.verified().waiting == 0


def test_an_entry_of_a_clock_that_is_less_than_a_window_ahead_waits_for_its_seal() -> None:
    def ahead(by: timedelta) -> Trail:
        early = Entry.of(envelope("acme", at=LATER + by))
        return replace(WHOLE, entries=WHOLE.entries | {early.place: leaf_of(early).hash})

    little = ahead(WINDOW - timedelta(milliseconds=1))
    assert (little.found(), little.verified().waiting) == ([], 1)
    much = ahead(WINDOW)
    assert ([kind for kind, _ in much.found()], much.verified().waiting) == ([Kind.ENTRY_ADDED], 0)


def test_an_entry_that_no_seal_has_is_named_unless_it_still_waits_for_its_seal() -> None:
    place = f"{PLACES[-1].split('#')[0]}#0"
    more = replace(WHOLE, entries=WHOLE.entries | {place: "00" * 32})
    assert more.verified() == Verdict((Finding(Kind.ENTRY_ADDED, place),), WINDOWS, 2 * WINDOWS, 0)
    forged = replace(WHOLE, entries=WHOLE.entries | {f"{place}#1": "00" * 32})
    assert forged.found() == [(Kind.ENTRY_ADDED, f"{place}#1")]
    window = window_of(NOON + timedelta(minutes=15))
    waiting = Verdict((), WINDOWS, 2 * WINDOWS, 1)
    assert more.verified(open_windows=frozenset({window})) == waiting
    assert forged.verified(open_windows=frozenset({window})) == waiting  # whatever stands behind its instant
    ripe = NOON + timedelta(minutes=20, seconds=60)
    assert more.verified(now=ripe - timedelta(milliseconds=1)) == waiting
    assert not more.verified(now=ripe).is_sound


@given(NUMBERS)
def test_a_missing_seal_is_named_and_its_entries_are_unproven(number: int) -> None:
    gone = WHOLE.with_seal(number, lambda _: None)
    unproven = [(Kind.ENTRY_UNPROVEN, place) for place in PLACES[2 * number - 2 : 2 * number]]
    assert gone.found() == [(Kind.SEAL_MISSING, str(number)), *unproven]
    assert gone.verified().sealed == 2 * WINDOWS - 2


def test_what_lies_before_a_missing_seal_is_looked_at_too() -> None:
    gone = WHOLE.with_seal(3, lambda _: None).with_seal(1, lambda each: replace(each, body=b"{}", deleted=True))
    seals = [(kind, name) for kind, name in gone.found() if kind is not Kind.ENTRY_UNPROVEN]
    assert seals == [(Kind.SEAL_MISSING, "3"), (Kind.SEAL_DELETED, "1"), (Kind.SEAL_ALTERED, "1")]


@given(NUMBERS, st.sampled_from([b"", b"{}", b"[]", b"\xff", b'{"v":1}']))
def test_a_seal_that_is_none_is_altered_and_proves_nothing(number: int, body: bytes) -> None:
    broken = WHOLE.with_seal(number, lambda each: replace(each, body=body))
    unproven = [(Kind.ENTRY_UNPROVEN, place) for place in PLACES[2 * number - 2 : 2 * number]]
    assert broken.found() == [(Kind.SEAL_ALTERED, str(number)), *unproven]


@given(NUMBERS, st.booleans(), st.booleans())
def test_what_was_tried_on_a_seal_is_named_though_its_first_version_holds(
    number: int, deleted: bool, overwritten: bool
) -> None:
    tried = WHOLE.with_seal(number, lambda each: replace(each, deleted=deleted, overwritten=overwritten))
    expected = [(Kind.SEAL_DELETED, str(number))] * deleted + [(Kind.SEAL_OVERWRITTEN, str(number))] * overwritten
    assert tried.found() == expected


def _rewritten(each: StoredSeal, **changed: object) -> StoredSeal:
    seal = Seal.read(each.body)
    return replace(each, body=replace(seal, **changed).body())  # type: ignore[arg-type]


@given(st.integers(1, WINDOWS - 1))
def test_a_seal_that_was_written_anew_is_told_by_the_one_after_it(number: int) -> None:
    forged = WHOLE.with_seal(number, lambda each: _rewritten(each, at=LATER))
    assert forged.found() == [(Kind.SEAL_ALTERED, str(number))]


def test_the_last_seal_written_anew_is_told_by_the_table() -> None:
    forged = WHOLE.with_seal(WINDOWS, lambda each: _rewritten(each, at=LATER))
    assert forged.found() == [(Kind.HEAD_ALTERED, f"it is not what seal {WINDOWS} is")]
    assert replace(WHOLE, head=Head(WINDOWS, "00" * 32)).found() == forged.found()


@given(NUMBERS)
def test_a_seal_whose_root_or_number_is_not_its_own_is_altered(number: int) -> None:
    for changed in ({"root": "00" * 32}, {"number": number + 1}):
        forged = WHOLE.with_seal(number, lambda each, changed=changed: _rewritten(each, **changed))  # type: ignore[misc]
        assert (Kind.SEAL_ALTERED, str(number)) in forged.found()


@given(NUMBERS)
def test_the_same_seal_in_another_spelling_is_altered(number: int) -> None:
    spelled = WHOLE.with_seal(number, lambda each: replace(each, body=each.body + b"\n"))
    assert (Kind.SEAL_ALTERED, str(number)) in spelled.found()


def test_a_head_that_falls_behind_or_runs_ahead_is_named() -> None:
    behind = replace(WHOLE, head=Head(2, "whatever"))
    assert behind.found() == [(Kind.HEAD_ALTERED, "it names seal 2, the last is 4")]
    ahead = replace(WHOLE, head=Head(5, "whatever"))
    assert ahead.found() == [(Kind.SEAL_MISSING, "5")]
    assert replace(WHOLE, head=Head()).found() == [(Kind.HEAD_ALTERED, "it names seal 0, the last is 4")]


def test_an_entry_that_was_altered_with_its_seal_is_told_all_the_same() -> None:
    """Whoever can write both must also forge every seal since, and the table's head."""
    place = PLACES[2]

    def forged(each: StoredSeal) -> StoredSeal:
        seal = Seal.read(each.body)
        leaves = tuple(replace(leaf, hash="00" * 32) if leaf.place == place else leaf for leaf in seal.leaves)
        return replace(each, body=replace(seal, leaves=leaves).body())

    both = replace(WHOLE.with_seal(2, forged), entries=WHOLE.entries | {place: "00" * 32})
    assert both.found() == [(Kind.SEAL_ALTERED, "2")]


@pytest.mark.parametrize(
    ("value", "text"),
    [({"b": 1, "a": ["ก", None]}, '{"a":["ก",null],"b":1}'), ({}, "{}"), ([True, "x y"], '[true,"x y"]')],
)
def test_canonical_json_has_one_form(value: object, text: str) -> None:
    assert canonical_json(value) == text


def test_a_digest_is_sha_256() -> None:
    known = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"  # pragma: allowlist secret
    assert digest(b"abc") == known
