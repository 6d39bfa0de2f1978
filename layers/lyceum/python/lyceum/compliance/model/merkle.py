"""The Merkle tree hash of RFC 6962, section 2.1, with SHA-256.

Leaves and nodes are hashed under prefixes of their own, so that no leaf can pass for a node.
"""

import hashlib
from collections.abc import Sequence

_LEAF, _NODE = b"\x00", b"\x01"


def leaf_hash(content: bytes) -> bytes:
    """Hash of a leaf."""
    return hashlib.sha256(_LEAF + content).digest()


def root_of(leaves: Sequence[bytes]) -> bytes:
    """Root over leaf hashes, in their order; of an empty list the hash of nothing."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    # From the bottom: pairs are joined, an odd last one goes up as it is, which gives RFC 6962's tree.
    level = list(leaves)
    while len(level) > 1:
        joined = [_node(level[n], level[n + 1]) for n in range(0, len(level) - 1, 2)]
        level = joined + level[len(level) - len(level) % 2 :]
    return level[0]


def _node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(_NODE + left + right).digest()
