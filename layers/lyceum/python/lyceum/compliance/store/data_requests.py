"""Requests about one's data: `T#t#U#u / DATA-REQUEST#<id>`, and one mark for each kind that is open."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from pynamodb.attributes import UnicodeAttribute

from lyceum.compliance.errors import DataRequestNotFound, DataRequestOpen
from lyceum.compliance.events import DataRequestAnswered, DataRequestMade
from lyceum.compliance.model.data_request import DataRequest, DataRequestKind, DataRequestState
from lyceum.kernel.clock import iso, parse
from lyceum.kernel.creation import Creation, repeated
from lyceum.kernel.errors import ChangedInTheMeantime, DomainError
from lyceum.kernel.pages import Page
from lyceum.kernel.sealing import opener, seal
from lyceum.kernel.table import InstantAttribute, Item, Key, get, query, tenant_key, transaction
from lyceum.kernel.table.read import query_index

_PREFIX = "DATA-REQUEST#"


class DataRequestItem(Item):
    """A request as it is kept; words about it are sealed under its person's key."""

    KIND = "data_request"

    about = UnicodeAttribute(attr_name="q")
    """Its kind."""
    state = UnicodeAttribute(attr_name="s")
    made_at = InstantAttribute(attr_name="at")
    text = UnicodeAttribute(attr_name="x", null=True)
    answer = UnicodeAttribute(attr_name="an", null=True)
    answered_by = UnicodeAttribute(attr_name="by", null=True)
    changed_at = InstantAttribute(attr_name="ch", null=True)


class OpenRequestItem(Item):
    """`T#t#U#u / DATA-REQUEST-OPEN#<kind>`: that a request of a kind is open, so that there are not two."""

    KIND = "open_data_request"

    request = UnicodeAttribute(attr_name="r")


def add(wish: DataRequest, creation: Creation) -> DataRequest:
    """Keep a request and tell it; the one that is kept, for a repetition.

    1 round trip, 2 WCU for each of 2 items and 1 for the list; with words 1 round trip more in a process that has not
    the person's key. Raises DataRequestOpen, IdempotencyKeyReused.
    """
    kept = wish
    again = repeated(creation, DataRequestNotFound(request=wish.id))

    def explain(old: DataRequestItem | None) -> DomainError | None:
        nonlocal kept
        refusal = again(old)
        if refusal is None and old is not None:
            kept = _opened(wish.tenant, [(wish.person, old)])[0]
        return refusal

    place, mark = _key(wish.tenant, wish.person, wish.id), _open_key(wish)
    item = DataRequestItem(
        place.pk,
        place.sk,
        about=str(wish.kind),
        state=str(wish.state),
        made_at=wish.made_at,
        text=seal(wish.tenant, wish.person, wish.text) if wish.text is not None else None,
        key_hash=creation.key_hash,
        body_hash=creation.body_hash,
        gsi1pk=_list(wish.tenant, closed=False),
        gsi1sk=wish.id,
        card=_card(wish),
    )
    told = DataRequestMade(request=wish.id, person=wish.person, kind=wish.kind, due_at=wish.due_at)
    with transaction(tenant=wish.tenant, at=wish.made_at, actor=wish.person) as write:
        write.put(item, when=DataRequestItem.absent(), otherwise=explain, events=[told])
        write.put(
            OpenRequestItem(mark.pk, mark.sk, request=wish.id),
            when=OpenRequestItem.absent(),
            otherwise=lambda old: DataRequestOpen(request=old.request if old else ""),
        )
    return kept


def change(before: DataRequest, after: DataRequest, *, by: str, at: datetime) -> None:
    """Write how far it is, if nobody changed it since. Raises ChangedInTheMeantime. 1 round trip, 1 WCU, 4 once it is
    closed, and the list.
    """
    words = seal(after.tenant, after.person, after.answer) if after.answer is not None else None
    told = DataRequestAnswered(request=after.id, person=after.person, kind=after.kind, state=after.state)
    with transaction(tenant=after.tenant, at=at, actor=by) as write:
        write.update(
            DataRequestItem,
            _key(after.tenant, after.person, after.id),
            [
                DataRequestItem.state.set(str(after.state)),
                DataRequestItem.answer.set(words) if words is not None else DataRequestItem.answer.remove(),
                DataRequestItem.answered_by.set(by),
                DataRequestItem.changed_at.set(at),
                DataRequestItem.gsi1pk.set(_list(after.tenant, closed=after.state.is_closed)),
                DataRequestItem.card.set(_card(after)),
            ],
            when=DataRequestItem.rev == before.rev,
            otherwise=ChangedInTheMeantime(),
            events=[told],
        )
        if after.state.is_closed:
            write.delete(OpenRequestItem, _open_key(after))


def find(tenant: str, person: str, request: str) -> DataRequest:
    """A request as it is now. Raises DataRequestNotFound. 1 round trip, 1 RCU; 2 with words."""
    item = get(DataRequestItem, _key(tenant, person, request), consistent=True)
    if item is None:
        raise DataRequestNotFound(request=request)
    return _opened(tenant, [(person, item)])[0]


def of_person(tenant: str, person: str, *, after: str | None, limit: int) -> Page[DataRequest]:
    """A member's own, the newest first. 1 round trip, 2 where words were said."""
    page = query(
        DataRequestItem, tenant_key(tenant, "U", person), prefix=_PREFIX, after=after, limit=limit, forward=False
    )
    return Page(_opened(tenant, [(person, item) for item in page.items]), page.next_key)


def listed(tenant: str, *, closed: bool, after: str | None, limit: int) -> Page[DataRequest]:
    """The school's, without their words: those that wait, the oldest first; or those that were answered, the newest
    first. 1 round trip.
    """
    page = query_index(_list(tenant, closed=closed), after=after, limit=limit, forward=not closed)
    return Page([_of_card(tenant, entry.card) for entry in page.items], page.next_key)


def _opened(tenant: str, found: Sequence[tuple[str, DataRequestItem]]) -> list[DataRequest]:
    worded = {person for person, item in found if item.text or item.answer}
    readers = opener(tenant, worded) if worded else None

    def words(person: str, sealed: str | None) -> str | None:
        return readers.open(person, sealed) if readers is not None and sealed else None

    return [
        DataRequest(
            tenant=tenant,
            id=item.key.sk.removeprefix(_PREFIX),
            person=person,
            kind=DataRequestKind(item.about),
            made_at=item.made_at,
            text=words(person, item.text),
            state=DataRequestState(item.state),
            answer=words(person, item.answer),
            answered_by=item.answered_by,
            changed_at=item.changed_at,
            rev=item.revision,
        )
        for person, item in found
    ]


def _card(request: DataRequest) -> dict[str, Any]:
    shown = {
        "id": request.id,
        "person": request.person,
        "kind": str(request.kind),
        "state": str(request.state),
        "at": iso(request.made_at),
        "by": request.answered_by,
        "ch": iso(request.changed_at) if request.changed_at is not None else None,
    }
    return {name: value for name, value in shown.items() if value is not None}


def _of_card(tenant: str, card: Any) -> DataRequest:
    return DataRequest(
        tenant=tenant,
        id=card["id"],
        person=card["person"],
        kind=DataRequestKind(card["kind"]),
        made_at=parse(card["at"]),
        state=DataRequestState(card["state"]),
        answered_by=card.get("by"),
        changed_at=parse(card["ch"]) if "ch" in card else None,
    )


def _key(tenant: str, person: str, request: str) -> Key:
    return Key(tenant_key(tenant, "U", person), f"{_PREFIX}{request}")


def _open_key(request: DataRequest) -> Key:
    return Key(tenant_key(request.tenant, "U", request.person), f"DATA-REQUEST-OPEN#{request.kind}")


def _list(tenant: str, *, closed: bool) -> str:
    return tenant_key(tenant, "DATA-REQUESTS", "CLOSED" if closed else "OPEN")
