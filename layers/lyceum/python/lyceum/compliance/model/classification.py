"""What each event means for the audit trail: its category, how severe it is, what it is about, what it did to that.

A test holds the table to the registry of events: whoever tells a new one says here what it means.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Category(StrEnum):
    """Whose affair it is."""

    ACCESS = "access"
    """Who may what."""
    TENANCY = "tenancy"
    CONTENT = "content"
    ENROLLMENT = "enrollment"
    COMMERCE = "commerce"
    LEARNING = "learning"
    ASSESSMENT = "assessment"
    INSIGHT = "insight"
    COMPLIANCE = "compliance"
    OPERATIONS = "operations"
    OTHER = "other"
    """An event that the release did not know yet."""


class Severity(StrEnum):
    """How closely somebody should look."""

    INFO = "info"
    """Daily business: learners learning, machines working."""
    NOTICE = "notice"
    """Somebody changed what others see or get."""
    WARNING = "warning"
    """Rights, grades and data changed hands."""
    CRITICAL = "critical"
    """It cannot be undone."""


class Effect(StrEnum):
    """What it did to its object. Learners' own actions change nobody's object (RULES S2-18)."""

    CREATED = "created"
    CHANGED = "changed"
    USED = "used"


@dataclass(frozen=True, slots=True)
class Meaning:
    """A row of the table."""

    category: Category
    severity: Severity
    effect: Effect = Effect.USED
    object: str | None = None
    """The field of the event's data that names the object."""


_C, _S, _E = Category, Severity, Effect

MEANINGS: Final[dict[str, Meaning]] = {
    "AccommodationChanged": Meaning(_C.ASSESSMENT, _S.WARNING, _E.CHANGED, "learner"),
    "ApiKeyChanged": Meaning(_C.ACCESS, _S.WARNING, _E.CHANGED, "key"),
    "ApiKeyCreated": Meaning(_C.ACCESS, _S.WARNING, _E.CREATED, "key"),
    "ApiKeyRevoked": Meaning(_C.ACCESS, _S.WARNING, _E.CHANGED, "key"),
    "ApiKeyRotated": Meaning(_C.ACCESS, _S.WARNING, _E.CHANGED, "key"),
    "AssessmentAuthored": Meaning(_C.CONTENT, _S.NOTICE, _E.CHANGED, "assessment"),
    "AttemptExtended": Meaning(_C.ASSESSMENT, _S.NOTICE, _E.CHANGED, "attempt"),
    "AttemptDue": Meaning(_C.ASSESSMENT, _S.INFO),
    "AttemptsPrepared": Meaning(_C.ASSESSMENT, _S.INFO),
    "DataRequestAnswered": Meaning(_C.COMPLIANCE, _S.WARNING, _E.CHANGED, "request"),
    "DataRequestMade": Meaning(_C.COMPLIANCE, _S.WARNING, _E.CREATED, "request"),
    "ExamOpeningDue": Meaning(_C.ASSESSMENT, _S.INFO),
    "AttemptGraded": Meaning(_C.ASSESSMENT, _S.NOTICE, _E.CHANGED, "attempt"),
    "LearnerPlaced": Meaning(_C.ASSESSMENT, _S.NOTICE, _E.CHANGED, "attempt"),
    "AttemptAbandoned": Meaning(_C.ASSESSMENT, _S.INFO),
    "AttemptStarted": Meaning(_C.ASSESSMENT, _S.INFO),
    "AttemptSubmitted": Meaning(_C.ASSESSMENT, _S.INFO),
    "SubmissionGraded": Meaning(_C.ASSESSMENT, _S.NOTICE, _E.CHANGED, "submission"),
    "SubmissionHandedIn": Meaning(_C.ASSESSMENT, _S.INFO),
    "SubmissionReturned": Meaning(_C.ASSESSMENT, _S.NOTICE, _E.CHANGED, "submission"),
    "AuditExportFinished": Meaning(_C.COMPLIANCE, _S.NOTICE, _E.CHANGED, "export"),
    "AuditExportRequested": Meaning(_C.COMPLIANCE, _S.WARNING, _E.CREATED, "export"),
    "BanDue": Meaning(_C.ACCESS, _S.INFO),
    "BankQuestionChanged": Meaning(_C.CONTENT, _S.NOTICE, _E.CHANGED, "question"),
    "BranchChanged": Meaning(_C.TENANCY, _S.NOTICE, _E.CHANGED, "branch"),
    "BranchCourseChanged": Meaning(_C.TENANCY, _S.NOTICE, _E.CHANGED, "branch"),
    "BranchLimitChanged": Meaning(_C.TENANCY, _S.NOTICE, _E.CHANGED, "course"),
    "BranchMemberChanged": Meaning(_C.TENANCY, _S.NOTICE, _E.CHANGED, "person"),
    "CouponChanged": Meaning(_C.COMMERCE, _S.NOTICE, _E.CHANGED, "coupon"),
    "CourseAssignmentAuthored": Meaning(_C.CONTENT, _S.NOTICE, _E.CHANGED, "assignment"),
    "CourseBanDue": Meaning(_C.ENROLLMENT, _S.INFO),
    "CourseCompleted": Meaning(_C.LEARNING, _S.INFO),
    "CourseHandedOver": Meaning(_C.CONTENT, _S.WARNING, _E.CHANGED, "course"),
    "CoursePublished": Meaning(_C.CONTENT, _S.NOTICE, _E.CHANGED, "course"),
    "CourseUnpublished": Meaning(_C.CONTENT, _S.NOTICE, _E.CHANGED, "course"),
    "DisputeClosed": Meaning(_C.COMMERCE, _S.WARNING),
    "EnrollmentCompleted": Meaning(_C.ENROLLMENT, _S.INFO),
    "GradeAwaited": Meaning(_C.ASSESSMENT, _S.INFO),
    "GradeStillAwaited": Meaning(_C.ASSESSMENT, _S.NOTICE),
    "CourseGradeChanged": Meaning(_C.ASSESSMENT, _S.NOTICE, _E.CHANGED, "learner"),
    "GradeLockChanged": Meaning(_C.ASSESSMENT, _S.WARNING, _E.CHANGED, "learner"),
    "GradeRecorded": Meaning(_C.ASSESSMENT, _S.INFO),
    "GradebookChanged": Meaning(_C.ASSESSMENT, _S.WARNING, _E.CHANGED, "course"),
    "GradesRecomputed": Meaning(_C.ASSESSMENT, _S.INFO),
    "GradesRecomputing": Meaning(_C.ASSESSMENT, _S.INFO),
    "ImpersonationBegan": Meaning(_C.ACCESS, _S.WARNING, _E.CHANGED, "person"),
    "ImpersonationEnded": Meaning(_C.ACCESS, _S.WARNING, _E.CHANGED, "person"),
    "ImportFinished": Meaning(_C.CONTENT, _S.NOTICE, _E.CHANGED, "course"),
    "ImportRequested": Meaning(_C.CONTENT, _S.INFO, _E.CREATED, "job"),
    "AddressFollowed": Meaning(_C.ACCESS, _S.NOTICE, _E.CHANGED, "person"),
    "AssignmentDue": Meaning(_C.ACCESS, _S.INFO),
    "PeerReviewAsked": Meaning(_C.ASSESSMENT, _S.INFO),
    "PeerReviewGiven": Meaning(_C.ASSESSMENT, _S.NOTICE, _E.CHANGED, "submission"),
    "PeerReviewsAllocated": Meaning(_C.ASSESSMENT, _S.NOTICE, _E.CHANGED, "assignment"),
    "QuestionBankChanged": Meaning(_C.CONTENT, _S.NOTICE, _E.CHANGED, "bank"),
    "QuestionExportFinished": Meaning(_C.CONTENT, _S.NOTICE, _E.CHANGED, "export"),
    "QuestionExportRequested": Meaning(_C.CONTENT, _S.WARNING, _E.CREATED, "export"),
    "RegradeFinished": Meaning(_C.ASSESSMENT, _S.NOTICE, _E.CHANGED, "regrade"),
    "RegradeRequested": Meaning(_C.ASSESSMENT, _S.WARNING, _E.CHANGED, "regrade"),
    "ResponseMarked": Meaning(_C.ASSESSMENT, _S.NOTICE, _E.CHANGED, "attempt"),
    "RubricChanged": Meaning(_C.CONTENT, _S.NOTICE, _E.CHANGED, "rubric"),
    "RoleRanOut": Meaning(_C.ACCESS, _S.NOTICE, _E.CHANGED, "person"),
    "IdentityLinked": Meaning(_C.ACCESS, _S.WARNING, _E.CHANGED, "person"),
    "IdentityUnlinked": Meaning(_C.ACCESS, _S.WARNING, _E.CHANGED, "person"),
    "InviteeForgotten": Meaning(_C.COMPLIANCE, _S.CRITICAL, _E.CHANGED, "invitation"),
    "InvitationAccepted": Meaning(_C.ACCESS, _S.NOTICE, _E.CHANGED, "invitation"),
    "InvitationBatchAdvanced": Meaning(_C.ACCESS, _S.INFO),
    "InvitationBatchFailed": Meaning(_C.ACCESS, _S.NOTICE, _E.CHANGED, "batch"),
    "InvitationBatchFinished": Meaning(_C.ACCESS, _S.NOTICE, _E.CHANGED, "batch"),
    "InvitationBatchRequested": Meaning(_C.ACCESS, _S.NOTICE, _E.CREATED, "batch"),
    "InvitationBatchTakenBack": Meaning(_C.ACCESS, _S.INFO),
    "InvitationBatchUndone": Meaning(_C.ACCESS, _S.NOTICE, _E.CHANGED, "batch"),
    "InvitationDue": Meaning(_C.ACCESS, _S.INFO),
    "InvitationLapsed": Meaning(_C.ACCESS, _S.INFO, _E.CHANGED, "invitation"),
    "InvitationMade": Meaning(_C.ACCESS, _S.NOTICE, _E.CREATED, "invitation"),
    "InvitationRenewed": Meaning(_C.ACCESS, _S.NOTICE, _E.CHANGED, "invitation"),
    "InvitationWithdrawn": Meaning(_C.ACCESS, _S.NOTICE, _E.CHANGED, "invitation"),
    "JobDue": Meaning(_C.OPERATIONS, _S.INFO),
    "JobRunOverdue": Meaning(_C.OPERATIONS, _S.WARNING),
    "LearnerBanned": Meaning(_C.ENROLLMENT, _S.WARNING, _E.CHANGED, "learner"),
    "LearnerEnrolled": Meaning(_C.ENROLLMENT, _S.INFO),
    "LearnerReinstated": Meaning(_C.ENROLLMENT, _S.WARNING, _E.CHANGED, "learner"),
    "LearnerWithdrawn": Meaning(_C.ENROLLMENT, _S.INFO),
    "LearningOpened": Meaning(_C.LEARNING, _S.INFO),
    "MemberBanned": Meaning(_C.ACCESS, _S.WARNING, _E.CHANGED, "person"),
    "MemberJoined": Meaning(_C.ACCESS, _S.NOTICE, _E.CREATED, "person"),
    "MemberLeft": Meaning(_C.ACCESS, _S.WARNING, _E.CHANGED, "person"),
    "MemberPlaced": Meaning(_C.TENANCY, _S.NOTICE, _E.CHANGED, "person"),
    "MemberReinstated": Meaning(_C.ACCESS, _S.WARNING, _E.CHANGED, "person"),
    "MemberStatusChanged": Meaning(_C.ACCESS, _S.WARNING, _E.CHANGED, "person"),
    "MembershipTakenBack": Meaning(_C.ACCESS, _S.WARNING, _E.CHANGED, "person"),
    "LineRefused": Meaning(_C.COMMERCE, _S.NOTICE),
    "OnboardingFailed": Meaning(_C.TENANCY, _S.WARNING),
    "OnboardingRequested": Meaning(_C.TENANCY, _S.NOTICE),
    "OperatorAppointed": Meaning(_C.ACCESS, _S.WARNING, _E.CHANGED, "person"),
    "OperatorDismissed": Meaning(_C.ACCESS, _S.WARNING, _E.CHANGED, "person"),
    "OrderCancelled": Meaning(_C.COMMERCE, _S.INFO),
    "OrderDisputed": Meaning(_C.COMMERCE, _S.WARNING),
    "OrderDue": Meaning(_C.COMMERCE, _S.INFO),
    "OrderFulfilled": Meaning(_C.COMMERCE, _S.INFO),
    "OrderPaid": Meaning(_C.COMMERCE, _S.INFO),
    "PromotionsChanged": Meaning(_C.COMMERCE, _S.NOTICE),
    "PricesChanged": Meaning(_C.COMMERCE, _S.NOTICE, _E.CHANGED, "course"),
    "OrderPlaced": Meaning(_C.COMMERCE, _S.INFO),
    "OrderRefunded": Meaning(_C.COMMERCE, _S.NOTICE),
    "OrderReopened": Meaning(_C.COMMERCE, _S.WARNING),
    "OrganisationChanged": Meaning(_C.TENANCY, _S.NOTICE, _E.CHANGED, "unit"),
    "OverrideRemoved": Meaning(_C.ACCESS, _S.WARNING, _E.CHANGED, "person"),
    "PaymentUnwanted": Meaning(_C.COMMERCE, _S.WARNING),
    "PermissionOverridden": Meaning(_C.ACCESS, _S.WARNING, _E.CHANGED, "person"),
    "PersonForgotten": Meaning(_C.COMPLIANCE, _S.CRITICAL, _E.CHANGED, "person"),
    "ProfileChanged": Meaning(_C.ACCESS, _S.NOTICE, _E.CHANGED, "person"),
    "ProfileFieldsDefined": Meaning(_C.TENANCY, _S.NOTICE),
    "ProgressMoved": Meaning(_C.LEARNING, _S.INFO),
    "RefundFailed": Meaning(_C.COMMERCE, _S.WARNING),
    "ReportDue": Meaning(_C.INSIGHT, _S.INFO),
    "ReportRendered": Meaning(_C.INSIGHT, _S.INFO),
    "ReportRequested": Meaning(_C.INSIGHT, _S.NOTICE, _E.CREATED, "report"),
    "RoleAssigned": Meaning(_C.ACCESS, _S.WARNING, _E.CHANGED, "person"),
    "RoleDefined": Meaning(_C.ACCESS, _S.WARNING, _E.CHANGED, "role"),
    "RoleRemoved": Meaning(_C.ACCESS, _S.WARNING, _E.CHANGED, "role"),
    "RoleRevoked": Meaning(_C.ACCESS, _S.WARNING, _E.CHANGED, "person"),
    "RolesAssigned": Meaning(_C.ACCESS, _S.WARNING, _E.CHANGED, "person"),
    "SessionDue": Meaning(_C.ACCESS, _S.INFO),
    "SessionEnded": Meaning(_C.ACCESS, _S.NOTICE, _E.CHANGED, "person"),
    "SessionsEnded": Meaning(_C.ACCESS, _S.NOTICE, _E.CHANGED, "person"),
    "SettingChanged": Meaning(_C.TENANCY, _S.NOTICE, _E.CHANGED, "key"),
    "TenantChanged": Meaning(_C.TENANCY, _S.NOTICE),
    "TenantFounded": Meaning(_C.TENANCY, _S.WARNING, _E.CREATED),
    "TenantReactivated": Meaning(_C.TENANCY, _S.WARNING),
    "TenantSuspended": Meaning(_C.TENANCY, _S.WARNING),
    "TermsAccepted": Meaning(_C.COMPLIANCE, _S.INFO),
    "TermsEnacted": Meaning(_C.COMPLIANCE, _S.NOTICE, _E.CREATED, "terms"),
    "WebhookDue": Meaning(_C.COMMERCE, _S.INFO),
}

UNKNOWN: Final = Meaning(Category.OTHER, Severity.NOTICE)
"""An event of a newer release than this one: it is recorded all the same."""


def meaning_of(event: str) -> Meaning:
    """What an event means."""
    return MEANINGS.get(event, UNKNOWN)
