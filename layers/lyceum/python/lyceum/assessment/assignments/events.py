"""What assessment tells of assignments and of work handed in."""

from decimal import Decimal

from lyceum.assessment.measures import Percent, Points
from lyceum.kernel.events import Event
from lyceum.kernel.ids import CompoundId, Id


class CourseAssignmentAuthored(Event, context="assessment"):
    """An assignment of a course was made or changed."""

    assignment: Id
    course: Id
    lesson: str | None
    """The lesson that it belongs to, by its id within the course (RULES S3-8)."""
    version: int
    """Its newest version; learners get it once the course is published."""


class SubmissionHandedIn(Event, context="assessment"):
    """A learner handed in work for an assignment, for the first time or anew."""

    submission: CompoundId
    learner: Id
    course: Id
    assignment: Id
    number: int
    """Which version it is: 1, 2, 3, …; the newest counts (RULES X9)."""
    form: str
    late: bool


class SubmissionGraded(Event, context="assessment"):
    """Somebody graded work; its learner does not see it before it is returned."""

    submission: CompoundId
    learner: Id
    course: Id
    assignment: Id
    number: int
    again: bool
    """Whether it took another grade's place; the reason is kept with the grade."""


class SubmissionReturned(Event, context="assessment"):
    """A learner has the grade of their work; told anew when a returned grade changes: the newest `rev` holds."""

    submission: CompoundId
    learner: Id
    course: Id
    assignment: Id
    number: int
    """The version that was graded."""
    points: Points
    maximum: Points
    percent: Percent
    passed: bool
    graded: bool
    """Whether it counts toward the course grade."""
    weight: Decimal
    pass_mark: Percent
    again: bool
    """Whether the learner had another grade before."""


class RubricChanged(Event, context="assessment"):
    """A rubric was made, changed, retired or taken back; assignments keep the copies that they took."""

    rubric: Id
    course: Id | None
    """None: the whole school's."""
    retired: bool
