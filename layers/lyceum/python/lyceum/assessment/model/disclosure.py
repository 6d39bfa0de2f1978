"""What a learner may be shown of an attempt, and when (RULES S1-23, S2-8)."""

from dataclasses import dataclass
from datetime import datetime

from lyceum.assessment.model.attempt import FINAL, Attempt, State
from lyceum.assessment.model.settings import AssessmentSettings, ResultsShown
from lyceum.assessment.model.terms import NONE, Terms


@dataclass(frozen=True, slots=True)
class Disclosure:
    """Switches, each on its own."""

    questions: bool = False
    """The questions and the learner's own answers."""
    marks: bool = False
    """Points and feedback of each question that is graded."""
    score: bool = False
    """The score of the whole attempt."""
    correct_answers: bool = False
    """The keys: right answers and general feedback."""


EVERYTHING = Disclosure(questions=True, marks=True, score=True, correct_answers=True)
"""What staff see."""


def disclosure(
    settings: AssessmentSettings, attempt: Attempt, *, at: datetime, terms: Terms | None = None
) -> Disclosure:
    """What the attempt's own learner may see at that instant; `terms`: what they have now, if not the attempt's.

    Keys are withheld as long as the learner could make a further attempt, except in practice and self-assessments; of a
    survey there is no result. While the machine has not
    graded (overdue, the timer still to come) there is nothing to show.
    """
    settings = attempt.terms.or_more(terms or NONE).applied(settings)
    if attempt.is_open(at):
        return Disclosure(questions=True)
    shown = Disclosure(questions=settings.review)
    if attempt.state in (State.IN_PROGRESS, State.ABANDONED) or not results_are_out(
        settings, final=attempt.state in FINAL, at=at
    ):
        return shown
    if not settings.has_points:
        return shown
    final = attempt.state in FINAL
    keys_are_safe = settings.for_oneself or not settings.allows_another(attempt.id.number, at)
    return Disclosure(
        questions=settings.review,
        marks=True,
        score=final,
        correct_answers=settings.show_correct_answers and settings.review and keys_are_safe,
    )


def results_are_out(settings: AssessmentSettings, *, final: bool, at: datetime) -> bool:
    """Whether learners are told points; `final`: the attempt is graded to its end."""
    match settings.results:
        case ResultsShown.IMMEDIATELY:
            return True
        case ResultsShown.AFTER_SUBMISSION:
            return final
        case ResultsShown.AFTER_DUE_DATE:
            date = settings.due_at or settings.available_until
            return date is None or at >= date
        case ResultsShown.NEVER:
            return False
