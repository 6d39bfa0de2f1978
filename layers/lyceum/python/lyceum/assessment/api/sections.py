"""Sections of an attempt on the wire."""

from typing import Literal

from lyceum.assessment.api.fields import Percent, Total, View
from lyceum.assessment.model.points import quantised
from lyceum.assessment.model.question_set import MarkingKey, QuestionSet
from lyceum.assessment.model.sections import Section, SectionClock
from lyceum.assessment.model.sight import Sight
from lyceum.content.questions import RichText
from lyceum.kernel.clock import Instant
from lyceum.kernel.text import LocalizedText

SectionState = Literal["to_come", "open", "over"]


class SectionView(View):
    """A section as its learner meets it."""

    id: str
    title: LocalizedText | None = None
    instructions: RichText | None = None
    state: SectionState
    questions: int
    """How many; they are shown once it is entered."""
    time_limit_seconds: int | None = None
    """With the learner's own factor."""
    entered_at: Instant | None = None
    ends_at: Instant | None = None
    """When it ends or ended; absent where nothing but the attempt's own end ends it."""

    @classmethod
    def of(cls, section: Section, clock: SectionClock, sight: Sight) -> "SectionView":
        """What the sight discloses of it."""
        ends = [end for end in (clock.until, sight.attempt.ends_at) if end is not None and clock.until is not None]
        limit = clock.limit_for(sight.attempt.terms.time_factor)
        return cls(
            id=section.id,
            title=section.title,
            instructions=section.instructions,
            state=_state(clock, sight),
            questions=section.asked,
            time_limit_seconds=int(limit.total_seconds()) if limit is not None else None,
            entered_at=clock.entered_at,
            ends_at=min(ends, default=None),
        )


def _state(clock: SectionClock, sight: Sight) -> SectionState:
    if clock.is_over(sight.at) or not sight.attempt.is_open(sight.at):
        return "over"
    return "open" if clock.entered_at is not None else "to_come"


class SectionResultView(View):
    """What a section earned, before anything is taken off for being late."""

    section: str
    points: Total
    maximum: Total
    percent: Percent
    raw: Total | None = None
    """The points that a conversion table turned into these, where the section has one."""


def sections_of(sight: Sight, questions: QuestionSet) -> list[SectionView] | None:
    """The sections with their clocks; None where there are none."""
    sections = enumerate(questions.structure.sections)
    return [SectionView.of(section, sight.attempt.clock(place), sight) for place, section in sections] or None


def section_results(sight: Sight, key: MarkingKey) -> list[SectionResultView] | None:
    """The result of each section as far as it is graded (RULES S4-14); None where there are no sections."""
    measured = zip(key.scale.sections, key.scale.of_sections(sight.attempt.earned), strict=True)
    return [
        SectionResultView(
            section=section.id,
            points=quantised(result.points),
            maximum=quantised(result.maximum),
            percent=result.percent,
            raw=quantised(result.raw) if result.raw is not None else None,
        )
        for section, result in measured
    ] or None
