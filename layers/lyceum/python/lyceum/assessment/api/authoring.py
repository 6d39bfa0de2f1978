"""Assessments as authors send and see them."""

from decimal import Decimal
from typing import Annotated

from pydantic import Field, StrictBool

from lyceum.assessment.api.fields import Card, Percent, Request, Title, Total, View
from lyceum.assessment.author_assessment import Authored, Change
from lyceum.assessment.model.placement import MOST_LEVELS
from lyceum.assessment.model.sections import Structure
from lyceum.assessment.model.settings import AssessmentSettings, Proctoring, ResultsShown, ScorePolicy
from lyceum.content.kinds import AssessmentKind
from lyceum.content.questions import AuthoredQuestion, PartId
from lyceum.kernel.clock import Instant
from lyceum.kernel.numbers import decimal, integer
from lyceum.kernel.text import LocalizedText
from lyceum.kernel.time_zones import TimeZone

MAX_QUESTIONS = 500

Questions = Annotated[list[AuthoredQuestion], Field(max_length=MAX_QUESTIONS)]
Minutes = Annotated[int, integer(ge=1, le=10_080)]
Attempts = Annotated[int, integer(ge=1, le=999)]
Delay = Annotated[int, integer(ge=0, le=525_600)]
Weight = Annotated[Decimal, decimal(whole_digits=2, places=4)]


class LevelRequest(Request):
    """A level of classes, by percentage."""

    id: PartId
    title: Title
    minimum: Percent
    maximum: Percent


class SecondMarkingRequest(Request):
    """Two people mark what people grade, each on their own.

    What was graded stays graded, whether this comes or goes. When it is taken away, what waits for a second or a third
    person waits for anybody, also for who has marked it before; with the next grade that somebody gives in its attempt
    the other answers have theirs, too: of one mark these points, of two that lay too far apart their mean.
    """

    tolerance_percent: Percent
    """Of the question's points: how far two marks may lie apart for their mean to hold; else a third person's do."""
    blind: StrictBool = True
    """Who has not marked an answer yet does not see what others gave for it."""


class SettingsChange(Request):
    """Settings to change; those that are not named stay. `null` takes a limit or a date away."""

    kind: AssessmentKind = AssessmentKind.QUIZ
    pass_mark: Percent | None = None
    weight: Weight | None = None
    practice: StrictBool = False
    time_limit_minutes: Minutes | None = None
    max_attempts: Attempts | None = None
    attempt_delay_minutes: Delay = 0
    available_from: Instant | None = None
    available_until: Instant | None = None
    due_at: Instant | None = None
    zone: TimeZone | None = None
    """IANA name, `Asia/Bangkok`: the zone that dates are meant in, for who shows them. `null`: the school's own."""
    late_allowed: StrictBool = False
    late_penalty_percent: Percent | None = None
    score_policy: ScorePolicy = ScorePolicy.HIGHEST
    shuffle: StrictBool = False
    """Questions come in another order in each attempt, within their section; so do choices, unless the next says no."""
    shuffle_choices: StrictBool | None = None
    """Whether choices do; `null`: as `shuffle`."""
    results: ResultsShown = ResultsShown.IMMEDIATELY
    show_correct_answers: StrictBool = True
    review: StrictBool = True
    proctoring: Annotated[list[Proctoring], Field(max_length=len(Proctoring))] | None = None
    """Supervision that a client must have: see `proctoring` of starting an attempt."""
    levels: Annotated[list[LevelRequest], Field(max_length=MOST_LEVELS)] | None = None
    """Of classes, which results place learners in: from its minimum up to below its maximum, the highest one with it.
    What falls in a gap between them is placed by hand.
    """
    second_marking: SecondMarkingRequest | None = None
    """`null`: one person's points are enough."""

    def named(self) -> dict[str, object]:
        """The settings that were sent; numbers that cannot be taken away stay where `null` was sent."""
        sent = self.model_dump(exclude_unset=True)
        firm = ("pass_mark", "weight", "late_penalty_percent")
        found = {name: value for name, value in sent.items() if value is not None or name not in firm}
        lists = {name: found[name] or () for name in ("levels", "proctoring") if name in found}
        return found | lists


class NewAssessment(Request):
    """An assessment to make. Choice ids are replaced by opaque ones."""

    title: Title
    lesson: PartId
    """The lesson that it belongs to (RULES S3-8)."""
    settings: SettingsChange = SettingsChange()
    questions: Questions
    """Its own; there may be none where sections draw from banks."""
    structure: Annotated[Structure, Field(default_factory=Structure)]
    """Sections and scoring; none: one row of questions, each worth its own points."""


class ChangedAssessment(Request):
    """What to change; what is not named stays."""

    title: Title | None = None
    lesson: PartId | None = None
    settings: SettingsChange | None = None
    questions: Annotated[Questions, Field(min_length=1)] | None = None
    structure: Structure | None = None
    """Sections and scoring, in the place of those there are."""

    def change(self) -> Change:
        """As the use case takes it."""
        return Change(
            title=self.title.text() if self.title is not None else None,
            lesson=self.lesson,
            settings=self.settings.named() if self.settings is not None else None,
            questions=self.questions,
            structure=self.structure,
        )


class AssessmentView(View):
    """An assessment as authors work on it, with keys."""

    id: str
    course: str
    lesson: str
    title: LocalizedText
    settings: AssessmentSettings
    newest: int
    """Version of the questions shown here."""
    active: int | None = None
    """Version that learners get; absent before the course was published with it."""
    changed_at: Instant
    maximum: Total
    questions: list[AuthoredQuestion]
    structure: Structure
    revision: int

    @classmethod
    def of(cls, authored: Authored) -> "AssessmentView":
        """From the use case."""
        assessment = authored.assessment
        return cls(
            id=assessment.id,
            course=assessment.course,
            lesson=assessment.lesson,
            title=assessment.title,
            settings=assessment.settings,
            newest=assessment.newest,
            active=assessment.active,
            changed_at=assessment.changed_at,
            maximum=assessment.maximum,
            questions=list(authored.questions),
            structure=authored.structure,
            revision=assessment.rev,
        )


class AssessmentCard(View):
    """An assessment in a list."""

    id: str
    title: LocalizedText
    lesson: str
    kind: str
    weight: Total
    questions: int
    maximum: Total
    newest: int
    active: int | None = None

    @classmethod
    def of(cls, card: Card) -> "AssessmentCard":
        """From a card."""
        shown = {name: card[name] for name in ("id", "lesson", "kind", "weight", "questions", "maximum", "newest")}
        return cls(title=LocalizedText(card["title"]), active=card.get("active"), **shown)


class AssessmentPage(View):
    """Some assessments of a course."""

    items: list[AssessmentCard]
    next_cursor: str | None = None
