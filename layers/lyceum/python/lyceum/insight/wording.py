"""Which words a report needs. `{…}` are places for numbers and names, filled before escaping."""

from collections.abc import Mapping
from dataclasses import dataclass

from lyceum.insight.report_figures import Stage
from lyceum.insight.report_language import Notation
from lyceum.insight.report_model import EnrollmentStatus


@dataclass(frozen=True, slots=True)
class Words:
    """All words of a report in one language. A language lacks none: the type says so."""

    tag: str
    notation: Notation
    title: str
    made_at: str
    overview: str
    enrolled: str
    completed: str
    progress_mean: str
    active: str
    of_learners: str
    of_required_lessons: str
    in_seven_days: str
    nobody: str
    nothing: str

    funnel: str
    funnel_lead: str
    funnel_no_loss: str
    funnel_caption: str
    stage: str
    learners: str
    share: str
    stages: Mapping[Stage, str]

    assessments: str
    no_assessments: str
    summary_caption: str
    assessment: str
    points: str
    passing_score: str
    passing_score_at: str
    scored: str
    awaiting: str
    passing_rate: str
    mean: str
    median: str
    minimum: str
    maximum: str
    distribution: str
    distribution_lead: str
    distribution_caption: str
    no_scores: str
    score: str
    score_range: str
    score_range_last: str

    activity: str
    activity_lead: str
    activity_caption: str
    no_activity: str
    day: str
    enrollments: str
    lessons_completed: str
    attempts_submitted: str
    courses_completed: str

    class_list: str
    class_list_caption: str
    learner_id: str
    name: str
    status: str
    progress: str
    enrolled_at: str
    last_activity: str
    completed_at: str
    awaiting_mark: str
    statuses: Mapping[EnrollmentStatus, str]

    notes: str
    note_lines: tuple[str, ...]
