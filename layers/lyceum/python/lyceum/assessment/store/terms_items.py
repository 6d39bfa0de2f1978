"""What accommodations look like in items: their own, and the terms on an attempt."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from pynamodb.attributes import UnicodeAttribute

from lyceum.assessment.model.terms import ONE, Terms
from lyceum.kernel.clock import iso, parse
from lyceum.kernel.table import InstantAttribute, Item, Key, tenant_key
from lyceum.kernel.table.items import RawMapAttribute

ACCOMMODATION = "ACCOMMODATION#"
"""How the sort keys of a learner's accommodations begin."""


class AccommodationItem(Item):
    """`T#t#U#u / ACCOMMODATION#c` or `…#c#a`: what a learner was granted; listed by course while it gives something."""

    KIND = "accommodation"

    course = UnicodeAttribute(attr_name="c")
    assessment = UnicodeAttribute(attr_name="a", null=True)
    terms = RawMapAttribute(attr_name="t")
    """{f: time factor, x: extra attempts, o: opens, u: until, d: due}; what is not there is as for everybody."""
    granted_by = UnicodeAttribute(attr_name="b")
    granted_at = InstantAttribute(attr_name="ga")


def accommodation_key(tenant: str, learner: str, course: str, assessment: str | None) -> Key:
    """Where an accommodation lies."""
    place = course if assessment is None else f"{course}#{assessment}"
    return Key(tenant_key(tenant, "U", learner), f"{ACCOMMODATION}{place}")


def accommodations_list(tenant: str, course: str) -> str:
    """Where those of a course are listed."""
    return tenant_key(tenant, "C", course, "ACCOMMODATIONS")


def kept_terms(terms: Terms) -> dict[str, Any]:
    """Terms in short form."""
    said: dict[str, Any] = {}
    if terms.time_factor != ONE:
        said["f"] = str(terms.time_factor)
    if terms.extra_attempts:
        said["x"] = terms.extra_attempts
    dates = {"o": terms.available_from, "u": terms.available_until, "d": terms.due_at}
    return said | {name: iso(date) for name, date in dates.items() if date is not None}


def terms_of(kept: Mapping[str, Any]) -> Terms:
    """What `kept_terms` wrote."""
    return Terms(
        time_factor=Decimal(kept.get("f", ONE)),
        extra_attempts=int(kept.get("x", 0)),
        available_from=_date(kept.get("o")),
        available_until=_date(kept.get("u")),
        due_at=_date(kept.get("d")),
    )


def _date(kept: str | None) -> datetime | None:
    return parse(kept) if kept is not None else None
