"""Ids: ULIDs made by the server, ids derived from an idempotency key, and opaque encodings of compound keys."""

import base64
import binascii
import hashlib
from collections.abc import Sequence
from datetime import datetime
from typing import Annotated

from pydantic import StringConstraints
from ulid import ULID

Id = Annotated[str, StringConstraints(pattern=r"^[0-9A-HJKMNP-TV-Z]{26}$")]
"""A ULID in Crockford's base 32."""

TenantId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$")]
"""A tenant's permanent slug: 1 to 40 lower-case letters, digits and inner hyphens."""

RESERVED_TENANTS = frozenset(
    {"audit", "webhooks", "openapi.json", "docs", "status", "jobs", "me", "problems", "sign-ins", "tenants", "terms"}
)
"""First path parts that can never be a tenant."""

CompoundId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{4,200}$")]
"""An opaque encoding of a key of several parts."""

_SEPARATOR = "\x1f"


def new_id() -> str:
    """A new ULID, ordered by time of making."""
    return str(ULID())


def derived_id(*parts: str) -> str:
    """A ULID-shaped id from a hash of the parts: the same parts give the same id. It is not ordered by time."""
    digest = hashlib.sha256(_SEPARATOR.join(parts).encode()).digest()[:16]
    return str(ULID(digest))


def dated_id(at: datetime, *parts: str) -> str:
    """A ULID of that instant, the rest of it a hash of the parts: the same instant and parts give the same id."""
    digest = hashlib.sha256(_SEPARATOR.join(parts).encode()).digest()[:10]
    return str(ULID(int(at.timestamp() * 1000).to_bytes(6) + digest))


def compound_id(*parts: str) -> str:
    """The parts of a key as one opaque, URL-safe id. It grants nothing: whoever uses it is checked."""
    return base64.urlsafe_b64encode(_SEPARATOR.join(parts).encode()).decode().rstrip("=")


def parts_of(compound: str, count: int) -> Sequence[str] | None:
    """The parts that `compound_id` joined, or None where the text is not such an id of `count` parts."""
    try:
        raw = base64.urlsafe_b64decode(compound + "=" * (-len(compound) % 4)).decode()
    except (binascii.Error, UnicodeDecodeError, ValueError):
        return None
    parts = raw.split(_SEPARATOR)
    if len(parts) != count or not all(parts) or compound_id(*parts) != compound:
        return None
    return parts


def shard_of(id: str, shards: int) -> int:
    """Which of `shards` an id belongs to: stable, even."""
    return int.from_bytes(hashlib.blake2s(id.encode(), digest_size=4).digest()) % shards
