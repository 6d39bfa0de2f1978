"""How often a member's password was reset: each sends a letter."""

from datetime import datetime, timedelta

from lyceum.kernel.limits import Window, take
from lyceum.kernel.table import Key, tenant_key

PER_MEMBER = (Window(timedelta(hours=1), 3), Window(timedelta(days=1), 10))


def count(tenant: str, person: str, *, at: datetime) -> None:
    """Count one. 1 round trip. Raises TooOften."""
    take(Key(tenant_key(tenant, "U", person), "LIMIT#PASSWORD_RESET"), PER_MEMBER, at=at)
