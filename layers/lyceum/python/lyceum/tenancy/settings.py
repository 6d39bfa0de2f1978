"""What a school sets: each value with where it comes from; secrets are kept sealed and never shown."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from lyceum.kernel.access import Caller
from lyceum.kernel.clock import iso, parse
from lyceum.kernel.errors import Busy, ChangedInTheMeantime
from lyceum.kernel.events import Tellable
from lyceum.kernel.secret_settings import SealBroken, sealer
from lyceum.kernel.setting_catalogue import (
    SETTINGS,
    STRIPE_ACCOUNT,
    Setting,
    SettingLevel,
    SettingNotForBranches,
    Type,
    Value,
    setting_named,
)
from lyceum.kernel.settings import settings as environment
from lyceum.tenancy.events import SettingChanged
from lyceum.tenancy.store import settings as store
from lyceum.tenancy.store.settings import Values

ATTEMPTS = 6


@dataclass(frozen=True, slots=True)
class Effective:
    """A setting as it holds."""

    setting: Setting
    level: SettingLevel
    value: Value | None
    """None for secrets."""
    is_set: bool
    set_at: datetime | None
    set_by: str | None


@dataclass(frozen=True, slots=True)
class Place:
    """Whose value: the school's, or a branch's."""

    category: str
    key: str
    branch: str | None = None


def effective_settings(tenant: str, branch: str | None) -> tuple[list[Effective], int]:
    """Every setting as it holds for the school or one of its branches, and the level's revision. 1 round trip.

    Raises BranchNotFound. Source: RULES S1-37.
    """
    of_tenant, of_branch = store.levels(tenant, branch)
    found = [_effective(setting, of_tenant, of_branch) for setting in SETTINGS.values()]
    return found, (of_branch or of_tenant).rev


def _effective(setting: Setting, of_tenant: Values, of_branch: Values | None) -> Effective:
    for level, values in ((SettingLevel.BRANCH, of_branch), (SettingLevel.TENANT, of_tenant)):
        own = values.kept.get(setting.name) if values is not None else None
        if own is not None and (level is SettingLevel.TENANT or setting.for_branches):
            return Effective(setting, level, own.get("v"), True, parse(own["at"]), own["by"])
    return Effective(setting, SettingLevel.SYSTEM, setting.default, False, None, None)


def set_value(
    caller: Caller, place: Place, value: Value, *, expected: int | None, at: datetime
) -> tuple[Effective, int]:
    """Give a setting the school's or a branch's own value; the setting and the level's new revision. 2 round trips.

    The value that it has already is not written again. Raises SettingNotFound, SettingInvalid, SettingNotForBranches,
    BranchNotFound, PaymentAccountTaken, ChangedInTheMeantime, Busy.
    """
    setting = _setting(place)
    setting.checked(value)

    def given(kept: Mapping[str, Any]) -> dict[str, Any]:
        if _holds(caller.tenant, place, kept.get(setting.name), value):
            return dict(kept)
        held = {"x": _sealed(caller.tenant, place, str(value))} if setting.type is Type.SECRET else {"v": value}
        return {**kept, setting.name: {**held, "at": iso(at), "by": caller.person}}

    return _write(caller, place, given, expected=expected, at=at)


def reset_value(caller: Caller, place: Place, *, expected: int | None, at: datetime) -> tuple[Effective, int]:
    """Take the own value away, so that the level above holds; where there is none, nothing changes. 2 round trips.

    Raises SettingNotFound, SettingNotForBranches, BranchNotFound, ChangedInTheMeantime, Busy.
    """
    name = _setting(place).name

    def without(kept: Mapping[str, Any]) -> dict[str, Any]:
        return {other: own for other, own in kept.items() if other != name}

    return _write(caller, place, without, expected=expected, at=at)


def revealed(tenant: str, place: Place) -> str | None:
    """A secret as it was set, for whoever has to use it; never for an answer. Raises SealBroken. 1 round trip."""
    of_tenant, of_branch = store.levels(tenant, place.branch)
    for values in (of_branch, of_tenant):
        own = values.kept.get(_setting(place).name) if values is not None else None
        if own is not None and values is not None:
            bound = _bound(Place(place.category, place.key, values.branch))
            return sealer(environment().settings_secret).open(own["x"], tenant=tenant, place=bound)
    return None


def _holds(tenant: str, place: Place, own: Mapping[str, Any] | None, value: Value) -> bool:
    """Whether this is the value already. A secret that cannot be opened any more is another one."""
    if own is None:
        return False
    if "x" not in own:
        return bool(own.get("v") == value and type(own.get("v")) is type(value))
    try:
        return sealer(environment().settings_secret).open(own["x"], tenant=tenant, place=_bound(place)) == str(value)
    except SealBroken:
        return False


def _sealed(tenant: str, place: Place, secret: str) -> str:
    return sealer(environment().settings_secret).seal(secret, tenant=tenant, place=_bound(place))


def _bound(place: Place) -> str:
    """What a sealed secret is bound to, beside its tenant."""
    return f"{place.branch or ''}/{place.category}.{place.key}"


def _told(setting: Setting, place: Place, before: Mapping[str, Any], after: Mapping[str, Any]) -> Tellable:
    """The trail shows flags, numbers and choices; of texts and secrets, that there is one."""
    told = SettingChanged(category=place.category, key=place.key, branch=place.branch, set=setting.name in after)
    old, new = before.get(setting.name), after.get(setting.name)
    if setting.type in (Type.TEXT, Type.SECRET):
        return told.showing(set=(old is not None, new is not None))
    return told.showing(value=(old and old.get("v"), new and new.get("v")))


def _account(setting: Setting, kept: Mapping[str, Any]) -> str | None:
    """The payment account that a change names."""
    own = kept.get(setting.name) if setting.name == STRIPE_ACCOUNT else None
    return str(own["v"]) if own is not None else None


def _setting(place: Place) -> Setting:
    setting = setting_named(place.category, place.key)
    if place.branch is not None and not setting.for_branches:
        raise SettingNotForBranches(setting=setting.name)
    return setting


def _write(
    caller: Caller,
    place: Place,
    change: Callable[[Mapping[str, Any]], dict[str, Any]],
    *,
    expected: int | None,
    at: datetime,
) -> tuple[Effective, int]:
    setting = _setting(place)
    for _ in range(ATTEMPTS):
        of_tenant, of_branch = store.levels(caller.tenant, place.branch)
        level = of_branch if of_branch is not None else of_tenant
        if expected is not None and expected != level.rev:
            raise ChangedInTheMeantime
        kept = change(level.kept)
        after = Values(level.tenant, level.branch, kept, level.rev + 1)
        if kept == level.kept:
            return _effective(setting, of_tenant, of_branch), level.rev
        told = _told(setting, place, level.kept, kept)
        try:
            store.write(level, kept, told, account=_account(setting, kept), actor=caller.person, at=at)
        except ChangedInTheMeantime:
            continue  # another setting of the same level was written: this one goes on from there
        return _effective(setting, *((after, None) if of_branch is None else (of_tenant, after))), after.rev
    raise Busy("Others are changing the settings.")
