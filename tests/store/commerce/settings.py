"""What a school has set, by hand."""

from lyceum.kernel.settings import settings
from lyceum.kernel.table.client import dynamodb
from lyceum.kernel.table.remembered import forget


def set_by_hand(tenant: str, name: str, value: str) -> None:
    """As tenancy keeps it, and nobody remembers otherwise."""
    values = {"M": {name: {"M": {"v": {"S": value}}}}}
    key = {"PK": {"S": f"T#{tenant}"}, "SK": {"S": "SETTINGS"}}
    dynamodb().put_item(TableName=settings().table, Item=key | {"vs": values, "rev": {"N": "1"}})
    forget()
