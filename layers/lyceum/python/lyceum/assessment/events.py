"""What assessment tells. AttemptDue and ExamOpeningDue are told by the timers' sweep in this context's name, with the
id of the attempt or of the assessment.
"""

from datetime import datetime
from decimal import Decimal
from typing import Annotated

from pydantic import Field

from lyceum.kernel.events import Event
from lyceum.kernel.ids import CompoundId, Id

Percent = Annotated[Decimal, Field(ge=0, le=100, decimal_places=2)]
Factor = Annotated[Decimal, Field(ge=1, le=10, decimal_places=2)]
Points = Annotated[Decimal, Field(ge=0, decimal_places=4)]
GradePercent = Annotated[Decimal, Field(ge=0, le=300, decimal_places=2)]
"""Of a course: above 100 by extra credit."""


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


class AttemptsPrepared(Event, context="assessment"):
    """Before an exam opens: everybody who is enrolled has an attempt that waits for them."""

    assessment: Id
    course: Id
    opens_at: datetime
    learners: int
    """Who was gone through."""
    attempts: int
    """How many of them have one; the others had begun before."""


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


class GradeAwaited(Event, context="assessment"):
    """A workflow waits for an attempt's grade."""

    attempt: CompoundId


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


class RegradeRequested(Event, context="assessment"):
    """A regrade is to be previewed, applied or undone: it says which, and a workflow does it, learner by learner."""

    regrade: Id
    assessment: Id
    course: Id
    version: int
    """Of the questions; attempts at others are left alone."""
    state: str


class RegradeFinished(Event, context="assessment"):
    """A regrade was previewed, applied or undone for every learner of the course."""

    regrade: Id
    assessment: Id
    course: Id
    version: int
    state: str
    attempts: int
    """How many there are."""
    changed: int
    """How many of them have, or would have, other points or another score."""


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


class QuestionBankChanged(Event, context="assessment"):
    """A question bank was made, renamed, shared otherwise, retired or taken back."""

    bank: Id
    owner: Id
    sharing: str
    shared_with: int
    """How many people it names."""
    retired: bool


class BankQuestionChanged(Event, context="assessment"):
    """A question of a bank was made, changed, retired or taken back."""

    bank: Id
    question: Id
    version: int
    """Its newest version; what was made of earlier ones stays as it was."""
    retired: bool


class QuestionExportRequested(Event, context="assessment"):
    """Somebody asked for questions of a bank or an assessment as a file."""

    export: Id
    requester: Id
    format: str
    bank: Id | None = None
    assessment: Id | None = None


class QuestionExportFinished(Event, context="assessment"):
    """An export came to its end: ready, refused or failed."""

    export: Id
    requester: Id
    state: str


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


class PeerReviewGiven(Event, context="assessment"):
    """A learner reviewed another one's work, for the first time or anew; who did is the actor."""

    review: Id
    submission: CompoundId
    learner: Id
    """Whose work it is."""
    course: Id
    assignment: Id
    again: bool


class PeerReviewsAllocated(Event, context="assessment"):
    """Every work of an assignment has the reviewers that a round gave it."""

    assignment: Id
    course: Id
    round: int
    """1, 2, 3, …"""
    works: int
    """That the round changed."""
    given: int
    """Reviews that it gave out."""
    taken: int
    """Reviews that it took from those who stayed away."""


class PeerReviewAsked(Event, context="assessment"):
    """Somebody is to review another learner's work; whose it is, they may not know."""

    review: Id
    reviewer: Id
    course: Id
    assignment: Id
    due_at: datetime | None
    """Until when it can be given; None: as long as the work is open."""
    allocation: Id
    """The same for all that a round asks of people: who gets several works at once needs to hear of it once."""


class RubricChanged(Event, context="assessment"):
    """A rubric was made, changed, retired or taken back; assignments keep the copies that they took."""

    rubric: Id
    course: Id | None
    """None: the whole school's."""
    retired: bool
