"""Grants to act as another member: `T#t#U#<administrator> / ACTING#<grant>`."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from lyceum.identity.errors import MayNotImpersonate, NotImpersonating
from lyceum.identity.events import ImpersonationBegan, ImpersonationEnded
from lyceum.kernel.creation import Creation, repeated
from lyceum.kernel.errors import DomainError
from lyceum.kernel.impersonation import GrantItem, grant_key
from lyceum.kernel.table import transaction

KEPT = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Grant:
    """Who may act as whom, until when and why."""

    id: str
    impersonator: str
    person: str
    reason: str
    until: datetime


def add(tenant: str, grant: Grant, creation: Creation, *, at: datetime) -> Grant:
    """Keep a grant; what is kept (an earlier one for a repeat). 1 round trip, 1 WCU."""
    kept = grant
    again = repeated(creation, MayNotImpersonate())

    def explain(old: GrantItem | None) -> DomainError | None:
        nonlocal kept
        verdict = again(old)
        if verdict is None and old is not None:
            kept = Grant(grant.id, grant.impersonator, old.person, old.reason, old.until)
        return verdict

    key = grant_key(tenant, grant.impersonator, grant.id)
    item = GrantItem(
        key.pk,
        key.sk,
        person=grant.person,
        reason=grant.reason,
        began_at=at,
        until=grant.until,
        ttl=int((grant.until + KEPT).timestamp()),
        key_hash=creation.key_hash,
        body_hash=creation.body_hash,
    )
    told = ImpersonationBegan(person=grant.person, grant=grant.id, until=grant.until)
    with transaction(tenant=tenant, at=at, actor=grant.impersonator) as write:
        write.put(item, when=GrantItem.absent(), otherwise=explain, events=[told])
    return kept


def end(tenant: str, impersonator: str, grant: str, person: str, *, at: datetime) -> None:
    """End a grant; one that has ended stays as it is. 1 round trip, 1 WCU. Raises NotImpersonating."""
    with transaction(tenant=tenant, at=at, actor=impersonator) as write:
        write.update(
            GrantItem,
            grant_key(tenant, impersonator, grant),
            [GrantItem.ended_at.set(at)],
            when=GrantItem.ended_at.does_not_exist(),
            otherwise=lambda old: None if old is not None else NotImpersonating(),
            events=[ImpersonationEnded(person=person, grant=grant)],
        )
