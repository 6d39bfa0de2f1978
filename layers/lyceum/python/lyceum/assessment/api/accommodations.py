"""Accommodations on the wire."""

from decimal import Decimal
from typing import Annotated

from lyceum.assessment.api.fields import Factor, Request, View
from lyceum.assessment.model.accommodation import Accommodation
from lyceum.assessment.model.terms import Terms
from lyceum.kernel.clock import Instant
from lyceum.kernel.numbers import integer


class CourseAccommodationRequest(Request):
    """What a learner has in every assessment and assignment of a course. What is not named is as for everybody."""

    time_factor: Factor = Decimal(1)
    """1 to 10: every time limit is taken so many times, those of sections, too."""
    extra_attempts: Annotated[int, integer(ge=0, le=99)] = 0
    """Of an assignment: so many more versions."""

    def terms(self) -> Terms:
        """As the use case takes them."""
        return Terms(time_factor=self.time_factor, extra_attempts=self.extra_attempts)


class AccommodationRequest(CourseAccommodationRequest):
    """What a learner has in one assessment or assignment. What is not named is as for all, or as in the course."""

    available_from: Instant | None = None
    available_until: Instant | None = None
    due_at: Instant | None = None
    """An end that is earlier than everybody's, or a later beginning, has no effect."""

    def terms(self) -> Terms:
        """As the use case takes them."""
        return Terms(
            time_factor=self.time_factor,
            extra_attempts=self.extra_attempts,
            available_from=self.available_from,
            available_until=self.available_until,
            due_at=self.due_at,
        )


class AccommodationView(View):
    """What a learner was granted."""

    learner: str
    course: str
    assessment: str | None = None
    """Absent: every assessment and assignment of the course. It may be an assignment's id."""
    time_factor: Factor
    extra_attempts: int
    available_from: Instant | None = None
    available_until: Instant | None = None
    due_at: Instant | None = None
    granted_by: str
    granted_at: Instant

    @classmethod
    def of(cls, accommodation: Accommodation) -> "AccommodationView":
        """From the entity."""
        terms = accommodation.terms
        return cls(
            learner=accommodation.learner,
            course=accommodation.course,
            assessment=accommodation.assessment,
            time_factor=terms.time_factor,
            extra_attempts=terms.extra_attempts,
            available_from=terms.available_from,
            available_until=terms.available_until,
            due_at=terms.due_at,
            granted_by=accommodation.granted_by,
            granted_at=accommodation.granted_at,
        )


class AccommodationPage(View):
    """Some accommodations of a course."""

    items: list[AccommodationView]
    next_cursor: str | None = None


class MyAccommodations(View):
    """What the caller was granted."""

    items: list[AccommodationView]
