"""Whether somebody can buy a course now (RULES S1-11, S3-9, S3-10)."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from lyceum.commerce.errors import (
    AlreadyOwned,
    BannedFromCourse,
    CourseFull,
    CourseNotForSale,
    CourseNotFound,
    EnrollmentClosed,
)
from lyceum.commerce.model.price import PriceList
from lyceum.kernel.errors import DomainError
from lyceum.kernel.money import Money

OVER = frozenset({"lifted", "withdrawn"})
"""States of a place that make room for one: of a ban that is over, of who had none; of one that was given up."""


@dataclass(frozen=True, slots=True)
class Place:
    """Somebody's place in a course, or what keeps them out of it."""

    status: str
    banned: bool = False


@dataclass(frozen=True, slots=True)
class Offer:
    """Under which conditions a course is sold."""

    open: bool
    price: Money
    counted: bool
    """Whether its seats are counted."""
    full: bool
    branches_only: bool = False
    """Whether it is taken through a branch."""
    title: Mapping[str, str] | None = None
    by_country: Mapping[str, Money] = field(default_factory=dict)
    by_currency: Mapping[str, int] = field(default_factory=dict)
    required: tuple[str, ...] = ()
    """Courses that a buyer has to have completed."""

    @property
    def prices(self) -> PriceList:
        """All of its prices."""
        return PriceList(self.price, self.by_country, self.by_currency)


def refusal(
    course: str, offer: Offer | None, place: Place | None, *, branches_only: bool = False
) -> DomainError | None:
    """Why somebody cannot buy a course; None where they can. `branches_only`: the school says so of all courses."""
    if offer is None:
        return CourseNotFound(course=course)
    if place is not None and (place.banned or place.status not in OVER):
        return BannedFromCourse(course=course) if place.banned else AlreadyOwned(course=course)
    if not offer.open:
        return EnrollmentClosed(course=course)
    if branches_only or offer.branches_only:
        return CourseNotForSale(course=course)
    if offer.full:
        return CourseFull(course=course)
    return None
