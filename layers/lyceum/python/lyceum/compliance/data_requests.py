"""Members ask about the data that the school has of them, and are answered (RULES S0-7)."""

from dataclasses import replace
from datetime import datetime

from lyceum.compliance.model.data_request import DataRequest, DataRequestKind, DataRequestState
from lyceum.compliance.store import data_requests
from lyceum.kernel.access import Caller
from lyceum.kernel.creation import Creation
from lyceum.kernel.errors import ChangedInTheMeantime
from lyceum.kernel.pages import Page


def ask(caller: Caller, kind: DataRequestKind, text: str | None, *, creation: Creation, at: datetime) -> DataRequest:
    """Record what the caller asks for in their own name; a repetition is the same request.

    Raises DataRequestOpen, IdempotencyKeyReused. 1 round trip; with words 1 or 2 more for the caller's key.
    """
    wish = DataRequest(
        tenant=caller.tenant, id=creation.id, person=caller.person, kind=kind, text=text or None, made_at=at
    )
    return data_requests.add(wish, creation)


def own_requests(caller: Caller, *, after: str | None, limit: int) -> Page[DataRequest]:
    """What the caller has asked for. 1 round trip, 2 where words were said."""
    return data_requests.of_person(caller.tenant, caller.person, after=after, limit=limit)


def requests(caller: Caller, *, closed: bool, after: str | None, limit: int) -> Page[DataRequest]:
    """What waits in the caller's school, or was answered, without words. 1 round trip."""
    return data_requests.listed(caller.tenant, closed=closed, after=after, limit=limit)


def find_request(caller: Caller, person: str, request: str) -> DataRequest:
    """One request, with its words. Raises DataRequestNotFound. 1 round trip, 2 where words were said."""
    return data_requests.find(caller.tenant, person, request)


def answer_request(
    caller: Caller,
    person: str,
    request: str,
    *,
    state: DataRequestState,
    answer: str | None,
    expected: int | None,
    at: datetime,
) -> DataRequest:
    """Take a request on, or answer it for good; the same again changes nothing.

    Doing what was asked is another matter: `compliance.forget_person`, the profile, an export.
    Raises DataRequestNotFound, DataRequestClosed, ChangedInTheMeantime. 2 round trips, 3 with words.
    """
    before = data_requests.find(caller.tenant, person, request)
    if expected is not None and expected != before.rev:
        raise ChangedInTheMeantime
    after = before.answered(state, answer, by=caller.person, at=at)
    if after is before:
        return before
    data_requests.change(before, after, by=caller.person, at=at)
    return replace(after, rev=before.rev + 1)
