"""What assessment tells. AttemptDue and ExamOpeningDue are told by the timers' sweep in this context's name, with the
id of the attempt or of the assessment.
"""

from datetime import datetime
from decimal import Decimal

from lyceum.assessment.measures import Factor, Percent, Points
from lyceum.kernel.events import Event
from lyceum.kernel.ids import CompoundId, Id


class AssessmentAuthored(Event, context="assessment"):
    """An assessment was made or changed: by an import, or by an author."""

    assessment: Id
    course: Id
    lesson: str
    """The lesson that it belongs to, by its id within the course (RULES S3-8)."""
    question_set: int
    """The newest version of its questions; learners get it once the course is published."""
    graded: bool
    """Whether it counts toward the course grade."""


class AttemptStarted(Event, context="assessment"):
    """A learner began an attempt."""

    attempt: CompoundId
    learner: Id
    course: Id
    assessment: Id
    number: int
    proctoring: str = ""
    """Supervision that the client had, by its own account, with spaces."""


class AttemptSubmitted(Event, context="assessment"):
    """An attempt was handed in, by its learner or by its timer."""

    attempt: CompoundId
    learner: Id
    course: Id
    assessment: Id
    number: int
    waiting: int
    """How many questions a person has to grade; 0 where the machine graded all."""
    late: bool
    by_timer: bool
    files: bool = False
    """Whether any of its questions takes files: what was sent for them and no answer names goes."""


class AttemptAbandoned(Event, context="assessment"):
    """Its learner has left the course: the attempt is over without a result."""

    attempt: CompoundId
    learner: Id
    course: Id
    assessment: Id
    number: int


class GradeAwaited(Event, context="assessment"):
    """A workflow waits for an attempt's grade."""

    attempt: CompoundId


class GradeStillAwaited(Event, context="assessment"):
    """An attempt has waited for days for people to grade it; told every few days until they have."""

    attempt: CompoundId
    learner: Id
    course: Id
    assessment: Id
    owner: Id | None
    """Who made the course, as far as that is known."""
    waiting: int
    """How many of its questions wait."""
    reminder: int
    """1 for the first one."""
    day: Id
    """The same for all attempts at this assessment that are told of on this day."""


class AttemptGraded(Event, context="assessment"):
    """An attempt has its score, for the first time or anew after a grade was changed; the newest `rev` holds."""

    attempt: CompoundId
    learner: Id
    course: Id
    assessment: Id
    number: int
    points: Points
    maximum: Points
    percent: Percent
    passed: bool
    graded: bool
    """Whether it counts toward the course grade: practice does not."""
    weight: Decimal
    score_policy: str
    pass_mark: Percent
    by_hand: bool
    """Whether a person gave some of its points."""
    regrade: Id | None = None
    """The regrade that made it another one, or took that back."""
    shown: bool = True
    """Whether the learner may see the score by now: who tells them of it says no more than that."""


class ResponseMarked(Event, context="assessment"):
    """One of the people who mark an answer has marked it, where it takes two; its points come with AttemptGraded."""

    attempt: CompoundId
    question: str
    stage: str
    """proposed, agreed, disputed or resolved."""


class LearnerPlaced(Event, context="assessment"):
    """A pre-test has placed its learner in a level of classes, or nowhere; told anew whenever its score is another one.

    The newest `rev` of the attempt holds.
    """

    attempt: CompoundId
    learner: Id
    course: Id
    assessment: Id
    percent: Percent
    level: str | None
    """None: the percentage falls in a gap between the levels, and somebody places the learner by hand."""


class AttemptExtended(Event, context="assessment"):
    """An open attempt's clocks were moved, since its learner was granted more time or other dates."""

    attempt: CompoundId
    learner: Id
    course: Id
    assessment: Id
    ends_at: datetime | None
    """When it ends by itself now; None: never."""


class AccommodationChanged(Event, context="assessment"):
    """A learner was granted more time, attempts or other dates than others have, or less than before."""

    learner: Id
    course: Id
    assessment: Id | None
    """None: every assessment of the course."""
    time_factor: Factor
    extra_attempts: int
    other_dates: bool
