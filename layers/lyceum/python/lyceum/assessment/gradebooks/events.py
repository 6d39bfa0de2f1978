"""What assessment tells of gradebooks."""

from lyceum.assessment.measures import GradePercent, Percent, Points
from lyceum.kernel.events import Event
from lyceum.kernel.ids import Id


class GradeRecorded(Event, context="assessment"):
    """What counts of a learner's attempts at an assessment, by its score policy, and their grade in the course."""

    learner: Id
    course: Id
    assessment: Id
    number: int
    """The attempt that it was told with."""
    percent: Percent
    passed: bool
    course_percent: Percent | None
    """None while nothing that is graded weighs anything; what extra credit adds beyond 100 is in `current`."""
    current: GradePercent | None = None
    final: GradePercent | None = None
    """With what is missing as nothing."""
    letter: str | None = None
    shown: bool = True
    """Whether the assessment shows results by now, to those who have no later date than others."""


class GradebookChanged(Event, context="assessment"):
    """What counts toward a course's grade was changed, or its gradebook was locked or unlocked."""

    course: Id
    rules: int
    """Rises with each change: rows that were computed by earlier ones are computed anew."""
    categories: int
    items: int
    letters: int
    locked: bool
    reason: str = ""
    """Of a lock, or of taking it away."""


class GradesRecomputing(Event, context="assessment"):
    """Some rows of a gradebook have come to its newest rules; others are still to come."""

    course: Id
    rules: int
    rows: int
    """How many have been looked at so far, whether they were behind or not."""


class GradesRecomputed(Event, context="assessment"):
    """All rows of a gradebook have come to its newest rules."""

    course: Id
    rules: int
    rows: int


class CourseGradeChanged(Event, context="assessment"):
    """A learner's grade in a course is another one: points were given by hand, the rules changed, or a lock went."""

    learner: Id
    course: Id
    item: str | None = None
    """Where somebody gave points, took them back, or excused the learner."""
    points: Points | None = None
    excused: bool = False
    current: GradePercent | None
    final: GradePercent | None
    letter: str | None
    final_letter: str | None


class GradeLockChanged(Event, context="assessment"):
    """A learner's grade in a course was locked, or unlocked, by itself (RULES S1-27)."""

    learner: Id
    course: Id
    locked: bool
    status: str
    current: GradePercent | None
    final: GradePercent | None
    letter: str | None
    final_letter: str | None
    reason: str
