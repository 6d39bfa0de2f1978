"""POST made repeatable: an `Idempotency-Key` decides the id, the item remembers key and body (HOUSE, Conventions)."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any

from aws_lambda_powertools.event_handler.openapi.params import Header

from lyceum.kernel.errors import DomainError, IdempotencyKeyReused
from lyceum.kernel.ids import derived_id, new_id

IdempotencyKey = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        pattern=r"^[!-~]{8,200}$",
        description="A repeat with the same key and body gives the same result; with another body 422.",
    ),
]


@dataclass(frozen=True, slots=True)
class Creation:
    """The identity of one wish to create something."""

    id: str
    """The new thing's id: derived from the key where one was sent, else a new ULID."""
    key_hash: str | None = None
    body_hash: str | None = None

    @classmethod
    def of(cls, key: str | None, *, tenant: str, caller: str, operation: str, body: str) -> "Creation":
        """From the header (scoped by tenant, caller and operation) and the canonical body."""
        if key is None:
            return cls(new_id())
        return cls(derived_id(tenant, caller, operation, key), _hash(key), _hash(body))


def repeated(creation: Creation, otherwise: DomainError) -> Callable[[Any], DomainError | None]:
    """Explanation for a failed `absent()`: the same wish again is a success, another body is refused, else `otherwise`.
    The item keeps `key_hash` and `body_hash` of the creation.
    """

    def explain(old: Any) -> DomainError | None:
        if old is None or creation.key_hash is None or old.key_hash != creation.key_hash:
            return otherwise
        return None if old.body_hash == creation.body_hash else IdempotencyKeyReused()

    return explain


def repeated_or_lost(creation: Creation, otherwise: DomainError) -> Callable[[Any], DomainError | None]:
    """As `repeated`, for what only its own creation can have written.

    Without a key the id is brand new: who finds it there has written it, and only the answer was lost.
    """
    return repeated(creation, otherwise) if creation.key_hash is not None else lambda _: None


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:32]
