"""What enrollment keeps."""

from lyceum.enrollment.store.items import (
    EnrollmentItem,
    OfferDemandsBranch,
    OfferDemandsCourses,
    OfferHasSeats,
    OfferItem,
    enrollment_key,
    offer_key,
)
from lyceum.enrollment.store.places import (
    EnrollmentChanged,
    add,
    describe,
    find,
    find_offer,
    follow,
    of_course,
    of_learner,
    way_in,
    withdraw,
)

__all__ = [
    "EnrollmentChanged",
    "EnrollmentItem",
    "OfferDemandsBranch",
    "OfferDemandsCourses",
    "OfferHasSeats",
    "OfferItem",
    "add",
    "describe",
    "enrollment_key",
    "find",
    "find_offer",
    "follow",
    "of_course",
    "of_learner",
    "offer_key",
    "way_in",
    "withdraw",
]
