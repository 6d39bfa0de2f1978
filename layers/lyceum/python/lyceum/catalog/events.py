"""What catalog tells."""

from lyceum.kernel.events import Event
from lyceum.kernel.ids import Id


class CoursePublished(Event, context="catalog"):
    """A course, or a new version of it, can be taken."""

    course: Id
    version: int


class CourseUnpublished(Event, context="catalog"):
    """A course was taken back: nobody can enroll any more; who is enrolled keeps it."""

    course: Id


class CourseHandedOver(Event, context="catalog"):
    """A course has another owner."""

    course: Id
    owner: Id


class ImportRequested(Event, context="catalog"):
    """Somebody asked for a course file or question file to be imported."""

    job: Id
    format: str
    requester: Id


class ImportFinished(Event, context="catalog"):
    """An import came to its end: finished, refused or failed."""

    job: Id
    state: str
    requester: Id
    course: Id | None = None
    bank: Id | None = None
