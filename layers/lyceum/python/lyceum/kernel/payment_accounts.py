"""Whose an account at the payment provider is: one school's, for good.

Tenancy claims it in the write that names it as the school's; what the provider tells of an account is looked up here,
and every account that a school ever had is compared with its orders. Nobody else can name it, also after its school
has another one: orders that were paid there are given back there.
"""

from datetime import datetime

from pynamodb.attributes import UnicodeAttribute

from lyceum.kernel.clock import parse
from lyceum.kernel.errors import Conflict
from lyceum.kernel.table import Item, Key, Transaction, get, tenant_key
from lyceum.kernel.table.read import query_index


class PaymentAccountTaken(Conflict):
    """Another school is paid to this account, or was."""

    title = {"en": "This account belongs to another school", "th": "บัญชีนี้เป็นของสถาบันอื่น"}


class PaymentAccountItem(Item):
    """An account of a school's: `HOOK#stripe#acct#<account>` / `ACCOUNT`."""

    KIND = "payment_account"

    tenant = UnicodeAttribute(attr_name="t")


def account_key(account: str) -> Key:
    """Where it says whose an account is."""
    return Key(f"HOOK#stripe#acct#{account}", "ACCOUNT")


def list_of_accounts(tenant: str) -> str:
    """The list of a school's accounts."""
    return tenant_key(tenant, "ACCOUNTS")


def claim(write: Transaction, account: str, *, at: datetime) -> None:
    """Make an account the school's; its own stays as it is. 2 WCU and 1 list entry. Raises PaymentAccountTaken."""
    item = PaymentAccountItem
    write.update(
        item,
        account_key(account),
        [
            item.tenant.set(write.tenant),
            item.gsi1pk.set(list_of_accounts(write.tenant)),
            item.gsi1sk.set(account),
            item.card.set({"at": at}),
        ],
        when=item.absent() | (item.tenant == write.tenant),
        otherwise=PaymentAccountTaken(),
        upsert=True,
    )


def school_of(account: str) -> str | None:
    """Whose an account is, or None where no school has named it. 1 round trip, 0.5 RCU."""
    item = get(PaymentAccountItem, account_key(account))
    return item.tenant if item is not None else None


def accounts_of(tenant: str) -> dict[str, datetime]:
    """Every account that a school has or had, and when it was last named; at most 1,000. 1 round trip."""
    page = query_index(list_of_accounts(tenant), after=None, limit=1000)
    return {entry.sort: _instant(entry.card["at"]) for entry in page.items}


def _instant(kept: object) -> datetime:
    return kept if isinstance(kept, datetime) else parse(str(kept))
