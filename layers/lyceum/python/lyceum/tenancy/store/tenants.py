"""Tenants: `T#<tenant> / TENANT`, listed under `TENANTS`."""

from datetime import datetime
from typing import Any

from lyceum.kernel.errors import ChangedInTheMeantime, Conflict, DomainError
from lyceum.kernel.events import SYSTEM, Tellable
from lyceum.kernel.table import Entry, Page, get, transaction
from lyceum.kernel.table.read import query_index
from lyceum.kernel.tenant_settings import SettingsItem, settings_key
from lyceum.tenancy.errors import OnboardingClaimed, SchoolNotFound, TenantExists, TenantNotActive
from lyceum.tenancy.events import (
    OnboardingFailed,
    OnboardingRequested,
    TenantChanged,
    TenantFounded,
    TenantReactivated,
    TenantSuspended,
)
from lyceum.tenancy.model.organisation import Unit
from lyceum.tenancy.model.tenant import Branding, Contact, Tenant, TenantState
from lyceum.tenancy.store.items import TenantItem, TreeItem, tenant_item_key, tree_key
from lyceum.tenancy.store.units import document

LIST = "TENANTS"


class FailedBefore(Conflict):
    """A school of this slug could not be set up: `tenant` is what was wished then."""

    def __init__(self, tenant: Tenant) -> None:
        super().__init__()
        self.tenant = tenant


def find(slug: str, *, consistent: bool = True) -> Tenant | None:
    """A school, or None. 1 round trip, 1 RCU (0.5 when not consistent)."""
    item = get(TenantItem, tenant_item_key(slug), consistent=consistent)
    return _entity(item) if item is not None else None


def listed(*, after: str | None, limit: int) -> Page[Entry]:
    """Cards of schools by slug. 1 round trip."""
    return query_index(LIST, after=after, limit=limit)


def add(tenant: Tenant, *, actor: str) -> Tenant:
    """Keep a school that is to be set up; the same wish again gives what became of it. 1 WCU + 1.

    Raises TenantExists, or FailedBefore where an earlier onboarding of this slug failed.
    """
    kept = tenant

    def explain(old: Any) -> DomainError | None:
        nonlocal kept
        if old is None:
            return TenantExists(tenant=tenant.slug)
        kept = _entity(old)
        if kept.state is TenantState.FAILED:
            return FailedBefore(kept)
        return None if kept.wishes_the_same(tenant) else TenantExists(tenant=tenant.slug)

    with transaction(tenant=tenant.slug, at=tenant.founded_at, actor=actor) as write:
        told = OnboardingRequested(administrator=tenant.administrator)
        write.put(_item(tenant), when=TenantItem.absent(), otherwise=explain, events=[told])
    return kept


def begin_again(tenant: Tenant, *, rev: int, actor: str) -> None:
    """Set a failed school up once more, as it is wished now. Raises TenantExists. 1 WCU + 1."""
    item = _item(tenant)
    with transaction(tenant=tenant.slug, at=tenant.founded_at, actor=actor) as write:
        write.update(
            TenantItem,
            tenant_item_key(tenant.slug),
            [
                *_fields(tenant),
                TenantItem.administrator.set(tenant.administrator),
                TenantItem.founded_at.set(tenant.founded_at),
                TenantItem.status.set(str(TenantState.PENDING)),
                TenantItem.card.set(item.card),
                TenantItem.reason.remove(),
                TenantItem.execution.remove(),
            ],
            when=(TenantItem.rev == rev) & (TenantItem.status == str(TenantState.FAILED)),
            otherwise=TenantExists(tenant=tenant.slug),
            events=[OnboardingRequested(administrator=tenant.administrator)],
        )


def claim(slug: str, execution: str, *, at: datetime) -> None:
    """One execution of the workflow sets a school up; the same one again is a success. Raises OnboardingClaimed."""
    mine = TenantItem.execution.does_not_exist() | (TenantItem.execution == execution)
    with transaction(tenant=slug, at=at) as write:
        write.update(
            TenantItem,
            tenant_item_key(slug),
            [TenantItem.execution.set(execution)],
            when=(TenantItem.status == str(TenantState.PENDING)) & mine,
            otherwise=OnboardingClaimed(tenant=slug),
        )


def furnish(slug: str, root: Unit, *, at: datetime) -> None:
    """What every school starts with: a place for its settings, and a company at the root of its organisation.

    What is there already stays: each is a write of its own, so that neither hinders the other. 2 RT, 2 WCU.
    """
    settings, tree = settings_key(slug), tree_key(slug)
    with transaction(tenant=slug, at=at) as write:
        empty = SettingsItem(settings.pk, settings.sk, values={})
        write.put(empty, when=SettingsItem.absent(), otherwise=lambda _: None)
    with transaction(tenant=slug, at=at) as write:
        organisation = TreeItem(tree.pk, tree.sk, doc=document([root]))
        write.put(organisation, when=TreeItem.absent(), otherwise=lambda _: None)


def activate(slug: str, execution: str, administrator: str, *, at: datetime) -> None:
    """Open the school; once more is a success. Raises OnboardingClaimed. 1 WCU + 1."""

    def explain(old: Any) -> DomainError | None:
        opened = old is not None and old.status == TenantState.ACTIVE and old.execution == execution
        return None if opened else OnboardingClaimed(tenant=slug)

    with transaction(tenant=slug, at=at) as write:
        write.update(
            TenantItem,
            tenant_item_key(slug),
            [TenantItem.status.set(str(TenantState.ACTIVE)), _card_state(TenantState.ACTIVE)],
            when=(TenantItem.status == str(TenantState.PENDING)) & (TenantItem.execution == execution),
            otherwise=explain,
            events=[TenantFounded(administrator=administrator)],
        )


def give_up(slug: str, execution: str, administrator: str, reason: str, *, at: datetime) -> None:
    """Take back what was prepared and say why; once more is a success. Raises OnboardingClaimed. ≤ 6 WCU + 1."""

    def explain(old: Any) -> DomainError | None:
        return None if old is not None and old.status == TenantState.FAILED else OnboardingClaimed(tenant=slug)

    mine = TenantItem.execution.does_not_exist() | (TenantItem.execution == execution)
    with transaction(tenant=slug, at=at) as write:
        write.update(
            TenantItem,
            tenant_item_key(slug),
            [
                TenantItem.status.set(str(TenantState.FAILED)),
                TenantItem.reason.set(reason),
                _card_state(TenantState.FAILED),
            ],
            when=(TenantItem.status == str(TenantState.PENDING)) & mine,
            otherwise=explain,
            events=[OnboardingFailed(administrator=administrator, reason=reason)],
        )
        write.delete(SettingsItem, settings_key(slug))
        write.delete(TreeItem, tree_key(slug))


def change(before: Tenant, after: Tenant, *, actor: str, at: datetime) -> None:
    """Write a changed record, if nobody changed it since. Raises ChangedInTheMeantime. ≤ 3 WCU + 1."""
    with transaction(tenant=after.slug, at=at, actor=actor) as write:
        write.update(
            TenantItem,
            tenant_item_key(after.slug),
            [*_fields(after), TenantItem.card.set(_card(after))],
            when=TenantItem.rev == before.rev,
            otherwise=ChangedInTheMeantime(),
            events=[_told(before, after)],
        )


def _told(before: Tenant, after: Tenant) -> Tellable:
    """Of the fields that differ, the audit trail shows states; names and contacts are about people."""
    fields = after.differences(before)
    differing = {name: (getattr(before, name), getattr(after, name)) for name in fields}
    return TenantChanged(fields=fields).showing(**differing)


def suspend(slug: str, reason: str, *, actor: str, at: datetime) -> Tenant:
    """Close a school; one that is closed already stays so. Raises SchoolNotFound, TenantNotActive. 1 WCU + 1."""
    actions = [TenantItem.reason.set(reason)]
    told = TenantSuspended().showing(state=(TenantState.ACTIVE, TenantState.SUSPENDED))
    return _turn(slug, TenantState.ACTIVE, TenantState.SUSPENDED, actions, told, actor=actor, at=at)


def reactivate(slug: str, *, actor: str, at: datetime) -> Tenant:
    """Open a suspended school again. Raises SchoolNotFound, TenantNotActive. 1 WCU + 1."""
    actions = [TenantItem.reason.remove()]
    told = TenantReactivated().showing(state=(TenantState.SUSPENDED, TenantState.ACTIVE))
    return _turn(slug, TenantState.SUSPENDED, TenantState.ACTIVE, actions, told, actor=actor, at=at)


def _turn(
    slug: str,
    before: TenantState,
    after: TenantState,
    actions: list[Any],
    told: Any,
    *,
    actor: str = SYSTEM,
    at: datetime,
) -> Tenant:
    def explain(old: Any) -> DomainError | None:
        if old is None:
            return SchoolNotFound(tenant=slug)
        return None if old.status == after else TenantNotActive(tenant=slug, state=old.status)

    with transaction(tenant=slug, at=at, actor=actor) as write:
        write.update(
            TenantItem,
            tenant_item_key(slug),
            [TenantItem.status.set(str(after)), *actions, _card_state(after)],
            when=TenantItem.status == str(before),
            otherwise=explain,
            events=[told],
        )
    found = find(slug)
    if found is None:
        raise SchoolNotFound(tenant=slug)
    return found


def _card_state(state: TenantState) -> Any:
    from pynamodb.expressions.operand import Path

    return Path(["card", "state"]).set(str(state))


def _card(tenant: Tenant) -> dict[str, Any]:
    return {"name": tenant.name, "at": tenant.founded_at, "state": str(tenant.state)}


def _profile(tenant: Tenant) -> dict[str, Any]:
    return {
        "languages": list(tenant.languages),
        "time_zone": tenant.time_zone,
        "contact": tenant.contact.model_dump(mode="json", exclude_defaults=True),
        "branding": tenant.branding.model_dump(mode="json", exclude_defaults=True),
    }


def _fields(tenant: Tenant) -> list[Any]:
    return [
        TenantItem.name.set(tenant.name),
        TenantItem.language.set(tenant.language),
        TenantItem.self_registration.set(tenant.self_registration),
        TenantItem.profile.set(_profile(tenant)),
    ]


def _item(tenant: Tenant) -> TenantItem:
    key = tenant_item_key(tenant.slug)
    return TenantItem(
        key.pk,
        key.sk,
        name=tenant.name,
        language=tenant.language,
        self_registration=tenant.self_registration,
        status=str(tenant.state),
        administrator=tenant.administrator,
        founded_at=tenant.founded_at,
        profile=_profile(tenant),
        gsi1pk=LIST,
        gsi1sk=tenant.slug,
        card=_card(tenant),
    )


def _entity(item: TenantItem) -> Tenant:
    profile = item.profile or {}
    return Tenant(
        slug=item.pk.removeprefix("T#"),
        name=item.name,
        language=item.language,
        self_registration=item.self_registration,
        administrator=item.administrator,
        founded_at=item.founded_at,
        state=TenantState(item.status),
        languages=tuple(profile.get("languages", [item.language])),
        time_zone=profile.get("time_zone", "UTC"),
        contact=Contact.model_validate(profile.get("contact", {})),
        branding=Branding.model_validate(profile.get("branding", {})),
        reason=item.reason,
        rev=item.revision,
    )
