"""How work is handed in and counted, on the wire; apart from authoring, which learners need not start with."""

from lyceum.assessment.api.fields import Percent, Total, View
from lyceum.assessment.model.course_assignment import AcceptedForms, AssignmentSettings
from lyceum.assessment.model.peer_review import PeerReviewSettings
from lyceum.kernel.clock import Instant


class AssignmentSettingsView(View):
    """How work is handed in and counted."""

    accepts: AcceptedForms
    weight: Total
    pass_mark: Percent
    available_from: Instant | None = None
    due_at: Instant | None = None
    available_until: Instant | None = None
    zone: str | None = None
    """IANA name of the zone that dates are meant in; absent: the school's own."""
    late_allowed: bool
    late_penalty_percent: Percent
    resubmissions: int
    peer_review: PeerReviewSettings | None = None

    @classmethod
    def of(cls, settings: AssignmentSettings) -> "AssignmentSettingsView":
        """From the domain."""
        return cls(**{name: getattr(settings, name) for name in cls.model_fields})
