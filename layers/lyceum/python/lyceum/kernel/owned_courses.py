"""How many courses somebody has: catalog counts them, and whoever lets a person go asks that there are none.

Courses from before owners were kept are not counted.
"""

from collections.abc import Callable

from pynamodb.attributes import NumberAttribute

from lyceum.kernel.errors import DomainError
from lyceum.kernel.table import Item, Key, Transaction, tenant_key


class OwnedCoursesItem(Item):
    """`T#t#U#u / COURSES`: how many courses somebody has."""

    KIND = "owned_courses"

    courses = NumberAttribute(attr_name="n")


def owned_key(tenant: str, person: str) -> Key:
    """Where the number stands."""
    return Key(tenant_key(tenant, "U", person), "COURSES")


def demand_none(write: Transaction, person: str, refusal: Callable[[int], DomainError]) -> None:
    """Add to a transaction that somebody has no course; `refusal` is of how many they have. 2 WCU."""
    none = OwnedCoursesItem.courses.does_not_exist() | (OwnedCoursesItem.courses <= 0)
    write.check(
        OwnedCoursesItem,
        owned_key(write.tenant, person),
        when=none,
        otherwise=lambda old: refusal(int(old.courses) if old else 0),
    )
