"""The catalogue of permissions and what each system role is granted. Routes name permissions, never roles."""

from enum import StrEnum
from typing import Final

MEMBER: Final = "member"
"""The permission that every member of a tenant has."""

PERMISSIONS: Final[dict[str, str]] = {
    MEMBER: "Be a member: see one's own membership, notifications and grades.",
    "member.view": "See members, their roles and what each of them may do.",
    "member.manage": "Change other members' profiles and status.",
    "member.ban": "Shut a member out of the school or of a course, and let them in again.",
    "member.impersonate": "Act as another member; every event then names both.",
    "session.revoke": "End the sessions of other members.",
    "invitation.manage": "Invite people, send invitations again, take them back.",
    "role.define": "Define the roles that the school has of its own.",
    "role.assign": "Say which roles a member has, where and until when.",
    "permission.override": "Grant or deny a member a single permission.",
    "tenant.manage": "Change the school's record, branding and organisation tree.",
    "branch.manage": "Create and change branches, and say which courses and learners they have.",
    "settings.manage": "Change the school's settings.",
    "audit.view": "Search the audit trail.",
    "audit.export": "Export the audit trail.",
    "terms.manage": "Publish versions of the school's terms.",
    "data_request.answer": "See and answer what members ask about their data.",
    "api_key.manage": "Make, rotate and revoke API keys.",
    "course.author": "Create and change courses, chapters, lessons; upload files; import.",
    "course.publish": "Publish a course or take it back.",
    "course.view_drafts": "See courses that are not published.",
    "assessment.author": "Create and change assessments and their questions.",
    "accommodation.grant": "Grant learners more time, attempts or other dates in assessments.",
    "enrollment.enroll": "Take a place in a course oneself.",
    "enrollment.withdraw": "Give up one's own place in a course.",
    "enrollment.list": "See who is enrolled in a course.",
    "enrollment.manage": "Enroll and withdraw other people.",
    "learning.study": "Read lessons of courses one is enrolled in, and record progress.",
    "assessment.attempt": "Start, answer and submit attempts of one's own.",
    "grade.give": "Grade responses of learners.",
    "grade.view": "See the gradebook of a course and every attempt in it.",
    "grade.override": "Put another grade in the place of the computed one.",
    "order.place": "Buy courses for oneself.",
    "order.view": "See what the school has sold, and everybody's orders.",
    "price.manage": "Say what courses cost where, and make coupons and promotions.",
    "order.refund": "Give money back within the school's time for refunds.",
    "order.refund_late": "Give money back after that time, too.",
    "order.reconcile": "Compare the payment provider's list with the school's orders, and put right what differs.",
    "webhook.view": "See what the payment provider told of the school's orders.",
    "webhook.replay": "Have what it told looked at once more.",
    "gradebook.manage": "Say how a course's grade comes about; lock and unlock grades.",
    "report.request": "Have reports made and read one's own.",
    "report.read_all": "Read every report of the school.",
    "template.author": "Word the messages that the school sends.",
    "tenant.onboard": "Found schools, look at them, suspend them (platform).",
    "job.view": "See scheduled jobs and their runs (platform).",
    "job.run": "Run a scheduled job now (platform).",
}

PLATFORM_PERMISSIONS: Final = frozenset({"tenant.onboard", "job.view", "job.run"})
"""What no role of a tenant can hold."""

IN_PERSON: Final = frozenset(
    {
        "api_key.manage",
        "invitation.manage",
        "member.ban",
        "member.impersonate",
        "member.manage",
        "permission.override",
        "role.assign",
        "role.define",
        "session.revoke",
        "settings.manage",
        "tenant.manage",
        "terms.manage",
    }
)
"""Permissions that nobody uses in another's name: what changes who may do what, or who is let in."""


class Role(StrEnum):
    """Roles that every tenant has (RULES S2-1, S1-6). `operator` holds on the platform alone."""

    ADMINISTRATOR = "administrator"
    INSTRUCTOR = "instructor"
    TEACHING_ASSISTANT = "teaching_assistant"
    LEARNER = "learner"
    SUPPORT = "support"
    AUDITOR = "auditor"
    FINANCE = "finance"
    OPERATOR = "operator"


_LEARNER: Final = frozenset(
    {MEMBER, "enrollment.enroll", "enrollment.withdraw", "learning.study", "assessment.attempt", "order.place"}
)
_TEACHING_ASSISTANT: Final = frozenset({MEMBER, "course.view_drafts", "enrollment.list", "grade.give", "grade.view"})
_INSTRUCTOR: Final = _TEACHING_ASSISTANT | {
    "course.author",
    "course.publish",
    "assessment.author",
    "accommodation.grant",
    "enrollment.manage",
    "grade.override",
    "gradebook.manage",
    "report.request",
}

ROLE_GRANTS: Final[dict[str, frozenset[str]]] = {
    Role.LEARNER: _LEARNER,
    Role.TEACHING_ASSISTANT: _TEACHING_ASSISTANT,
    Role.INSTRUCTOR: _INSTRUCTOR,
    Role.ADMINISTRATOR: frozenset(PERMISSIONS) - PLATFORM_PERMISSIONS,
    Role.SUPPORT: frozenset(
        {MEMBER, "member.view", "session.revoke", "invitation.manage", "enrollment.list", "enrollment.manage"}
    ),
    Role.AUDITOR: frozenset(
        {MEMBER, "member.view", "audit.view", "audit.export", "course.view_drafts", "enrollment.list"}
        | {"grade.view", "order.view", "report.request", "report.read_all"}
    ),
    Role.FINANCE: frozenset(
        {MEMBER, "member.view", "enrollment.list", "order.view", "order.refund", "price.manage"}
        | {"report.request", "report.read_all"}
    ),
    Role.OPERATOR: PLATFORM_PERMISSIONS | {"audit.view", "terms.manage", "webhook.view", "webhook.replay"},
}
"""System roles grant, they never deny; only a tenant's own roles can."""

TENANT_ROLES: Final = frozenset(Role) - {Role.OPERATOR}
"""System roles that a member of a tenant can be given."""

PLATFORM: Final = "*"
"""The place of platform-wide roles in the membership claim: `*=operator`."""
