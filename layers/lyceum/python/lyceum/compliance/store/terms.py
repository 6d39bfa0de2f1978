"""Terms: `T#t / TERMS#<n>` and `T#t / TERMS`; acceptances: `T#t#U#u / ACCEPTED#<version>` and, for the token, `P#u`."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import partial
from typing import Any

from pynamodb.attributes import UnicodeAttribute
from pynamodb.expressions.operand import Path

from lyceum.compliance.errors import TermsArePublished, TermsNotFound
from lyceum.compliance.events import TermsAccepted, TermsEnacted
from lyceum.compliance.model.terms import Acceptance, Terms, TermsState, Version
from lyceum.kernel import terms as kernel
from lyceum.kernel.clock import iso
from lyceum.kernel.errors import ChangedInTheMeantime, DomainError
from lyceum.kernel.permissions import PLATFORM
from lyceum.kernel.table import (
    CompressedJSONAttribute,
    InstantAttribute,
    Item,
    Key,
    batch_get,
    get,
    query,
    tenant_key,
    transaction,
)
from lyceum.kernel.table.items import RawMapAttribute
from lyceum.kernel.table.read import in_parallel
from lyceum.kernel.terms import AcceptedTermsItem, EnactedTermsItem, accepted_key, enacted_key, version_name

_ACCEPTED = "ACCEPTED#"


class TermsItem(Item):
    """A version, draft or published."""

    KIND = "terms"

    state = UnicodeAttribute(attr_name="s")
    title = RawMapAttribute(attr_name="ti")
    text = CompressedJSONAttribute(attr_name="tx")
    author = UnicodeAttribute(attr_name="by")
    written_at = InstantAttribute(attr_name="at")
    effective_from = InstantAttribute(attr_name="f", null=True)


class AcceptanceItem(Item):
    """That somebody accepted a version, when and whence."""

    KIND = "terms_acceptance"

    accepted_at = InstantAttribute(attr_name="at")
    whence = UnicodeAttribute(attr_name="w", null=True)


def terms_key(version: Version) -> Key:
    """Where a version lies."""
    return Key(tenant_key(version.place), f"TERMS#{version.number:05d}")


def find(version: Version) -> Terms:
    """A version as it is now. Raises TermsNotFound. 1 round trip."""
    item = get(TermsItem, terms_key(version), consistent=True)
    if item is None:
        raise TermsNotFound(version=version_name(version.place, version.number))
    return _entity(version, item)


def find_all(versions: Sequence[Version]) -> list[Terms]:
    """Those of the versions that there are. 1 round trip."""
    items = batch_get(*((TermsItem, terms_key(version)) for version in versions)) if versions else []
    return [_entity(version, item) for version, item in zip(versions, items, strict=True) if item is not None]


def newest(place: str) -> tuple[int, bool]:
    """The newest number of a place, 0 for none, and whether it is published. 1 round trip, 1 RCU."""
    item = get(EnactedTermsItem, enacted_key(place), consistent=True)
    last = int(item.last or 0) if item is not None else 0
    return last, item is not None and str(last) in (item.enacted or {})


def write_draft(draft: Terms, *, tenant: str) -> None:
    """Keep the draft, or write it anew. Raises TermsArePublished, ChangedInTheMeantime. 1 RT, 2 WCU per KB and 2."""
    version = draft.version
    with transaction(tenant=tenant, at=draft.written_at, actor=draft.author) as write:
        write.update(
            TermsItem,
            terms_key(version),
            [
                TermsItem.state.set(str(TermsState.DRAFT)),
                TermsItem.title.set(dict(draft.title)),
                TermsItem.text.set(dict(draft.text)),
                TermsItem.author.set(draft.author),
                TermsItem.written_at.set(draft.written_at),
            ],
            when=TermsItem.absent() | (TermsItem.state == str(TermsState.DRAFT)),
            otherwise=TermsArePublished(version=version_name(version.place, version.number)),
            upsert=True,
        )
        before = EnactedTermsItem.last.is_in(version.number - 1, version.number)
        write.update(
            EnactedTermsItem,
            enacted_key(version.place),
            [EnactedTermsItem.last.set(version.number)],
            when=before if version.number > 1 else EnactedTermsItem.absent() | before,
            otherwise=ChangedInTheMeantime(),
            upsert=True,
        )


def publish(version: Version, *, effective_from: datetime, tenant: str, actor: str, at: datetime) -> None:
    """A draft becomes a version; published again it stays as it is. Raises TermsNotFound. 1 RT, 4 WCU and more."""

    def explain(old: TermsItem | None) -> DomainError | None:
        return None if old is not None else TermsNotFound(version=version_name(version.place, version.number))

    told = TermsEnacted(terms=version_name(version.place, version.number), effective_from=effective_from)
    known = get(EnactedTermsItem, enacted_key(version.place), consistent=True)
    since = iso(effective_from)
    enact: Any = (
        Path([EnactedTermsItem.enacted.attr_name, str(version.number)]).set(since)
        if known is not None and known.enacted
        else EnactedTermsItem.enacted.set({str(version.number): since})
    )
    with transaction(tenant=tenant, at=at, actor=actor) as write:
        write.update(
            TermsItem,
            terms_key(version),
            [TermsItem.state.set(str(TermsState.PUBLISHED)), TermsItem.effective_from.set(effective_from)],
            when=TermsItem.state == str(TermsState.DRAFT),
            otherwise=explain,
            events=[told.changing(state=(TermsState.DRAFT, TermsState.PUBLISHED))],
        )
        write.update(
            EnactedTermsItem,
            enacted_key(version.place),
            [enact],
            when=EnactedTermsItem.last == version.number,
            otherwise=ChangedInTheMeantime(),
        )


def accept(acceptance: Acceptance, *, tenant: str, person: str) -> Acceptance:
    """Write down that a person accepted a published version; the first time counts. Raises TermsNotFound. 1 RT."""
    version, kept = acceptance.version, acceptance
    name = version_name(version.place, version.number)

    def explain(old: AcceptanceItem | None) -> DomainError | None:
        nonlocal kept
        if old is not None:
            kept = Acceptance(version, old.accepted_at, old.whence)
        return None

    key = Key(tenant_key(tenant, "U", person), _ACCEPTED + name)
    item = AcceptanceItem(key.pk, key.sk, accepted_at=acceptance.accepted_at, whence=acceptance.whence)
    with transaction(tenant=tenant, at=acceptance.accepted_at, actor=person) as write:
        write.check(
            TermsItem,
            terms_key(version),
            when=TermsItem.state == str(TermsState.PUBLISHED),
            otherwise=TermsNotFound(version=name),
        )
        write.put(
            item,
            when=AcceptanceItem.absent(),
            otherwise=explain,
            events=[TermsAccepted(terms=name, person=person)],
        )
        numbers = [AcceptedTermsItem.numbers.add({version.number})]
        write.update(AcceptedTermsItem, accepted_key(person, version.place), numbers, upsert=True)
    return kept


def acceptances(tenant: str, person: str) -> list[Acceptance]:
    """What a person accepted in a tenant. 1 round trip."""
    found: list[Acceptance] = []
    after: str | None = None
    while True:
        page = query(AcceptanceItem, tenant_key(tenant, "U", person), prefix=_ACCEPTED, after=after, consistent=True)
        for item in page.items:
            version = Version.named(tenant, item.sk.removeprefix(_ACCEPTED))
            found.append(Acceptance(version, item.accepted_at, item.whence))
        after = page.next_key
        if after is None:
            return found


def enacted(tenant: str) -> dict[str, dict[int, datetime]]:
    """What is published in a tenant and on the platform. 1 round trip."""
    places = (tenant, PLATFORM)
    read: Iterable[dict[int, datetime]] = in_parallel(
        *(partial(kernel.enacted, place, consistent=True) for place in places)
    )
    return dict(zip(places, read, strict=True))


def _entity(version: Version, item: Any) -> Terms:
    return Terms(
        version=version,
        state=TermsState(item.state),
        title=item.title,
        text=item.text,
        author=item.author,
        written_at=item.written_at,
        effective_from=item.effective_from,
    )
