"""The terms that members accept: which version is in effect, who accepted which, and the gate before every route.

Compliance publishes terms and writes down who accepted them; the token carries what its person accepted, and each
environment knows for less than a minute what is in effect. So the gate costs a request nothing.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import partial
from typing import Any

from pynamodb.attributes import NumberAttribute, NumberSetAttribute

from lyceum.kernel.access import Caller
from lyceum.kernel.clock import parse
from lyceum.kernel.errors import Conflict
from lyceum.kernel.permissions import PLATFORM
from lyceum.kernel.table import Item, Key, get, query, tenant_key
from lyceum.kernel.table.items import RawMapAttribute
from lyceum.kernel.table.read import in_parallel
from lyceum.kernel.table.remembered import all_remembered, forget

CLAIM_BYTES = 1024
ACCEPTED = "TERMS#"


class TermsNotAccepted(Conflict):
    """The terms in effect have to be accepted first: `version` names them (RULES S0-7)."""

    title = {"en": "Please accept the terms first", "th": "โปรดยอมรับข้อกำหนดก่อน"}


class EnactedTermsItem(Item):
    """`T#<tenant>` / `TERMS`: the published versions and since when each is in effect; `T#*` has the platform's."""

    KIND = "enacted_terms"

    enacted = RawMapAttribute(attr_name="en", null=True)
    """Number → instant, as text."""
    last = NumberAttribute(attr_name="n", null=True)
    """The newest number, published or draft."""


class AcceptedTermsItem(Item):
    """`P#<person>` / `TERMS#<tenant>`: which versions a person accepted, for their token."""

    KIND = "accepted_terms"

    numbers = NumberSetAttribute(attr_name="a")


def enacted_key(place: str) -> Key:
    """Where it is kept which terms of a tenant, or of the platform (`*`), are published."""
    return Key(tenant_key(place), "TERMS")


def accepted_key(person: str, place: str) -> Key:
    """Where it is kept for the token what a person accepted."""
    return Key(f"P#{person}", ACCEPTED + place)


def version_name(place: str, number: int) -> str:
    """`3` of a school, `platform-3` of the platform."""
    return f"platform-{number}" if place == PLATFORM else str(number)


def in_effect(enacted: Mapping[int, datetime], *, at: datetime) -> int:
    """The newest version that is in effect; 0 where there is none."""
    return max((number for number, since in enacted.items() if since <= at), default=0)


def enacted(place: str, *, consistent: bool = False) -> dict[int, datetime]:
    """Published versions and since when each is in effect. 1 round trip."""
    return _instants(get(EnactedTermsItem, enacted_key(place), consistent=consistent))


def demand_acceptance(claims: Mapping[str, Any], caller: Caller, *, at: datetime) -> None:
    """Raises TermsNotAccepted where something in effect is not accepted. 0 round trips; 1 every 50 s and environment.

    A token that does not say what was accepted (another issuer's, or too many schools) costs one more where there are
    terms at all.
    """
    required = {place: in_effect(known, at=at) for place, known in _enacted_here(caller.tenant).items()}
    wanted = {place: number for place, number in required.items() if number}
    if not wanted:
        return
    claim = str(claims.get("terms", "*"))
    accepted = _from_table(caller.person, wanted) if claim == "*" else parse_claim(claim)
    missing = [version_name(place, number) for place, number in wanted.items() if accepted.get(place, 0) < number]
    if missing:
        raise TermsNotAccepted(version=missing[0], versions=",".join(missing))


def accepted_claim(person: str) -> str:
    """What a person accepted, `acme=3;*=1`, for their token; `*` where it is longer than 1 KB. 1 round trip."""
    newest: dict[str, int] = {}
    after: str | None = None
    while True:
        page = query(AcceptedTermsItem, f"P#{person}", prefix=ACCEPTED, after=after, limit=200, consistent=True)
        newest |= {item.sk.removeprefix(ACCEPTED): _newest(item) for item in page.items}
        after = page.next_key
        if after is None:
            break
    claim = ";".join(f"{place}={number}" for place, number in sorted(newest.items()))
    return claim if len(claim) <= CLAIM_BYTES else "*"


def parse_claim(claim: str) -> dict[str, int]:
    """What `accepted_claim` wrote; malformed parts accept nothing."""
    parts = (part.partition("=") for part in claim.split(";"))
    return {place: int(number) for place, _, number in parts if place and number.isascii() and number.isdigit()}


def forget_known() -> None:
    """Look anew at what is in effect; for who has just published."""
    forget()


def _enacted_here(tenant: str) -> dict[str, dict[int, datetime]]:
    places = (tenant, PLATFORM)
    known = all_remembered(EnactedTermsItem, [enacted_key(place) for place in places])
    return {place: _instants(item) for place, item in zip(places, known, strict=True)}


def _instants(item: EnactedTermsItem | None) -> dict[int, datetime]:
    return {int(number): parse(since) for number, since in (item.enacted or {}).items()} if item is not None else {}


def _from_table(person: str, places: Iterable[str]) -> dict[str, int]:
    wanted = list(places)
    items: list[AcceptedTermsItem | None] = in_parallel(
        *(partial(get, AcceptedTermsItem, accepted_key(person, place), consistent=True) for place in wanted)
    )
    return {place: _newest(item) for place, item in zip(wanted, items, strict=True) if item is not None}


def _newest(item: AcceptedTermsItem) -> int:
    return max(int(number) for number in item.numbers)
