"""Routes that are like signing in: how often somebody may ask, by account and by the address they ask from.

    caller: Annotated[Caller, Depends(sparing(signed_in, "join"))]

Counted are all requests that the gateway lets through, refused ones too: who guesses is refused. Every answer says what
is left (`RateLimit-*`, draft-ietf-httpapi-ratelimit-headers-05).
"""

import ipaddress
import re
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from functools import lru_cache, partial
from typing import Any, Final

from aws_lambda_powertools.event_handler.request import Request

from lyceum.kernel import allowances, clock
from lyceum.kernel.access import Caller
from lyceum.kernel.allowances import Allowance
from lyceum.kernel.limits import TooOften, Window, take
from lyceum.kernel.pseudonyms import pseudonym
from lyceum.kernel.settings import settings
from lyceum.kernel.table.items import Key
from lyceum.kernel.table.read import in_parallel

_WINDOW: Final = re.compile(r"(?P<most>[1-9]\d{0,8})/(?P<seconds>[1-9]\d{0,5})")
_NETWORK_BITS: Final = 64
"""Of an IPv6 address: one customer has all that begin alike."""


def sparing(guard: Callable[[Request], Caller], what: str) -> Callable[[Request], Caller]:
    """Dependency: the caller whom `guard` lets in, unless they or their address asked too often for `what`.

    1 round trip beside those of `guard`, 2 WCU; 2 and 4 at the beginning of a window. Raises what `guard` raises, and
    TooOften, Busy.
    """

    def caller_within_limits(request: Request) -> Caller:
        event: Any = request.resolved_event
        address = str(event.raw_event.get("requestContext", {}).get("http", {}).get("sourceIp", ""))
        caller = guard(request)
        count(what, person=caller.impersonator or caller.person, address=address, at=clock.now())
        return caller

    for name in ("permission", "scope"):
        if hasattr(guard, name):
            setattr(caller_within_limits, name, getattr(guard, name))
    return caller_within_limits


def count(what: str, *, person: str, address: str, at: datetime) -> None:
    """One more request of this account from this address. Raises TooOften, Busy."""
    counts: list[Callable[[], Any]] = [
        partial(_take, Key(f"P#{person}", f"LIMIT#{what}"), windows(settings().account_limits), at)
    ]
    if address:
        whose = f"P#~{pseudonym('network', network(address))}"
        counts.append(partial(_take, Key(whose, f"LIMIT#{what}"), windows(settings().address_limits), at))
    found: list[Any] = in_parallel(*counts)
    for one in found:
        allowances.note(one.allowance if isinstance(one, TooOften) else one)
    refusals = [one for one in found if isinstance(one, TooOften)]
    if refusals:
        raise max(refusals, key=lambda one: one.retry_after or 0)


@lru_cache
def windows(text: str) -> tuple[Window, ...]:
    """`600/60,6000/3600`: at most 600 in each minute and 6,000 in each hour. Raises ValueError for anything else."""
    found = [_WINDOW.fullmatch(part) for part in text.split(",")]
    if not all(found):
        raise ValueError(f"no limits: {text}")
    return tuple(Window(timedelta(seconds=int(one["seconds"])), int(one["most"])) for one in found if one)


def network(address: str) -> str:
    """What is counted as one address; text that is none counts as itself."""
    try:
        known = ipaddress.ip_address(address)
    except ValueError:
        return address
    if known.version == 4:
        return str(known)
    mapped = known.ipv4_mapped
    return str(mapped or ipaddress.ip_network((known, _NETWORK_BITS), strict=False).network_address)


def _take(key: Key, limits: Sequence[Window], at: datetime) -> Allowance | TooOften:
    try:
        return take(key, limits, at=at)
    except TooOften as refusal:
        return refusal
