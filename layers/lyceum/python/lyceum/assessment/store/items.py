"""The items of assessment and where they lie."""

from pynamodb.attributes import BooleanAttribute, NumberAttribute, NumberSetAttribute, UnicodeAttribute

from lyceum.assessment.model.attempt_id import AttemptId
from lyceum.kernel.table import CompressedJSONAttribute, DecimalAttribute, InstantAttribute, Item, Key, tenant_key
from lyceum.kernel.table.items import RawMapAttribute


class AssessmentItem(Item):
    """`T#t#A#a / ASSESSMENT`: settings, and which version of the questions is taken; listed by course."""

    KIND = "assessment"

    course = UnicodeAttribute(attr_name="c")
    lesson = UnicodeAttribute(attr_name="l")
    chapter = UnicodeAttribute(attr_name="ch", null=True)
    title = RawMapAttribute(attr_name="ti")
    settings = UnicodeAttribute(attr_name="st")
    """JSON of AssessmentSettings."""
    active = NumberAttribute(attr_name="n", null=True)
    """Version of the question set that learners get; none before the course was published with it."""
    newest = NumberAttribute(attr_name="d")
    """Version that authors work on: it becomes active when the course is published."""
    changed_at = InstantAttribute(attr_name="da")
    digest = UnicodeAttribute(attr_name="h")
    """Hash of the newest questions with their keys: the same import again changes nothing."""
    source = UnicodeAttribute(attr_name="src", null=True)
    questions = NumberAttribute(attr_name="q")
    maximum = DecimalAttribute(attr_name="mx")


class QuestionsItem(Item):
    """`T#t#A#a / QUESTIONS#n`: what learners may see of a version; immutable."""

    KIND = "questions"

    document = CompressedJSONAttribute(attr_name="q")
    structure = CompressedJSONAttribute(attr_name="x", null=True)
    """Sections and scoring, where any is said."""
    files = CompressedJSONAttribute(attr_name="f", null=True)
    """Question → path below `/static/` → key in the content bucket, where questions show files."""


class KeyItem(Item):
    """`T#t#A#a / KEY#n`: what grading needs of a version; immutable, but that regrades put corrections on top."""

    KIND = "key"

    document = CompressedJSONAttribute(attr_name="k")
    structure = CompressedJSONAttribute(attr_name="x", null=True)
    """What grading needs of sections and scoring."""
    corrections = CompressedJSONAttribute(attr_name="co", null=True)
    """Place → [[regrade, kind, key or nothing], …], the newest last, where any was applied."""


class CourseItem(Item):
    """`T#t#C#c / COURSE`: catalog's item, only looked at."""

    KIND = "course"

    created_by = UnicodeAttribute(attr_name="by", null=True)
    owner = UnicodeAttribute(attr_name="ow", null=True)


class DraftItem(Item):
    """`T#t#C#c / DRAFT`: catalog's, looked at for the files of the course."""

    KIND = "draft"

    about = CompressedJSONAttribute(attr_name="ab", null=True)


class OutlineItem(Item):
    """`T#t#C#c / OUTLINE`: catalog's copy of the published outline, only looked at."""

    KIND = "outline"

    document = CompressedJSONAttribute(attr_name="doc")


class EnrollmentItem(Item):
    """`T#t#U#u / ENROLLMENT#c`: enrollment's item, only looked at."""

    KIND = "enrollment"

    status = UnicodeAttribute(attr_name="s")


class AttemptItem(Item):
    """`T#t#U#u / ATTEMPT#a#003`: answers, marks and grades by the question's place, in short keys."""

    KIND = "attempt"

    course = UnicodeAttribute(attr_name="c")
    version = NumberAttribute(attr_name="n")
    state = UnicodeAttribute(attr_name="s")
    started_at = InstantAttribute(attr_name="st")
    deadline = InstantAttribute(attr_name="dl", null=True)
    sections = RawMapAttribute(attr_name="sc", null=True)
    timed = RawMapAttribute(attr_name="qc", null=True)
    """Place of a question that was opened → [end, limit], in milliseconds since 1970 and seconds; there where questions
    of its version have time limits.
    """
    """Section's place → [limit in seconds or nothing], and once it is entered [limit, entered, end or `~`]."""
    section = NumberAttribute(attr_name="cs", null=True)
    """Place of the section that the learner is in."""
    flagged = NumberSetAttribute(attr_name="fl", null=True)
    """Places that the learner marked to come back to."""
    position = NumberAttribute(attr_name="po", null=True)
    """Place of the question that the learner was at last."""
    terms = RawMapAttribute(attr_name="ac", null=True)
    """What its learner has beyond the settings, as on an accommodation."""
    proctoring = UnicodeAttribute(attr_name="pr", null=True)
    """Supervision that the client had, with spaces."""
    answers = RawMapAttribute(attr_name="a")
    """Place → [revision, compact response, seconds where they were said], or [revision] for one that is kept as ANSWER,
    with its seconds: readers of before take nothing else.
    """
    submitted_at = InstantAttribute(attr_name="su", null=True)
    late = BooleanAttribute(attr_name="la", null=True)
    marks = RawMapAttribute(attr_name="m", null=True)
    """Place → points, or nothing where a person has to grade."""
    maximum = DecimalAttribute(attr_name="mx", null=True)
    manual = RawMapAttribute(attr_name="h", null=True)
    """Place → [points, who, when, feedback]; nothing for feedback: that of the two who agreed."""
    proposals = RawMapAttribute(attr_name="hp", null=True)
    """Place → what each of two people gave, as above."""
    points = DecimalAttribute(attr_name="p", null=True)
    percent = DecimalAttribute(attr_name="pc", null=True)
    passed = BooleanAttribute(attr_name="ok", null=True)
    of = NumberAttribute(attr_name="ar", null=True)
    """While it waits for its learner: the revision of the assessment that it was prepared from."""


class AnswerItem(Item):
    """`T#t#U#u / ANSWER#a#003#<place>`: one long answer."""

    KIND = "answer"

    answer_revision = NumberAttribute(attr_name="r")
    text = UnicodeAttribute(attr_name="x")
    seconds = NumberAttribute(attr_name="t", null=True)
    """How long the learner was at the question until this revision, where it was said."""


class AnswerFileItem(Item):
    """`T#t#U#u / ANSWER-FILE#id`: a file for one question of an attempt; gone in a week unless it was taken."""

    KIND = "answer_file"

    attempt = UnicodeAttribute(attr_name="a")
    question = UnicodeAttribute(attr_name="q")
    name = UnicodeAttribute(attr_name="n")
    size = NumberAttribute(attr_name="z")
    media_type = UnicodeAttribute(attr_name="m")
    expires_at = InstantAttribute(attr_name="x")
    file = UnicodeAttribute(attr_name="k", null=True)
    """Its key in the content bucket, once it was taken."""


class AnswerFilesItem(Item):
    """`T#t#U#u / ANSWER-FILES#a#003#place`: how much was asked to be sent for one question of an attempt."""

    KIND = "answer_files"

    number = NumberAttribute(attr_name="n")
    size = NumberAttribute(attr_name="z")


class TokenItem(Item):
    """`T#t#U#u / TOKEN#a#003`: the workflow execution that waits for an attempt's grade."""

    KIND = "token"

    execution = UnicodeAttribute(attr_name="x")
    token = UnicodeAttribute(attr_name="t", null=True)
    """Taken away once the workflow has gone on."""
    since = InstantAttribute(attr_name="w", null=True)
    """When it began to wait, or its graders were last reminded."""
    reminders = NumberAttribute(attr_name="n", null=True)


class GradeItem(Item):
    """`T#t#U#u / GRADE#c`: a learner's row in the gradebook of a course, listed by course."""

    KIND = "grade"

    learner = UnicodeAttribute(attr_name="u")
    course = UnicodeAttribute(attr_name="c")
    results = RawMapAttribute(attr_name="g")
    """Assessment → {w: weight, p: policy, m: pass mark, t: {attempt number: [rev, percent]}, q: {number: points}}."""
    percent = DecimalAttribute(attr_name="pc", null=True)
    """The current grade."""
    marks = RawMapAttribute(attr_name="mk", null=True)
    """Item → [points or nothing, who, when, note]."""
    shown = CompressedJSONAttribute(attr_name="sh", null=True)
    """What the row shows (store.rows)."""
    lock = CompressedJSONAttribute(attr_name="lk", null=True)
    """Who closed it, and the explanation that held then."""
    enrollment_rev = NumberAttribute(attr_name="er", null=True)
    """Revision of the enrollment that the row has heard of; none in rows of before it was kept."""
    withdrawn = BooleanAttribute(attr_name="wd", null=True)
    """Whether the place was given up by then."""


class BookItem(Item):
    """`T#t#C#c / GRADEBOOK`: columns and scheme of a course's gradebook, and its lock."""

    KIND = "gradebook"

    rules = NumberAttribute(attr_name="n")
    document = CompressedJSONAttribute(attr_name="d")
    lock = RawMapAttribute(attr_name="lk", null=True)


class RecomputationItem(Item):
    """`T#t#C#c / RECOMPUTATION`: how far the rows of a gradebook have come to its newest rules."""

    KIND = "recomputation"

    rules = NumberAttribute(attr_name="n")
    place = UnicodeAttribute(attr_name="a", null=True)
    """Where to go on; none at the end."""
    rows = NumberAttribute(attr_name="r")


def assessment_key(tenant: str, assessment: str) -> Key:
    """Where an assessment lies."""
    return Key(tenant_key(tenant, "A", assessment), "ASSESSMENT")


def questions_key(tenant: str, assessment: str, version: int) -> Key:
    """Where a question set lies."""
    return Key(tenant_key(tenant, "A", assessment), f"QUESTIONS#{version}")


def marking_key(tenant: str, assessment: str, version: int) -> Key:
    """Where the key of a question set lies."""
    return Key(tenant_key(tenant, "A", assessment), f"KEY#{version}")


def course_key(tenant: str, course: str) -> Key:
    """Where catalog keeps a course."""
    return Key(tenant_key(tenant, "C", course), "COURSE")


def draft_key(tenant: str, course: str) -> Key:
    """Where a course's draft lies."""
    return Key(tenant_key(tenant, "C", course), "DRAFT")


def outline_key(tenant: str, course: str) -> Key:
    """Where catalog keeps the published outline."""
    return Key(tenant_key(tenant, "C", course), "OUTLINE")


def enrollment_key(tenant: str, learner: str, course: str) -> Key:
    """Where enrollment keeps a learner's place."""
    return Key(tenant_key(tenant, "U", learner), f"ENROLLMENT#{course}")


def attempt_prefix(assessment: str) -> str:
    """How the sort keys of a learner's attempts at an assessment begin."""
    return f"ATTEMPT#{assessment}#"


def attempt_key(tenant: str, id: AttemptId) -> Key:
    """Where an attempt lies."""
    return Key(tenant_key(tenant, "U", id.learner), f"{attempt_prefix(id.assessment)}{id.number:03d}")


def answer_file_key(tenant: str, learner: str, upload: str) -> Key:
    """Where a file of an answer is kept account of."""
    return Key(tenant_key(tenant, "U", learner), f"ANSWER-FILE#{upload}")


def answer_files_key(tenant: str, id: AttemptId, place: int) -> Key:
    """Where it is counted what was sent for a question."""
    return Key(tenant_key(tenant, "U", id.learner), f"ANSWER-FILES#{id.assessment}#{id.number:03d}#{place}")


def answer_key(tenant: str, id: AttemptId, place: int) -> Key:
    """Where a long answer lies."""
    return Key(tenant_key(tenant, "U", id.learner), f"ANSWER#{id.assessment}#{id.number:03d}#{place}")


def token_key(tenant: str, id: AttemptId) -> Key:
    """Where the token lies of who waits for an attempt's grade."""
    return Key(tenant_key(tenant, "U", id.learner), f"TOKEN#{id.assessment}#{id.number:03d}")


def grade_key(tenant: str, learner: str, course: str) -> Key:
    """Where a row of the gradebook lies."""
    return Key(tenant_key(tenant, "U", learner), f"GRADE#{course}")


def book_key(tenant: str, course: str) -> Key:
    """Where the gradebook of a course lies, apart from its rows."""
    return Key(tenant_key(tenant, "C", course), "GRADEBOOK")


def recomputation_key(tenant: str, course: str) -> Key:
    """Where it stands how far its rows have come."""
    return Key(tenant_key(tenant, "C", course), "RECOMPUTATION")
