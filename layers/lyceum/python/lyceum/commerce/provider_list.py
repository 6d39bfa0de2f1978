"""What the provider lists of an account: payments, refunds, disputes."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from lyceum.commerce.errors import PaymentProviderDown
from lyceum.commerce.provider import asked
from lyceum.commerce.provider_faults import KeptFault
from lyceum.commerce.provider_keys import ProviderKeys, provider_keys

if TYPE_CHECKING:
    from stripe import StripeClient

PAGE = 100
PAGES = 20
"""Of each kind, at most."""


@dataclass(frozen=True, slots=True)
class ProviderList:
    """What was made in an account since some time, the newest first."""

    intents: list[Mapping[str, Any]]
    refunds: list[Mapping[str, Any]]
    disputes: list[Mapping[str, Any]]
    complete: bool


def listed(account: str | None, since: datetime) -> ProviderList:
    """Everything since then, up to 2,000 of each kind. Raises PaymentProviderDown, PaymentsNotSetUp."""
    keys = provider_keys()
    options: Any = {"stripe_account": account} if account else {}
    intents, all_of_them = _all(keys, since, lambda client, wish: client.v1.payment_intents.list(wish, options))
    refunds, all_refunds = _all(keys, since, lambda client, wish: client.v1.refunds.list(wish, options))
    disputes, all_disputes = _all(keys, since, lambda client, wish: client.v1.disputes.list(wish, options))
    return ProviderList(intents, refunds, disputes, all_of_them and all_refunds and all_disputes)


def _all(
    keys: ProviderKeys, since: datetime, ask: Callable[["StripeClient", Any], Any]
) -> tuple[list[Mapping[str, Any]], bool]:
    found: list[Mapping[str, Any]] = []
    for _ in range(PAGES):
        wish: Any = {"created": {"gte": int(since.timestamp())}, "limit": PAGE}
        if found:
            wish["starting_after"] = found[-1]["id"]
        page = _page(keys, ask, wish)
        found += [each.to_dict() for each in page.data]
        if not page.has_more:
            return found, True
    return found, False


def _page(keys: ProviderKeys, ask: Callable[["StripeClient", Any], Any], wish: Any) -> Any:
    try:
        return asked(keys, lambda client: ask(client, wish))
    except KeptFault as fault:
        raise PaymentProviderDown from fault
