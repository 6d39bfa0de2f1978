"""The one table: items, reads, conditional writes and transactions. Only `store.py` files import it."""

from lyceum.kernel.pages import Page
from lyceum.kernel.table.items import (
    CardAttribute,
    CompressedJSONAttribute,
    DecimalAttribute,
    InstantAttribute,
    Item,
    Key,
    due_keys,
    tenant_key,
)
from lyceum.kernel.table.read import Entry, batch_get, get, query, query_shards
from lyceum.kernel.table.write import OldImage, Transaction, transaction

__all__ = [
    "CardAttribute",
    "CompressedJSONAttribute",
    "DecimalAttribute",
    "Entry",
    "InstantAttribute",
    "Item",
    "Key",
    "OldImage",
    "Page",
    "Transaction",
    "batch_get",
    "due_keys",
    "get",
    "query",
    "query_shards",
    "tenant_key",
    "transaction",
]
