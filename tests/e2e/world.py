"""A school with a bit of everything: what it has, and who made it."""

from dataclasses import dataclass, field
from typing import Any

from lyceum.kernel.ids import new_id
from tests.e2e.deployed import School
from tools.demo.members import Member, claims


@dataclass
class World:
    """Ids of what the school has, and who made it."""

    school: School
    course: str
    slug: str
    upload: str
    job: str
    chapters: list[dict[str, Any]]
    learner: Member

    assessment: str = ""
    attempt: str = ""
    question: str = ""
    report: str = ""
    notification: str = ""
    branch: str = ""
    unit: str = ""
    listening: str = ""
    """An assessment with a section of that name, which gives no grade."""
    bank: str = ""
    bank_question: str = ""
    course_assignment: str = ""
    rubric: str = ""
    submission: str = ""
    """Handed in, not graded."""
    peer_review: str = field(default_factory=new_id)
    """Nobody's: whose it is alone would find it."""
    api_key: str = ""
    secret: str = ""
    """The text of that key, which may all that one can."""
    invitation: str = ""
    batch: str = ""
    export: str = ""
    """Of the audit trail."""
    question_export: str = ""
    """Of the bank."""
    exercise: str = ""
    """An assessment that the machine grades."""
    regrade: str = ""
    """Of the exercise; looked at, not applied."""
    assignment: str = ""
    """Of a role in the course."""
    session: str = ""
    """Of the learner."""
    spare: str = "spare"
    """Another school, which may be suspended."""
    order: str = ""
    """Of the learner, for what the school sells."""
    reconciliation: str = ""
    """Of the school's orders."""
    goods: str = ""
    """A course that has a price."""
    identity: str = ""
    """Another account of the learner, linked to them."""
    data_request: str = field(default_factory=new_id)
    """Of the learner, about their data; nobody's until they asked."""

    @property
    def author(self) -> Member:
        """The instructor."""
        return self.school.instructor

    def path(self) -> dict[str, str]:
        """A value for every parameter in the API's paths."""
        return {
            "tenant": self.school.tenant,
            "data_request": self.data_request,
            "course": self.course,
            "slug": self.slug,
            "chapter": self.chapters[0]["id"],
            "lesson": self.chapters[0]["lessons"][0]["id"],
            "assessment": self.assessment,
            "attempt": self.attempt,
            "question": self.question,
            "section": "listening",
            "upload": self.upload,
            "report": self.report,
            "notification": self.notification,
            "person": claims(self.learner.tokens.access)["person"],
            "import": self.job,
            "role": "ours",
            "assignment": self.assignment,
            "permission": "grade.give",
            "template": "enrolled",
            "language": "en",
            "job": "insight.seal_days",
            "branch": self.branch,
            "unit": self.unit,
            "learner": claims(self.learner.tokens.access)["person"],
            "item": "talk",
            "bank": self.bank,
            "bank_question": self.bank_question,
            "course_assignment": self.course_assignment,
            "submission": self.submission,
            "peer_review": self.peer_review,
            "rubric": self.rubric,
            "category": "branches",
            "key": "self_registration",
            "api_key": self.api_key,
            "invitation": self.invitation,
            "batch": self.batch,
            "object": self.course,
            "export": self.export,
            "question_export": self.question_export,
            "regrade": self.regrade,
            "version": "1",
            "session": self.session,
            "identity": self.identity,
            "order": self.order,
            "coupon": "SPRING",
            "event": f"evt_{self.order}",
            "reconciliation": self.reconciliation,
        }
