"""The catalogue of permissions and what each system role is granted. Routes name permissions, never roles."""

from enum import StrEnum
from typing import Final

MEMBER: Final = "member"
"""The permission that every member of a tenant has."""

PERMISSIONS: Final[dict[str, str]] = {
    MEMBER: "Be a member: see one's own membership, notifications and grades.",
    "member.assign_roles": "Say which roles a member has.",
    "course.author": "Create and change courses, chapters, lessons; upload files; import.",
    "course.publish": "Publish a course or take it back.",
    "course.view_drafts": "See courses that are not published.",
    "assessment.author": "Create and change assessments and their questions.",
    "enrollment.enroll": "Take a place in a course oneself.",
    "enrollment.list": "See who is enrolled in a course.",
    "learning.study": "Read lessons of courses one is enrolled in, and record progress.",
    "assessment.attempt": "Start, answer and submit attempts of one's own.",
    "grade.give": "Grade responses of learners.",
    "grade.view": "See the gradebook of a course and every attempt in it.",
    "report.request": "Have reports made and read one's own.",
    "report.read_all": "Read every report of the school.",
    "template.author": "Word the messages that the school sends.",
    "job.view": "See scheduled jobs and their runs (platform).",
    "job.run": "Run a scheduled job now (platform).",
}


class Role(StrEnum):
    """Roles that every tenant has (RULES S2-1). `operator` holds on the platform alone."""

    ADMINISTRATOR = "administrator"
    INSTRUCTOR = "instructor"
    LEARNER = "learner"
    OPERATOR = "operator"


_LEARNER: Final = frozenset({MEMBER, "enrollment.enroll", "learning.study", "assessment.attempt"})
_INSTRUCTOR: Final = frozenset(
    {
        MEMBER,
        "course.author",
        "course.publish",
        "course.view_drafts",
        "assessment.author",
        "enrollment.list",
        "grade.give",
        "grade.view",
        "report.request",
    }
)

ROLE_GRANTS: Final[dict[str, frozenset[str]]] = {
    Role.LEARNER: _LEARNER,
    Role.INSTRUCTOR: _INSTRUCTOR,
    Role.ADMINISTRATOR: _LEARNER | _INSTRUCTOR | {"member.assign_roles", "template.author", "report.read_all"},
    Role.OPERATOR: frozenset({"job.view", "job.run"}),
}

PLATFORM: Final = "*"
"""The place of platform-wide roles in the membership claim: `*=operator`."""
