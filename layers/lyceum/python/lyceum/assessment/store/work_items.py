"""The items of assignments and of what is handed in for them, and where they lie."""

from pynamodb.attributes import NumberAttribute, UnicodeAttribute

from lyceum.assessment.model.submission import SubmissionId
from lyceum.kernel.table import CompressedJSONAttribute, InstantAttribute, Item, Key, tenant_key
from lyceum.kernel.table.items import RawMapAttribute


class CourseAssignmentItem(Item):
    """`T#t#ASSIGNMENT#a / ASSIGNMENT`: an assignment of a course; listed by course."""

    KIND = "course_assignment"

    course = UnicodeAttribute(attr_name="c")
    lesson = UnicodeAttribute(attr_name="l", null=True)
    settings = UnicodeAttribute(attr_name="st")
    """JSON of AssignmentSettings."""
    draft = CompressedJSONAttribute(attr_name="dr")
    newest = NumberAttribute(attr_name="d")
    live = CompressedJSONAttribute(attr_name="li", null=True)
    active = NumberAttribute(attr_name="n", null=True)
    changed_at = InstantAttribute(attr_name="da")
    title = RawMapAttribute(attr_name="ti")
    """The title that learners know, else the draft's: for letters."""


class WorkUploadItem(Item):
    """`T#t#U#u / WORK-UPLOAD#id`: a file that a learner may send; gone in a week."""

    KIND = "work_upload"

    assignment = UnicodeAttribute(attr_name="a")
    name = UnicodeAttribute(attr_name="n")
    size = NumberAttribute(attr_name="z")
    media_type = UnicodeAttribute(attr_name="m")
    expires_at = InstantAttribute(attr_name="x")


class SubmissionItem(Item):
    """`T#t#U#u / SUBMISSION#a`: state, versions and grade of a learner's work; listed by assignment."""

    KIND = "submission"

    course = UnicodeAttribute(attr_name="c")
    state = UnicodeAttribute(attr_name="s")
    versions = RawMapAttribute(attr_name="vs")
    """Number → [id, at, form, late, hash of the request's body]."""
    grade = RawMapAttribute(attr_name="g", null=True)
    earlier = RawMapAttribute(attr_name="eg", null=True)
    """Place → a grade, the oldest first."""
    returned_at = InstantAttribute(attr_name="ra", null=True)


class HandedInItem(Item):
    """`T#t#U#u / HANDED-IN#a#001`: the content of one version; immutable."""

    KIND = "handed_in"

    form = UnicodeAttribute(attr_name="f")
    text = CompressedJSONAttribute(attr_name="x", null=True)
    """Text, or the address of a link."""
    file = RawMapAttribute(attr_name="fi", null=True)
    """k key, n name, z bytes, m media type."""


def course_assignment_key(tenant: str, assignment: str) -> Key:
    """Where an assignment lies."""
    return Key(tenant_key(tenant, "ASSIGNMENT", assignment), "ASSIGNMENT")


def course_assignments_list(tenant: str, course: str) -> str:
    """The list of a course's assignments."""
    return tenant_key(tenant, "C", course, "ASSIGNMENTS")


def work_upload_key(tenant: str, learner: str, upload: str) -> Key:
    """Where an upload lies."""
    return Key(tenant_key(tenant, "U", learner), f"WORK-UPLOAD#{upload}")


def submission_key(tenant: str, id: SubmissionId) -> Key:
    """Where a learner's work lies."""
    return Key(tenant_key(tenant, "U", id.learner), f"SUBMISSION#{id.assignment}")


def handed_in_key(tenant: str, id: SubmissionId, number: int) -> Key:
    """Where the content of a version lies."""
    return Key(tenant_key(tenant, "U", id.learner), f"HANDED-IN#{id.assignment}#{number:03d}")


def submissions_list(tenant: str, assignment: str) -> str:
    """The list of what was handed in for an assignment, in shards."""
    return tenant_key(tenant, "ASSIGNMENT", assignment, "SUBMISSIONS")
