"""Routes that are like signing in: counted by account and by address, with what is left in every answer."""

import secrets
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier

import pytest

from lyceum.kernel import allowances
from lyceum.kernel.errors import Busy
from lyceum.kernel.ids import new_id
from lyceum.kernel.limits import TooOften
from lyceum.kernel.settings import settings
from lyceum.kernel.sparing import count, network, windows
from tests.access_patterns import assert_as_stated
from tests.meter import metered

pytestmark = pytest.mark.store
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.fixture
def limits(table: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """3 a minute for an account, 5 for an address."""
    monkeypatch.setenv("ACCOUNT_LIMITS", "3/60,50/3600")
    monkeypatch.setenv("ADDRESS_LIMITS", "5/60")
    settings.cache_clear()
    yield
    monkeypatch.undo()
    settings.cache_clear()


def an_address() -> str:
    """Of a network that nobody else asks from: ids made in one millisecond differ in their last bits alone."""
    number = secrets.randbits(32)
    return f"2001:db8:{number >> 16:x}:{number & 0xFFFF:x}::1"


def test_an_account_is_counted_wherever_it_asks_from(limits: None) -> None:
    person = new_id()
    for _ in range(3):
        count("join", person=person, address=an_address(), at=NOON)
    with pytest.raises(TooOften) as refused:
        count("join", person=person, address=an_address(), at=NOON + timedelta(seconds=20))
    assert refused.value.retry_after == 40
    count("join", person=person, address=an_address(), at=NOON + timedelta(seconds=60))


def test_an_address_is_counted_whoever_asks(limits: None) -> None:
    address = an_address()
    for _ in range(5):
        count("join", person=new_id(), address=address, at=NOON)
    with pytest.raises(TooOften):
        count("join", person=new_id(), address=address, at=NOON)
    count("join", person=new_id(), address=an_address(), at=NOON)


def test_one_kind_of_request_does_not_use_up_anothers(limits: None) -> None:
    person, address = new_id(), an_address()
    for _ in range(3):
        count("join", person=person, address=address, at=NOON)
    count("session", person=person, address=address, at=NOON)


def test_who_asks_too_often_uses_up_their_address_as_well(limits: None) -> None:
    person, address = new_id(), an_address()
    for _ in range(5):
        try:
            count("join", person=person, address=address, at=NOON)
        except TooOften:
            continue
    with pytest.raises(TooOften):
        count("join", person=new_id(), address=address, at=NOON)


def test_many_at_once_get_as_many_as_are_allowed(limits: None) -> None:
    person, together = new_id(), Barrier(8)

    def one(_: int) -> bool:
        together.wait()
        while True:
            try:
                count("join", person=person, address=an_address(), at=NOON)
            except Busy:
                continue
            except TooOften:
                return False
            return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(one, range(8))) == 3


def test_answers_say_what_is_left_of_the_least(limits: None) -> None:
    person, address = new_id(), an_address()
    with allowances.during() as left:
        count("join", person=person, address=address, at=NOON + timedelta(seconds=50))
    assert allowances.headers(left) == {"RateLimit-Limit": "3", "RateLimit-Remaining": "2", "RateLimit-Reset": "10"}
    assert allowances.headers([]) == {}


def test_addresses_are_nowhere_in_the_table(limits: None) -> None:
    from lyceum.kernel.table import query
    from lyceum.kernel.table.items import Item

    person, address = new_id(), an_address()
    count("join", person=person, address=address, at=NOON)
    kept = query(Item, f"P#{person}").items
    assert [item.sk for item in kept] == ["LIMIT#join"]
    assert address not in str([item.to_dynamodb_dict() for item in kept])


def test_what_it_costs(limits: None) -> None:
    person, address = new_id(), an_address()
    with metered() as cost:
        count("join", person=person, address=address, at=NOON)
    assert_as_stated("people", "count a request like signing in, at the beginning of a window", cost)
    with metered() as cost:
        count("join", person=person, address=address, at=NOON)
    assert_as_stated("people", "count a request like signing in", cost)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("203.0.113.1", "203.0.113.1", True),
        ("203.0.113.1", "203.0.113.2", False),
        ("2001:db8:1:2:3::4", "2001:db8:1:2:ffff::1", True),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
        ("::ffff:203.0.113.1", "203.0.113.1", True),
        ("nonsense", "nonsense", True),
    ],
)
def test_what_counts_as_one_address(one: str, other: str, same: bool) -> None:
    assert (network(one) == network(other)) is same


@pytest.mark.parametrize("text", ["", "600", "0/60", "600/0", "600/60,", "-1/60", "600 / 60", "x/60"])
def test_what_says_no_limits(text: str) -> None:
    with pytest.raises(ValueError, match="no limits"):
        windows(text)
