"""What a school has set, for whoever has to keep to it: one packed item for each level, remembered for 50 s."""

from typing import Any

from lyceum.kernel.setting_catalogue import SETTINGS, Type, Value
from lyceum.kernel.table import Item, Key, tenant_key
from lyceum.kernel.table.items import RawMapAttribute
from lyceum.kernel.table.remembered import remembered

LEVEL = "SETTINGS"


class SettingsItem(Item):
    """`T#t / SETTINGS` and `T#t / SETTINGS#<branch>`: all values of one level; tenancy writes them."""

    KIND = "settings"

    values = RawMapAttribute(attr_name="vs")
    """Name → `v` the value, or `x` the sealed secret; `at` when and `by` whom."""


def settings_key(tenant: str, branch: str | None = None) -> Key:
    """Where the values of the school, or of a branch, lie."""
    return Key(tenant_key(tenant), f"{LEVEL}#{branch}" if branch else LEVEL)


def setting(tenant: str, name: str, *, branch: str | None = None) -> Value | None:
    """The value that holds, at most 50 s old: the branch's, else the school's, else the default. Mostly 0 round trips.

    For a secret, whether there is one is all that this tells: None. Source: RULES S1-37.
    """
    declared = SETTINGS[name]
    if declared.type is Type.SECRET:
        return None
    if branch is not None and declared.for_branches and (own := _own(tenant, name, branch)) is not None:
        return own
    own = _own(tenant, name, None)
    return declared.default if own is None else own


def _own(tenant: str, name: str, branch: str | None) -> Value | None:
    item = remembered(SettingsItem, settings_key(tenant, branch))
    kept: dict[str, Any] = (item.values if item is not None else None) or {}
    value: Value | None = kept.get(name, {}).get("v")
    return value
