"""Settings of a school and its branches: one packed item for each level."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from lyceum.kernel import payment_accounts
from lyceum.kernel.errors import ChangedInTheMeantime
from lyceum.kernel.events import Tellable
from lyceum.kernel.table import batch_get, transaction
from lyceum.kernel.tenant_settings import SettingsItem, settings_key
from lyceum.tenancy.errors import BranchNotFound
from lyceum.tenancy.store.items import BranchItem, branch_key


@dataclass(frozen=True, slots=True)
class Values:
    """What one level has set, at one revision (0: nothing yet)."""

    tenant: str
    branch: str | None
    kept: Mapping[str, Mapping[str, Any]]
    rev: int


def levels(tenant: str, branch: str | None) -> tuple[Values, Values | None]:
    """The school's values and, where one is named, the branch's. Raises BranchNotFound. 1 round trip, ≤ 3 RCU."""
    wanted: list[Any] = [(SettingsItem, settings_key(tenant))]
    if branch is not None:
        wanted += [(SettingsItem, settings_key(tenant, branch)), (BranchItem, branch_key(tenant, branch))]
    found = batch_get(*wanted, consistent=True)
    if branch is None:
        return _values(tenant, None, found[0]), None
    if found[2] is None:
        raise BranchNotFound(branch=branch)
    return _values(tenant, None, found[0]), _values(tenant, branch, found[1])


def write(
    before: Values, kept: Mapping[str, Any], told: Tellable, *, account: str | None, actor: str, at: datetime
) -> None:
    """Write a level whole, if nobody changed it since. 1 WCU per started KB.

    `account`: where the school is paid from now on; nobody else can be, and the whole costs 2 WCU for each and a list
    entry. Raises ChangedInTheMeantime, PaymentAccountTaken.
    """
    unchanged = SettingsItem.rev == before.rev if before.rev else SettingsItem.absent()
    with transaction(tenant=before.tenant, at=at, actor=actor) as writing:
        writing.update(
            SettingsItem,
            settings_key(before.tenant, before.branch),
            [SettingsItem.values.set(dict(kept))],
            when=unchanged,
            otherwise=ChangedInTheMeantime(),
            events=[told],
            upsert=True,
        )
        if account is not None:
            payment_accounts.claim(writing, account, at=at)


def _values(tenant: str, branch: str | None, item: SettingsItem | None) -> Values:
    if item is None:
        return Values(tenant, branch, {}, 0)
    return Values(tenant, branch, item.values or {}, item.revision)
