"""A circuit breaker for the payment provider: Powertools' own, its state in this process.

Whoever is turned away by a process that has seen the provider fail five times in a row waits no ten seconds for the
sixth. Other processes find out for themselves: a shared state would cost every checkout a round trip.
"""

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from aws_lambda_powertools.utilities.circuit_breaker import (
    CircuitBreakerConfig,
    CircuitBreakerOpenError,
    circuit_breaker,
)
from aws_lambda_powertools.utilities.circuit_breaker.persistence import CircuitBreakerPersistenceLayer
from aws_lambda_powertools.utilities.circuit_breaker.persistence.base import CircuitBreakerExistingLockError
from aws_lambda_powertools.utilities.circuit_breaker.persistence.record import CircuitStateRecord

from lyceum.commerce.errors import PaymentProviderDown
from lyceum.commerce.provider_faults import KeptFault

FAILURES, RECOVERY_SECONDS = 5, 30


class InThisProcess(CircuitBreakerPersistenceLayer):
    """Remembers circuits for as long as the process lives."""

    def __init__(self) -> None:
        super().__init__()
        self._kept: dict[str, CircuitStateRecord] = {}

    def _get_record(self, name: str) -> CircuitStateRecord | None:
        return self._kept.get(name)

    def _put_record(
        self, record: CircuitStateRecord, condition: str | None = None, expected_opened_at: int | None = None
    ) -> None:
        if condition is not None:
            kept = self._kept.get(record.name)
            if kept is None or kept.half_open_owner or kept.opened_at != expected_opened_at:
                raise CircuitBreakerExistingLockError
        self._kept[record.name] = record

    def _update_record(self, record: CircuitStateRecord) -> None:
        self._kept[record.name] = record


@lru_cache(maxsize=1)
def _guarded() -> Callable[[Callable[[], Any]], Any]:
    config = CircuitBreakerConfig(
        failure_threshold=FAILURES,
        recovery_timeout=RECOVERY_SECONDS,
        success_threshold=1,
        handled_exceptions=(PaymentProviderDown, KeptFault),
    )
    guard = circuit_breaker(name="stripe", persistence_store=InThisProcess(), config=config)
    guarded: Callable[[Callable[[], Any]], Any] = guard(lambda call: call())
    return guarded


def guarded[R](call: Callable[[], R]) -> R:
    """What the call answers. Raises what it raises; PaymentProviderDown without a call while many failed."""
    try:
        answer: R = _guarded()(call)
    except CircuitBreakerOpenError as error:
        raise PaymentProviderDown from error
    return answer


def forget() -> None:
    """Close every circuit, as a new process would."""
    _guarded.cache_clear()
