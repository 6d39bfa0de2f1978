"""A key for each person: what is sealed opens for nobody else, and not at all once it is erased; seals stay valid."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from lyceum.compliance.forget_person import erase_person_key
from lyceum.compliance.query_audit import Question, query_audit
from lyceum.kernel import origin, person_keys, sealing
from lyceum.kernel.access import Caller
from lyceum.kernel.events import SEALED
from lyceum.kernel.ids import new_id
from lyceum.kernel.table import get
from tests.store.compliance.trail import ADA, HEAD, NOON, Trail

pytestmark = pytest.mark.store


@pytest.fixture(autouse=True)
def forgetful() -> None:
    sealing._kept.clear()


def seal(tenant: str, person: str, text: str) -> str:
    sealed = sealing.seal(tenant, person, text)
    assert sealed is not None
    return sealed


@given(st.text(max_size=300))
@hypothesis_settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30)
def test_what_is_sealed_opens_again(table: str, text: str) -> None:
    sealed = seal("acme", ADA, text)
    assert sealed.startswith(SEALED)
    assert text not in sealed or len(text) < 4
    assert sealing.opener("acme", [ADA]).open(ADA, sealed) == text


def test_the_same_text_is_never_sealed_alike(table: str, tenant: str) -> None:
    assert seal(tenant, ADA, "203.0.113.9") != seal(tenant, ADA, "203.0.113.9")


def test_it_opens_for_nobody_else_and_in_no_other_tenant(table: str, tenant: str) -> None:
    sealed = seal(tenant, ADA, "203.0.113.9")
    seal(tenant, HEAD, "x")
    seal(f"{tenant}x", ADA, "x")
    assert sealing.opener(tenant, [ADA, HEAD]).open(HEAD, sealed) is None
    assert sealing.opener(f"{tenant}x", [ADA]).open(ADA, sealed) is None


@pytest.mark.parametrize("broken", ["", "~1.", "~1.AAAA", "~1.%%%", "plain"])
def test_what_is_broken_does_not_open(table: str, tenant: str, broken: str) -> None:
    seal(tenant, ADA, "x")
    assert sealing.opener(tenant, [ADA]).open(ADA, broken) is None


def test_a_first_key_is_made_once_by_many_at_once(table: str, tenant: str) -> None:
    start = Barrier(4)

    def first(n: int) -> str:
        start.wait()
        return seal(tenant, ADA, str(n))

    with ThreadPoolExecutor(4) as pool:
        sealed = list(pool.map(first, range(4)))
    opener = sealing.opener(tenant, [ADA])
    assert [opener.open(ADA, each) for each in sealed] == ["0", "1", "2", "3"]


def test_the_table_does_not_have_the_key(table: str, tenant: str, monkeypatch: pytest.MonkeyPatch) -> None:
    sealed = seal(tenant, ADA, "203.0.113.9")
    monkeypatch.setenv("PERSON_SECRET", "another secret")
    assert sealing.opener(tenant, [ADA]).open(ADA, sealed) is None


def test_the_secret_can_be_changed_with_overlap(table: str, tenant: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sealing, "secret_parts", lambda *_: (b"old",))
    sealed = seal(tenant, ADA, "203.0.113.9")
    monkeypatch.setattr(sealing, "secret_parts", lambda *_: (b"new", b"old"))
    assert sealing.opener(tenant, [ADA]).open(ADA, sealed) == "203.0.113.9"


def test_after_erasure_values_read_as_erased_and_the_chain_holds(trail: Trail) -> None:
    sealed = {name: seal(trail.tenant, HEAD, text) for name, text in {"whence": "203.0.113.9\nFirefox"}.items()}
    name = seal(trail.tenant, ADA, "Ada Lovelace")
    trail.record(origin=sealed, changes={"name": {"before": None, "after": name}})
    trail.seal()
    head = Caller(HEAD, trail.tenant, frozenset({"administrator"}))

    def look() -> tuple[str | None, str | None, object, bool]:
        (entry,) = query_audit(head, Question(object=ADA), after=None, limit=10).items
        return entry.address, entry.agent, entry.changes["name"].after, entry.erased

    assert look() == ("203.0.113.9", "Firefox", "Ada Lovelace", False)
    assert erase_person_key(trail.tenant, ADA, at=NOON)
    assert look() == ("203.0.113.9", "Firefox", None, True)
    assert erase_person_key(trail.tenant, HEAD, at=NOON)
    assert look() == (None, None, None, True)
    assert trail.verify() == []


def test_erasing_twice_is_erasing_once_and_told_once(table: str, tenant: str) -> None:
    seal(tenant, ADA, "x")
    assert [erase_person_key(tenant, ADA, at=NOON) for _ in range(2)] == [True, False]
    kept = get(person_keys.PersonKeyItem, person_keys.person_key(tenant, ADA), consistent=True)
    assert kept is not None
    assert kept.wrapped is None
    assert [event["n"] for event in kept.events] == ["PersonForgotten"]


def test_nothing_is_sealed_for_who_was_erased(table: str, tenant: str) -> None:
    person = new_id()
    erase_person_key(tenant, person, at=NOON)
    assert sealing.seal(tenant, person, "203.0.113.9") is None
    said = origin.Origin("r", address="203.0.113.9", seal=sealing.seal).stated(tenant=tenant, actor=person)
    assert said == {"q": "r"}
