"""Whatever somebody does to the trail, verification names it."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from lyceum.compliance.model.entry import canonical_json
from lyceum.compliance.model.seal import Seal
from lyceum.compliance.store import seals
from lyceum.compliance.verify_audit import verify_audit
from lyceum.kernel.aws import client
from lyceum.kernel.ids import new_id
from lyceum.kernel.settings import settings
from lyceum.kernel.table.client import dynamodb
from tests.store.compliance.trail import ADA, HEAD, NOON, Trail

pytestmark = pytest.mark.store
ANY = "*"


@pytest.fixture
def sealed(trail: Trail) -> Trail:
    """Three windows, two entries and a seal each; two of each three under lock and key."""
    for n in range(3):
        at = NOON + timedelta(minutes=5 * n)
        trail.record(at=at)
        trail.record(at=at + timedelta(seconds=1))
        trail.seal(window=at)
    assert trail.verify() == []
    return trail


def put(trail: Trail, number: int, body: bytes) -> None:
    key = seals.seal_key(trail.tenant, number)
    client("s3").put_object(Bucket=settings().seals, Key=key, Body=body)


def set_head(trail: Trail, number: int, hash: str) -> None:
    dynamodb().update_item(
        TableName=settings().table,
        Key={"PK": {"S": f"T#{trail.tenant}#AUDIT"}, "SK": {"S": "HEAD"}},
        UpdateExpression="SET n = :n, h = :h",
        ExpressionAttributeValues={":n": {"N": str(number)}, ":h": {"S": hash}},
    )


@pytest.mark.parametrize(
    ("attribute", "value"),
    [
        ("by", ADA),
        ("d", '{"person":"x","roles":[]}'),
        ("n", "RolesRevoked"),
        ("sev", "info"),
        ("q", "another"),
        ("w", "~1.x"),
        ("im", HEAD),
        ("at", "2026-11-22T12:00:00.001Z"),
    ],
)
def test_an_altered_entry_is_named(sealed: Trail, attribute: str, value: str) -> None:
    entry = sealed.entries[2]
    sealed.alter(entry, attribute, value)
    found = sealed.verify()
    if attribute == "at":  # its place is another one now
        place = f"{value}#{entry.id}"
        assert set(found) == {("entry added", place), ("entry taken away", entry.place)}
    else:
        assert found == [("entry altered", entry.place)]


def test_an_added_entry_is_named(sealed: Trail) -> None:
    forged = replace(sealed.entries[0], id=new_id(), actor=ADA)
    sealed.smuggle(forged)
    assert sealed.verify() == [("entry added", forged.place)]


def test_an_entry_added_before_everything_is_named(sealed: Trail) -> None:
    forged = replace(sealed.entries[0], id=new_id(), at=NOON - timedelta(days=20))
    sealed.smuggle(forged)
    assert sealed.verify() == [("entry added", forged.place)]


def test_a_removed_entry_is_named(sealed: Trail) -> None:
    sealed.remove(sealed.entries[3])
    assert sealed.verify() == [("entry taken away", sealed.entries[3].place)]


def test_entries_that_change_places_are_named(sealed: Trail) -> None:
    one, other = sealed.entries[0], sealed.entries[1]
    for entry, at in ((one, other.at), (other, one.at)):
        sealed.remove(entry)
        sealed.smuggle(replace(entry, at=at))
    kinds = [kind for kind, _ in sealed.verify()]
    assert sorted(kinds) == ["entry added"] * 2 + ["entry taken away"] * 2


def test_what_is_not_sealed_yet_is_no_finding(sealed: Trail) -> None:
    at = NOON + timedelta(minutes=30)
    sealed.record(at=at)
    verdict = verify_audit(sealed.tenant, at=at + timedelta(seconds=10))
    assert (verdict.is_sound, verdict.sealed, verdict.seals, verdict.waiting) == (True, 6, 3, 1)
    # Long after, it waits for a seal still: the sealer has not come.
    assert sealed.verify(at=at + timedelta(days=1)) == []


@pytest.mark.parametrize("number", [1, 2, 3])
def test_a_deleted_seal_is_named(sealed: Trail, number: int) -> None:
    """Deleting leaves a marker; the lock keeps what lies below."""
    client("s3").delete_object(Bucket=settings().seals, Key=seals.seal_key(sealed.tenant, number))
    assert sealed.verify() == [("seal deleted", str(number))]


@pytest.mark.parametrize("number", [1, 2, 3])
def test_an_overwritten_seal_is_named_and_the_first_one_counts(sealed: Trail, number: int) -> None:
    """An entry is altered and a seal made that fits it: the first version says otherwise."""
    seal = Seal.read(seals.read(sealed.tenant, number))
    entry = sealed.entries[2 * number - 2]
    sealed.alter(entry, "by", ADA)
    leaves = (replace(seal.leaves[0], hash="00" * 32), *seal.leaves[1:])
    put(sealed, number, replace(seal, leaves=leaves).body())
    assert sealed.verify() == [("seal overwritten", str(number)), ("entry altered", entry.place)]


def unlocked(trail: Trail, number: int, body: bytes | None) -> None:
    """As somebody could who broke the lock, or before there was one: the seals move to a bucket without versions."""
    s3, old = client("s3"), settings().seals
    kept = {n: seals.read(trail.tenant, n) for n in (1, 2, 3)}
    bucket = f"plain-{trail.tenant}"
    s3.create_bucket(Bucket=bucket)
    for n, each in kept.items():
        changed = body if n == number else each
        if changed is not None:
            s3.put_object(Bucket=bucket, Key=seals.seal_key(trail.tenant, n), Body=changed)
    assert old != bucket


@pytest.fixture
def move(monkeypatch: pytest.MonkeyPatch) -> Callable[[Trail, int, bytes | None], None]:
    def apply(trail: Trail, number: int, body: bytes | None) -> None:
        unlocked(trail, number, body)
        monkeypatch.setenv("SEALS", f"plain-{trail.tenant}")
        settings.cache_clear()

    return apply


type Move = Callable[[Trail, int, bytes | None], None]


@pytest.mark.parametrize("number", [1, 2, 3])
def test_a_missing_seal_is_named(sealed: Trail, move: Move, number: int) -> None:
    move(sealed, number, None)
    found = sealed.verify()
    assert found[0] == ("seal missing", str(number))
    unproven = {name for kind, name in found[1:] if kind.startswith("entry that no seal proves")}
    assert unproven == {entry.place for entry in sealed.entries[2 * number - 2 : 2 * number]}


@pytest.mark.parametrize("number", [1, 2])
def test_a_seal_that_was_made_anew_does_not_fit_its_successor(sealed: Trail, move: Move, number: int) -> None:
    seal = Seal.read(seals.read(sealed.tenant, number))
    move(sealed, number, replace(seal, at=seal.at + timedelta(seconds=1)).body())
    assert sealed.verify() == [("seal altered", str(number))]


def test_the_last_seal_made_anew_does_not_fit_the_head(sealed: Trail, move: Move) -> None:
    seal = Seal.read(seals.read(sealed.tenant, 3))
    move(sealed, 3, replace(seal, at=seal.at + timedelta(seconds=1)).body())
    assert sealed.verify() == [("head of the chain altered", "it is not what seal 3 is")]


@pytest.mark.parametrize("number", [1, 2, 3])
def test_leaves_in_another_order_do_not_give_the_root(sealed: Trail, move: Move, number: int) -> None:
    seal = Seal.read(seals.read(sealed.tenant, number))
    move(sealed, number, replace(seal, leaves=seal.leaves[::-1]).body())
    assert ("seal altered", str(number)) in sealed.verify()


@pytest.mark.parametrize("body", [b"", b"\xff\xfe", b"[]", b"{}", b'{"v": 2}'])
def test_a_seal_that_cannot_be_read_is_named(sealed: Trail, move: Move, body: bytes) -> None:
    move(sealed, 2, body)
    assert ("seal altered", "2") in sealed.verify()


def test_a_seal_with_something_beside_is_named(sealed: Trail, move: Move) -> None:
    body = json.loads(seals.read(sealed.tenant, 2)) | {"note": "nothing to see here"}
    move(sealed, 2, canonical_json(body).encode())
    assert ("seal altered", "2") in sealed.verify()


def test_a_replaced_head_is_named(sealed: Trail) -> None:
    set_head(sealed, 3, "00" * 32)
    assert sealed.verify() == [("head of the chain altered", "it is not what seal 3 is")]


def test_a_head_that_was_set_back_is_named(sealed: Trail) -> None:
    set_head(sealed, 2, Seal.read(seals.read(sealed.tenant, 2)).hash)
    assert ("head of the chain altered", "it names seal 2, the last is 3") in sealed.verify()


def test_a_head_ahead_of_the_seals_is_named(sealed: Trail) -> None:
    set_head(sealed, 4, "00" * 32)
    assert ("seal missing", "4") in sealed.verify()
