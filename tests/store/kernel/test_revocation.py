"""The tenant's REVOKED item: what is refused, for how long an environment may not know, what it costs."""

from datetime import UTC, datetime, timedelta

import pytest

from lyceum.kernel import memory, revocation
from lyceum.kernel.access import Caller, Source, Statement
from lyceum.kernel.errors import TokenRevoked, TokenStale
from lyceum.kernel.revocation import (
    MARGIN,
    TOKEN_LIFE,
    Entry,
    RevokedItem,
    refuse_revoked,
    revoke,
    revoked_key,
    rights_of,
    role,
    session,
    sessions_of,
)
from lyceum.kernel.table import get, transaction
from tests.meter import metered, units

pytestmark = pytest.mark.store
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def forgetful() -> None:
    memory.forget()


def taken(tenant: str, *entries: Entry, at: datetime = NOON) -> None:
    with transaction(tenant=tenant, at=at) as write:
        revoke(write, *entries)


def ada(tenant: str, *, issued: datetime, **more: object) -> Caller:
    return Caller("ADA", tenant, frozenset({"learner", "marker"}), issued_at=issued, **more)  # type: ignore[arg-type]


def test_nothing_revoked_refuses_nobody(table: str, tenant: str) -> None:
    refuse_revoked(ada(tenant, issued=NOON), at=NOON)


@pytest.mark.parametrize("entry", [rights_of("ADA"), role("marker"), Entry("*")])
def test_rights_of_before_are_stale_and_those_of_after_are_not(table: str, tenant: str, entry: Entry) -> None:
    taken(tenant, entry)
    with pytest.raises(TokenStale) as refused:
        refuse_revoked(ada(tenant, issued=NOON), at=NOON)
    assert refused.value.retry_after == 3
    refuse_revoked(ada(tenant, issued=NOON + MARGIN + timedelta(milliseconds=1)), at=NOON)
    refuse_revoked(Caller("BOB", f"{tenant}x", frozenset({"learner"}), issued_at=NOON), at=NOON)


def test_another_person_and_another_role_are_not_meant(table: str, tenant: str) -> None:
    taken(tenant, rights_of("BOB"), role("head"), session("other"), sessions_of("BOB"))
    refuse_revoked(ada(tenant, issued=NOON, families=frozenset({"mine"})), at=NOON)


def test_rights_that_were_read_are_not_those_of_the_token(table: str, tenant: str) -> None:
    taken(tenant, rights_of("ADA"), role("marker"))
    said = [Statement("member", Source.ROLE_GRANT, allows=True)]
    refuse_revoked(ada(tenant, issued=NOON, stated=said), at=NOON)


def test_who_was_signed_out_signs_in_again(table: str, tenant: str) -> None:
    taken(tenant, sessions_of("ADA"))
    with pytest.raises(TokenRevoked):
        refuse_revoked(ada(tenant, issued=NOON, stated=[]), at=NOON)
    refuse_revoked(ada(tenant, issued=NOON + timedelta(milliseconds=1)), at=NOON)


def test_a_refresh_of_an_ended_sign_in_is_refused_too(table: str, tenant: str) -> None:
    taken(tenant, session("origin"))
    later = NOON + timedelta(hours=1)
    with pytest.raises(TokenRevoked):
        refuse_revoked(ada(tenant, issued=later, families=frozenset({"new", "origin"})), at=later)


def test_an_environment_reads_once_in_fifty_seconds(table: str, tenant: str, monkeypatch: pytest.MonkeyPatch) -> None:
    seconds = 1000.0
    monkeypatch.setattr(memory, "ticks", lambda: seconds)
    caller = ada(tenant, issued=NOON)
    with metered() as cost:
        refuse_revoked(caller, at=NOON)
    assert cost.spent == units(1, read="0.5")
    taken(tenant, rights_of("ADA"))
    seconds += memory.SECONDS - 0.1
    with metered() as cost:
        refuse_revoked(caller, at=NOON)
    assert cost.spent == units(0)
    seconds += 0.2
    with pytest.raises(TokenStale):
        refuse_revoked(caller, at=NOON)


def test_two_at_once_lose_nothing(table: str, tenant: str) -> None:
    for number in range(20):
        taken(tenant, rights_of(f"P{number}"), at=NOON + timedelta(minutes=10 * number))
    assert len(revocation.not_before(tenant)) == 20


def test_the_later_of_two_entries_counts(table: str, tenant: str) -> None:
    taken(tenant, rights_of("ADA"), at=NOON + timedelta(hours=2))
    taken(tenant, rights_of("ADA"), at=NOON)
    assert revocation.not_before(tenant) == {"p:ADA": NOON + timedelta(hours=2) + MARGIN}


def test_entries_go_with_the_life_of_tokens_and_the_item_after_them(table: str, tenant: str) -> None:
    taken(tenant, rights_of("OLD"))
    later = NOON + TOKEN_LIFE + timedelta(hours=3)
    taken(tenant, rights_of("NEW"), at=later)
    assert set(revocation.not_before(tenant)) == {"p:NEW"}
    item = get(RevokedItem, revoked_key(tenant), consistent=True)
    assert item is not None
    assert item.ttl == int((later + TOKEN_LIFE).timestamp()) + 3600


def test_very_many_become_one_for_everybody(table: str, tenant: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(revocation, "MOST_ENTRIES", 3)
    taken(tenant, *(rights_of(f"P{number}") for number in range(4)), at=NOON - timedelta(hours=1))
    revocation.not_before(tenant)
    taken(tenant, rights_of("P9"))
    memory.forget()
    assert set(revocation.not_before(tenant)) == {"*", "p:P9"}
    with pytest.raises(TokenStale):
        refuse_revoked(ada(tenant, issued=NOON), at=NOON)


def test_revoking_alone_costs_one_write(table: str, tenant: str) -> None:
    with metered() as cost:
        taken(tenant, rights_of("01ARZ3NDEKTSV4RRFFQ69G5FAV"))
    assert cost.spent == units(1, 1)
