"""The tree of RFC 6962, against the vectors that Certificate Transparency publishes, and against a naive reading."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lyceum.compliance.model.merkle import leaf_hash, root_of

INPUTS = ("", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f")
ROOTS = (
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",  # pragma: allowlist secret
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",  # pragma: allowlist secret
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",  # pragma: allowlist secret
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",  # pragma: allowlist secret
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",  # pragma: allowlist secret
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",  # pragma: allowlist secret
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",  # pragma: allowlist secret
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",  # pragma: allowlist secret
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",  # pragma: allowlist secret
)


@pytest.mark.parametrize("size", range(len(ROOTS)))
def test_published_vectors(size: int) -> None:
    assert root_of([leaf_hash(bytes.fromhex(each)) for each in INPUTS[:size]]).hex() == ROOTS[size]


def naive(leaves: list[bytes]) -> bytes:
    """RFC 6962, 2.1, word for word: split at the largest power of two below the size."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    return hashlib.sha256(b"\x01" + naive(leaves[:split]) + naive(leaves[split:])).digest()


@given(st.lists(st.binary(max_size=4), max_size=70))
def test_any_size_is_as_the_standard_says(contents: list[bytes]) -> None:
    leaves = [leaf_hash(each) for each in contents]
    assert root_of(leaves) == naive(leaves)


@given(st.lists(st.binary(max_size=4), min_size=2, max_size=20, unique=True), st.data())
def test_another_order_or_content_gives_another_root(contents: list[bytes], data: st.DataObject) -> None:
    leaves = [leaf_hash(each) for each in contents]
    place = data.draw(st.integers(0, len(leaves) - 2))
    swapped = [*leaves[:place], leaves[place + 1], leaves[place], *leaves[place + 2 :]]
    assert len({root_of(leaves), root_of(swapped), root_of(leaves[:-1]), root_of([*leaves, leaf_hash(b"new")])}) == 4


def test_a_node_cannot_pass_for_a_leaf() -> None:
    one, other = leaf_hash(b"one"), leaf_hash(b"other")
    assert root_of([leaf_hash(one + other)]) != root_of([one, other])
