"""Uses of an API key: exactly as many as its limits let in, however many come at once; what it costs."""

import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st

from lyceum.identity.api_keys import Shown, change_key, find_key, keys_of, make_key, revoke_key, rotate_key
from lyceum.identity.authorize_key import authorize_key
from lyceum.identity.model.api_key import Wish
from lyceum.identity.model.rate import DEFAULT_LIMITS, Limits
from lyceum.identity.store import api_keys as store
from lyceum.kernel import contention
from lyceum.kernel.access import Caller
from lyceum.kernel.api_keys import Admission
from lyceum.kernel.creation import Creation
from lyceum.kernel.errors import Busy, ChangedInTheMeantime
from lyceum.kernel.ids import derived_id, new_id
from lyceum.kernel.table.client import dynamodb
from lyceum.kernel.table.write import Transaction
from tests.access_patterns import assert_as_stated
from tests.meter import metered

pytestmark = pytest.mark.store
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.fixture
def head(table: str, tenant: str) -> Caller:
    return Caller(derived_id("head", tenant), tenant, frozenset({"administrator"}))


def made(head: Caller, *, limits: Limits = DEFAULT_LIMITS, secret: bytes = bytes(32), **said: Any) -> Shown:
    wish = Wish("Sync", frozenset({"enrollment.list"}), limits=limits, **said)
    return make_key(head, wish, secret=secret, creation=Creation(new_id()), at=NOON - timedelta(days=1))


def used(head: Caller, shown: Shown, *, at: datetime = NOON) -> Admission:
    return authorize_key(head.tenant, shown.text, address="203.0.113.1", site="", at=at)


def at_once(number: int, act: Any) -> list[Any]:
    """Results of calls that begin together, each in a thread of its own."""
    dynamodb()  # threads that all make the client at once would spend the race on that
    barrier, results = threading.Barrier(number), list[Any]()

    def go(which: int) -> None:
        barrier.wait()
        results.append(act(which))

    threads = [threading.Thread(target=go, args=(which,)) for which in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def test_of_a_hundred_at_once_exactly_sixty_pass(head: Caller) -> None:
    shown = made(head)
    found = at_once(100, lambda _: used(head, shown))
    assert sorted(one.refusal for one in found) == [""] * 60 + ["api-key-limit-reached"] * 40
    usage = find_key(head, shown.key.id).usage
    assert (usage.minute, usage.hour, usage.day, usage.last) == (60, 60, 60, NOON)


def test_at_the_border_of_a_minute_each_side_has_its_own_sixty(head: Caller) -> None:
    """Clocks of machines differ: late ones of the old minute meet early ones of the new."""
    shown, border = made(head, limits=Limits(20, 1_000, 10_000)), NOON + timedelta(minutes=1)
    before = [used(head, shown, at=border - timedelta(milliseconds=1)) for _ in range(15)]
    assert not any(one.refusal for one in before)
    instants = [border - timedelta(milliseconds=1), border, border + timedelta(milliseconds=1)]
    found = at_once(48, lambda which: used(head, shown, at=instants[which % 3]))
    passed = sum(not one.refusal for one in found)
    usage = find_key(head, shown.key.id).usage
    assert {one.refusal for one in found} == {"", "api-key-limit-reached"}
    # What came late counts in the minute that had begun; at most five of the old minute were left.
    assert usage.minute == 20
    assert 20 <= passed <= 25
    assert usage.day == 15 + passed


def test_longer_windows_go_on_where_the_minute_is_new(head: Caller) -> None:
    shown = made(head, limits=Limits(2, 3, 4))
    minutes = [0, 0, 0, 1, 1, 60, 60, 24 * 60]
    found = [used(head, shown, at=NOON + timedelta(minutes=minute)) for minute in minutes]
    assert [(one.refusal, one.limit, one.remaining) for one in found] == [
        ("", "2", "1"),
        ("", "2", "0"),
        ("api-key-limit-reached", "2", "0"),
        ("", "3", "0"),
        ("api-key-limit-reached", "3", "0"),
        ("", "4", "0"),
        ("api-key-limit-reached", "4", "0"),
        ("", "2", "1"),
    ]
    assert [one.reset for one in found] == ["60", "60", "60", "3540", "3540", "39600", "39600", "60"]


def sent_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every write from here on, as if its first answer had been lost."""
    send = Transaction._send

    def twice(transaction: Transaction) -> None:
        send(transaction)
        send(transaction)

    monkeypatch.setattr(Transaction, "_send", twice)


class Naive:
    """Every use that was let in."""

    def __init__(self, limits: Limits) -> None:
        self.limits, self.uses = limits, list[datetime]()

    def lets_in(self, at: datetime) -> bool:
        for seconds, limit in ((60, self.limits.minute), (3_600, self.limits.hour), (86_400, self.limits.day)):
            window = int(at.timestamp()) // seconds
            if sum(int(use.timestamp()) // seconds == window for use in self.uses) >= limit:
                return False
        self.uses.append(at)
        return True


STEPS = st.lists(st.sampled_from([0.0, 0.001, 29.9, 59.999, 60.0, 3_540.0, 3_600.0, 86_399.999]), max_size=12)


@examples(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(STEPS, st.builds(Limits, st.integers(1, 3), st.integers(1, 4), st.integers(1, 6)))
def test_the_table_counts_as_a_full_memory_would(head: Caller, steps: list[float], limits: Limits) -> None:
    shown, naive, at = made(head, limits=limits), Naive(limits), NOON
    for step in steps:
        at += timedelta(seconds=step)
        assert (used(head, shown, at=at).refusal == "") == naive.lets_in(at)


def test_a_use_that_meets_a_revocation_is_refused(head: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    """Between the read and the write."""
    shown = made(head)
    find = store.find

    def then_revoked(tenant: str, id: str) -> Any:
        key = find(tenant, id)
        revoke_key(head, id, reason="leaked", at=NOON)
        return key

    monkeypatch.setattr(store, "find", then_revoked)
    assert used(head, shown).refusal == "api-key-revoked"
    monkeypatch.undo()
    assert find_key(head, shown.key.id).usage.last is None


def test_a_use_that_meets_smaller_limits_heeds_them(head: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    shown = made(head)
    for _ in range(3):
        used(head, shown)
    find = store.find

    def then_smaller(tenant: str, id: str) -> Any:
        monkeypatch.undo()
        key = find(tenant, id)
        change_key(head, id, {"limits": Limits(3, 3, 3)}, at=NOON)
        return key

    monkeypatch.setattr(store, "find", then_smaller)
    assert used(head, shown).refusal == "api-key-limit-reached"


@pytest.mark.parametrize("place", ["find", "spend"])
def test_a_table_that_does_not_answer_is_busy_and_counts_nothing(
    head: Caller, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    shown = made(head)

    def throttled(*_: Any, **__: Any) -> None:
        raise Busy

    monkeypatch.setattr(store, place, throttled)
    found = used(head, shown)
    assert (found.refusal, found.key, found.permissions) == ("api-key-busy", "", "")
    monkeypatch.undo()
    assert find_key(head, shown.key.id).usage.day == 0


def test_endless_contention_ends_as_busy(head: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    shown = made(head)
    monkeypatch.setattr(contention, "LONGEST_PAUSE_SECONDS", 0.001)
    monkeypatch.setattr(store, "spend", lambda _tenant, key, **_: replace(key, revision=key.revision + 1))
    assert used(head, shown).refusal == "api-key-busy"


def test_a_use_whose_answer_was_lost_never_lets_more_in(head: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    """botocore sends it again: one use counts for two or three, none is given away."""
    shown = made(head, limits=Limits(4, 10, 10))
    sent_twice(monkeypatch)
    assert [used(head, shown).refusal for _ in range(2)] == ["", "api-key-limit-reached"]


def test_a_creation_whose_answer_was_lost_is_a_success(head: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    sent_twice(monkeypatch)
    shown = made(head)
    assert used(head, shown).refusal == ""


def test_a_rotation_whose_answer_was_lost_is_a_success(head: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    shown = made(head)
    sent_twice(monkeypatch)
    turned = rotated(head, shown)
    assert used(head, turned).refusal == ""
    assert find_key(head, shown.key.id).revision == 2


def test_two_rotations_at_once_both_show_secrets_that_are_good(head: Caller) -> None:
    shown = made(head)
    turned = at_once(2, lambda which: rotated(head, shown, secret=bytes([which + 1]) * 32))
    assert [used(head, one).refusal for one in (shown, *turned)] == ["", "", ""]


def test_of_two_rotations_of_one_revision_one_is_refused(head: Caller) -> None:
    shown = made(head)

    def go(which: int) -> str:
        try:
            rotated(head, shown, secret=bytes([which + 1]) * 32, expected=1)
        except ChangedInTheMeantime:
            return "refused"
        return "rotated"

    assert sorted(at_once(2, go)) == ["refused", "rotated"]


def rotated(head: Caller, shown: Shown, *, secret: bytes = b"\x01" * 32, expected: int | None = None) -> Shown:
    return rotate_key(
        head,
        shown.key.id,
        secret=secret,
        overlap=timedelta(days=1),
        creation=Creation(new_id()),
        at=NOON,
        expected=expected,
    )


def test_what_a_request_with_a_key_costs(head: Caller) -> None:
    shown = made(head, limits=Limits(3, 10, 10), networks=("203.0.113.0/24",), domains=())
    with metered() as first:
        used(head, shown)
    with metered() as next_one:
        used(head, shown)
    with metered() as new_minute:
        used(head, shown, at=NOON + timedelta(minutes=1))
    for cost in (first, next_one, new_minute):
        assert_as_stated("identity", "authorize a request with an API key", cost)
    for _ in range(2):
        used(head, shown, at=NOON + timedelta(minutes=1))
    with metered() as refused:
        assert used(head, shown, at=NOON + timedelta(minutes=1)).refusal == "api-key-limit-reached"
    assert_as_stated("identity", "refuse a request with an API key", refused)
    with metered() as guessed:
        authorize_key(head.tenant, "lyc_guess", address="", site="", at=NOON)
    assert guessed.operations == []


def test_what_managing_keys_costs(head: Caller) -> None:
    with metered() as making:
        shown = made(head)
    assert_as_stated("identity", "make an API key", making)
    with metered() as listing:
        keys_of(head, after=None, limit=20)
    assert_as_stated("identity", "list API keys (20)", listing)
    with metered() as changing:
        change_key(head, shown.key.id, {"name": "Other"}, at=NOON)
    with metered() as rotating:
        rotated(head, shown)
    for cost in (changing, rotating):
        assert_as_stated("identity", "change, rotate an API key", cost)
    with metered() as revoking:
        revoke_key(head, shown.key.id, reason="leaked", at=NOON)
    assert_as_stated("identity", "revoke an API key", revoking)


def test_a_crowded_list_costs_as_stated(head: Caller) -> None:
    for _ in range(20):
        made(head)
    with metered() as listing:
        assert len(keys_of(head, after=None, limit=20).items) == 20
    assert_as_stated("identity", "list API keys (20)", listing)
