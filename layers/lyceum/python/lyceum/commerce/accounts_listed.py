"""What the provider lists of every account in which orders of a school may have been paid.

That is the account that the school has now, each that it had before, and the platform's: where it has none, and for as
long as orders from before it named one are looked at.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from lyceum.commerce.errors import PaymentsNotSetUp
from lyceum.commerce.provider_list import ProviderList, listed
from lyceum.commerce.store import reconciliations
from lyceum.kernel import observe
from lyceum.kernel.payment_accounts import PaymentAccountTaken, accounts_of
from lyceum.kernel.setting_catalogue import STRIPE_ACCOUNT
from lyceum.kernel.tenant_settings import setting

type Listed = dict[str | None, ProviderList]
"""Account → what it lists; None: the platform's own."""


@dataclass(frozen=True, slots=True)
class Books:
    """All of it."""

    lists: Mapping[str | None, ProviderList]
    complete: bool
    """Whether every account was listed, and whole."""


def books_of(tenant: str, *, since: datetime, at: datetime, known: Listed) -> Books:
    """What each account of the school's lists since then; what is known already is not asked for again.

    An account that cannot be looked at any more leaves the books incomplete. 1 round trip, 1 more where the school's
    account was named before accounts were claimed. Raises PaymentProviderDown, and PaymentsNotSetUp where none can be.
    """
    lists: Listed = {}
    wanted = _accounts(tenant, since, at)
    for account in wanted:
        try:
            if account not in known:
                known[account] = listed(account, since)
        except PaymentsNotSetUp:
            observe.count("AccountNotListed")
            continue
        lists[account] = known[account]
    if not lists:
        raise PaymentsNotSetUp
    return Books(lists, len(lists) == len(wanted) and all(each.complete for each in lists.values()))


def _accounts(tenant: str, since: datetime, at: datetime) -> list[str | None]:
    said = setting(tenant, STRIPE_ACCOUNT)
    own = str(said) if said else None
    named = accounts_of(tenant)
    if own is not None and own not in named:
        _claim(tenant, own, at)
        named |= {own: at}
    before: list[str | None] = [account for account in named if account != own]
    if own is not None and any(when >= since for when in named.values()):
        before.append(None)
    return [own, *before]


def _claim(tenant: str, account: str, at: datetime) -> None:
    """It was named before accounts were claimed. Where another school was quicker, both are compared with it."""
    try:
        reconciliations.claim_account(tenant, account, at=at)
    except PaymentAccountTaken:
        observe.count("PaymentAccountShared")
