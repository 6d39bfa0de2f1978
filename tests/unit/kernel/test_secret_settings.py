"""Sealed secrets open where they were sealed, and nowhere else."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lyceum.kernel.secret_settings import SealBroken, Sealer

OLD, NEW = b"the first master secret", b"the second master secret"


@given(st.text(min_size=1, max_size=200))
def test_what_is_sealed_opens_again(text: str) -> None:
    sealer = Sealer((OLD,))
    sealed = sealer.seal(text, tenant="acme", place="/a.b")
    assert sealer.open(sealed, tenant="acme", place="/a.b") == text
    assert sealer.seal(text, tenant="acme", place="/a.b") != sealed


@pytest.mark.parametrize(("tenant", "place"), [("beta", "/a.b"), ("acme", "/a.c"), ("acme", "branch/a.b")])
def test_carried_to_another_place_it_does_not_open(tenant: str, place: str) -> None:
    sealed = Sealer((OLD,)).seal("s3cret", tenant="acme", place="/a.b")
    with pytest.raises(SealBroken):
        Sealer((OLD,)).open(sealed, tenant=tenant, place=place)


def test_every_changed_byte_breaks_the_seal() -> None:
    sealed = base64.b64decode(Sealer((OLD,)).seal("s3cret", tenant="acme", place="/a.b"))
    for position in range(len(sealed)):
        changed = bytearray(sealed)
        changed[position] ^= 1
        with pytest.raises(SealBroken):
            Sealer((OLD,)).open(base64.b64encode(bytes(changed)).decode(), tenant="acme", place="/a.b")


def test_the_master_secret_changes_with_overlap() -> None:
    sealed = Sealer((OLD,)).seal("s3cret", tenant="acme", place="/a.b")
    both = Sealer((NEW, OLD))
    assert both.open(sealed, tenant="acme", place="/a.b") == "s3cret"
    newer = both.seal("s3cret", tenant="acme", place="/a.b")
    assert Sealer((NEW,)).open(newer, tenant="acme", place="/a.b") == "s3cret"
    with pytest.raises(SealBroken):
        Sealer((NEW,)).open(sealed, tenant="acme", place="/a.b")
